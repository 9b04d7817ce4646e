import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { promise } from '../support/promise.ts';
import { ada, openAccount } from './support/account.ts';
import { expectAccessible } from './support/look.ts';
import { mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import type { Server } from './support/server.ts';

test.use({ javaScriptEnabled: false });
const purpose = 'ai-training';
const bob = { id: 'user_2', email: 'bob@example.com', name: 'Bob Babbage' };

test(
  'what somebody allows in the app they find here, one click away, and take back in the same place',
  promise('ai-training', 'works-without-scripts'),
  async ({ page, context, server }) => {
    const app = await appOf(server);
    const { inEffect } = (await app.ask('/api/v1/purposes/')).purposes[0];
    const act = { act: 'give', version: inEffect.version, textSha256: inEffect.textSha256, place: app.place };
    expect(await app.allows(bob)).toBe(false);
    expect((await app.post('/api/v1/consents/', { person: bob, purpose, ...act })).status).toBe(201);
    expect(await app.allows(bob)).toBe(true);
    const mail = await mailTo(server, bob.email, /account for agreements and privacy/);
    expect(mail.text).toContain(`${server.origin}/account/reset/`);

    const link = await app.linkFor(bob, '/account/consents/');
    for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(link, { method })).status).toBe(200);
    await page.goto(link);
    await expect(page.getByText(bob.email).first()).toBeVisible();
    expect(await context.cookies()).toEqual([]);
    await page.getByRole('button', { name: `Sign in as ${bob.email}` }).click();

    await expect(page).toHaveURL(/\/account\/consents\/$/);
    expect((await context.cookies()).map(({ name }) => name)).toEqual(['wt_session']);
    await page.getByRole('button', { name: 'Withdraw consent' }).click();
    expect(await app.allows(bob)).toBe(false);

    expect((await page.goto(link))?.status()).toBe(200);
    await expect(page.getByRole('heading', { name: 'This worked already' })).toBeVisible();
    await page.getByRole('main').getByRole('link', { name: 'Go to your account' }).click();
    await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
    expect((await fetch(link)).status).toBe(410);
    // Without a password what is sensitive stays shut, and the way to one is shown.
    await page.goto('/account/confirm-password/');
    await expect(page.getByRole('link', { name: 'Set a new password by mail' })).toBeVisible();
  },
);

test('whoever comes from the app leaves the account that was open before', async ({ page, context, server }) => {
  await openAccount(page, server);
  const [before] = await context.cookies();
  const app = await appOf(server);

  await page.goto(await app.linkFor(bob));
  await page.getByRole('button', { name: `Sign in as ${bob.email}` }).click();
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
  await expect(page.getByText(bob.email)).toBeVisible();
  await expect(page.getByText(ada.email)).toHaveCount(0);

  await context.clearCookies();
  if (before) await context.addCookies([before]);
  await page.goto('/account/');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

// axe is a script itself; the pages are the same without.
test.describe('with scripts', () => {
  test.use({ javaScriptEnabled: true });

  test('the pages for programs and of the link are accessible, and fit a phone', async ({ page, server }) => {
    const app = await appOf(server);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ['/api/', new URL(await app.linkFor(bob)).pathname, '/account/sign-in/app/unknown/']) {
      await page.goto(path);
      await expectAccessible(page, path);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
});

/** The web app, with a key that the operator made. */
async function appOf(server: Server) {
  const scopes = ['consents:read', 'consents:write', 'sign-in-links:write'].flatMap((scope) => ['--scope', scope]);
  const printed = await server.admin(['api-keys', 'create', '--name', 'Web app', ...scopes]);
  const key = /^wtk_\S+$/m.exec(printed)?.[0] ?? '';
  return { place: { screen: 'Settings › Privacy', control: 'Allow' }, ask, post, allows, linkFor };

  async function ask(path: string) {
    return (await fetch(server.origin + path)).json();
  }

  function post(path: string, body: object): Promise<Response> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return fetch(server.origin + path, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': randomUUID() },
      body: JSON.stringify(body),
    });
  }

  async function allows({ id, email }: typeof bob): Promise<boolean> {
    return (await (await post('/api/v1/consents/state/', { person: { id, email }, purpose })).json()).given;
  }

  async function linkFor(person: typeof bob, next?: string): Promise<string> {
    const answer = await post('/api/v1/sign-in-links/', { person, ...(next && { next }) });
    return (await answer.json()).url;
  }
}
