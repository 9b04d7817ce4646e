import { mkdtempDisposableSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { admin } from '../support/admin.ts';
import { promise } from '../support/promise.ts';
import { startProvider } from '../support/provider.ts';
import { confirmed, mailsWith, submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

async function run(services: Services, line: readonly string[], piped = '') {
  const { code: status, printed, complained } = await admin(services, ['requests', ...line], { input: piped });
  return { status, printed, complained };
}

test('the list names the request, its due date, what is asked and how it came, and nobody', async () => {
  await using services = await openTestServices();
  expect((await run(services, ['list'])).printed).toBe('No request is open.');
  const reference = await submitted(services);
  expect((await run(services, ['list'])).printed).toBe(
    `${reference}  due 2026-12-23  30 days left  access, erasure  form  address not confirmed`,
  );
  await services.requests.close(reference, { outcome: 'withdrawn', actor: 'command', message: 'This is our answer.' });
  expect((await run(services, ['list'])).printed).toBe('No request is open.');
  expect((await run(services, ['list', '--all'])).printed).toContain('closed 2026-11-23, withdrawn');
});

test('a request that is late is shouted about', promise('answer-within-30-days'), async () => {
  await using services = await openTestServices();
  await confirmed(services);
  services.clock.set('2026-12-22T12:00:00Z');
  expect((await run(services, ['list'])).printed).toContain('1 day left');
  services.clock.set('2026-12-23T12:00:00Z');
  expect((await run(services, ['list'])).printed).toContain('due today');
  services.clock.set('2026-12-25T12:00:00Z');
  expect((await run(services, ['list'])).printed).toContain('OVERDUE by 2 days');
});

test('next shows what is due first and an answer to begin with, what would be sent, and sends it when told', async () => {
  await using services = await openTestServices();
  expect((await run(services, ['next'])).printed).toBe('No request is open.');
  const { reference } = await confirmed(services, { kind: ['complaint'] });
  await confirmed(services, { kind: ['complaint'], email: 'late@example.com' });
  const { printed } = await run(services, ['next']);
  expect(printed).toContain(`Request ${reference}`);
  expect(printed).toContain('An answer to begin with:\n\nWe looked into your complaint.');

  const answer = ['next', '--outcome', 'done', '--message', 'We looked into it.'];
  expect((await run(services, answer)).printed).toContain('We looked into it.');
  expect(await mailsWith(services, 'request-closed')).toEqual([]);
  expect((await run(services, [...answer, '--send'])).status).toBe(0);
  expect(await mailsWith(services, 'request-closed')).toMatchObject([{ to: 'ada@example.com' }]);
  expect((await run(services, ['next'])).printed).not.toContain(reference);
});

test('next answers nothing that is for a business, and says how it is passed on', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services, { relation: 'end-customer' });
  const { printed } = await run(services, ['next']);
  expect(printed).toContain(`To pass it on: requests route ${reference} --business NAME --to ADDRESS`);
  expect(printed).not.toContain('We did what you asked');
});

test('show tells when the person did not get our mail', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 422 });
  await using services = await openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url } });
  const reference = await submitted(services);
  expect((await run(services, ['show', reference])).printed).not.toContain('NOT DELIVERED');
  await services.mail.send();
  expect((await run(services, ['show', reference])).printed).toContain('NOT DELIVERED: see mail list --failed');
});

test('show tells all that is held, and how the due date was worked out', async () => {
  await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
  const { reference } = await confirmed(services, { relation: 'end-customer', business: 'Babbage Plumbing' });
  const { status, printed } = await run(services, ['show', reference.toLowerCase()]);
  expect(status).toBe(0);
  for (const part of [
    'Ada Lovelace',
    'ada@example.com',
    'Babbage Plumbing',
    'pass it on to the business',
    'Everything about the engine, please.',
    '- access: by 2027-02-28 (eu-month)',
    'one month         2027-02-28  GDPR Article 12(3) [T]',
    '30 days           2027-03-02  what this site promises [T]',
    '- 2027-01-31T12:00Z access: 2027-02-28 (eu-month), received, by the person',
  ]) {
    expect(printed).toContain(part);
  }
  expect(await run(services, ['show', 'WT-7F3K-92QD'])).toMatchObject({
    status: 1,
    complained: expect.stringContaining('There is no request with this reference'),
  });
});

test('a reply is given in the line, in a file or through a pipe', async () => {
  await using services = await openTestServices();
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  try {
    writeFileSync(join(folder, 'reply.txt'), 'From a file.\n');
    const { reference } = await confirmed(services);
    for (const args of [
      ['--message', 'In the line.'],
      ['--message-file', join(folder, 'reply.txt')],
      ['--message-file', '-'],
    ]) {
      expect(await run(services, ['reply', reference, ...args], 'Through a pipe.\n')).toMatchObject({ status: 0 });
    }
    const texts = (await mailsWith(services, 'request-reply')).map(({ text }) => text).join();
    for (const part of ['In the line.', 'From a file.', 'Through a pipe.']) expect(texts).toContain(part);
    expect(await run(services, ['reply', reference])).toMatchObject({ status: 1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('closing needs an outcome that exists', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  expect(await run(services, ['close', reference])).toMatchObject({ status: 64 });
  expect(await run(services, ['close', reference, '--outcome', 'finished'])).toMatchObject({ status: 64 });
  expect(await run(services, ['close', reference, '--outcome', 'done', '--item', 'tea'])).toMatchObject({ status: 64 });
  expect(await run(services, ['close', reference, '--outcome', 'routed', '--message', 'To them.'])).toMatchObject({
    status: 64,
  });
  expect(await run(services, ['close', reference, '--outcome', 'nothing-held', '--message', 'None.'])).toEqual({
    status: 0,
    printed:
      'The request is closed. Ended: copy, deletion.\nThe person is told by mail, and finds it on the page of the request.',
    complained: '',
  });
});

test('closing names what was asked in own words as that', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services, { kind: ['other'] });
  expect(await run(services, ['close', reference, '--outcome', 'done', '--message', 'We looked.'])).toMatchObject({
    printed: expect.stringContaining('The request is closed. Ended: request in own words.'),
  });
});

test('a mail is logged from its file and written out again as it came', async () => {
  await using services = await openTestServices();
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  try {
    const mail = 'Date: Fri, 20 Nov 2026 09:00:00 +0000\r\nFrom: maria@example.net\r\n\r\nMy data, please.';
    const [came, out] = [join(folder, 'came.eml'), join(folder, 'out.eml')];
    writeFileSync(came, mail);
    const log = ['log', '--channel', 'mail', '--eml', came, '--kind', 'access', '--kind', 'erasure'];
    const first = await run(services, log);
    const reference = /WT-\S{4}-\S{4}/.exec(first.printed)?.[0] ?? '';
    expect(first.printed).toContain('Received on 2026-11-20, due on 2026-12-05.');
    expect((await run(services, log)).printed).toContain(`has been logged before, as ${reference}`);
    expect(await run(services, ['show', reference, '--source', out])).toMatchObject({ status: 0 });
    expect(readFileSync(out, 'utf8')).toBe(mail);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an original is not written over a file that others may read', async () => {
  await using services = await openTestServices();
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  try {
    const file = join(folder, 'mail.eml');
    writeFileSync(file, 'Date: Fri, 20 Nov 2026 09:00:00 +0000\nFrom: ada@example.com\n\nAll of it.');
    await run(services, ['log', '--channel', 'mail', '--eml', file]);
    const [entry] = await services.requests.list();
    await expect(run(services, ['show', entry?.reference ?? '', '--source', file])).rejects.toThrow('EEXIST');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a file that is longer than any mail is named, and not read', async () => {
  await using services = await openTestServices();
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  try {
    const file = join(folder, 'film.eml');
    writeFileSync(file, '');
    truncateSync(file, 300 * 1024 ** 2);
    for (const verb of [
      ['log', '--channel', 'mail'],
      ['add', 'WT-7F3K-92QD'],
    ]) {
      expect(await run(services, [...verb, '--eml', file])).toEqual({
        ...{ status: 1, printed: '' },
        complained: `${file} has 300 MB, and no mail has more than 50: look whether it is one. Nothing was recorded.`,
      });
    }
    expect(await services.requests.list()).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what came by phone is answered by post, and the answer is printed for it', async () => {
  await using services = await openTestServices();
  const log = ['log', '--channel', 'phone', '--kind', 'access', '--name', 'Charles Babbage', '--details', 'He rang.'];
  expect(await run(services, log)).toMatchObject({
    status: 1,
    complained: expect.stringContaining('--received-at'),
  });
  const logged = await run(services, [...log, '--received-at', '2026-11-20T09:00:00Z']);
  const reference = /WT-\S{4}-\S{4}/.exec(logged.printed)?.[0] ?? '';
  const { printed } = await run(services, ['reply', reference, '--message', 'Dear Mr Babbage, …']);
  expect(printed).toContain('To: Charles Babbage');
  expect(printed).toContain('Dear Mr Babbage, …');
  expect(await run(services, ['show', reference, '--source', '/nowhere/x'])).toMatchObject({ status: 1 });
  expect(await run(services, ['log', '--channel', 'form'])).toMatchObject({ status: 64 });
});

test('what shows that an agent may ask is asked for and recorded by command too', async () => {
  await using services = await openTestServices();
  using folder = mkdtempDisposableSync(join(tmpdir(), 'whitrack-'));
  const agent = { relation: 'agent', behalf: 'Ada <ada@example.com>', email: 'charles@example.com' };
  const { reference, caseToken } = await confirmed(services, { ...agent, kind: ['access', 'portability'] });
  const record = (...words: string[]) => run(services, ['record-permission', reference, ...words]);
  expect(await record()).toMatchObject({
    status: 1,
    complained: expect.stringContaining('--basis signed-permission|'),
  });
  expect(await record('--basis', 'own-word')).toMatchObject({
    status: 1,
    complained: expect.stringMatching(/--shown/),
  });
  const signed = ['--basis', 'signed-permission', '--shown', 'Signed on May 4.', '--address', 'ada@example.com'];
  expect(await record(...signed)).toMatchObject({ status: 1, complained: expect.stringMatching(/--file .*--letter/) });
  expect(await record(...signed, '--file', 'another')).toMatchObject({ status: 1 });

  const letter = join(folder.path, 'letter.txt');
  writeFileSync(letter, 'MZ\0');
  expect(await record(...signed, '--letter', letter)).toMatchObject({ complained: expect.stringMatching(/PDF, PNG/) });
  writeFileSync(letter, 'I allow it. Ada');
  expect(await record(...signed, '--letter', letter, '--item', 'access')).toMatchObject({
    ...{ status: 0, printed: 'On record, for copy: nobody is told.' },
  });

  const message = formOf({ stamp: services.formTokens.issue('message'), message: 'Here it is.', permission: 'yes' });
  const chunks = [Buffer.from('I allow it, too. Bob')];
  const file = { field: 'files', name: 'bob.txt', isTooLarge: false, size: 20, chunks };
  await services.requests.write(reference, caseToken, message, [file]);
  const shown = (await run(services, ['show', reference])).printed;
  expect(shown).toMatch(
    /- [\w-]{36} {2}letter\.txt, permission, by staff\n- [\w-]{36} {2}bob\.txt, permission, by person/,
  );
  const [, id = ''] = /- ([\w-]{36}) {2}bob/.exec(shown) ?? [];
  const bob = ['--basis', 'signed-permission', '--shown', 'Signed.', '--address', 'bob@example.com', '--file', id];
  expect(await record(...bob, '--item', 'portability')).toMatchObject({ status: 0 });
  expect((await services.requests.show(reference)).ok).toBe(true);

  const ask = (...words: string[]) => run(services, ['ask-permission', reference, ...words]);
  expect(await ask()).toMatchObject({ status: 1, complained: expect.stringContaining('--address') });
  expect(await ask('--address', 'ada@example.com', '--item', 'access')).toMatchObject({ status: 0 });
  expect((await mailsWith(services, 'request-permission')).map(({ to }) => to)).toEqual(['ada@example.com']);
});

test('that an answer went by letter is recorded by command too', async () => {
  await using services = await openTestServices();
  const logged = await services.requests.log({
    ...{ channel: 'post', kinds: ['access'], name: 'Ada', details: 'Everything.', actor: 'command' },
    receivedAt: '2026-11-20T09:00:00Z',
  });
  const reference = logged.ok ? logged.value.reference : '';
  const posted = (...words: string[]) => run(services, ['posted', reference, ...words]);
  expect(await posted('--on', '2026-11-23')).toMatchObject({ status: 1, complained: expect.stringContaining('--how') });
  expect(await posted('--how', 'Registered.', '--on', 'soon')).toMatchObject({ status: 1 });
  expect(await posted('--how', 'Registered.', '--on', '2026-11-23')).toMatchObject({ status: 0 });
});
