import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { promise } from '../support/promise.ts';
import { ada, openAccount, signIn } from './support/account.ts';
import { expectAccessible } from './support/look.ts';
import { linkIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';

test.use({ javaScriptEnabled: false });
test(
  'a customer takes everything along, deletes the account, and takes that back, without scripts',
  promise('works-without-scripts', 'rights-in-the-account'),
  async ({ page, context, server }) => {
    await openAccount(page, server);
    await page.getByRole('link', { name: 'Your data' }).first().click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download everything' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^account-\d{4}-\d\d-\d\d\.zip$/);
    const files = unzipSync(readFileSync(await download.path()));
    expect(strFromU8(files['csv/account.csv'] ?? new Uint8Array())).toContain(`"${ada.email}"`);
    expect(strFromU8(files['index.html'] ?? new Uint8Array())).toContain(server.origin);

    await page.getByRole('link', { name: 'See what goes' }).click();
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await expect(page).toHaveTitle(/^Error: /);
    await page.getByRole('alert').getByRole('link', { name: 'Tick the box' }).click();
    await page.getByRole('checkbox', { name: `Yes, delete the account of ${ada.email}` }).check();
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await expect(page.getByRole('heading', { name: 'Your account is deleted' })).toBeVisible();
    expect(await context.cookies()).toEqual([]);
    await page.goto('/account/');
    await signIn(page);
    await expect(page.getByRole('alert')).toContainText('The address or the password is wrong');

    const undo = linkIn(await mailTo(server, ada.email, /Your account is deleted/), '/account/undo/');
    for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(undo, { method })).status).toBe(200);
    await page.goto(undo);
    await page.getByLabel('Password of the account').fill('a wrong one of mine');
    await page.getByRole('button', { name: 'Get your account back' }).click();
    await expect(page.getByRole('alert')).toContainText('not the password of the account');
    await page.getByLabel('Password of the account').fill(ada.password);
    await page.getByRole('button', { name: 'Get your account back' }).click();
    await expect(page.getByRole('heading', { name: 'Your account is back' })).toBeVisible();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await signIn(page);
    await expect(page.getByRole('main').getByText(ada.name)).toBeVisible();
    await page.goto(undo);
    await expect(page.getByRole('heading', { name: 'This worked already' })).toBeVisible();
  },
);

test('who is not signed in gets neither export nor deletion, nor anything by a form from elsewhere', async ({
  server,
}) => {
  for (const path of ['/account/export/', '/account/delete/']) {
    const asked = await fetch(server.origin + path, { redirect: 'manual' });
    expect([asked.status, asked.headers.get('location')?.split('?')[0]]).toEqual([303, '/account/sign-in/']);
    const body = new URLSearchParams({ stamp: 'x', act: 'delete', sure: 'yes' });
    const posted = await fetch(server.origin + path, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { origin: 'https://evil.example' },
    });
    expect(posted.status).toBe(403);
  }
});

test.describe('to those who use assistive technology', () => {
  // axe is a script itself; the pages are the same without.
  test.use({ javaScriptEnabled: true });

  test('every page of export and deletion is open', async ({ page, server }) => {
    await openAccount(page, server);
    for (const path of ['export', 'delete', 'deleted', 'undone', 'undo/unknown']) {
      await page.goto(`/account/${path}/`);
      await expectAccessible(page, path);
    }
  });
});
