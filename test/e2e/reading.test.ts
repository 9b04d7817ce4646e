import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { addDays, dayIn } from '../../src/library/model/days.ts';
import { type RunningServer, startServer } from './support/server.ts';
import { copySite } from './support/site.ts';

const readability = readFileSync('node_modules/@mozilla/readability/Readability.js', 'utf8');

test.describe.configure({ mode: 'serial' });

let site: Awaited<ReturnType<typeof copySite>>;
let server: RunningServer;
let waiting: string;

test.beforeAll(async () => {
  site = await copySite();
  waiting = dayIn('UTC', new Date());
  await site.publishOn(waiting, 'security', 'We keep no cookie of an ornithopter.', addDays(waiting, 40));
  await site.build();
  server = await startServer({}, site.folder);
});

test.afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

test('a reader’s mode keeps the notice of what is coming and the title of a comparison', async ({ page }) => {
  await page.goto(`${server.origin}/security/`);
  expect((await readIn(page)).text).toMatch(/A new version takes effect on .*We keep no cookie of an ornithopter\./);

  await page.getByRole('link', { name: 'read the new version' }).click();
  expect((await readIn(page)).text).toContain('This version is not yet in effect.');

  await page.getByRole('link', { name: 'See what changes' }).click();
  expect((await readIn(page)).title).toMatch(/^Security, .* compared with /);
});

test('on a phone the menu takes one line, and on a short page the footer stands at the bottom', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 1600 });
  await page.goto(`${server.origin}/search/`);
  const tops = await page
    .getByRole('navigation', { name: 'Site' })
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top));
  expect(new Set(tops).size).toBe(1);
  const foot = await page.getByRole('contentinfo').boundingBox();
  expect((foot?.y ?? 0) + (foot?.height ?? 0)).toBe(1600);
});

test('the history says what each version is and compares any two', async ({ page }) => {
  await page.goto(`${server.origin}/security/history/`);
  await expect(page.locator('main h2').nth(0)).toContainText('Waiting');
  await expect(page.locator('main h2').nth(1)).toContainText('In effect');
  await expect(page.getByRole('link', { name: 'be told by mail' })).toHaveAttribute('href', '/updates/');

  await page.getByLabel('Compare').selectOption(waiting);
  await page.getByLabel('with').selectOption('2026-11-23');
  await page.getByRole('button', { name: 'Show what changed' }).click();
  await expect(page).toHaveURL(`${server.origin}/security/compare/${waiting}/2026-11-23/`);
  await expect(page.locator('del')).toContainText('ornithopter');

  expect((await page.goto(`${server.origin}/security/compare/?a=nothing&b=2026-11-23`))?.status()).toBe(404);
});

test('the longest document comes in one round trip', async ({ request }) => {
  // Ten segments of TCP (RFC 6928).
  const answer = await request.get(`${server.origin}/dpa/`, { headers: { 'accept-encoding': 'br' } });
  expect(answer.headers()['content-encoding']).toBe('br');
  expect(Number(answer.headers()['content-length'])).toBeLessThan(14_600);
});

test('every text, the home page and the page of notices name a feed that is there', async ({ page }) => {
  for (const path of ['/', '/security/', '/security/2026-11-23/', '/security/history/', '/updates/']) {
    await page.goto(`${server.origin}${path}`);
    const feeds = await page
      .locator('link[rel=alternate]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(feeds[0], path).toBe(path.startsWith('/security') ? '/security/feed.xml' : '/feed.xml');
    for (const feed of feeds) expect((await page.request.get(`${server.origin}${feed}`)).status(), feed).toBe(200);
  }
});

test('a built site has no page of a draft', async ({ page }) => {
  for (const path of ['/security/draft/', '/security/draft/?show=redline'])
    expect((await page.request.get(`${server.origin}${path}`)).status()).toBe(404);
  await page.goto(`${server.origin}/`);
  await expect(page.locator('a[href*=draft]')).toHaveCount(0);
});

test('search engines are shown one address for each text that binds or did', async ({ page }) => {
  const shown = async (path: string) => {
    await page.goto(`${server.origin}${path}`);
    const of = (selector: string, name: string) =>
      page.locator(selector).evaluateAll((found, name) => found.map((one) => one.getAttribute(name)), name);
    return [...(await of('link[rel=canonical]', 'href')), ...(await of('meta[name=robots]', 'content'))];
  };
  const canonical = expect.stringMatching(/^http.*\/security\/$/);

  expect(await shown('/security/')).toEqual([canonical]);
  expect(await shown('/security/2026-11-23/')).toEqual([canonical]);
  expect(await shown(`/security/${waiting}/`)).toEqual(['noindex']);
});

test('the contents mark the section in view, and the one that was chosen', async ({ page }) => {
  const marked = () => page.locator('.contents a:target-current').allTextContents();
  await page.goto(`${server.origin}/dpa/`);
  const links = page.locator('.contents a');
  const [first = '', last = ''] = [await links.first().textContent(), await links.last().textContent()].map(String);
  expect(await marked()).toEqual([first]);

  await links.last().click();
  await expect.poll(marked).toEqual([last]);

  // The chosen one also where a browser cannot tell what is in view, and for a clause within the section.
  const bars = () => links.evaluateAll((links) => links.map((link) => getComputedStyle(link).borderInlineStartColor));
  const barred = async () => {
    const [bar, ...others] = await bars();
    return others.flatMap((other, index) => (other === bar ? [index + 1] : []));
  };
  await links.nth(5).click();
  await page.mouse.move(900, 500);
  await page.mouse.wheel(0, -100_000);
  await expect.poll(marked).toEqual([first]);
  expect(await barred()).toEqual([5]);
  await page.goto(`${server.origin}/dpa/#ccpa-notice-of-inability`);
  await page.mouse.wheel(0, -100_000);
  await expect.poll(marked).toEqual([first]);
  expect(await barred()).toEqual([11]);
});

for (const query of ['cookies', 'delete my data', 'ornithopter', 'AES-256']) {
  test(`“${query}” finds the same while typing and after Enter`, async ({ page }) => {
    const results = async () =>
      page
        .locator('.results > li')
        .evaluateAll((items) =>
          items.map((item) => [item.querySelector('a')?.getAttribute('href'), item.textContent?.replace(/\s+/g, '')]),
        );
    await page.goto(`${server.origin}/search/`);
    await page.getByRole('searchbox').fill(query);
    await expect(page.locator('#count')).toContainText(`“${query}”`);
    const typed = await results();
    await page.getByRole('searchbox').press('Enter');
    await expect(page).toHaveURL(/\?q=/);

    expect(typed).toEqual(await results());
    expect(typed.length > 0).toBe(query !== 'ornithopter');
    if (query === 'delete my data') expect(typed[0]?.[0]).toBe('/requests/new/');
  });
}

/** What Firefox's reader view makes of the page that is open. */
async function readIn(page: Page): Promise<{ title: string; text: string }> {
  return page.evaluate(
    `(() => { ${readability}; const read = new Readability(document.cloneNode(true)).parse(); return { title: read.title, text: read.textContent.replace(/\\s+/g, ' ') }; })()`,
  );
}
