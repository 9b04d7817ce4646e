import { join } from 'node:path';
import { type Browser, type BrowserContext, test as base, type Locator, type Page } from '@playwright/test';
import { after } from '../../../server/clock.ts';
import { submitted } from '../../support/requests.ts';
import { type StoppedClock, stopClock } from '../../support/services.ts';
import { staffMember } from '../../support/staff.ts';
import { openBuilt } from './built.ts';
import { keptData } from './kept-data.ts';
import { linkIn, type Mailbox, mailTo } from './mailbox.ts';
import { testSite } from './test-site.ts';

/** A server of a test's own, for which time passes as the test says. */
export interface Desk extends Mailbox {
  readonly origin: string;
  readonly services: Awaited<ReturnType<typeof openBuilt>>['services'] & { readonly clock: StoppedClock };
  /** Time passes, and does what it brings about. */
  pass(milliseconds: number): Promise<void>;
}

export const test = base.extend<{ desk: Desk }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  desk: async ({}, use) => {
    await using data = await keptData();
    // Browsers keep no cookie of the past.
    const clock = stopClock(new Date().toISOString());
    await using built = await openBuilt(join(testSite(), 'dist'), clock, { settings: data.settings });
    await use({
      ...built,
      services: { ...built.services, clock },
      async pass(milliseconds) {
        clock.set(after(clock.now(), milliseconds).toISOString());
        await built.work();
      },
    });
  },
  baseURL: async ({ desk }, use) => use(desk.origin),
});

/** A request whose address was confirmed by the mailed link, and the token of its page. */
export async function asked(desk: Desk, values: Record<string, string | readonly string[]>) {
  const { email = 'ada@example.com' } = values;
  const reference = await submitted(desk.services, values);
  const mail = await mailTo(desk, String(email), new RegExp(`confirm.*${reference}`));
  const [, token = ''] = /\/confirm\/([^/]+)\//.exec(linkIn(mail, '/requests/confirm/')) ?? [];
  const confirmed = await desk.services.requests.confirm(token);
  if (!confirmed.ok) throw new Error(confirmed.problems.join());
  return confirmed.value;
}

/** A browser without scripts, in which one of the staff is signed in at the desk. */
export async function deskOf(
  browser: Browser,
  desk: Desk,
  person: Parameters<typeof staffMember>[1] & { readonly javaScriptEnabled?: boolean } = {},
): Promise<Page> {
  const { javaScriptEnabled = false, ...member } = person;
  const context = await browser.newContext({ baseURL: desk.origin, javaScriptEnabled });
  await signIn(context, desk, (await staffMember(desk.services, member)).cookies);
  return await context.newPage();
}

async function signIn(context: BrowserContext, { origin }: Desk, cookies: string): Promise<void> {
  const [name = '', value = ''] = cookies.split('=', 2);
  await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Lax' }]);
}

/** Does what a hand does, and counts it. */
export function countingHand() {
  const count = { clicks: 0, fields: 0 };
  return {
    count,
    async click(control: Locator): Promise<void> {
      count.clicks += 1;
      await control.click();
    },
    async type(field: Locator, text: string): Promise<void> {
      count.fields += 1;
      await field.fill(text);
    },
    async choose(field: Locator, value: string): Promise<void> {
      count.clicks += 1;
      await field.selectOption(value);
    },
  };
}
