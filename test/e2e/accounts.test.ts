import { type BrowserContext, expect } from '@playwright/test';
import { promise } from '../support/promise.ts';
import { ada, askForAccount, openAccount, signIn } from './support/account.ts';
import { expectAccessible } from './support/look.ts';
import { linkIn, mailsIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import type { Server } from './support/server.ts';

test.use({ javaScriptEnabled: false });
const newPassword = 'a kettle sings to seven crows';

test(
  'a customer opens an account, signs in and out, and replaces a forgotten password, without scripts',
  promise('works-without-scripts', 'session-cookie-of-accounts', 'passwords-not-mailed'),
  async ({ page, context, server }) => {
    await page.goto('/account/');
    await expect(page).toHaveURL(/\/account\/sign-in\/$/);
    await page.getByRole('link', { name: 'Open one' }).click();
    await page.getByRole('button', { name: 'Send me the link' }).click();
    await expect(page).toHaveTitle(/^Error: /);
    await page.getByRole('alert').getByRole('link', { name: 'Enter your name' }).click();
    await expect(page.getByLabel('Your name')).toBeFocused();
    await page.getByLabel('Your name').fill(ada.name);
    await page.getByLabel('Email address').fill(ada.email);
    await page.getByLabel('Choose a password').fill('password1234');
    await page.getByRole('button', { name: 'Send me the link' }).click();
    await expect(page.getByRole('alert')).toContainText('attackers try first');
    await expect(page.getByLabel('Email address')).toHaveValue(ada.email);
    await expect(page.getByLabel('Choose a password')).toHaveValue('');

    await askForAccount(page, server);
    expect(await context.cookies()).toEqual([]);
    const link = linkIn(await mailTo(server, ada.email, /confirm your address/), '/account/confirm/');
    for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(link, { method })).status).toBe(200);
    await page.goto(link);
    await page.getByLabel('Password').fill('not what was chosen');
    await page.getByRole('button', { name: 'Confirm and open my account' }).click();
    await expect(page.getByRole('alert')).toContainText('not the password that was chosen');
    await page.getByLabel('Password').fill(ada.password);
    await page.getByRole('button', { name: 'Confirm and open my account' }).click();
    await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
    await expect(page.getByRole('main').getByText(ada.name)).toBeVisible();
    await page.goto(link);
    await expect(page.getByRole('heading', { name: 'This worked already' })).toBeVisible();
    await page.goto('/account/');

    const first = await sessionCookie(context);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
    expect(await context.cookies()).toEqual([]);
    await context.addCookies([first]);
    await page.goto('/account/');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();

    await signIn(page, { ...ada, password: 'a wrong one of mine' });
    await expect(page.getByRole('alert')).toContainText('The address or the password is wrong');
    await signIn(page);
    await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
    const second = await sessionCookie(context);
    expect(second.value).not.toBe(first.value);

    await page.goto('/account/reset/');
    await page.getByLabel('Email address').fill(ada.email);
    await page.getByRole('button', { name: 'Send me the link' }).click();
    await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
    await context.clearCookies();
    await page.goto(linkIn(await mailTo(server, ada.email, /Set a new password/), '/account/reset/'));
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
    await mailTo(server, ada.email, /password was changed/);

    await context.clearCookies();
    await context.addCookies([second]);
    await page.goto('/account/');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await signIn(page);
    await expect(page.getByRole('alert')).toBeVisible();
    await signIn(page, { ...ada, password: newPassword });
    await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();

    const texts = (await mailsIn(server)).map(({ text, html }) => `${text}${html}`).join();
    expect(texts).not.toMatch(new RegExp(`${ada.password}|${newPassword}`));
  },
);

test('no form tells whether an address has an account: not by its status, its headers or a byte of its page', async ({
  page,
  server,
}) => {
  await openAccount(page, server);
  const nobody = { ...ada, email: 'bob@example.com' };

  for (const form of ['sign-up', 'sign-in', 'reset']) {
    const [known, unknown] = await Promise.all([ada, nobody].map((person) => send(server, form, person)));
    expect(known?.status, form).toBe(form === 'sign-in' ? 422 : 303);
    expect(known, form).toEqual(unknown);
  }
});

test('a visitor’s unknown cookie is no error, and gets no other in its place', async ({ server }) => {
  for (const path of ['/account/sign-in/', '/search/', '/updates/']) {
    const answer = await fetch(`${server.origin}${path}`, { headers: { cookie: `wt_session=${'x'.repeat(43)}` } });
    expect(answer.status, path).toBe(200);
    expect(answer.headers.getSetCookie(), path).toEqual([]);
  }
  const account = await fetch(`${server.origin}/account/`, { redirect: 'manual' });
  expect([account.status, account.headers.get('location')]).toEqual([303, '/account/sign-in/']);
});

test('the menu keeps to one line on a phone, also where it says who is signed in', async ({ page, server }) => {
  await openAccount(page, server);
  await page.setViewportSize({ width: 360, height: 700 });
  const links = page.locator('.bar nav > a');
  const tops = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect().top));
  expect(new Set(tops).size).toBe(1);
});

test.describe('to those who use assistive technology', () => {
  // axe is a script itself; the pages are the same without.
  test.use({ javaScriptEnabled: true });

  test('every page of an account is open', async ({ page, server }) => {
    for (const path of [
      'sign-up',
      'sign-in',
      'reset',
      'confirm/unknown',
      'reset/unknown',
      'sign-out',
      'reset/sent/unknown',
    ]) {
      await page.goto(`/account/${path}/`);
      await expectAccessible(page, path);
    }
    await page.goto('/account/sign-up/');
    await page.getByRole('button', { name: 'Send me the link' }).click();
    await expectAccessible(page, 'sign-up with errors');
    await askForAccount(page, server);
    await expectAccessible(page, 'sent');
    await page.goto(linkIn(await mailTo(server, ada.email, /confirm your address/), '/account/confirm/'));
    await expectAccessible(page, 'confirm');
    await page.getByLabel('Password').fill(ada.password);
    await page.getByRole('button', { name: 'Confirm and open my account' }).click();
    for (const path of ['', 'confirm-password/', 'sign-out/']) {
      await page.goto(`/account/${path}`);
      await expectAccessible(page, `account/${path}`);
    }
  });
});

/** Sends a form as a browser does, and gives all of the answer but what differs between any two. */
async function send({ origin }: Server, form: string, { name, email, password }: typeof ada) {
  const url = `${origin}/account/${form}/`;
  const stamp = /name="stamp" value="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
  const fields = {
    'sign-up': { stamp, website: '', name, email, password },
    'sign-in': { email, password: 'not this one, surely' },
    reset: { stamp, website: '', email },
  }[form];
  // Two addresses of one length are compressed to two.
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded', 'accept-encoding': 'identity' };
  const body = new URLSearchParams(fields).toString();
  const answer = await fetch(url, { method: 'POST', redirect: 'manual', headers, body });
  const own = [...answer.headers]
    .filter(([header]) => !['date', 'x-request-id'].includes(header))
    .map(([header, value]) => [header, value.replace(/(\/sent\/)[\w-]{43}\/$/, '$1a random token')]);
  return { status: answer.status, headers: own, body: (await answer.text()).replaceAll(email, 'the address') };
}

/** The one cookie that there is. */
async function sessionCookie(context: BrowserContext) {
  const [cookie, ...others] = await context.cookies();
  expect(others).toEqual([]);
  if (!cookie) throw new Error('There is no cookie');
  expect(cookie).toMatchObject({ name: 'wt_session', httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost' });
  const days = (cookie.expires * 1000 - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(30);
  return cookie;
}
