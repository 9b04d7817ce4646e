import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { admin } from '../support/admin.ts';
import { answerAsDone, confirmed, mailsWith, submitted, systemsDone } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

function mailOf(from: string, body = 'I forgot: my number as well.'): Buffer {
  return Buffer.from(`Date: Sun, 22 Nov 2026 09:00:00 +0000\r\nFrom: ${from}\r\nSubject: More\r\n\r\n${body}`);
}

test('a later mail stands on the page of the request, at the time at which it came', async () => {
  await using services = await openTestServices({ now: '2026-11-21T12:00:00Z' });
  const { reference, caseToken } = await confirmed(services);
  services.clock.set('2026-11-23T12:00:00Z');
  const eml = mailOf('Ada <ADA@example.com>');

  const added = await services.requests.add(reference, { eml, actor: 'command' });

  expect(added).toEqual({
    ok: true,
    value: { writtenAt: new Date('2026-11-22T09:00:00Z'), isNew: true, isClosed: false },
  });
  const shown = await services.requests.openCase(reference, caseToken);
  if (!shown.ok) throw new Error(shown.problems.join());
  expect(shown.value.messages.at(-1)).toMatchObject({
    author: 'person',
    writtenOn: '2026-11-22',
    text: expect.stringContaining('I forgot: my number as well.'),
  });
  expect(await services.requests.sources(reference)).toEqual([eml]);
  // Staff know what they have entered themselves.
  expect(await mailsWith(services, 'request-staff-message')).toEqual([]);
});

test('the same mail is added once, and none that is kept with another request', async () => {
  await using services = await openTestServices();
  const [one, other] = [await submitted(services), await submitted(services)];
  const eml = mailOf('ada@example.com');
  await services.requests.add(one, { eml, actor: 'command' });
  expect(await services.requests.add(one, { eml, actor: 'command' })).toMatchObject({
    ok: true,
    value: { isNew: false },
  });
  expect(await services.requests.add(other, { eml, actor: 'command' })).toEqual({
    ok: false,
    problems: ['mail-elsewhere'],
  });
  expect(await services.requests.sources(other)).toEqual([]);
});

test('whoever names a reference cannot write in the person’s name', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  const add = (eml: Buffer) => services.requests.add(reference, { eml, actor: 'command' });
  expect(await add(mailOf('mallory@example.com'))).toEqual({ ok: false, problems: ['sender-other'] });
  expect(await add(mailOf('nobody'))).toEqual({ ok: false, problems: ['sender-other'] });
  expect(await services.requests.sources(reference)).toEqual([]);
});

test('what a closed request hears may be an appeal; what was given up or erased hears nothing', async () => {
  await using services = await openTestServices({ now: '2026-11-20T12:00:00Z' });
  const { reference } = await confirmed(services);
  await answerAsDone(services, reference);
  const unconfirmed = await submitted(services);
  await services.requests.close(unconfirmed, { outcome: 'unconfirmed', actor: 'command' });
  services.clock.set('2026-11-23T12:00:00Z');
  const eml = mailOf('ada@example.com');

  expect(await services.requests.add(unconfirmed, { eml, actor: 'command' })).toEqual({
    ok: false,
    problems: ['request-given-up'],
  });
  expect(await services.requests.add(reference, { eml, actor: 'command' })).toMatchObject({
    ok: true,
    value: { isClosed: true },
  });

  await services.mail.send();
  services.clock.set('2026-12-01T12:00:00Z');
  await services.requests.runJobs();
  expect(await services.requests.add(unconfirmed, { eml, actor: 'command' })).toEqual({
    ok: false,
    problems: ['request-erased'],
  });
});

test('staff add a mail from its file, or what was said on the phone, and get each original back', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  const run = async (...words: string[]) => await admin(services, ['requests', ...words]);
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  try {
    const file = join(folder, 'mail.eml');
    for (const body of ['First.', 'Second.']) {
      writeFileSync(file, mailOf('ada@example.com', body));
      expect((await run('add', reference, '--eml', file)).said).toBe(
        'Added, as written by the person at 2026-11-22T09:00:00.000Z.',
      );
    }
    const phoned = ['add', reference, '--message', 'She rang: no transcripts.'];
    expect(await run(...phoned)).toMatchObject({ code: 1, said: expect.stringContaining('--received-at') });
    expect(await run(...phoned, '--received-at', '2026-11-23T09:00:00Z')).toMatchObject({ code: 0 });
    expect(await run('add', reference)).toMatchObject({ code: 1, said: expect.stringContaining('--eml FILE') });

    const { said } = await run('show', reference);
    for (const part of ['First.', 'Second.', 'no transcripts', '2 kept']) expect(said).toContain(part);
    const out = join(folder, 'out.eml');
    await run('show', reference, '--source', out);
    const written = [out, `${out}.2`].map((name) => readFileSync(name, 'utf8').split('\r\n').at(-1));
    expect(written.toSorted()).toEqual(['First.', 'Second.']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a mail that came before our answer and is added after it waits to be answered', async () => {
  await using services = await openTestServices({ now: '2026-11-21T12:00:00Z' });
  const { reference } = await confirmed(services);
  services.clock.set('2026-11-23T12:00:00Z');
  await services.requests.reply(reference, { message: 'We are looking.', actor: 'command' });
  services.clock.set('2026-11-23T13:00:00Z');
  await services.requests.add(reference, { eml: mailOf('ada@example.com'), actor: 'command' });
  await systemsDone(services);
  const closing = { outcome: 'done', message: 'Here it is.', deed: 'All of it.', actor: 'command' } as const;

  expect(await services.requests.show(reference)).toMatchObject({ value: { isUnanswered: true } });
  expect(await services.requests.close(reference, closing)).toEqual({ ok: false, problems: ['message-unanswered'] });
});
