import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { codeAt } from '../support/accounts.ts';
import { promise } from '../support/promise.ts';
import { ada, enterCode, openAccount, setUpSecondFactor, signIn } from './support/account.ts';
import { expectAccessible } from './support/look.ts';
import { linkIn, mailsIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';

test.use({ javaScriptEnabled: false });
const newPassword = 'a kettle sings to seven crows';
const king = 'king@example.com';

test(
  'a customer changes name, business, password and address, sees each device, and adds and ends a second factor',
  promise('works-without-scripts'),
  async ({ page, context, browser, server }) => {
    await openAccount(page, server);
    await page.getByRole('link', { name: 'Settings', exact: true }).first().click();
    await page.getByRole('link', { name: 'Change: Name' }).click();
    await page.getByLabel('Your name').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toBeFocused();
    await page.getByRole('alert').getByRole('link', { name: 'Enter your name' }).click();
    await expect(page.getByLabel('Your name')).toBeFocused();
    await page.getByLabel('Your name').fill('Ada King');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Your name is changed.')).toBeVisible();
    await expect(page.getByRole('main').getByText('Ada King')).toBeVisible();

    await page.getByRole('link', { name: 'Change: Business' }).click();
    await page.getByLabel('Address').fill('12 St James’s Square\nLondon');
    await page.getByLabel('Country').selectOption('United Kingdom');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('Enter the name of the business');
    await expect(page.getByLabel('Address')).toHaveValue('12 St James’s Square\nLondon');
    await page.getByLabel('Name of the business').fill('Analytical Works');
    await page.getByLabel('Web site').fill('analytical.example');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Your business profile is saved.')).toBeVisible();
    await expect(page.getByText('https://analytical.example')).toBeVisible();

    const phone = await browser.newContext({ javaScriptEnabled: false, baseURL: server.origin });
    const other = await phone.newPage();
    await other.goto('/account/sign-in/');
    await signIn(other);
    await page.goto('/account/security/');
    await expect(page.getByRole('term')).toHaveCount(2);
    await page.getByRole('button', { name: /^End: .+ on Linux/ }).click();
    await expect(page.getByText('Whoever was signed in there has to sign in again.')).toBeVisible();
    await expect(page.getByRole('term')).toHaveCount(1);
    await other.goto('/account/');
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await signIn(other);

    const before = (await context.cookies())[0]?.value;
    await page.goto('/account/password/');
    await page.getByLabel('Present password').fill(ada.password);
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await expect(page.getByText('Your password is changed.')).toBeVisible();
    expect((await context.cookies())[0]?.value).not.toBe(before);
    await other.goto('/account/');
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await phone.close();
    await mailTo(server, ada.email, /password was changed/);

    const { key, recoveryCodes } = await setUpSecondFactor(page, server);
    expect(recoveryCodes).toHaveLength(10);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download them as a text file' }).click();
    const file = await readFile(await (await downloading).path(), 'utf8');
    expect(recoveryCodes.every((code) => file.includes(code))).toBe(true);
    await mailTo(server, ada.email, /has a second factor now/);
    await page.getByRole('link', { name: 'I have written them down' }).click();
    await expect(page.getByText('10 are left')).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto('/account/settings/');
    await signIn(page, { ...ada, password: newPassword });
    await expect(page.getByRole('heading', { name: 'Enter a code' })).toBeVisible();
    expect(await context.cookies()).toEqual([]);
    await enterCode(page, '000000');
    await expect(page.getByRole('alert')).toContainText('This code is wrong');
    await enterCode(page, codeAt(key, new Date(Date.now() + 30_000)));
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();

    await page.getByRole('link', { name: 'Change: Email address' }).click();
    await page.getByLabel('New email address').fill(king);
    await page.getByRole('button', { name: 'Send me the link' }).click();
    await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
    const link = linkIn(await mailTo(server, king, /Confirm the new address/), '/account/address/confirm/');
    for (const method of ['GET', 'HEAD', 'GET']) await fetch(link, { method, redirect: 'manual' });
    await page.goto(link);
    await expect(page.getByText(ada.email)).toBeVisible();
    await page.getByRole('button', { name: 'Use the new address' }).click();
    await expect(page.getByText('Your address is changed.')).toBeVisible();
    await expect(page.getByText(king)).toBeVisible();
    expect((await page.goto(link))?.status()).toBe(200);
    await expect(page.getByRole('heading', { name: 'This worked already' })).toBeVisible();
    await mailTo(server, ada.email, /has another address now/);

    await page.goto('/account/second-factor/end/');
    await page.getByLabel('Password').fill(newPassword);
    await page.getByRole('textbox', { name: 'Code' }).fill(recoveryCodes[3]?.toLowerCase() ?? '');
    await page.getByRole('button', { name: 'Turn it off' }).click();
    await expect(page.getByText('The second factor is off.')).toBeVisible();
    await mailTo(server, king, /was turned off/);

    const texts = (await mailsIn(server)).map(({ text, html }) => `${text}${html}`).join();
    for (const secret of [ada.password, newPassword, key, ...recoveryCodes]) expect(texts).not.toContain(secret);
  },
);

test('who was signed out in another tab loses nothing that was typed, and saves nothing', async ({ page, server }) => {
  await openAccount(page, server);
  const { key } = await setUpSecondFactor(page, server);
  await page.goto('/account/business/');
  const tab = await page.context().newPage();
  await tab.goto('/account/');
  await tab.getByRole('button', { name: 'Sign out' }).click();
  await expect(tab.getByRole('heading', { name: 'You are signed out' })).toBeVisible();

  await page.getByLabel('Name of the business').fill('Analytical Works');
  await page.getByLabel('Address').fill('12 St James’s Square\nLondon');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('note')).toContainText('Nothing was saved');
  await signIn(page, { ...ada, password: 'not mine at all' });
  await expect(page.getByRole('alert')).toBeVisible();
  await signIn(page);
  await enterCode(page, '000000');
  await expect(page.getByRole('alert')).toContainText('This code is wrong');
  await enterCode(page, codeAt(key, new Date(Date.now() + 30_000)));

  await expect(page).toHaveURL(`${server.origin}/account/business/`);
  await expect(page.getByRole('note')).toContainText('Nothing was saved');
  await expect(page.getByLabel('Name of the business')).toHaveValue('Analytical Works');
  await expect(page.getByLabel('Address')).toHaveValue('12 St James’s Square\nLondon');
  await tab.goto('/account/settings/');
  await expect(tab.getByText('Analytical Works')).toHaveCount(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your business profile is saved.')).toBeVisible();
});

test.describe('to those who use assistive technology', () => {
  // axe is a script itself; the pages are the same without.
  test.use({ javaScriptEnabled: true });

  test('every page of the settings is open', async ({ page, server }) => {
    await openAccount(page, server);
    for (const path of ['settings', 'name', 'business', 'address', 'address/sent', 'password', 'security']) {
      await visit(page, path);
    }
    await page.goto('/account/business/');
    await page.getByLabel('Phone').fill('call me');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectAccessible(page, 'business with errors');
    await page.goto('/account/address/');
    await page.getByLabel('New email address').fill(king);
    await page.getByRole('button', { name: 'Send me the link' }).click();
    await page.goto(linkIn(await mailTo(server, king, /Confirm the new address/), '/account/address/confirm/'));
    await expectAccessible(page, 'confirm the address');
    await visit(page, 'address/confirm/unknown');

    await visit(page, 'second-factor');
    await setUpSecondFactor(page, server);
    await expectAccessible(page, 'recovery codes');
    for (const path of ['security', 'second-factor/codes', 'second-factor/end', 'confirm-password']) {
      await visit(page, path);
    }
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto('/account/sign-in/');
    await signIn(page);
    await expectAccessible(page, 'code');
    await enterCode(page, '');
    await expectAccessible(page, 'code with errors');
    await visit(page, 'sign-in/code/unknown');
  });
});

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(`/account/${path}/`);
  await expectAccessible(page, path);
}
