import { expect, test } from 'vitest';
import { bind } from '../../server/context.ts';
import { personalData } from '../../server/personal-data/personal-data.ts';
import { allow, mailToAddress } from '../../server/rate-limits/rate-limits.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { deleteForm } from '../support/deletion.ts';
import { endedOrHeldUp } from '../support/held-up.ts';
import { watchTable } from '../support/outbox.ts';
import { confirmed, requestForm } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

/** A deletion that stops inside its transaction until it may go on: with the account gone, if nothing else is said. */
function pausingErasure(services: Services, at: 'account' | 'outgoing_mail' | 'request' = 'outgoing_mail') {
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const db = watchTable(services.db, at, () => {
    begun.resolve();
    return gate.promise;
  });
  return {
    personalData: bind({ ...services.ctx, db }, personalData),
    begun: begun.promise,
    goOn: () => gate.resolve(),
  };
}

test('a first consent during the deletion of its account finds the account closed', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  const deleting = pausingErasure(services);
  const deleted = deleting.personalData.remove(deleteForm(services, ada.session), ada.session);
  await deleting.begun;
  const answered = answerAs(services, ada, 'give');
  await endedOrHeldUp(answered, services.db);
  deleting.goOn();

  expect(await deleted).toMatchObject({ ok: true, value: { state: 'erased' } });
  expect(await answered).toEqual({ ok: false, problems: ['account-unknown'] });
});

test('a request during the deletion of its account is nobody’s account’s', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const deleting = pausingErasure(services);
  const deleted = deleting.personalData.remove(deleteForm(services, ada.session), ada.session);
  await deleting.begun;
  const form = requestForm(services, { email: ada.account.email });
  const sent = services.requests.submit(form, { address: '192.0.2.7', account: ada.account });
  await endedOrHeldUp(sent, services.db);
  deleting.goOn();

  expect(await deleted).toMatchObject({ ok: true });
  expect(await sent).toMatchObject({ ok: true });
  const asked = services.db.selectFrom('request').select('account_id').where('channel', '=', 'form');
  expect(await asked.execute()).toEqual([{ account_id: null }]);
});

test('two requests are answered in one while their holder’s account is deleted: each waits its turn', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const { reference: into } = await confirmed(services, { kind: ['access'] });
  services.clock.set('2026-11-23T14:00:00Z');
  const { reference } = await confirmed(services, { kind: ['complaint'] });
  const deleting = pausingErasure(services, 'request');
  const deleted = deleting.personalData.remove(deleteForm(services, ada.session), ada.session);
  await deleting.begun;
  const merged = services.requests.merge(reference, { into, message: '', actor: 'command' });
  await endedOrHeldUp(merged, services.db);
  deleting.goOn();

  expect(await Promise.allSettled([deleted, merged])).toMatchObject([
    { value: { ok: true } },
    { value: { ok: true, value: { into } } },
  ]);
});

test('staff erase on this site while the holder deletes the account: each waits its turn', async () => {
  await using services = await openTestServices();
  const { staff: ana } = await staffMember(services, { role: 'approves' });
  const { staff: bea } = await staffMember(services, { name: 'Bea', address: 'bea@example.com', role: 'approves' });
  const ada = await signUpConfirmed(services);
  const { reference } = await confirmed(services, { kind: ['erasure'] });
  const act = (staff: typeof ana, values: Record<string, string>) => {
    const stamp = services.formTokens.issue('desk-checklist', staff.sessionId);
    return services.desk.actOnChecklist(formOf({ stamp, ...values }), reference, staff);
  };
  await act(ana, { act: 'open', kind: 'erasure' });
  expect(await act(ana, { act: 'propose' })).toMatchObject({ ok: true });
  const deleting = pausingErasure(services, 'account');
  const deleted = deleting.personalData.remove(deleteForm(services, ada.session), ada.session);
  await deleting.begun;
  const erased = act(bea, { act: 'erase' });
  await endedOrHeldUp(erased, services.db);
  deleting.goOn();

  expect(await Promise.allSettled([deleted, erased])).toMatchObject([{ value: { ok: true } }, { value: { ok: true } }]);
});

test('two who ask for each other at the same moment are both heard', async () => {
  await using services = await openTestServices();
  const asks = (email: string, behalf: string, at: number) =>
    services.requests.submit(requestForm(services, { email, behalf, relation: 'agent', kind: 'objection_marketing' }), {
      address: `192.0.2.${at}`,
    });
  for (let round = 0; round < 8; round += 1) {
    const [ada, bob] = [`ada-${round}@example.com`, `bob-${round}@example.com`];
    const answers = await Promise.all([asks(ada, bob, 2 * round), asks(bob, ada, 2 * round + 1)]);
    expect(answers.every(({ ok }) => ok)).toBe(true);
  }
});

test('a request whose mail is held back spends the budget of its address no more than once', async () => {
  await using services = await openTestServices();
  const mailbox = services.blindIndex.mailbox('ada@example.com');
  for (let mails = 0; mails < 3; mails += 1) await allow(services.ctx, mailToAddress, mailbox);
  await services.requests.submit(requestForm(services), { address: '192.0.2.7' });
  const counts = async () => await services.db.selectFrom('limit_count').selectAll().orderBy('bucket').execute();
  const before = await counts();
  for (let round = 0; round < 5; round += 1) await services.requests.runJobs();
  expect(await counts()).toEqual(before);
});
