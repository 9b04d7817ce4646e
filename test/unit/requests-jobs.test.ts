import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { send } from '../../server/mail/worker.ts';
import { follow } from '../../server/requests/address-change.ts';
import { eraseDue } from '../../server/requests/retention.ts';
import { requestsFrom } from '../../server/requests/staff/worklist.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { here, remove, undoToken } from '../support/deletion.ts';
import { fixtureLibrary } from '../support/library.ts';
import { serverSendingBy, takingMail } from '../support/outbox.ts';
import { promise } from '../support/promise.ts';
import {
  answerAsDone,
  confirmed,
  confirmToken,
  dumpOf,
  mailsOf,
  mailsWith,
  submitted,
  systemsDone,
} from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

const received = '2026-11-23T12:00:00Z';

test('an address that is not confirmed is reminded once, two days after the request', async () => {
  await using services = await openTestServices({ now: received });
  const reference = await submitted(services);
  services.clock.set('2026-11-25T11:59:59Z');
  await services.requests.runJobs();
  expect(await mailsWith(services, 'request-reminder')).toEqual([]);

  services.clock.set('2026-11-25T12:00:00Z');
  await Promise.all([services.requests.runJobs(), services.requests.runJobs()]);
  services.clock.set('2026-11-30T12:00:00Z');
  await services.requests.runJobs();
  const reminders = await mailsWith(services, 'request-reminder');
  expect(reminders).toHaveLength(1);
  expect(reminders[0]?.text).toContain('December 23, 2026');
  expect(await services.requests.confirm(await confirmToken(services))).toMatchObject({ value: { reference } });
});

test('a confirmed request is neither reminded nor closed nor erased', async () => {
  await using services = await openTestServices({ now: received });
  const { reference } = await confirmed(services);
  for (const day of ['2026-11-25', '2026-12-23', '2027-01-31']) {
    services.clock.set(`${day}T12:00:00Z`);
    await services.requests.runJobs();
  }
  expect(await mailsWith(services, 'request-reminder')).toEqual([]);
  expect(await services.requests.show(reference)).toMatchObject({
    value: { closedOn: null, daysLeft: -39, person: { name: 'Ada Lovelace' } },
  });
});

test('on its due date an unconfirmed request is closed, with a mail that says how to go on', async () => {
  await using services = await openTestServices({ now: received });
  const reference = await submitted(services, { kind: ['access', 'objection_marketing'] });
  services.clock.set('2026-12-22T23:59:59Z');
  await services.requests.runJobs();
  expect(await services.requests.list()).toHaveLength(1);

  services.clock.set('2026-12-23T00:00:00Z');
  await Promise.all([services.requests.runJobs(), services.requests.runJobs()]);
  await services.requests.runJobs();
  const mails = await mailsWith(services, 'request-closed-unconfirmed');
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({ to: 'ada@example.com' });
  expect(mails[0]?.text).toContain('http://localhost:4321/requests/new/');
  expect(mails[0]?.text).toContain('December 30, 2026');
  expect(await services.requests.show(reference)).toMatchObject({
    value: {
      outcome: 'unconfirmed',
      closedOn: '2026-12-23',
      case: { items: [{ outcome: 'unconfirmed' }, { kind: 'objection_marketing', outcome: 'done' }] },
    },
  });
  expect(await services.requests.confirmation(await confirmToken(services))).toEqual({
    ok: false,
    problems: ['request-closed'],
  });
});

test('seven days later its personal parts are gone, and the row stays as the log', promise('retention'), async () => {
  await using services = await openTestServices({ now: received });
  const reference = await submitted(services, { kind: ['access', 'withdraw_consent'] });
  services.clock.set('2026-12-23T12:00:00Z');
  await services.requests.runJobs();
  await services.mail.send();
  services.clock.set('2026-12-29T23:59:59Z');
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toMatchObject({ value: { person: { name: 'Ada Lovelace' } } });

  services.clock.set('2026-12-30T00:00:00Z');
  await Promise.all([services.requests.runJobs(), services.requests.runJobs()]);
  expect(await services.requests.show(reference)).toMatchObject({
    ok: true,
    value: { person: null, kinds: ['access', 'withdraw_consent'], outcome: 'unconfirmed', case: { messages: [] } },
  });
  expect(await mailsOf(services)).toEqual([]);
  const [row] = await services.db.selectFrom('request').selectAll().execute();
  expect(row).toMatchObject({ person_sealed: null, address_index: null, stamp: null });
  const { db } = services;
  const [message] = await db.selectFrom('request_message').selectAll().execute();
  expect(message).toMatchObject({ body_sealed: null });
  expect(await db.selectFrom('request_link').selectAll().execute()).toEqual([]);
  // The wish to be left in peace outlives everything else.
  expect(await db.selectFrom('suppression').selectAll().execute()).toHaveLength(1);
  expect(await services.requests.reply(reference, { message: 'Hello', actor: 'command' })).toEqual({
    ok: false,
    problems: ['request-erased'],
  });
});

test('nothing is erased while a mail about it waits, and it is once that has gone', async () => {
  await using services = await openTestServices({ now: received });
  const reference = await submitted(services, { kind: ['access'] });
  await services.mail.send();
  const out = takingMail();
  const refusing = { ...out.transport, send: async () => ({ retry: 'not-reached' }) as const };
  services.clock.set('2026-12-23T12:00:00Z');
  await services.requests.runJobs();
  for (const day of ['2026-12-24', '2026-12-30', '2027-01-05']) {
    services.clock.set(`${day}T12:00:00Z`);
    await send(serverSendingBy(refusing, services.ctx));
    await services.requests.runJobs();
    expect(await services.requests.show(reference)).toMatchObject({ value: { person: { name: 'Ada Lovelace' } } });
  }

  services.clock.set('2027-01-06T12:00:00Z');
  await send(serverSendingBy(out.transport, services.ctx));
  expect(out.mails.map(({ subject }) => subject)).toContainEqual(expect.stringContaining('closed'));
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toMatchObject({ value: { person: null } });
});

test('what is reopened while others that are due are erased keeps everything', async () => {
  await using services = await openTestServices({ now: received });
  const { requests } = services;
  const references: string[] = [];
  for (const hour of ['13', '14', '15', '16']) {
    services.clock.set(`2026-11-23T${hour}:00:00Z`);
    references.push((await confirmed(services, { email: `ada-${hour}@example.com` })).reference);
  }
  const closing = {
    outcome: 'refused',
    ground: 'not-covered',
    meaning: 'No.',
    message: 'No.',
    actor: 'command',
  } as const;
  for (const reference of references) expect(await requests.close(reference, closing)).toMatchObject({ ok: true });
  await services.mail.send();
  services.clock.set('2028-01-01T12:00:00Z');

  const last = references.at(-1) ?? '';
  let reopening: ReturnType<typeof requests.reopen> | undefined;
  const signal = Object.defineProperty(new AbortController().signal, 'aborted', {
    // Asked for before each that is erased.
    get() {
      reopening ??= requests.reopen(last, { message: 'We look again.', actor: 'command' });
      return false;
    },
  });
  await eraseDue(services.ctx, signal);
  expect(await reopening).toMatchObject({ ok: true });
  expect(await requests.show(references[0] ?? '')).toMatchObject({ value: { person: null } });
  expect(await requests.show(last)).toMatchObject({ value: { closedOn: null, person: { name: 'Ada Lovelace' } } });
});

test('what was erased is in no file of the database', async () => {
  if (process.env['TEST_DATABASE_URL']) return;
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  try {
    await using services = await openTestServices({ now: received, env: { DATABASE_URL: `file:${folder}/t.db` } });
    await submitted(services);
    const { person_sealed } = await services.db.selectFrom('request').select('person_sealed').executeTakeFirstOrThrow();
    const bytes = () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join('');
    expect(bytes()).toContain(person_sealed);
    for (const day of ['2026-12-23', '2026-12-30']) {
      services.clock.set(`${day}T12:00:00Z`);
      await services.requests.runJobs();
      await services.mail.send();
    }
    expect(bytes()).not.toContain(person_sealed);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('days are counted in the time zone of the company', async () => {
  const content = mkdtempSync(join(tmpdir(), 'whitrack-'));
  try {
    cpSync(fixtureLibrary, content, { recursive: true });
    const company = readFileSync(join(content, 'company.yaml'), 'utf8');
    writeFileSync(join(content, 'company.yaml'), company.replace('timeZone: UTC', 'timeZone: America/Los_Angeles'));
    const places = { content, manifest: 'none' };
    await using services = await openTestServices({ now: '2026-11-24T05:00:00Z', places });
    const reference = await submitted(services);
    expect(await services.requests.show(reference)).toMatchObject({
      value: { receivedOn: '2026-11-23', dueOn: '2026-12-23', daysLeft: 30 },
    });
    services.clock.set('2026-12-23T07:59:59Z');
    await services.requests.runJobs();
    expect(await services.requests.show(reference)).toMatchObject({ value: { daysLeft: 1, closedOn: null } });
    services.clock.set('2026-12-23T08:00:00Z');
    await services.requests.runJobs();
    expect(await services.requests.show(reference)).toMatchObject({ value: { closedOn: '2026-12-23' } });
  } finally {
    rmSync(content, { recursive: true });
  }
});

test('an answered request keeps what was written for a year, and its log for three', promise('retention'), async () => {
  await using services = await openTestServices({ now: received });
  const { reference } = await confirmed(services);
  await answerAsDone(services, reference);
  await services.mail.send();
  services.clock.set('2027-11-22T23:59:59Z');
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toMatchObject({ value: { person: { name: 'Ada Lovelace' } } });
  services.clock.set('2027-11-23T00:00:00Z');
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toMatchObject({ value: { person: null, outcome: 'done' } });
  expect(await dumpOf(services)).toContain(reference);
  services.clock.set('2029-11-22T23:59:59Z');
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toMatchObject({ ok: true });
  services.clock.set('2029-11-23T00:00:00Z');
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toEqual({ ok: false, problems: ['reference-unknown'] });
  expect(await services.db.selectFrom('request_item').selectAll().execute()).toEqual([]);
});

describe('the record of an answered request', () => {
  /** As long after it was answered as its details are kept. */
  async function yearLater(values: Record<string, string | string[]> = {}) {
    const services = await openTestServices({ now: received });
    const { reference } = await confirmed(services, { kind: ['access'], ...values });
    await systemsDone(services);
    await services.requests.close(reference, {
      ...{ outcome: 'done', actor: 'command', message: 'This is our answer.', deed: 'All of it.' },
    });
    await services.mail.send();
    services.clock.set('2027-11-23T00:00:00Z');
    await services.requests.runJobs();
    const found = async () => (await requestsFrom(services.ctx, 'Ada@example.com')).map((line) => line.reference);
    return { services, reference, found, [Symbol.asyncDispose]: services[Symbol.asyncDispose] };
  }

  test(
    'is found by the address as long as it is kept, with our answer and nothing else',
    promise('retention'),
    async () => {
      await using later = await yearLater();
      const { services, reference, found } = later;
      expect(await found()).toEqual([reference]);
      const shown = await services.requests.show(reference);
      expect(shown).toMatchObject({ value: { person: null, case: { messages: [{ author: 'staff' }] } } });
      expect(JSON.stringify(shown)).toContain('This is our answer.');
      expect(await dumpOf(services)).not.toMatch(/This is our answer|ada@example/);
      services.clock.set('2029-11-23T00:00:00Z');
      await services.requests.runJobs();
      expect(await found()).toEqual([]);
      expect(await services.db.selectFrom('request_message').selectAll().execute()).toEqual([]);
    },
  );

  test('of what staff wrote beside the answer, and the person ever, keeps that it was written', async () => {
    await using services = await openTestServices({ now: received });
    const { reference } = await confirmed(services, { kind: ['access'], details: 'Everything of May.' });
    await services.requests.reply(reference, { message: 'Which May?', actor: 'command' });
    await services.requests.close(reference, {
      ...{ outcome: 'refused', ground: 'excessive', meaning: 'You get no copy.' },
      ...{ actor: 'command', message: 'It is the tenth time.' },
    });
    await services.mail.send();
    services.clock.set('2027-11-23T00:00:00Z');
    await services.requests.runJobs();
    const rows = await services.db.selectFrom('request_message').selectAll().execute();
    expect(rows.map(({ outcome, body_sealed }) => [outcome, body_sealed === null]).sort()).toEqual([
      [null, true],
      [null, true],
      ['refused', false],
    ]);
    const events = await services.db.selectFrom('request_event').select('detail_sealed').execute();
    expect(events.filter(({ detail_sealed }) => detail_sealed !== null)).toEqual([]);
  });

  test('of a deletion too shows that we answered', promise('retention'), async () => {
    await using later = await yearLater({ kind: ['access', 'erasure'] });
    expect(await later.found()).toEqual([later.reference]);
    expect(JSON.stringify(await later.services.requests.show(later.reference))).toContain('This is our answer.');
  });

  test('of what nobody answered is found by nobody’s address', promise('retention'), async () => {
    await using services = await openTestServices({ now: received });
    await submitted(services, { kind: ['access'] });
    for (const day of ['2026-12-23', '2026-12-30']) {
      services.clock.set(`${day}T12:00:00Z`);
      await services.requests.runJobs();
      await services.mail.send();
    }
    expect(await services.db.selectFrom('request').select(['outcome', 'record_index']).execute()).toEqual([
      { outcome: 'unconfirmed', record_index: null },
    ]);
  });

  test('of what was answered before the address was confirmed keeps neither the answer nor a digest', async () => {
    await using services = await openTestServices({ now: received });
    const reference = await submitted(services, { kind: ['access'] });
    const answer = { outcome: 'nothing-held', message: 'We looked, and found nothing.', actor: 'command' } as const;
    expect(await services.requests.close(reference, answer)).toMatchObject({ ok: true });
    await services.mail.send();
    services.clock.set('2026-12-01T12:00:00Z');
    await services.requests.runJobs();
    expect(await services.db.selectFrom('request').select(['erased_at', 'record_index']).execute()).toEqual([
      { erased_at: expect.any(String), record_index: null },
    ]);
    const messages = await services.db.selectFrom('request_message').select('body_sealed').execute();
    expect(messages.map(({ body_sealed }) => body_sealed)).toEqual(messages.map(() => null));
  });

  test('stays when the account is deleted, as every other of a closed request then', promise('retention'), async () => {
    await using later = await yearLater();
    const { services, reference, found } = later;
    const { session, password, account } = await signUpConfirmed(services);
    const subject = { accountId: account.id, email: account.email };
    expect((await services.personalData.dataOf(subject)).tables).toMatchObject({
      requests: [{ reference }],
      request_messages: [{ text: null }, { reference, text: expect.stringContaining('This is our answer.') }],
    });
    expect(await services.requests.listOf(subject)).toMatchObject([{ reference, isOpen: false, isErased: true }]);
    expect(await remove(services, session)).toMatchObject({ ok: true });
    const [own, ...others] = (await found()).filter((one) => one !== reference);
    expect(others).toEqual([]);
    // Nothing that we answered is told to whoever has the address next, nor goes along with them.
    const next = { accountId: 'another', email: account.email };
    expect((await services.personalData.dataOf(next)).tables).toMatchObject({
      ...{ requests: [{ reference: own }], request_messages: [] },
    });
    await follow(services.ctx, { accountId: next.accountId, from: next.email, to: 'bob@example.com' });
    expect((await requestsFrom(services.ctx, 'bob@example.com')).map((line) => line.reference)).toEqual([own]);
    await follow(services.ctx, { accountId: next.accountId, from: 'bob@example.com', to: next.email });
    expect(await services.requests.show(own ?? '')).toMatchObject({ value: { channel: 'account', person: null } });
    const rows = () => services.db.selectFrom('request').select(['account_id', 'person_sealed']).execute();
    expect(await rows()).toEqual(Array(2).fill({ account_id: null, person_sealed: null }));
    const undone = await services.personalData.undo(await undoToken(services), formOf({ password }), here);
    expect(undone).toMatchObject({ ok: true });
    expect((await found()).sort()).toEqual([reference, own].sort());
  });

  test('of an account under another address is the account’s until that is deleted', async () => {
    await using services = await openTestServices({ now: received });
    const { account } = await signUpConfirmed(services);
    const { reference } = await confirmed(services, { kind: ['access'], email: account.email }, account);
    await answerAsDone(services, reference);
    await services.mail.send();
    services.clock.set('2027-11-23T00:00:00Z');
    await services.requests.runJobs();
    const other = { accountId: account.id, email: 'ada@newer.example' };
    expect((await services.personalData.dataOf(other)).tables['requests']).toMatchObject([{ reference }]);
  });

  test('goes along with the account to its new address', promise('retention'), async () => {
    await using later = await yearLater();
    const { services, found, reference } = later;
    await follow(services.ctx, { accountId: 'account', from: 'ada@example.com', to: 'ada@newer.example' });
    expect(await found()).toEqual([]);
    expect(await requestsFrom(services.ctx, 'ada@newer.example')).toMatchObject([{ reference }]);
  });

  test('is kept beyond its time while a law holds the account', async () => {
    await using later = await yearLater();
    const { services, found, reference } = later;
    const { account } = await signUpConfirmed(services);
    const hold = { reason: 'A claim', owner: 'Counsel', told: 'A claim is pending.', endsOn: '2029-12-31' };
    expect(await services.legalHolds.add({ address: account.email, ...hold })).toMatchObject({ ok: true });
    services.clock.set('2029-11-24T00:00:00Z');
    await services.requests.runJobs();
    expect(await found()).toEqual([reference]);
    services.clock.set('2030-01-02T00:00:00Z');
    await services.requests.runJobs();
    expect(await found()).toEqual([]);
  });
});
