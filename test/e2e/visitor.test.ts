import type { BrowserContext, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { promise } from '../support/promise.ts';
import { expectAccessible, expectValid, lookAt } from './support/look.ts';
import { test } from './support/own-server.ts';
import { ada, fillRequest, openCase, sendRequest } from './support/request-form.ts';
import { ask } from './support/subscription.ts';

/** What a visitor must be able to reach by links alone. */
const expected = [
  '/',
  '/privacy/',
  '/privacy/history/',
  '/privacy/2026-04-23/',
  '/dpa/',
  '/security/',
  '/subprocessors/',
  '/requests/',
  '/requests/new/',
  '/updates/',
  '/search/',
  '/promises/',
  '/account/',
  '/account/sign-up/',
  '/account/reset/',
];

for (const javaScriptEnabled of [false, true]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });
    test(
      'a visitor of every page gets no cookie, leaves no trace and meets no third party',
      promise('session-cookie', 'no-third-party'),
      async ({ page, context, server }) => {
        const foreign = watch(page, server.origin);
        const seen = new Set<string>();
        const waiting = ['/', '/api/'];
        for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
          if (seen.has(path)) continue;
          seen.add(path);
          const answer = await page.goto(path);
          expect(answer?.status(), path).toBe(200);
          await expectValid(path, (await answer?.text()) ?? '');
          if (javaScriptEnabled) await expectAccessible(page, path);
          waiting.push(...(await pathsOf(page, server.origin)));
        }

        expect([...seen]).toEqual(expect.arrayContaining(expected));
        expect(foreign).toEqual([]);
        await expectNoTrace(context, page);
      },
    );

    test(
      'the pages of a request are as clean, and so are forms with errors',
      promise('session-cookie', 'no-third-party'),
      async ({ page, context, server }) => {
        const foreign = watch(page, server.origin);
        const look = lookAt(page, javaScriptEnabled);

        await page.goto('/updates/');
        await page.getByRole('button', { name: 'Send me the link' }).click();
        await expect(page.getByRole('alert')).toBeVisible();
        await look('updates with errors');
        await page.goto('/requests/new/');
        await page.getByRole('button', { name: 'Continue' }).click();
        await expect(page.getByRole('alert')).toBeVisible();
        await look('form with errors');
        await fillRequest(page, ada);
        await page.getByRole('button', { name: 'Check your answers' }).click();
        await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
        await look('answers');
        const reference = await sendRequest(page);
        await look('received');
        await page.goto(`/requests/${reference}/`);
        await look('reference');
        await page.goto('/requests/confirm/unknown/');
        await look('unknown link');
        await page.goto(`/requests/${reference}/unknown/`);
        await look('unknown case link');
        await openCase(page, server, { ...ada, email: 'grace@example.com' });
        await look('case');
        await page.getByRole('button', { name: 'Send the message' }).click();
        await look('case with errors');

        expect(foreign).toEqual([]);
        await expectNoTrace(context, page);
      },
    );

    test(
      'so are the pages that nothing links to: of a subscription, of the mailbox, and those of errors',
      promise('session-cookie', 'no-third-party'),
      async ({ page, context, server }) => {
        const foreign = watch(page, server.origin);
        const look = lookAt(page, javaScriptEnabled);

        const link = await ask(page, server, ada.email, ['Security']);
        await look('link mailed');
        await page.goto(link);
        await look('confirm');
        await page.getByRole('button').first().click();
        await expect(page.getByLabel('Security')).toBeChecked();
        await look('choice');
        const choice = page.url();
        await page.goto(link);
        await look('used link');
        await page.goto(choice.replace('/preferences/', '/unsubscribe/'));
        await look('link for another purpose');
        await page.goto(choice);
        await page.getByRole('button', { name: 'End all notices' }).click();
        await expect(page).toHaveURL(/ended/);
        await look('ended');
        await page.goto('/mailbox/');
        await look('mailbox');
        await page
          .getByRole('link', { name: /confirm/ })
          .first()
          .click();
        await look('mail');
        await page.goto('/search/?q=retention');
        await look('results');
        for (const path of ['/nothing/', '/%ff/', '/updates/confirm/unknown/', '/updates/preferences/unknown/']) {
          expect((await page.goto(path))?.status(), path).toBeGreaterThanOrEqual(400);
          await look(path);
        }

        expect(foreign).toEqual([]);
        await expectNoTrace(context, page);
      },
    );
  });
}

/** Collects what the page asks of anybody else. */
function watch(page: Page, origin: string): string[] {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) foreign.push(request.url());
  });
  return foreign;
}

async function expectNoTrace(context: BrowserContext, page: Page): Promise<void> {
  const { cookies, origins } = await context.storageState({ indexedDB: true });
  expect(cookies).toEqual([]);
  expect(origins).toEqual([]);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
}

async function pathsOf(page: Page, origin: string): Promise<string[]> {
  const links = await page.locator('a[href]').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  return links
    .map((link) => new URL(link))
    .filter((url) => url.origin === origin && url.pathname.endsWith('/'))
    .map(({ pathname }) => pathname);
}
