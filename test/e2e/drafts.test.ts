import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startDevelopment } from './support/server.ts';
import { copySite } from './support/site.ts';

test('whoever writes sees the draft as it will be and what it changes, while typing', async ({ page }) => {
  await using site = await copySite();
  await using dev = await startDevelopment(site.folder);
  const draft = join(site.folder, 'content', 'security', 'draft.mdx');
  const written = await readFile(draft, 'utf8');

  await page.goto(`${dev.origin}/`);
  await page.getByRole('link', { name: 'Security' }).last().click();
  await expect(page).toHaveURL(`${dev.origin}/security/draft/`);
  await expect(page.getByText('Nothing is wrong with its text.')).toBeVisible();
  await expect(page.getByText('both say the same')).toBeVisible();

  await writeFile(draft, `${written}\nWe keep no ornithopter.\n`);
  await expect(page.getByText('We keep no ornithopter.')).toBeVisible();
  await page.getByRole('link', { name: 'What it changes' }).click();
  await expect(page.locator('ins', { hasText: 'We keep no ornithopter.' })).toBeVisible();

  await writeFile(draft, `${written}\nWe keep {none\n`);
  await expect(page.getByText(/content\/security\/draft\.mdx:\d+: /)).toBeVisible();
  await writeFile(draft, written);
  await expect(page.getByText('Nothing is wrong with its text.')).toBeVisible();

  // What cannot be read beside it is told in its place, and the page comes back by itself.
  for (const name of ['company.yaml', 'security/document.yaml']) {
    const file = join(site.folder, 'content', name);
    const said = await readFile(file, 'utf8');
    await writeFile(file, said.replace(/^(name|title): /m, '$1: ['));
    await expect(page.getByText(new RegExp(`content/${name}:\\d+: `)).first()).toBeVisible();
    await writeFile(file, said);
    await expect(page.getByText('Nothing is wrong with its text.')).toBeVisible();
  }

  // The backend knows the documents without a build, once it has read anew what was mended.
  await expect
    .poll(async () => {
      await page.goto(`${dev.origin}/updates/`);
      return await page.getByRole('checkbox', { name: 'Security' }).count();
    })
    .toBe(1);

  // A name that a document had leads to it, as it will when it is published.
  const described = join(site.folder, 'content', 'security', 'document.yaml');
  await writeFile(described, `${await readFile(described, 'utf8')}formerly: [safety]\n`);
  const old = () => page.request.get(`${dev.origin}/safety/?from=mail`, { maxRedirects: 0 });
  await expect.poll(async () => (await old()).headers()['location']).toBe('/security/?from=mail');
});
