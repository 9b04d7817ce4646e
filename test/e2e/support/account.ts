import { expect, type Page } from '@playwright/test';
import { codeAt } from '../../support/accounts.ts';
import { linkIn, mailTo } from './mailbox.ts';
import type { Server } from './server.ts';

export const ada = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'nine walnuts under the stove' };

/** Somebody who opens an account by the pages and the mail, and is signed in at the end. */
export async function openAccount(page: Page, server: Server, person = ada): Promise<void> {
  await askForAccount(page, server, person);
  await page.goto(linkIn(await mailTo(server, person.email, /confirm your address/), '/account/confirm/'));
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Confirm and open my account' }).click();
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
}

export async function askForAccount(page: Page, server: Server, person = ada): Promise<void> {
  await page.goto(`${server.origin}/account/sign-up/`);
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('Email address').fill(person.email);
  await page.getByLabel('Choose a password').fill(person.password);
  await page.getByRole('button', { name: 'Send me the link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
}

export async function signIn(
  page: Page,
  { email, password }: Pick<typeof ada, 'email' | 'password'> = ada,
): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function setUpSecondFactor(
  page: Page,
  { origin }: Server,
): Promise<{ key: string; recoveryCodes: string[] }> {
  await page.goto(`${origin}/account/second-factor/`);
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  const key = (await page.locator('p.key').innerText()).replaceAll(/\s/g, '');
  await enterCode(page, codeAt(key, new Date()), 'Turn it on');
  await expect(page.getByRole('heading', { name: 'The second factor is on' })).toBeVisible();
  return { key, recoveryCodes: await page.locator('ol.codes > li').allInnerTexts() };
}

export async function enterCode(page: Page, code: string, button = 'Sign in'): Promise<void> {
  await page.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.getByRole('button', { name: button }).click();
}
