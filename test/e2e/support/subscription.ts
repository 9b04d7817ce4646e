import { expect, type Page } from '@playwright/test';
import { linkIn, type Mailbox, mailTo } from './mailbox.ts';

interface Server extends Mailbox {
  readonly origin: string;
}

/** Fills in the form and gives the mailed link. */
export async function ask(page: Page, server: Server, email: string, documents: readonly string[]): Promise<string> {
  await page.goto(`${server.origin}/updates/`);
  for (const document of documents) await page.getByLabel(document).check();
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('button', { name: 'Send me the link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
  return linkIn(await mailTo(server, email, /^Please confirm: tell me/), '/updates/confirm/');
}

/** Asks, and presses the button behind the mailed link. */
export async function subscribe(...asked: Parameters<typeof ask>): Promise<void> {
  const [page] = asked;
  await page.goto(await ask(...asked));
  await page.getByRole('button', { name: 'Yes, tell me' }).click();
  await expect(page.getByText('Your address is confirmed.')).toBeVisible();
}
