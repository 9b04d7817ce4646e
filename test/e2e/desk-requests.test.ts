import { expect } from '@playwright/test';
import { linkIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import { ada, openCase } from './support/request-form.ts';
import { signInAtDesk } from './support/staff.ts';

test.use({ javaScriptEnabled: false });

test('a letter of a business’s customer is entered at the desk, and passed on to the business', async ({
  page,
  context,
  server,
}) => {
  await signInAtDesk(context, server);
  await page.goto('/desk/');
  await page.getByRole('link', { name: 'Enter a request' }).click();
  await page.getByRole('radio', { name: 'Letter' }).check();
  await page.getByRole('button', { name: 'Enter it' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter the day on which it came');
  await page.getByLabel('Day on which it came').fill('2026-11-20');
  await page.getByRole('checkbox', { name: 'A copy of my data' }).check();
  await page.getByRole('radio', { name: 'They are a customer of a business' }).check();
  await page.getByLabel('The business that has the data').fill('Babbage Plumbing');
  await page.getByLabel('Where they live').selectOption('DE');
  await page.getByLabel('Name', { exact: false }).first().fill('Ada Lovelace');
  await page.getByLabel('In their words').fill('Send me my invoices.');
  await page.getByRole('button', { name: 'Enter it' }).click();
  await expect(page.getByRole('main')).toContainText('November 20, 2026');

  await page.getByRole('link', { name: 'Pass on to the business' }).click();
  await expect(page.getByLabel('The business that has the data')).toHaveValue('Babbage Plumbing');
  await page.getByLabel('Address of its legal contact').fill('legal@babbage.example');
  await page.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(page.getByRole('main')).toContainText('legal@babbage.example');
  await page.getByRole('button', { name: 'Send it' }).click();
  await expect(page.getByRole('main')).toContainText('Passed on to a business');
  expect((await mailTo(server, 'legal@babbage.example', /WT-/)).text).not.toContain('Lovelace');
});

test('the person for whom an agent asks says yes by a mailed link', async ({ page, context, server }) => {
  const reference = await openCase(page, server, {
    ...{ ...ada, relation: /I act for somebody else/, behalf: 'Ada Lovelace <ada@example.com>' },
    ...{ kinds: [/A copy of that person’s data/], name: 'Charles Babbage', email: 'charles@example.com' },
  });
  await signInAtDesk(context, server);
  await page.goto(`/desk/requests/${reference}/`);
  await page.getByRole('link', { name: 'Ask whether they allow it' }).click();
  await expect(page.getByLabel('Mail address of the person')).toHaveValue('ada@example.com');
  await page.getByRole('button', { name: 'See what will be sent' }).click();
  await page.getByRole('button', { name: 'Send it' }).click();
  await expect(page.getByRole('main')).toContainText('no answer yet');

  const mail = await mailTo(server, 'ada@example.com', /Does somebody ask for you/);
  await page.goto(linkIn(mail, '/requests/permission/'));
  await expect(page.getByRole('main')).toContainText('Charles Babbage');
  await page.getByRole('button', { name: 'Send my answer' }).click();
  await expect(page.getByRole('alert')).toContainText('Choose yes or no');
  await page.getByRole('radio', { name: 'Yes' }).check();
  await page.getByRole('button', { name: 'Send my answer' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your answer is here');
  await page.goto(`/desk/requests/${reference}/`);
  await expect(page.getByRole('main')).toContainText('The person allows it');
});
