import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { type Receipt, verifyReceipt } from '../../server/ledger/receipts/receipt.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { codeAt } from '../support/accounts.ts';
import { promise } from '../support/promise.ts';
import { ada, enterCode, openAccount, setUpSecondFactor, signIn } from './support/account.ts';
import { keptData } from './support/kept-data.ts';
import { expectAccessible, lookOnPhone } from './support/look.ts';
import { linkIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import { startServer } from './support/server.ts';
import { copySite } from './support/site.ts';

test.use({ javaScriptEnabled: false });
test(
  'a customer says yes to training and takes it back in the same place, and keeps a receipt, without scripts',
  promise('ai-training', 'works-without-scripts'),
  async ({ page, server }) => {
    await openAccount(page, server);
    await page.getByRole('link', { name: 'Consents' }).first().click();
    await expect(page.getByText('No: you have not answered')).toBeVisible();
    await expect(page.getByRole('region', { name: /^The text:/ })).toContainText('Saying nothing is a no.');
    await expect(page.getByText('Your browser does not send Global Privacy Control')).toBeVisible();

    await page.getByRole('button', { name: 'Yes, you may' }).click();
    await expect(page.getByText('Your answer is recorded')).toBeVisible();
    await expect(page.locator('strong', { hasText: 'You said yes' })).toBeVisible();

    await page.setExtraHTTPHeaders({ 'Sec-GPC': '1' });
    await page.goto('/account/consents/');
    await expect(page.getByText('With the next form that you send here')).toBeVisible();
    await page.getByRole('button', { name: 'Withdraw consent' }).click();
    await expect(page.getByText('You withdrew your consent')).toBeVisible();
    await expect(page.getByText('Opt-out signal honoured.')).toBeVisible();
    await expect(page.getByText(/your account is recorded as opted out/)).toContainText('Since ');

    await page.getByRole('link', { name: 'All that is recorded, with receipts' }).click();
    await expect(page.getByRole('cell', { name: 'Objected' })).toBeVisible();
    await page
      .getByRole('row', { name: /Said yes/ })
      .getByRole('link')
      .click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the receipt' }).click();
    const receipt = JSON.parse(await readFile(await (await downloading).path(), 'utf8')) as Receipt;
    expect(verifyReceipt(receipt).faults).toEqual([]);
    expect(receipt.proof.parts['person']?.content).toMatchObject({ name: ada.name });

    const others = await page.request.get(`/account/receipts/${receipt.record_id}.json`, { headers: { cookie: '' } });
    expect(others.status()).toBe(404);
    const head = await (await page.request.get('/ledger-head.json')).json();
    expect(head).toEqual({
      head: null,
      keys: [{ id: expect.any(String), pem: expect.stringContaining('PUBLIC KEY') }],
    });
  },
);

test('whoever has no account sees from each page what becomes of the signal of their browser, without scripts', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Your opt-out signal' }).click();
  await expect(page.getByRole('main')).toContainText('Your browser does not send Global Privacy Control.');
  await page.setExtraHTTPHeaders({ 'Sec-GPC': '1' });
  await page.reload();
  await expect(page.getByRole('main')).toContainText('Opt-out signal honoured.');
  await expect(page.getByRole('main')).toContainText('It counts for this browser');
});

test('a customer agrees for a business, and has a copy at once that prints', async ({ browser, page, server }) => {
  await openAccount(page, server);
  await page.goto('/account/agreements/');
  await page.getByRole('link', { name: 'Read the text, and agree or decline' }).click();
  await expect(page.getByRole('region', { name: /^Data Processing Addendum/ })).toContainText(
    'Documented instructions',
  );
  await page.getByRole('button', { name: 'Agree for the business' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page
    .getByRole('alert')
    .getByRole('link', { name: /your role/ })
    .click();
  await expect(page.getByLabel('Your role in the business')).toBeFocused();

  await page.getByLabel('Business for which you agree').fill('Analytical Works');
  await page.getByLabel('Its address').fill('12 St James’s Square\nLondon');
  await page.getByLabel('Your role in the business').fill('Director');
  await page.getByRole('button', { name: 'Agree for the business' }).click();
  await expect(page.getByRole('alert')).toContainText('Choose by what right you may bind the business');
  await expect(page.getByLabel('Business for which you agree')).toHaveValue('Analytical Works');
  await page.getByLabel('I represent the business by law').check();
  await page.getByRole('button', { name: 'Agree for the business' }).click();

  await expect(page.getByRole('heading', { name: 'Data Processing Addendum: your copy' })).toBeVisible();
  const copy = page.getByRole('main');
  for (const words of [
    'Analytical Works',
    'Ada Lovelace, Director',
    'entry 1 of the ledger',
    'Documented instructions',
  ]) {
    await expect(copy).toContainText(words);
  }
  await expect(copy).toContainText('The list of subprocessors on that day');
  const mail = await mailTo(server, ada.email, /^You agreed to: Data Processing Addendum/);
  expect(linkIn(mail, '/account/agreements/dpa/')).toBe(page.url());
  await page.goto('/account/agreements/');
  await expect(page.locator('strong', { hasText: /^Agreed\.$/ })).toBeVisible();

  // After the account is gone the link alone opens it.
  await page.goto('/account/delete/');
  await page.getByRole('checkbox', { name: 'Keep them for my business' }).check();
  await page.getByRole('checkbox', { name: /^Yes, delete the account/ }).check();
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByRole('heading', { name: 'Your account is deleted' })).toBeVisible();
  await page.goto(linkIn(await mailTo(server, ada.email, /Your account is deleted/), '/account/kept/'));
  await lookOnPhone(browser, page.context(), [page.url()]);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: /^dpa-.*\.txt$/ }).click();
  const text = await readFile(await (await downloading).path(), 'utf8');
  expect(text).toContain('Ada Lovelace, Director');
  expect(text).toContain('Documented instructions');
  await page.getByRole('button', { name: 'Erase the copies' }).click();
  await expect(page.getByRole('heading', { name: 'The copies are erased' })).toBeVisible();
  await page.goBack();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Nothing is kept at this address' })).toBeVisible();
});

test('new terms are asked for at the next sign-in, with or without a code, with what changed, and may be declined', async ({
  page,
}) => {
  await using data = await keptData();
  const grace = { ...ada, name: 'Grace Hopper', email: 'grace@example.com' };
  let key = '';
  {
    await using server = await startServer(data.settings);
    await openAccount(page, server);
    await page.goto(`${server.origin}/account/agreements/dpa/`);
    await agree(page);
    await page.context().clearCookies();
    await openAccount(page, server, grace);
    key = (await setUpSecondFactor(page, server)).key;
    await page.goto(`${server.origin}/account/agreements/dpa/`);
    await agree(page);
  }
  await using site = await copySite();
  const dpa = join(site.folder, 'content', 'dpa');
  await writeFile(
    join(dpa, 'document.yaml'),
    (await readFile(join(dpa, 'document.yaml'), 'utf8')).replace('noticeDays: 30', 'noticeDays: 0'),
  );
  await appendFile(join(dpa, 'draft.mdx'), '\nThe parties owe each other a walnut.\n');
  const approvedBy = { name: 'Grace Hopper', capacity: 'General Counsel' };
  const terms = { document: 'dpa', summary: 'Walnuts.', approvedBy, class: 'agreement', effectiveOn: null } as const;
  const published = publish(join(site.folder, 'content'), terms, '2026-11-24');
  if (!published.ok) throw new Error(published.problems.join('\n'));
  await site.build();

  await using server = await startServer(data.settings, site.folder);
  await page.context().clearCookies();
  await page.goto(`${server.origin}/account/settings/`);
  await signIn(page);
  await expect(page).toHaveURL(/\/account\/agreements\/dpa\/\?next=/);
  await expect(page.getByRole('note')).toContainText('New terms are in effect since November 24, 2026.');
  await expect(page.getByRole('region', { name: /version 2026-11-24$/ })).toContainText('owe each other a walnut');
  await page.getByRole('link', { name: 'see what changed since' }).click();
  await expect(page.getByText('walnut').first()).toBeVisible();
  await page.goBack();
  await expect(page.getByText(/version 2026-11-23, then continues to apply/)).toBeVisible();
  await page.getByRole('button', { name: 'I do not agree' }).click();
  await expect(page).toHaveURL(/\/account\/settings\/$/);

  await page.context().clearCookies();
  await page.goto(`${server.origin}/account/agreements/`);
  await signIn(page);
  await expect(page.locator('strong', { hasText: 'You declined the new terms' })).toBeVisible();

  await page.context().clearCookies();
  await page.goto(`${server.origin}/account/settings/`);
  await signIn(page, grace);
  await enterCode(page, codeAt(key, new Date(Date.now() + 30_000)));
  await expect(page).toHaveURL(/\/account\/agreements\/dpa\/\?next=/);
  await page.getByRole('button', { name: 'I do not agree' }).click();
  await expect(page).toHaveURL(/\/account\/settings\/$/);
});

test.describe('to those who use assistive technology', () => {
  // axe is a script itself; the pages are the same without.
  test.use({ javaScriptEnabled: true });

  test('consents, agreements and receipts are open', async ({ page, server }) => {
    await openAccount(page, server);
    await page.goto('/account/consents/');
    await page.getByRole('button', { name: 'Yes, you may' }).click();
    for (const path of ['consents/', 'agreements/', 'agreements/dpa/', 'receipts/']) {
      await page.goto(`/account/${path}`);
      await expectAccessible(page, path);
    }
    await page.getByRole('link', { name: 'Entry 1' }).click();
    await expectAccessible(page, 'receipt');
    await page.goto('/account/agreements/dpa/');
    await page.getByRole('button', { name: 'Agree for the business' }).click();
    await expectAccessible(page, 'agreement with errors');
    await agree(page);
    await expectAccessible(page, 'copy');
    for (const path of ['/purposes/', '/purposes/ai-training/', '/purposes/ai-training/2026-11-25/']) {
      await page.goto(path);
      await expectAccessible(page, path);
    }
  });
});

async function agree(page: Page): Promise<void> {
  await page.getByLabel('Business for which you agree').fill('Analytical Works');
  await page.getByLabel('Its address').fill('London');
  await page.getByLabel('Your role in the business').fill('Director');
  await page.getByLabel('I represent the business by law').check();
  await page.getByRole('button', { name: 'Agree for the business' }).click();
  await expect(page.getByRole('heading', { name: /your copy$/ })).toBeVisible();
}
