import { expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import { endSubscriber } from '../../server/notices/subscribers.ts';
import { openTasks, tickTask } from '../../server/requests/tasks/tasks.ts';
import { manifestWith, noticesFor, noticesTo, subscribed } from '../support/notices.ts';
import { confirmed } from '../support/requests.ts';
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
  const tasks = await openTasks(services.ctx, reference, { kind: 'restriction', actor });
  if (!tasks.ok) throw new Error(tasks.problems.join());
  for (const { id: task } of tasks.value) {
    const ticked = await tickTask(services.ctx, reference, { task, result: 'done', note: 'By letter.', actor });
    if (!ticked.ok) throw new Error(ticked.problems.join());
  }
  return { reference, caseToken };
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
