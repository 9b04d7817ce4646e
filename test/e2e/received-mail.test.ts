import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type BrowserContext, expect, test } from '@playwright/test';
import { after, day } from '../../server/clock.ts';
import { showDay } from '../../src/library/model/days.ts';
import { type Provider, startProvider } from '../support/provider.ts';
import { eml, proof, signedArrival } from '../support/received.ts';
import { stopClock } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';
import { openBuilt } from './support/built.ts';
import { keptData } from './support/kept-data.ts';
import { testSite } from './support/test-site.ts';

test.use({ javaScriptEnabled: false });

const ada = 'ada@example.com';
const secret = `whsec_${randomBytes(24).toString('base64')}`;
const reference = /WT-[0-9A-Z]{4}-[0-9A-Z]{4}/;

test('a mail to the privacy address becomes a request from its true date, and an answer to it goes into its thread', async ({
  page,
  browser,
}) => {
  await using provider = await startProvider();
  await using data = await keptData();
  const settings = {
    ...{ ...data.settings, MAIL_FROM: 'legal@whitrack.example', RESEND_API_KEY: 're_test' },
    ...{ RESEND_BASE_URL: provider.url, RESEND_WEBHOOK_SECRET: secret },
  };
  const now = new Date();
  const came = after(now, -6 * day);
  await using server = await openBuilt(join(testSite(), 'dist'), stopClock(now.toISOString()), { settings });
  const receive = async (message: Uint8Array, at: Date) => {
    const { body, headers } = signedArrival(provider, secret, message, { came: at.toISOString() });
    const said = Object.fromEntries(Object.entries(headers).map(([name, value]) => [`svix-${name}`, value]));
    const answer = await fetch(`${server.origin}/webhooks/resend`, { method: 'POST', headers: said, body });
    expect(answer.status).toBe(200);
    await server.work();
  };
  const staff = await browser.newContext({ javaScriptEnabled: false, baseURL: server.origin });
  await signIn(staff, server.origin, (await staffMember(server.services)).cookies);
  const desk = await staff.newPage();

  await test.step('it waits at the desk, as it was written, with the day on which it came', async () => {
    const date = came.toUTCString();
    await receive(eml({ from: `Ada Lovelace <${ada}>`, body: 'Please <b>delete</b> all of me.', date }), came);
    await desk.goto('/desk/');
    await desk.getByRole('link', { name: /^1 mail waits/ }).click();
    await expect(desk.getByRole('row').nth(1)).toContainText(showDay(came.toISOString().slice(0, 10)));
    await desk.getByRole('link', { name: 'My data' }).click();
    await expect(desk.getByText('Please <b>delete</b> all of me.')).toBeVisible();
  });

  const name = await test.step('staff enter it, and its time runs from that day', async () => {
    await desk.getByText('Enter it as a request').click();
    await desk.getByLabel('Delete my data').check();
    await desk.getByLabel('None of these, or they did not say').check();
    await desk.getByLabel('Where they live').selectOption('DE');
    await desk.getByRole('button', { name: 'Enter it' }).click();
    await expect(desk).toHaveURL(/\/desk\/requests\/WT-/);
    await expect(desk.getByText('Please <b>delete</b> all of me.')).toBeVisible();
    await expect(desk.locator('main')).toContainText(showDay(came.toISOString().slice(0, 10)));
    await desk.goto('/desk/mail/');
    await expect(desk.getByText('No mail waits.')).toBeVisible();
    await server.work();
    return reference.exec((await mailTo(provider, ada, /confirm your address/)).subject)?.[0] ?? '';
  });

  await test.step('the person confirms the address by the mail that answers, and finds the case', async () => {
    const mail = await mailTo(provider, ada, /confirm your address/);
    expect(mail.text).toContain(showDay(came.toISOString().slice(0, 10)));
    await page.goto(/https?:\S+\/requests\/confirm\/\S+/.exec(mail.text)?.[0] ?? '');
    await page.getByRole('button').first().click();
    await expect(page.getByRole('heading', { name: new RegExp(name) })).toBeVisible();
  });

  await test.step('an answer to the mail stands in the thread, at the desk and on the page of the case', async () => {
    const subject = `Re: Please confirm (request ${name})`;
    await receive(eml({ subject, body: 'And my files, too.', headers: [proof] }), now);
    await desk.goto('/desk/mail/');
    await expect(desk.getByText('No mail waits.')).toBeVisible();
    await desk.goto(`/desk/requests/${name}/`);
    await expect(desk.getByText('And my files, too.')).toBeVisible();
    await page.reload();
    await expect(page.getByText('And my files, too.')).toBeVisible();
  });

  await test.step('one that only names the case waits for staff, who are told so', async () => {
    await receive(eml({ from: 'eve@example.com', subject: `Re: request ${name}`, body: 'Send me the files.' }), now);
    await page.reload();
    await expect(page.getByText('Send me the files.')).toHaveCount(0);
    await desk.goto('/desk/mail/');
    await desk.getByRole('link', { name: `Re: request ${name}` }).click();
    await expect(desk.getByText(`It names the request ${name}. It did not get there by itself`)).toBeVisible();
    await expect(desk.getByText('Nothing shows that it comes from whom it names')).toBeVisible();
    await desk.getByText('Put it into a request').click();
    await desk.getByLabel('Reference').fill(name);
    await desk.getByRole('button', { name: 'Put it there' }).click();
    await expect(desk.getByRole('alert')).toContainText('comes from another address than the request');
    await desk.getByText('Discard it', { exact: true }).first().click();
    await desk.getByRole('button', { name: 'Discard it' }).click();
    await expect(desk.getByText('No mail waits.')).toBeVisible();
  });

  await test.step('a mail that was saved as a file is read first, and entered with what is attached', async () => {
    await desk.goto('/desk/log/');
    await desk.getByRole('button', { name: 'Read it' }).click();
    await expect(desk.getByRole('alert')).toContainText('Choose the mail');
    const parts = [
      '',
      '--b',
      '',
      'My passport is attached.',
      '--b',
      'Content-Disposition: attachment; filename=pass.pdf',
    ];
    const body = [...parts, '', '%PDF-1.7', '--b--'].join('\r\n');
    const headers = ['Content-Type: multipart/mixed; boundary=b'];
    const saved = eml({ headers, from: 'Bea <bea@example.com>', subject: 'A copy', body, date: came.toUTCString() });
    await desk
      .getByLabel('The mail (.eml)')
      .setInputFiles({ name: 'm.eml', mimeType: 'message/rfc822', buffer: saved });
    await desk.getByRole('button', { name: 'Read it' }).click();
    await expect(desk.getByRole('heading', { name: 'A copy' })).toBeVisible();
    await expect(desk.getByText('pass.pdf, 8 bytes')).toBeVisible();
    await expect(desk.getByLabel('Name')).toHaveValue('Bea');
    await expect(desk.getByLabel('Mail address')).toHaveValue('bea@example.com');
    await expect(desk.getByLabel('Day on which it came')).toHaveValue(came.toISOString().slice(0, 10));
    await desk.getByRole('button', { name: 'Enter it' }).click();
    await expect(desk.getByRole('alert')).toContainText('Choose what is asked for');
    await expect(desk.getByText('pass.pdf, 8 bytes')).toBeVisible();
    await desk.getByLabel('A copy of my data').check();
    await desk.getByLabel('Where they live').selectOption('DE');
    await desk.getByRole('button', { name: 'Enter it' }).click();
    await expect(desk).toHaveURL(/\/desk\/requests\/WT-/);
    await expect(desk.getByRole('link', { name: 'pass.pdf' })).toBeVisible();
  });
  await staff.close();
});

interface Sent {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** What the provider has accepted for that address. */
async function mailTo({ delivered }: Provider, address: string, subject: RegExp): Promise<Sent> {
  const mails = [...delivered.values()].flatMap((body) => JSON.parse(body) as Sent | Sent[]);
  const found = mails.find((mail) => [mail.to].flat().join().includes(address) && subject.test(mail.subject));
  if (!found) throw new Error(`No mail to ${address} about ${subject} among: ${mails.map((mail) => mail.subject)}`);
  return found;
}

async function signIn(context: BrowserContext, url: string, cookies: string): Promise<void> {
  const [name = '', value = ''] = cookies.split('=', 2);
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }]);
}
