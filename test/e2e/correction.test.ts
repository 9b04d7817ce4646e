import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { publish } from '../../src/library/publishing/publish.ts';
import { stopClock } from '../support/services.ts';
import { openBuilt } from './support/built.ts';
import { copySite } from './support/site.ts';

test.use({ javaScriptEnabled: false });
const [published, corrected, effect] = ['2026-11-25', '2026-11-26', '2026-12-25'];
const slip = 'We keep no ornithopter , and no zeppelin.';

test('a text that was corrected while it waited reads well at every address, before its day and on it', async ({
  page,
}) => {
  await using site = await copySite();
  await site.publishOn(published, 'security', slip, effect);
  const draft = join(site.folder, 'content', 'security', 'draft.mdx');
  const text = await readFile(draft, 'utf8');
  await writeFile(
    draft,
    text.replace('ornithopter ,', 'ornithopter,').replace('## Report a problem', '## Reporting a problem'),
  );
  const made = publish(
    join(site.folder, 'content'),
    {
      document: 'security',
      summary: 'Mends a heading and a comma.',
      approvedBy: { name: 'Grace Hopper', capacity: 'General Counsel' },
      class: 'editorial',
      confirm: 'The heading names the same.',
      effectiveOn: null,
    },
    corrected,
  );
  expect(made).toMatchObject({ ok: true, value: { version: corrected, beside: { version: `${corrected}-2` } } });
  await site.build({ TODAY: corrected });
  const clock = stopClock(`${corrected}T12:00:00Z`);
  await using server = await openBuilt(join(site.folder, 'dist'), clock, { timeZone: 'UTC' });
  const goTo = (path: string) => page.goto(`${server.origin}${path}`);

  await goTo('/security/');
  await expect(page.getByRole('heading', { name: 'Reporting a problem' })).toBeVisible();
  await expect(page.getByText('ornithopter', { exact: false })).toHaveCount(1);
  await expect(page.getByText('A new version takes effect on December 25, 2026.')).toBeVisible();
  await expect(page.getByText('is no longer part of this document')).toHaveCount(0);
  await page.getByRole('link', { name: 'read the new version' }).click();
  await expect(page).toHaveURL(`${server.origin}/security/${corrected}-2/`);
  await expect(page.getByText('It takes the place of version 2026-11-25, with a correction: Mends')).toBeVisible();
  await page.getByRole('link', { name: 'version 2026-11-25' }).click();
  await expect(page.getByText('This version was corrected before it took effect.')).toBeVisible();
  await expect(page.getByText(slip)).toBeVisible();
  await page.getByRole('link', { name: `Version ${corrected}-2` }).click();
  await expect(page.getByRole('link', { name: 'See what changes' })).toHaveAttribute(
    'href',
    `/security/compare/${corrected}/${corrected}-2/`,
  );

  await goTo('/security/history/');
  const entries = await page.locator('section.clause h2').allInnerTexts();
  expect(entries.map((entry) => entry.replace(/\s+/g, ' ').toLowerCase())).toEqual([
    'december 25, 2026 waiting',
    'november 26, 2026 in effect',
    'december 25, 2026 corrected',
    'november 23, 2026 earlier',
  ]);
  await expect(page.getByRole('combobox', { name: 'Compare' })).toHaveValue(corrected);
  await expect(page.getByRole('combobox', { name: 'with' })).toHaveValue(`${corrected}-2`);

  const read = async (path: string) => (await fetch(`${server.origin}${path}`)).text();
  expect(await read('/security.md')).toContain('## Reporting a problem');
  expect(await read(`/security/${published}.md`)).toContain(slip);
  expect(await read('/security/feed.xml')).toContain('which takes its place: Mends a heading and a comma.');
  const { documents } = JSON.parse(await read('/documents.json'));
  expect(documents.find(({ slug }: { slug: string }) => slug === 'security')).toMatchObject({
    current: corrected,
    waiting: `${corrected}-2`,
  });

  clock.set(`${effect}T00:00:00Z`);
  await goTo('/security/');
  await expect(page.getByText('We keep no ornithopter, and no zeppelin.')).toBeVisible();
  await goTo(`/security/${corrected}/`);
  await expect(page.getByText('This is an old version.')).toBeVisible();
  await goTo(`/security/${published}/`);
  await expect(page.getByText('This version was corrected before it took effect.')).toBeVisible();
});
