import type { Page } from '@playwright/test';
import { linkIn, mailTo } from './mailbox.ts';
import type { Server } from './server.ts';

export interface Answers {
  readonly relation: RegExp;
  readonly kinds: readonly RegExp[];
  readonly business: string;
  readonly behalf: string;
  readonly details: string;
  readonly region: string;
  readonly name: string;
  readonly email: string;
}

export const ada: Answers = {
  relation: /I have an account with/,
  kinds: [/A copy of my data/, /Withdraw my consent/],
  business: '',
  behalf: '',
  details: 'My account is from 2024.\n\nPlease send everything.',
  region: 'DE',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
};

/** Both steps of the form, as far as the button that leads to the answers. */
export async function fillRequest(page: Page, answers: Answers): Promise<void> {
  await fillStart(page, answers);
  for (const kind of answers.kinds) await page.getByRole('checkbox', { name: kind }).check();
  await page.getByLabel('Details').fill(answers.details);
  await page.getByLabel('Your name').fill(answers.name);
  await page.getByLabel('Email address').fill(answers.email);
}

export async function fillStart(page: Page, answers: Answers): Promise<void> {
  await page.getByRole('radio', { name: answers.relation }).check();
  if (answers.business) await page.getByLabel('If a business has your data').fill(answers.business);
  if (answers.behalf) await page.getByLabel('If you act for somebody else: for whom').fill(answers.behalf);
  await page.getByLabel('Where do you live?').selectOption(answers.region);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Fills in, checks and sends a request; gives its reference. */
export async function sendRequest(page: Page, answers: Answers = ada): Promise<string> {
  await page.goto('/requests/new/');
  await fillRequest(page, answers);
  await page.getByRole('button', { name: 'Check your answers' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  return referenceOf(page);
}

export function referenceOf(page: Page): string {
  return /WT-\w{4}-\w{4}/.exec(page.url())?.[0] ?? '';
}

/** Sends a request and confirms its address by the mailed link; the page then shows the case. */
export async function openCase(page: Page, server: Server, answers: Answers = ada): Promise<string> {
  const reference = await sendRequest(page, answers);
  const mail = await mailTo(server, answers.email, /confirm your address/);
  await page.goto(linkIn(mail, '/requests/confirm/'));
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  return reference;
}
