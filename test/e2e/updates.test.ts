import { request } from 'node:http';
import { expect } from '@playwright/test';
import { promise } from '../support/promise.ts';
import { keptData } from './support/kept-data.ts';
import { expectAccessible } from './support/look.ts';
import { linkIn, type Mailbox, mailsIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import { startServer } from './support/server.ts';
import { copySite } from './support/site.ts';
import { ask, subscribe } from './support/subscription.ts';

test.use({ javaScriptEnabled: false });
const ada = 'ada@example.com';
const bob = 'bob@example.com';

test(
  'who subscribed is told of a new version once, and after one click of nothing more',
  promise('works-without-scripts', 'notice-of-changes'),
  async ({ page }) => {
    await using site = await copySite();
    await using data = await keptData();

    {
      await using server = await startServer(data.settings);
      await subscribe(page, server, ada, ['Security', 'Data Processing Addendum']);
      await subscribe(page, server, bob, ['Security', 'Data Processing Addendum']);
    }

    const version = await site.publish('security', 'We test restoring a backup.', 'We say that we test our backups.');
    let oneClick = '';
    {
      await using server = await startServer(data.settings, site.folder);
      const notice = await mailTo(server, ada, /^New version of Security from /);
      expect(notice.text).toContain('We say that we test our backups.');
      await page.goto(linkIn(notice, '/security/compare/'));
      await expect(page.locator('ins').filter({ hasText: 'We test restoring a backup.' }).first()).toBeVisible();
      expect((await page.goto(linkIn(notice, `/security/${version}/`)))?.status()).toBe(200);
      await expect(page.getByText('We test restoring a backup.')).toBeVisible();

      const header = (name: string) => notice.headers.find(({ key }) => key === name)?.value;
      expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
      oneClick = /^<(.+)>$/.exec(header('list-unsubscribe') ?? '')?.[1] ?? '';
      expect(oneClick).toBe(linkIn(notice, '/updates/unsubscribe/'));

      for (const method of ['GET', 'HEAD', 'GET']) expect((await bare(oneClick, method)).status).toBe(200);
      const preferences = linkIn(notice, '/updates/preferences/');
      await page.goto(preferences);
      await expect(page.getByLabel('Security')).toBeChecked();

      const answers = [await bare(oneClick, 'POST'), await bare(oneClick, 'POST')];
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers.map(({ location, cookie }) => [location, cookie])).toEqual(Array(2).fill([undefined, undefined]));
      await page.goto(oneClick);
      await expect(page.getByRole('heading', { name: 'Your notices have ended' })).toBeVisible();
      await expect(page.getByRole('button')).toHaveCount(0);
      expect((await page.goto(preferences))?.status()).toBe(404);
      await expect(page.getByRole('link', { name: 'Enter your address' })).toBeVisible();
    }

    const next = await site.publish('dpa', 'Headings are for reading only.', 'We say what headings are for.');
    {
      await using server = await startServer(data.settings, site.folder);
      await expect.poll(async () => (await notices(server, bob)).length).toBe(2);
      expect((await notices(server, bob)).join('\n')).toContain(`/${next}/`);
      expect(await notices(server, ada)).toHaveLength(1);
    }
  },
);

test('what is missing is said beside the field and in the summary, and what was entered stays', async ({
  page,
  server,
}) => {
  await page.goto('/updates/');
  for (const box of await page.getByRole('checkbox').all()) await expect(box).not.toBeChecked();
  await page.getByLabel('Data Processing Addendum').check();
  await page.getByLabel('Email address').fill('ada@example');
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Send me the link' }).click();

  expect((await answer).status()).toBe(422);
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByRole('alert').getByRole('link', { name: 'Enter one email address in full' }).click();
  await expect(page.getByLabel('Email address')).toBeFocused();
  await expect(page.getByLabel('Email address')).toHaveValue('ada@example');
  await expect(page.getByLabel('Data Processing Addendum')).toBeChecked();
  expect(await mailsIn(server)).toEqual([]);
});

test('who asks too often is told so, and what was entered stays', async ({ page, server }) => {
  const askAgain = async () => {
    await page.goto('/updates/');
    await page.getByLabel('Security').check();
    await page.getByLabel('Email address').fill(ada);
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Send me the link' }).click();
    return (await answer).status();
  };
  const statuses = [await askAgain(), await askAgain(), await askAgain(), await askAgain()];

  // A full hour may begin in between.
  if (statuses[3] === 303) statuses.push(await askAgain(), await askAgain(), await askAgain());
  expect(statuses.at(-1)).toBe(429);
  await expect(page.getByRole('alert')).toContainText('send it again in an hour');
  await expect(page.getByLabel('Email address')).toHaveValue(ada);
  await expect(page.getByLabel('Security')).toBeChecked();
  expect(server.log()).not.toContain(ada);
});

test('a link confirms once, by its button, and afterwards offers a way on', async ({ page, server }) => {
  const link = await ask(page, server, ada, ['Security']);
  for (let visit = 0; visit < 3; visit += 1) {
    const answer = await page.goto(link);
    expect(answer?.headers()['cache-control']).toBe('no-store, no-transform');
  }
  await expect(page.locator('meta[name=robots]')).toHaveAttribute('content', 'noindex');
  await expect(page.getByRole('main').getByRole('link', { name: 'Security' })).toBeVisible();
  await page.getByRole('button', { name: 'Yes, tell me' }).click();
  await expect(page.getByText('Your address is confirmed.')).toBeVisible();

  expect((await page.goto(link))?.status()).toBe(200);
  await expect(page.getByRole('heading', { name: 'This worked already' })).toBeVisible();
  await page.getByRole('link', { name: 'Enter your address' }).click();
  await expect(page).toHaveURL(/\/updates\/$/);

  expect((await page.goto(`${link.slice(0, -5)}/`))?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
});

test('a subscriber changes the choice, and ends it, without a password', async ({ page, server }) => {
  await subscribe(page, server, ada, ['Security']);
  const preferences = page.url().replace('?confirmed', '');
  await page.getByLabel('Security').uncheck();
  await page.getByLabel('Privacy Policy').check();
  await page.getByRole('button', { name: 'Save' }).click();

  await expect(page.getByText('Your choice is saved.')).toBeVisible();
  await page.goto(preferences);
  await expect(page.getByLabel('Privacy Policy')).toBeChecked();
  await expect(page.getByLabel('Security')).not.toBeChecked();

  await page.getByRole('link', { name: 'What is recorded of your choice' }).click();
  const recorded = page.url();
  await expect(page.getByRole('heading', { name: /^Entry / })).toHaveCount(3);
  await expect(page.getByRole('main')).toContainText(ada);
  await expect(page.getByRole('main')).toContainText('Yes, tell me');
  const receipt = await page.getByRole('link', { name: 'Download the receipt' }).first().getAttribute('href');
  const file = await page.request.get(receipt ?? '');
  expect(await file.json()).toMatchObject({ events: [{ event_state: 'dpv:ConsentGiven' }] });
  await page.goto(preferences);

  await page.getByRole('button', { name: 'End all notices' }).click();
  await expect(page.getByRole('heading', { name: 'Your notices have ended' })).toBeVisible();
  for (const address of [preferences, recorded, receipt ?? '']) expect((await page.goto(address))?.status()).toBe(404);
});

test('the page after the form names the address, keeps it out of its own, and sends again within the limits', async ({
  page,
  server,
}) => {
  await ask(page, server, ada, ['Security']);
  expect(page.url()).not.toContain('ada');
  await expect(page.getByText(`We have sent a mail to ${ada}.`)).toBeVisible();
  await page.getByRole('button', { name: 'Send the mail again' }).click();
  await expect(page.getByText(`We have sent another mail to ${ada}.`)).toBeVisible();
  await expect.poll(async () => (await mailsIn(server)).length).toBe(2);
  for (let time = 0; time < 6 && (await page.getByRole('alert').count()) === 0; time += 1) {
    await page.getByRole('button', { name: 'Send the mail again' }).click();
  }
  await expect(page.getByRole('alert')).toContainText('do not send another one now');
  await expect(page.getByText(ada)).toBeVisible();
});

test('who gets notices enters the address alone, and is asked before an empty choice is taken for the end', async ({
  page,
  server,
}) => {
  await subscribe(page, server, ada, ['Security']);
  await page.goto('/updates/');
  await page.getByRole('button', { name: 'Email me my link' }).click();
  await page.getByRole('alert').getByRole('link', { name: 'Enter an email address' }).click();
  await expect(page.getByLabel('The address that gets them')).toBeFocused();
  await page.getByLabel('The address that gets them').fill(ada);
  await page.getByRole('button', { name: 'Email me my link' }).click();
  await expect(page.getByText(`We have sent a mail to ${ada}.`)).toBeVisible();

  await page.goto(linkIn(await mailTo(server, ada, /Your link to change or end/), '/updates/preferences/'));
  const preferences = page.url();
  await page.getByLabel('Security').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('You ticked no document');
  await page.goto(preferences);
  await expect(page.getByLabel('Security')).toBeChecked();
});

test('a link to unsubscribe that was altered ends nothing and says so', async ({ page, server }) => {
  const { status } = await bare(`${server.origin}/updates/unsubscribe/${'0'.repeat(36)}.test.AAAA/`, 'POST');
  expect(status).toBe(404);

  expect((await page.goto('/updates/unsubscribe/altered/'))?.status()).toBe(404);
  await expect(page.getByRole('link', { name: 'Enter your address' })).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
});

test.describe('to those who use assistive technology', () => {
  // axe is a script itself; the pages are the same without.
  test.use({ javaScriptEnabled: true });

  test('every page of a subscription is open', async ({ page, server }) => {
    const link = await ask(page, server, ada, ['Security']);
    await expectAccessible(page, 'sent');
    await page.goto(link);
    await expectAccessible(page, 'confirm');
    await page.getByRole('button', { name: 'Yes, tell me' }).click();
    await expectAccessible(page, 'preferences');
    await page.getByRole('link', { name: /^What is recorded of your choice/ }).click();
    await expectAccessible(page, 'receipts');
    await page.getByRole('link', { name: 'Your notices' }).click();
    await page.getByRole('button', { name: 'End all notices' }).click();
    await expectAccessible(page, 'ended');
    await page.goto(link);
    await expectAccessible(page, 'a link that does nothing any more');
    await page.goto('/updates/unsubscribe/altered/');
    await expectAccessible(page, 'an altered link');
  });
});

async function notices(server: Mailbox, email: string): Promise<string[]> {
  const mails = await mailsIn(server);
  const isNotice = (mail: (typeof mails)[number]) =>
    mail.subject?.startsWith('New version') && mail.to?.some(({ address }) => address === email);
  return mails.filter(isNotice).map(({ text }) => text ?? '');
}

/** What a mailbox provider sends: no cookie, no Origin, nothing that a browser would add. */
function bare(
  url: string,
  method: string,
): Promise<{ status: number | undefined; location?: string; cookie?: string }> {
  const headers = method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {};
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      answer.resume();
      const { location, 'set-cookie': cookies } = answer.headers;
      resolve({
        status: answer.statusCode,
        ...(location === undefined ? {} : { location }),
        ...(cookies === undefined ? {} : { cookie: cookies.join() }),
      });
    });
    sent.on('error', reject).end(method === 'POST' ? 'List-Unsubscribe=One-Click\r\n' : undefined);
  });
}
