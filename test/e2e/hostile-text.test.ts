import { expect } from '@playwright/test';
import { mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import { ada, fillRequest, openCase } from './support/request-form.ts';

const payload = `"><img src=x onerror="alert(1)"><script>alert(2)</script>{{7*7}}</textarea><svg onload=alert(3)>`;
const hostile = {
  ...ada,
  relation: /I act for somebody else/,
  kinds: [/A copy of my data/],
  behalf: payload,
  details: `${payload}\n${payload}`,
  name: payload,
};

// With scripts allowed, or nothing could run in any case.
test('markup that a person types is shown as text on every page, and never runs', async ({ page, server }) => {
  const alarms: string[] = [];
  page.on('dialog', async (dialog) => {
    alarms.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) alarms.push(message.text());
  });
  const expectInert = async () => {
    await expect(page.locator('main :is(img, script, svg)')).toHaveCount(0);
    expect(alarms).toEqual([]);
  };

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
