import { expect, type Page } from '@playwright/test';
import { asked, test as atDesk, deskOf } from './support/desk.ts';
import { mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import { ada, fillRequest, openCase } from './support/request-form.ts';

const payload = `"><img src=x onerror="alert(1)"><script>alert(2)</script>{{7*7}}</textarea><svg onload=alert(3)>`;
const hostile = {
  ...ada,
  relation: /I act for somebody else/,
  kinds: [/A copy of that person’s data/],
  behalf: payload,
  details: `${payload}\n${payload}`,
  name: payload,
};

// With scripts allowed, or nothing could run in any case.
test('markup that a person types is shown as text on every page, and never runs', async ({ page, server }) => {
  const expectInert = watch(page);

  await page.goto('/requests/new/');
  await fillRequest(page, { ...hostile, email: `${payload}@example` });
  await page.getByRole('button', { name: 'Check your answers' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Your name')).toHaveValue(payload);
  await expect(page.getByLabel('Details')).toHaveValue(hostile.details);
  await expectInert();

  await page.getByLabel('Email address').fill(ada.email);
  await page.getByRole('button', { name: 'Check your answers' }).click();
  await expect(page.getByRole('definition').filter({ hasText: payload }).first()).toBeVisible();
  await expectInert();

  await openCase(page, server, hostile);
  await expect(page.getByText(payload).first()).toBeVisible();
  await expectInert();

  await page.getByLabel('Write to us about this request').fill(payload);
  await page.getByRole('button', { name: 'Send the message' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: payload })).toHaveCount(2);
  await expectInert();

  const mails = [
    await mailTo(server, ada.email, /confirm your address/),
    await mailTo(server, ada.email, /We have your privacy request/),
    await mailTo(server, 'privacy@whitrack.com', /New message/),
  ];
  for (const mail of mails) expect(`${mail.subject}${mail.text}${mail.html}`).not.toContain('alert(');
});

atDesk('what people type is text to staff too, in lists, previews and packages', async ({ browser, desk }) => {
  const name = `\u05e9\u05dc\u05d5\u05dd ${payload}`;
  const details = `${payload}\n=HYPERLINK("https://evil.example")\nSubject: x\r\nBcc: all@example.com`;
  const { reference } = await asked(desk, { name, details, business: payload, relation: 'end-customer', region: 'DE' });
  const page = await deskOf(browser, desk, { javaScriptEnabled: true });
  const expectInert = watch(page);
  const path = `/desk/requests/${reference}/`;

  for (const at of ['/desk/', `/desk/same-address/${reference}/`, path, `${path}route/`, `${path}correct/`]) {
    await page.goto(at);
    await expectInert();
  }
  await page.goto(path);
  await expect(page.getByText(payload).first()).toBeVisible();
  // A name that turns its line turns nothing beside it.
  await expect(page.locator('bdi, [dir=auto]').filter({ hasText: name }).first()).toBeVisible();
  await page.goto(`${path}reply/`);
  await page.getByLabel('Your words to the person').fill(payload);
  await page.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(page.getByText(payload).first()).toBeVisible();
  await expectInert();
  await page.goto(`${path}package/`);
  await page.getByRole('button', { name: 'Gather' }).click();
  for (const summary of await page.locator('summary').all()) await summary.click();
  await expect(page.getByText(payload).first()).toBeVisible();
  await expectInert();
});

/** Whether nothing that was typed has become an element, or has run, so far. */
function watch(page: Page): () => Promise<void> {
  const alarms: string[] = [];
  page.on('dialog', async (dialog) => {
    alarms.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) alarms.push(message.text());
  });
  return async () => {
    await expect(page.locator('main :is(img, script, svg)')).toHaveCount(0);
    expect(alarms).toEqual([]);
  };
}
