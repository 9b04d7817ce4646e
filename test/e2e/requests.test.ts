import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { promise } from '../support/promise.ts';
import { linkIn, mailsIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import { ada, fillRequest, fillStart, openCase, referenceOf, sendRequest } from './support/request-form.ts';

test.use({ javaScriptEnabled: false });
test(
  'a person asks, confirms, is answered and answers back, without an account and without scripts',
  promise('works-without-scripts'),
  async ({ page, server }) => {
    await page.goto('/requests/new/');
    await fillRequest(page, { ...ada, name: 'Ada Lovelce' });
    await page.getByRole('button', { name: 'Check your answers' }).click();

    await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
    await expect(page.getByText('Ada Lovelce')).toBeVisible();
    await expect(page.getByText('Germany')).toBeVisible();
    await page.getByRole('link', { name: 'Change', exact: true }).click();

    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(page.getByLabel('Details')).toHaveValue(ada.details);
    await page.getByLabel('Your name').fill(ada.name);
    await page.getByRole('button', { name: 'Check your answers' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();

    await expect(page.getByRole('heading', { name: 'We have your request' })).toBeVisible();
    const reference = referenceOf(page);
    await expect(page.getByText(reference, { exact: true })).toHaveAttribute('translate', 'no');
    await expect(page.getByText(ada.email, { exact: true })).toBeVisible();
    await expect(page.getByText(/^\w+day, \w+ \d+, \d{4}$/)).toBeVisible();
    expect(page.url()).not.toContain('ada');

    const invitation = await mailTo(server, ada.email, /confirm your address/);
    expect(invitation.subject).toContain(reference);
    await page.goto(linkIn(invitation, '/requests/confirm/'));
    await page.reload();
    await expect(page.getByText(reference)).toBeVisible();
    await page.getByRole('button', { name: 'Confirm my address' }).click();

    await expect(page.getByRole('heading', { name: `Request ${reference}` })).toBeVisible();
    await expect(page.getByText(/^We answer by \w+day, /)).toBeVisible();
    await expect(page.getByRole('row', { name: /GDPR Article 12\(3\): one month/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /promises: 30 days/ })).toBeVisible();
    await expect(page.getByText(/In effect since/)).toHaveCount(1);
    await expect(page.getByText('Please send everything.')).toBeVisible();
    await expect(page.getByText('The address was confirmed.')).toBeVisible();
    const caseAddress = page.url();
    const acknowledgement = await mailTo(server, ada.email, /We have your privacy request/);
    expect(linkIn(acknowledgement, `/requests/${reference}/`)).toBe(caseAddress);

    const words = 'Do you want transcripts as well?\n\nThey can be large.';
    await server.admin(['requests', 'reply', reference, '--message-file', '-'], words);
    const reply = await mailTo(server, ada.email, /A message about your privacy request/);
    expect(reply.text).toContain('Do you want transcripts as well?');
    await page.goto(linkIn(reply, `/requests/${reference}/`));
    const message = page.getByText('Do you want transcripts as well?');
    await expect(message).toBeVisible();
    // Both of its paragraphs, and not the pixel of what is there to be heard alone.
    expect((await message.boundingBox())?.height).toBeGreaterThan(40);

    await page.getByLabel('Write to us about this request').fill('Yes, all of them.');
    await page.getByRole('button', { name: 'Send the message' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Yes, all of them.' })).toContainText('You');
    const notice = await mailTo(server, 'privacy@whitrack.com', /New message on request/);
    expect(notice.text).not.toContain('Yes, all of them.');
  },
);

test('a person shows files, reads that they came, puts the day into a calendar, complains and withdraws', async ({
  page,
  server,
}) => {
  const reference = await openCase(page, server, { ...ada, region: 'IE', kinds: [/A copy of my data/] });
  await expect(page.getByText('Ours. You need do nothing.')).toBeVisible();

  await page.getByLabel('Write to us about this request').fill('Here is my letter.');
  await page.getByLabel('Files').setInputFiles([
    { name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj') },
    { name: 'bomb.pdf', mimeType: 'application/pdf', buffer: Buffer.from('504b0304140000000800', 'hex') },
  ]);
  await page.getByRole('button', { name: 'Send the message' }).click();
  await expect(page.getByRole('alert')).toContainText('Choose PDF, PNG, JPEG or plain text');
  await expect(page.getByLabel('Write to us about this request')).toHaveValue('Here is my letter.');
  await expect(page.getByText('Please choose your files again')).toBeVisible();
  await page
    .getByLabel('Files')
    .setInputFiles([
      { name: 'invoice\u202efdp.exe', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj') },
    ]);
  await page.getByRole('button', { name: 'Send the message' }).click();
  await expect(page.getByText('Your message was received')).toBeVisible();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'invoicefdp.exe.pdf' }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('invoicefdp.exe.pdf');

  const [calendar] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /calendar/ }).click(),
  ]);
  expect(calendar.suggestedFilename()).toBe('answer-due.ics');

  const caseAddress = page.url();
  await page.getByRole('link', { name: 'Complain', exact: true }).click();
  await expect(page.getByRole('link', { name: 'https://www.dataprotection.ie/' })).toBeVisible();
  await page.getByLabel('What is your complaint?').fill('It takes long.');
  await page.getByRole('button', { name: 'Send the complaint' }).click();
  await expect(page.getByText(reference, { exact: true })).toBeVisible();
  expect(referenceOf(page)).not.toBe(reference);

  await page.goto(caseAddress);
  await page.getByRole('link', { name: 'Withdraw the request' }).click();
  await page.getByRole('button', { name: 'Withdraw the request' }).click();
  await expect(page.getByRole('heading', { name: `Request ${reference}` })).toBeVisible();
  await expect(page.getByText('Withdrawn', { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Withdraw the request' })).toHaveCount(0);
});

test('whoever lost the link finds the request by its reference, and the link comes by mail', async ({
  page,
  server,
}) => {
  const reference = await openCase(page, server);
  await page.goto('/requests/');
  await page.getByLabel(/reference/i).fill('WT');
  await page.getByRole('button', { name: 'Go on to a new link' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter the reference');
  await page.getByLabel(/reference/i).fill(reference.replaceAll('-', ' ').toLowerCase());
  await page.getByRole('button', { name: 'Go on to a new link' }).click();
  await page.getByRole('button', { name: 'Mail me a new link' }).click();
  const mail = await mailTo(server, ada.email, /Your new link/);
  await page.goto(linkIn(mail, `/requests/${reference}/`));
  await expect(page.getByRole('heading', { name: `Request ${reference}` })).toBeVisible();
});

test('a form that is sent twice at the same moment is one request', async ({ page, server }) => {
  await page.goto('/requests/new/');
  await fillRequest(page, ada);
  await page.getByRole('button', { name: 'Check your answers' }).click();
  const hidden = await page.locator('input[type=hidden]').all();
  const fields = await Promise.all(
    hidden.map(async (input) => [(await input.getAttribute('name')) ?? '', await input.inputValue()]),
  );
  const body = new URLSearchParams([...fields, ['step', 'send']]).toString();
  const headers = { Origin: server.origin, 'Content-Type': 'application/x-www-form-urlencoded' };
  const send = () => page.request.post('/requests/new/', { headers, data: body, maxRedirects: 0 });

  const [first, second] = await Promise.all([send(), send()]);

  expect([first.status(), second.status()]).toEqual([303, 303]);
  expect(first.headers()['location']).toMatch(/^\/requests\/received\/WT-/);
  expect(second.headers()['location']).toBe(first.headers()['location']);
  await mailTo(server, ada.email, /confirm your address/);
  expect((await mailsIn(server)).filter(({ subject }) => /confirm your address/.test(subject ?? ''))).toHaveLength(1);
});

test('what is missing is said at the top and beside the field, and what was typed stays', async ({ page }) => {
  await page.goto('/requests/new/');
  await fillStart(page, { ...ada, relation: /I act for somebody else/ });

  await expect(page).toHaveTitle(/^Error: Make a privacy request/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveText(['Enter the name of the person for whom you act']);
  await expect(page.getByRole('radio', { name: /I act for somebody else/ })).toBeChecked();
  await expect(page.getByLabel('Where do you live?')).toHaveValue('DE');

  await fillRequest(page, { ...ada, email: 'ada@example' });
  await page.getByRole('button', { name: 'Check your answers' }).click();
  await expect(page).toHaveTitle(/^Error: Make a privacy request/);
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveText(['Enter one email address in full, like name@example.com']);
  await expect(page.getByLabel('Email address')).toHaveAccessibleDescription(/Enter one email address in full/);
  for (const kind of ada.kinds) await expect(page.getByRole('checkbox', { name: kind })).toBeChecked();
  await expect(page.getByLabel('Details')).toHaveValue(ada.details);
  await expect(page.getByRole('definition').filter({ hasText: 'Germany' })).toBeVisible();
  await expect(page.getByLabel('Your name')).toHaveValue(ada.name);
  await expect(page.getByLabel('Email address')).toHaveValue('ada@example');

  await summary.getByRole('link', { name: /email address/ }).click();
  await expect(page).toHaveURL(/#email$/);
});

test('back, forward and reload show each page again, lose nothing that was typed, and send nothing', async ({
  page,
  server,
}) => {
  const shows = async (heading: string) => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    const typed = page.locator('[name=details]');
    if (heading !== 'We have your request') await expect(typed).toHaveValue(ada.details);
  };
  const reloads = async (heading: string) => {
    await shows(heading);
    await page.reload();
    await shows(heading);
  };
  const [form, check, received] = ['Make a privacy request', 'Check your answers', 'We have your request'] as const;

  await page.goto('/requests/new/');
  await fillRequest(page, { ...ada, email: 'ada@example' });
  await page.getByRole('button', { name: check }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await reloads(form);
  await page.goBack();
  await shows(form);
  await page.goForward();
  await shows(form);
  await page.getByLabel('Email address').fill(ada.email);
  await page.getByRole('button', { name: check }).click();
  await reloads(check);
  await page.goBack();
  await shows(form);
  await page.goForward();
  await shows(check);
  await page.getByRole('link', { name: 'Change: Details' }).click();
  await expect(page).toHaveURL(/#details$/);
  await shows(form);
  await page.goBack();
  await shows(check);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await reloads(received);
  await page.goBack();
  await shows(received);
  await page.goBack();
  await shows(form);
  await page.goForward();
  await shows(received);

  await mailTo(server, ada.email, /confirm your address/);
  await using database = openDatabase(server.dataDir);
  expect(database.db.prepare('select count(*) as count from request').get()).toEqual({ count: 1 });
});

test('whoever hears nothing has the mail sent again', async ({ page, server }) => {
  await sendRequest(page);
  await mailTo(server, ada.email, /confirm your address/);
  await page.getByRole('button', { name: 'Send the mail again' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
  const asked = async () =>
    (await mailsIn(server)).filter(({ subject }) => /confirm your address/.test(subject ?? '')).length;
  await expect.poll(asked).toBe(2);
});

test('answers that are no longer kept say so, and how to go on', async ({ page }) => {
  for (const path of ['', 'check/']) {
    expect((await page.goto(`/requests/new/${'A'.repeat(43)}/${path}`))?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'These answers are no longer here' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'fill in the form again' })).toBeVisible();
  }
});

test('whoever sends too much is told so, and keeps what was typed', async ({ page }) => {
  for (let sent = 0; sent < 10; sent += 1) await sendRequest(page);
  await page.goto('/requests/new/');
  await fillRequest(page, ada);
  await page.getByRole('button', { name: 'Check your answers' }).click();
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByRole('button', { name: 'Send', exact: true }).click(),
  ]);

  expect(answer.status()).toBe(429);
  await expect(page.getByRole('alert')).toContainText('Too many requests');
  await expect(page.getByRole('alert').getByRole('link', { name: 'privacy@whitrack.com' })).toBeVisible();
  await expect(page.getByText('Please send everything.')).toBeVisible();
  await expect(page.getByText(ada.name)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
});

test('a file that is not taken is chosen again where it was chosen, and the rest is sent as it was', async ({
  page,
  server,
}) => {
  await page.goto('/requests/new/');
  await fillRequest(page, ada);
  await page.getByRole('button', { name: 'Check your answers' }).click();
  const letter = { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('It is mine.') };
  await page.getByLabel('Files').setInputFiles([letter, { ...letter, name: 'empty.txt', buffer: Buffer.alloc(0) }]);
  await page.getByRole('button', { name: 'Send', exact: true }).click();

  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
  await page
    .getByRole('alert')
    .getByRole('link', { name: /One of the files is empty/ })
    .click();
  await expect(page.getByLabel('Files')).toBeFocused();
  await expect(page.getByText('Please choose your files again')).toBeVisible();
  await page.getByRole('link', { name: 'Change', exact: true }).last().click();
  await expect(page.getByLabel('Details')).toHaveValue(ada.details);
  await page.getByRole('button', { name: 'Check your answers' }).click();
  await page.getByLabel('Files').setInputFiles(letter);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'We have your request' })).toBeVisible();
  await page.goto(linkIn(await mailTo(server, ada.email, /confirm your address/), '/requests/confirm/'));
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(page.getByRole('link', { name: 'letter.txt' })).toBeVisible();
});

test('a link that is too old says so, and a new one is mailed that works', async ({ page, server }) => {
  await sendRequest(page);
  const link = linkIn(await mailTo(server, ada.email, /confirm your address/), '/requests/confirm/');
  await using database = openDatabase(server.dataDir);
  // As it is when a link has grown too old: the reminder went out days before.
  database.db.exec("update request_link set expires_at = '2020-01-01T00:00:00.000Z'");
  database.db.exec('update request set reminded_at = received_at');

  const answer = await page.goto(link);
  expect(answer?.status()).toBe(410);
  await expect(page.getByRole('heading', { name: 'This link is too old' })).toBeVisible();
  await page.getByRole('button', { name: 'Mail me a new link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();

  const links = async () =>
    (await mailsIn(server)).flatMap(({ text }) => text?.match(/\S+\/requests\/confirm\/[^\s)>]+/g) ?? []);
  const renewed = async () => [...new Set(await links())].filter((found) => found !== link);
  await expect.poll(renewed).toHaveLength(1);
  await page.goto((await renewed())[0] ?? '');
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(page.getByText(/^We answer by/)).toBeVisible();
});

test('a used link says so; a new case link ends the one before', async ({ page, server }) => {
  const reference = await openCase(page, server);
  const before = page.url();
  const used = linkIn(await mailTo(server, ada.email, /confirm your address/), '/requests/confirm/');

  expect((await page.goto(used))?.status()).toBe(200);
  await expect(page.getByRole('heading', { name: 'This worked already' })).toBeVisible();
  await page.goto(`/requests/${reference}/`);
  await page.getByRole('button', { name: 'Mail me a new link' }).click();
  await expect(page.getByText(`If there is a request ${reference}`)).toBeVisible();
  const after = linkIn(await mailTo(server, ada.email, /Your new link/), `/requests/${reference}/`);

  expect((await page.goto(before))?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
  await page.goto(after);
  await expect(page.getByRole('heading', { name: `Request ${reference}` })).toBeVisible();
});

test('a reference that is mistyped leads to where a new link is asked for', async ({ page }) => {
  expect((await page.goto('/requests/WT-1/'))?.status()).toBe(404);
  await expect(page.getByText('looks like WT-2345-678M')).toBeVisible();
  await page.getByRole('link', { name: 'ask for a new one' }).click();
  await expect(page.getByRole('heading', { name: 'Find your request' })).toBeVisible();
});

test('a link that we never made leads, by the reference, to a new one', async ({ page }) => {
  expect((await page.goto('/requests/confirm/somebody-made-this-up/'))?.status()).toBe(404);
  await page.getByLabel('Reference of your request').fill('WT-1');
  await page.getByRole('button', { name: 'Go on to a new link' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter the reference');
  await page.getByLabel('Reference of your request').fill('wt 2345 678m');
  await page.getByRole('button', { name: 'Go on to a new link' }).click();
  await expect(page).toHaveURL(/\/requests\/WT-2345-678M\/$/);
});

test('a reference without its link shows the same whether there is such a request or not', async ({ page }) => {
  const known = await sendRequest(page);
  const [real, unreal] = await Promise.all(
    [known, 'WT-2345-678M'].map(async (reference) => {
      const answer = await page.request.get(`/requests/${reference}/`);
      return { status: answer.status(), text: withoutOwn(await answer.text(), reference) };
    }),
  );

  expect(real?.status).toBe(200);
  expect(unreal).toEqual(real);
});

test('what our form does not send is refused in words, and nothing is stored', async ({ page, server }) => {
  const headers = { Origin: server.origin, 'Content-Type': 'application/x-www-form-urlencoded' };
  for (const data of ['step=send&admin=yes', 'step=send&name=a&name=b', 'step=send&step=send', 'step=send&name=a']) {
    const answer = await page.request.post('/requests/new/', { headers, data });
    expect(answer.status(), data).toBe(422);
    expect(await answer.text(), data).toContain('There is a problem');
  }
  await using database = openDatabase(server.dataDir);
  expect(database.db.prepare('select count(*) as count from request').get()).toEqual({ count: 0 });
});

function withoutOwn(html: string, reference: string): string {
  return html.replaceAll(reference, '').replace(/name="stamp" value="[^"]*"/, '');
}

function openDatabase(dataDir: string) {
  const db = new Database(`${dataDir}/whitrack.db`);
  return {
    db,
    async [Symbol.asyncDispose]() {
      db.close();
    },
  };
}
