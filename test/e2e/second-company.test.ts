import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { previewWords } from '../../src/words/documents/preview.ts';
import { openAccount } from './support/account.ts';
import { linkIn, mailsIn, mailTo } from './support/mailbox.ts';
import { type RunningServer, startServer } from './support/server.ts';
import { copySite } from './support/site.ts';
import { subscribe } from './support/subscription.ts';

// A company that is not the one whose documents this repository ships: its texts are German, and it has no addendum.
test.use({ javaScriptEnabled: false });
test.describe.configure({ mode: 'serial' });

const secondCompany = join(import.meta.dirname, '..', 'fixtures', 'second-company');
const sentence = 'Wir melden jede Änderung dieser Erklärung vorher.';
let site: Awaited<ReturnType<typeof copySite>>;
let server: RunningServer;
let coming: string;

test.beforeAll(async () => {
  site = await copySite(secondCompany);
  coming = await site.publish('datenschutz', sentence, 'Sagt, dass wir Änderungen vorher melden.');
  server = await startServer({}, site.folder);
});

test.afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

test('its imprint, terms and notice of privacy are read, each in its own language', async ({ page }) => {
  await page.goto(`${server.origin}/`);
  await page.getByRole('contentinfo').getByRole('link', { name: 'Impressum' }).click();
  await expect(page.getByText('Muster Werkzeuge GmbH')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');

  for (const name of ['Allgemeine Geschäftsbedingungen', 'Datenschutzerklärung']) {
    await page.goto(`${server.origin}/`);
    await page.getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toHaveAttribute('lang', 'de');
    await expect(page.locator('.text > div')).toHaveAttribute('lang', 'de');
  }
  await expect(page.getByText('3. Juni 2026')).toBeVisible();
  await page.goto(`${server.origin}/promises/`);
  await expect(page.getByText('bekommt von uns kein Cookie')).toHaveAttribute('lang', 'de');
  await page.goto(`${server.origin}/datenschutz/`);
  // Palatino's ligature would show “Nr.” as another sign.
  await expect(page.locator('.text > div p').first()).toHaveCSS('font-variant-ligatures', 'no-common-ligatures');
  await expect(page.getByText('A new version takes effect on')).toBeVisible();
});

test('two of its versions are compared, and the one that waits is read', async ({ page }) => {
  await page.goto(`${server.origin}/datenschutz/history/`);
  await expect(page.locator('main h2', { hasText: 'March 2, 2026' })).toContainText('Earlier');
  await page.getByLabel('Compare').selectOption('2026-03-02');
  await page.getByLabel('with', { exact: true }).selectOption('2026-05-04');
  await page.getByRole('button', { name: 'Show what changed' }).click();

  await expect(page).toHaveURL(/\/datenschutz\/compare\/2026-03-02\/2026-05-04\/$/);
  await expect(page.locator('ins').filter({ hasText: 'acht Jahre' })).toBeVisible();
  await expect(page.locator('h1 [lang=de]')).toHaveText('Datenschutzerklärung');
  await expect(page.locator('ins .said').first()).toHaveAttribute('lang', 'en');
  await page.goto(`${server.origin}/datenschutz/${coming}/`);
  await expect(page.getByText(sentence)).toBeVisible();
});

test('an earlier version is found by search engines at its own address, and one that waits by none', async ({
  page,
}) => {
  const sitemap = await (await page.request.get(`${server.origin}/sitemap.xml`)).text();
  expect(sitemap).toContain('/datenschutz/2026-03-02/</loc>');
  expect(sitemap).toContain('/promises/</loc>');
  expect(sitemap).not.toContain(`/${coming}/`);

  await page.goto(`${server.origin}/datenschutz/2026-03-02/`);
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', /\/datenschutz\/2026-03-02\/$/);
  await expect(page.locator('meta[name=robots]')).toHaveCount(0);
});

test('a privacy request is made, confirmed, and answered for in the company’s name', async ({ page }) => {
  await page.goto(`${server.origin}/requests/new/`);
  await expect(page.getByLabel('If a business has your data')).toHaveCount(0);
  await page.getByRole('radio', { name: /account with Muster Werkzeuge/ }).check();
  await page.getByLabel('Where do you live?').selectOption('DE');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('checkbox', { name: /A copy of my data/ }).check();
  await page.getByLabel('Your name').fill('Erika Mustermann');
  await page.getByLabel('Email address').fill('erika@example.com');
  await page.getByRole('button', { name: 'Check your answers' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();

  const mail = await mailTo(server, 'erika@example.com', /confirm your address/);
  expect(mail.from).toMatchObject({ name: 'Muster Werkzeuge Rechtliches' });
  expect(mail.replyTo).toMatchObject([{ address: 'datenschutz@muster-werkzeuge.example' }]);
  expect(mail.text).toContain('The Muster Werkzeuge privacy team');
  await page.goto(linkIn(mail, '/requests/confirm/'));
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(page.getByText(/We answer by|due/i).first()).toBeVisible();
});

test('somebody subscribes to its notice of privacy', async ({ page }) => {
  await page.goto(`${server.origin}/updates/`);
  await expect(page.getByText('Datenschutzerklärung', { exact: true })).toHaveAttribute('lang', 'de');
  await subscribe(page, server, 'otto@example.com', ['Datenschutzerklärung']);
});

test('an account is opened, and agrees to its terms', async ({ page }) => {
  await openAccount(page, server);
  await page.goto(`${server.origin}/account/agreements/agb/`);
  await expect(page.locator('#text > div')).toHaveAttribute('lang', 'de');
  await page.goto(`${server.origin}/account/settings/`);
  await expect(page.getByRole('heading', { name: 'Billing' })).toHaveCount(0);

  const foreign = await namedIn(page, [
    '/',
    '/account/',
    '/updates/',
    '/llms.txt',
    '/api/',
    '/subprocessors.csv',
    ...files,
  ]);
  expect(foreign).toEqual([]);
  const mails = await mailsIn(server);
  expect(mails.length).toBeGreaterThan(3);
  expect(mails.filter((mail) => others.test(`${mail.subject} ${mail.from?.name} ${mail.text} ${mail.html}`))).toEqual(
    [],
  );
});

const others = /whitrack|stripe|addendum/i;
const files = [
  '/documents.json',
  '/feed.xml',
  '/feed.json',
  '/sitemap.xml',
  '/subprocessors.json',
  '/.well-known/security.txt',
];

/** The addresses whose answer names another company, of all that can be reached from these by links. */
async function namedIn(page: Page, from: readonly string[]): Promise<string[]> {
  const seen = new Set<string>();
  const named: string[] = [];
  const waiting = [...from];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = await page.request.get(`${server.origin}${path}`);
    expect(answer.status(), path).toBe(200);
    const text = await answer.text();
    if (others.test(text)) named.push(`${path}: ${others.exec(text)?.[0]}`);
    for (const [, href = ''] of text.matchAll(/<a [^>]*href="([^"#]+)/g)) {
      const url = new URL(href.replaceAll('&amp;', '&'), `${server.origin}${path}`);
      if (url.origin === server.origin) waiting.push(url.pathname + url.search);
    }
  }
  expect(seen.size).toBeGreaterThan(40);
  return named;
}

test('what is built of other texts than those in force says so on each page', async () => {
  cpSync(join(site.folder, 'content'), join(site.folder, 'drafts'), { recursive: true });
  await site.build({ CONTENT_DIR: 'drafts' }, 'preview');
  const client = join(site.folder, 'dist-preview', 'client');
  const pages = globSync('**/*.html', { cwd: client });

  expect(pages.length).toBeGreaterThan(10);
  const silent = pages.filter((file) => {
    const html = readFileSync(join(client, file), 'utf8');
    return !html.includes(previewWords.banner) || !html.includes(`<title>${previewWords.title}`);
  });
  expect(silent).toEqual([]);
});
