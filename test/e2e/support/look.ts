import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import type { Result } from 'axe-core';
import { HtmlValidate } from 'html-validate';

const html = new HtmlValidate({
  extends: ['html-validate:standard'],
  // Astro decides how white space and empty elements are written.
  rules: { 'no-trailing-whitespace': 'off', 'void-style': 'off', 'long-title': 'off', 'doctype-style': 'off' },
});

const axe = `${readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')};
axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`;

/** Judges the page that is open: its source, and where scripts may run what axe makes of it. */
export function lookAt(page: Page, javaScriptEnabled: boolean) {
  let fetched = async () => '';
  page.on('response', (response) => {
    const isPage = response.request().resourceType() === 'document' && response.status() !== 303;
    if (isPage) fetched = () => response.text();
  });
  return async (name: string): Promise<void> => {
    await expectValid(name, await fetched());
    if (javaScriptEnabled) await expectAccessible(page, name);
  };
}

/** Judges pages of a journey as whoever is signed in there has them on a phone: valid, open to everybody, and no wider. */
export async function lookOnPhone(browser: Browser, who: BrowserContext, addresses: readonly string[]): Promise<void> {
  const viewport = { width: 360, height: 800 };
  const phone = await browser.newContext({ viewport, storageState: await who.storageState(), javaScriptEnabled: true });
  const page = await phone.newPage();
  const look = lookAt(page, true);
  for (const address of addresses) {
    expect((await page.goto(address))?.status(), address).toBe(200);
    await look(address);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(360);
  }
  await phone.close();
}

/** axe is a script itself: it looks where scripts may run, and the pages are the same where they may not. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  // A page that has only begun to load has nothing to judge.
  await expect(page.getByRole('main')).toBeVisible();
  const violations = await page.evaluate<Pick<Result, 'id' | 'nodes'>[]>(axe);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  expect(found, name).toEqual([]);
}

export async function expectValid(name: string, source: string): Promise<void> {
  const { results } = await html.validateString(source);
  const found = results.flatMap(({ messages }) => messages);
  expect(
    found.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
    name,
  ).toEqual([]);
}
