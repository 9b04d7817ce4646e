import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/look.ts';
import { startServer } from './support/server.ts';
import { copySite } from './support/site.ts';

test.use({ javaScriptEnabled: false });

test('a visitor sees what a new version changes, without JavaScript', async ({ browser, page }) => {
  await using site = await copySite();
  const version = await site.publish(
    'security',
    'We also test our backups each month.',
    'We say how often backups are tested.',
  );
  await using server = await startServer({}, site.folder);
  const [old] = await versionsOf(server.origin, 'security');
  const address = `${server.origin}/security/compare/${old}/${version}/`;

  const answer = await page.goto(address);
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('compared');
  await expect(page.locator('ins')).toHaveText(['inserted: We also test our backups each month. end of insertion']);
  await expect(page.locator('del')).toHaveCount(0);
  await expect(page.getByText('7 words inserted, 0 deleted')).toBeVisible();
  await expect(page.getByText('We say how often backups are tested.')).toBeVisible();
  const shown = await page.locator('.redline').innerText();

  await page.getByRole('link', { name: 'Whole text' }).click();
  await expect(page).toHaveURL(`${address}?show=all`);
  expect((await page.locator('.redline').innerText()).length).toBeGreaterThan(shown.length);

  await page.getByRole('link', { name: 'Swap' }).click();
  await expect(page.locator('del')).toHaveText(['deleted: We also test our backups each month. end of deletion']);
  await expect(page.getByText('0 words inserted, 7 deleted')).toBeVisible();

  await page.goto(address);
  await page.getByRole('link', { name: 'Side by side' }).click();
  await expect(page.getByRole('columnheader', { name: version })).toBeVisible();
  await expect(page.locator('td ins')).toHaveText(['inserted: We also test our backups each month. end of insertion']);
  await page.emulateMedia({ media: 'print' });
  await expect(page).toHaveTitle(new RegExp(`^Security, ${old} compared with ${version} · `));
  await expect(page.getByText('Underlined: inserted')).toBeVisible();
  await expect(page.getByText(`Version ${old} (SHA-256 `)).toBeVisible();
  await page.emulateMedia({ media: 'screen' });
  const file = await page.request.get(`${address}security-${old}-to-${version}.docx`);
  expect(file.status()).toBe(200);
  expect((await file.body()).subarray(0, 2).toString()).toBe('PK');
  expect((await page.request.get(`${address}another.docx`)).status()).toBe(404);

  const context = await browser.newContext({ javaScriptEnabled: true, viewport: { width: 360, height: 800 } });
  const narrow = await context.newPage();
  await narrow.goto(`${address}?show=all`);
  await expectAccessible(narrow, 'narrow');
  expect(await narrow.evaluate('document.documentElement.scrollWidth')).toBe(360);
  await context.close();
});

test('a version compared with itself, today’s by its name, says that nothing changed', async ({ page, baseURL }) => {
  const [version] = await versionsOf(baseURL ?? '', 'privacy');
  await page.goto(`/privacy/compare/${version}/${version}/`);

  await expect(page.getByText('Both are the same version: nothing changed.')).toBeVisible();
  expect((await page.goto('/privacy/compare/current/current/'))?.status()).toBe(200);
});

test('an unknown version or document is not found', async ({ page }) => {
  for (const path of ['/privacy/compare/2020-01-01/current/', '/nothing/compare/current/current/']) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { name: 'This page is not here' })).toBeVisible();
  }
});

async function versionsOf(origin: string, slug: string): Promise<string[]> {
  const { documents } = (await (await fetch(`${origin}/documents.json`)).json()) as {
    documents: { slug: string; versions: { version: string }[] }[];
  };
  return documents.find((document) => document.slug === slug)?.versions.map(({ version }) => version) ?? [];
}
