import { describe, expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import { endSubscriber } from '../../server/notices/subscribers.ts';
import { gather } from '../../server/personal-data/packages/contents.ts';
import { keepGathered } from '../../server/personal-data/packages/packages.ts';
import { openTasks, tickTask } from '../../server/requests/tasks/tasks.ts';
import { linkToken, signUpConfirmed, someVisitor } from '../support/accounts.ts';
import { lastOf, mailsTo, manifestWith, noticesFor, noticesTo, subscribed } from '../support/notices.ts';
import { confirmed, mayAsk } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const ada = 'ada@example.com';
const actor = 'staff:ana';

/** Somebody who hears of changes, and has the use of their data put on hold a day later. */
async function onHold(services: Services) {
  await subscribed(services, ada);
  await noticesFor(services).announce();
  services.clock.set('2026-11-24T12:00:00Z');
  return await heldBy(services);
}

async function heldBy(services: Services) {
  const { reference, caseToken } = await confirmed(services, { kind: ['restriction'], email: ada });
  await holdOn(services, reference);
  return { reference, caseToken };
}

/** Every system has put it on hold: at the address that staff name, where none is known. */
async function holdOn(services: Services, reference: string, instruction = '') {
  const tasks = await openTasks(services.ctx, reference, { kind: 'restriction', instruction, actor });
  if (!tasks.ok) throw new Error(tasks.problems.join());
  for (const { id: task } of tasks.value) {
    const ticked = await tickTask(services.ctx, reference, { task, result: 'done', note: 'By letter.', actor });
    if (!ticked.ok) throw new Error(ticked.problems.join());
  }
}

/** How many notices of a new version go out. */
async function told(services: Services, version = '2026-12-01'): Promise<number> {
  const before = (await noticesTo(services, ada)).length;
  await noticesFor(services, manifestWith({ privacy: ['2026-04-23', version] })).announce();
  await services.mail.send();
  return (await noticesTo(services, ada)).length - before;
}

const done = { outcome: 'done', message: 'It is on hold.', actor } as const;

test('who has the use of their data put on hold gets no notices by consent, and keeps what is held', async () => {
  await using services = await openTestServices();
  const { reference } = await onHold(services);
  expect(await services.requests.close(reference, done)).toMatchObject({ ok: true });
  expect(await told(services)).toBe(0);
  expect(await services.db.selectFrom('subscription').select('document').execute()).toEqual([{ document: 'privacy' }]);
});

test('a hold ends with an answer that says why, after the person was told that it will', async () => {
  await using services = await openTestServices();
  const { reference } = await onHold(services);
  await services.requests.close(reference, done);
  const reopened = await services.requests.reopen(reference, { message: 'It ends on Friday: it is correct.', actor });
  expect(reopened).toMatchObject({ ok: true });
  expect(await services.db.selectFrom('suppression').select('kind').execute()).toEqual([{ kind: 'restriction' }]);
  const ended = { outcome: 'refused', ground: 'correct-as-it-is', meaning: 'We use it again.', actor } as const;
  expect(await services.requests.close(reference, { ...ended, message: 'It is correct.' })).toMatchObject({ ok: true });
  expect(await told(services)).toBe(1);
});

test('a hold ends when the person takes the request back, and not when it is closed as done', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await onHold(services);
  const form = formOf({ stamp: services.formTokens.issue('withdraw') });
  expect(await services.requests.withdraw(reference, caseToken, form)).toMatchObject({ ok: true });
  expect(await services.db.selectFrom('suppression').selectAll().execute()).toEqual([]);
  expect(await told(services)).toBe(1);
});

test('a hold goes with the person to another address, and ends there', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services, { email: ada });
  const { reference } = await heldBy(services);
  const email = 'ada@elsewhere.example';
  const stamp = services.formTokens.issue('address', session.id);
  await services.accounts.askAddress(formOf({ stamp, email }), someVisitor(), session);
  const token = linkToken(lastOf(await mailsTo(services, email)), 'address/confirm');
  const form = formOf({ stamp: services.formTokens.issue('confirm-address', session.id) });
  expect(await services.personalData.confirmAddress(token, form, someVisitor(), session)).toMatchObject({ ok: true });
  expect(await services.db.selectFrom('suppression').select('kind').execute()).toEqual([{ kind: 'restriction' }]);
  const ended = { outcome: 'refused', ground: 'correct-as-it-is', meaning: 'We use it again.', actor } as const;
  expect(await services.requests.close(reference, { ...ended, message: 'It is correct.' })).toMatchObject({ ok: true });
  expect(await services.db.selectFrom('suppression').selectAll().execute()).toEqual([]);
});

test('a hold ends when the request is understood to ask for something else', async () => {
  await using services = await openTestServices();
  const { reference } = await onHold(services);
  expect(await services.requests.correct(reference, { kinds: ['objection'], actor })).toMatchObject({ ok: true });
  expect(await services.db.selectFrom('suppression').selectAll().execute()).toEqual([]);
  expect(await told(services)).toBe(1);
});

test('a hold ends, and its step is to be done anew, when somebody else turns out to be meant', async () => {
  await using services = await openTestServices();
  const { reference } = await onHold(services);
  const another = { relation: 'agent', behalf: 'Bob', kinds: [], actor };
  expect(await services.requests.correct(reference, another)).toMatchObject({ ok: true });
  expect(await services.db.selectFrom('suppression').selectAll().execute()).toEqual([]);
  await mayAsk(services, reference, 'bob@example.com');
  expect(await services.requests.close(reference, done)).toMatchObject({ ok: false });
  await holdOn(services, reference);
  expect(await services.db.selectFrom('suppression').select('kind').execute()).toEqual([{ kind: 'restriction' }]);
  expect(await told(services)).toBe(1);
});

test('nothing of somebody is put on hold for an agent before they allow it', async () => {
  await using services = await openTestServices();
  const agent = { relation: 'agent', behalf: 'Ada', email: 'charles@example.com', kind: ['restriction'] };
  const { reference } = await confirmed(services, agent);
  await mayAsk(services, reference, ada);
  const tasks = await openTasks(services.ctx, reference, { kind: 'restriction', actor });
  const task = (tasks.ok && tasks.value.find(({ system }) => system.id === 'site')?.id) || '';
  expect(await services.requests.askPermission(reference, { address: 'bob@example.com', actor })).toMatchObject({
    ok: true,
  });
  expect(await tickTask(services.ctx, reference, { task, result: 'done', actor })).toEqual({
    ok: false,
    problems: ['permission-missing'],
  });
  expect(await services.db.selectFrom('suppression').selectAll().execute()).toEqual([]);
});

test('a hold of a request that is answered in an earlier one ends as that does', async () => {
  await using services = await openTestServices();
  const earlier = await confirmed(services, { kind: ['restriction'], email: ada });
  const { reference } = await onHold(services);
  const into = earlier.reference;
  expect(await services.requests.merge(reference, { into, actor })).toMatchObject({ ok: true });
  expect(await services.db.selectFrom('suppression').select('kind').execute()).toEqual([{ kind: 'restriction' }]);
  const form = formOf({ stamp: services.formTokens.issue('withdraw') });
  expect(await services.requests.withdraw(into, earlier.caseToken, form)).toMatchObject({ ok: true });
  expect(await services.db.selectFrom('suppression').selectAll().execute()).toEqual([]);
});

test('of two holds of one person the first that ends leaves the other', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await onHold(services);
  await services.requests.close(reference, done);
  services.clock.set('2026-11-25T12:00:00Z');
  const second = await heldBy(services);
  const withdraw = () => formOf({ stamp: services.formTokens.issue('withdraw') });
  expect(await services.requests.withdraw(second.reference, second.caseToken, withdraw())).toMatchObject({ ok: true });
  expect(await told(services)).toBe(0);
  await services.requests.reopen(reference, { message: 'It ends.', actor });
  expect(await services.requests.withdraw(reference, caseToken, withdraw())).toMatchObject({ ok: true });
  expect(await told(services, '2026-12-02')).toBe(1);
});

test('of two holds of one person, one of which an agent asked for, each stands without the other', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await onHold(services);
  services.clock.set('2026-11-25T12:00:00Z');
  const agent = { relation: 'agent', behalf: 'Ada Lovelace', email: 'charles@example.com', kind: ['restriction'] };
  const theirs = await confirmed(services, agent);
  await mayAsk(services, theirs.reference, ada);
  await holdOn(services, theirs.reference);
  const stamp = () => formOf({ stamp: services.formTokens.issue('withdraw') });
  expect(await services.requests.withdraw(reference, caseToken, stamp())).toMatchObject({ ok: true });
  expect(await told(services)).toBe(0);
  expect(await services.requests.withdraw(theirs.reference, theirs.caseToken, stamp())).toMatchObject({ ok: true });
  expect(await told(services, '2026-12-02')).toBe(1);
});

describe('a hold that was asked for in a letter without a mail address', () => {
  async function letter(services: Services, kinds: readonly string[] = ['restriction']) {
    const person = { name: 'Ada Lovelace', relation: 'none', region: 'DE', details: 'Use nothing.' };
    const logged = await services.requests.log({
      channel: 'post',
      kinds,
      receivedAt: '2026-11-23T09:00:00Z',
      ...person,
      actor,
    });
    if (!logged.ok) throw new Error(logged.problems.join());
    return logged.value.reference;
  }

  test('keeps notices back at the address under which staff know the person, until it ends', async () => {
    await using services = await openTestServices();
    await subscribed(services, ada);
    await noticesFor(services).announce();
    services.clock.set('2026-11-24T12:00:00Z');
    const reference = await letter(services);
    const open = (instruction: string) =>
      openTasks(services.ctx, reference, { kind: 'restriction', instruction, actor });
    expect(await open('Ada, of London')).toEqual({ ok: false, problems: ['whose-invalid'] });
    await holdOn(services, reference, ada);
    expect(await told(services)).toBe(0);
    const ended = { outcome: 'refused', ground: 'correct-as-it-is', meaning: 'We use it again.', actor } as const;
    expect(await services.requests.close(reference, { ...ended, message: 'It is correct.' })).toMatchObject({
      ok: true,
    });
    expect(await told(services, '2026-12-02')).toBe(1);
  });

  test('does so at the address that was found for the copy that it asks for, too', async () => {
    await using services = await openTestServices();
    await subscribed(services, ada);
    await noticesFor(services).announce();
    services.clock.set('2026-11-24T12:00:00Z');
    const reference = await letter(services, ['access', 'restriction']);
    const gathered = await gather(services.ctx, reference, { address: ada, identity: 'Her signature.' });
    if (!gathered.ok) throw new Error(gathered.problems.join());
    await keepGathered(services.ctx, reference, { gathered: gathered.value, actor });
    await holdOn(services, reference);
    expect(await told(services)).toBe(0);
  });

  test('keeps nothing back where nobody knows an address, and stands all the same', async () => {
    await using services = await openTestServices();
    const reference = await letter(services);
    await holdOn(services, reference);
    expect(await services.db.selectFrom('suppression').selectAll().execute()).toEqual([]);
    expect(await services.requests.close(reference, done)).toMatchObject({ ok: true });
  });
});

test('who asks for notices anew while the use is on hold gets them: that is their consent', async () => {
  await using services = await openTestServices();
  await onHold(services);
  services.clock.set('2026-11-25T12:00:00Z');
  const { id } = await services.db.selectFrom('subscriber').select('id').executeTakeFirstOrThrow();
  await transaction(services.ctx, (ctx) => endSubscriber(ctx, id, null));
  await subscribed(services, ada);
  expect(await told(services)).toBe(1);
});

test('who allows again what they opted out of is no longer on record as opted out, once it is answered', async () => {
  await using services = await openTestServices();
  const person = { email: ada, region: 'US-CA' };
  await confirmed(services, { ...person, kind: ['opt_out_sale_sharing'] });
  const wishes = () => services.db.selectFrom('suppression').select('kind').execute();
  expect(await wishes()).toEqual([{ kind: 'opt_out_sale_sharing' }]);
  const { reference } = await confirmed(services, { ...person, kind: ['opt_in_after_opt_out'] });
  expect(await wishes()).toEqual([{ kind: 'opt_out_sale_sharing' }]);
  expect(await services.requests.close(reference, { ...done, message: 'Done.' })).toMatchObject({ ok: true });
  expect(await wishes()).toEqual([]);
});
