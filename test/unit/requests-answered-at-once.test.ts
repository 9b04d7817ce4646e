import { expect, test } from 'vitest';
import { signUpConfirmed, visitor } from '../support/accounts.ts';
import { remove } from '../support/deletion.ts';
import { confirmed, mailsOf } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;
type SignedIn = Awaited<ReturnType<typeof signUpConfirmed>>;

async function copied(services: Services, { session }: SignedIn) {
  const form = formOf({ stamp: services.formTokens.issue('export-account', session.id) });
  return await services.personalData.exportAll(form, session);
}

async function named(services: Services, { session }: SignedIn, name: string) {
  return await services.personalData.changeName(
    formOf({ stamp: services.formTokens.issue('name', session.id), name }),
    session,
  );
}

const rowsOf = (services: Services) => services.db.selectFrom('request').selectAll().orderBy('received_at').execute();

test('a copy and a correction in the account are on record as answered requests, and nobody is mailed', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const mails = (await mailsOf(services)).length;
  expect(await copied(services, ada)).toMatchObject({ ok: true });
  expect(await copied(services, ada)).toMatchObject({ ok: true });
  services.clock.set('2026-11-23T12:01:00Z');
  expect(await named(services, ada, 'Ada Lovelace')).toMatchObject({ ok: true });
  expect(await named(services, ada, 'Ada King')).toMatchObject({ ok: true });
  const profile = { business: 'Bau', address: 'Weg 1', country: 'DE' };
  const business = formOf({ stamp: services.formTokens.issue('business', ada.session.id), ...profile });
  expect(await services.personalData.changeBusiness(business, visitor, ada.session)).toMatchObject({ ok: true });
  services.clock.set('2026-11-24T12:00:00Z');
  expect(await copied(services, ada)).toMatchObject({ ok: true });

  expect(await services.requests.listOf({ accountId: ada.account.id, email: ada.account.email })).toMatchObject([
    { kinds: ['access'], isOwn: true, isOpen: false, receivedOn: '2026-11-24' },
    { kinds: ['rectification'], isOwn: true, isOpen: false, receivedOn: '2026-11-23' },
    { kinds: ['access'], isOwn: true, isOpen: false, receivedOn: '2026-11-23' },
  ]);
  expect((await mailsOf(services)).length).toBe(mails);
  expect(await services.db.selectFrom('request_date').selectAll().execute()).toEqual([]);
  const { kinds } = await services.requests.figuresOf(2026);
  expect(kinds).toMatchObject([
    { kind: 'access', received: 2, answered: 2, open: 0, medianDays: 0 },
    { kind: 'rectification', received: 1, answered: 1, open: 0, medianDays: 0 },
  ]);
});

test('staff see that the person did it, and nothing of it waits in their list', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  await copied(services, ada);
  const [row] = await rowsOf(services);
  const { staff } = await staffMember(services);
  const { lines, counts } = await services.desk.openWorklist(staff, { view: 'open' });
  expect([lines, counts]).toEqual([[], expect.objectContaining({ open: 0, messages: 0, waiting: 0 })]);
  const opened = await services.desk.openRequest(staff, row?.reference ?? '');
  expect(opened?.dossier).toMatchObject({
    channel: 'account',
    outcome: 'done',
    isUnanswered: false,
    isConfirmed: true,
  });
  expect(opened?.dossier.events.map(({ act, actor }) => [act, actor])).toEqual([
    ['received', 'person'],
    ['closed', 'person'],
  ]);
});

test('of a deletion the record remains without the person, until records are erased', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  await copied(services, ada);
  expect(await remove(services, ada.session)).toMatchObject({ ok: true });
  const rows = await rowsOf(services);
  expect(rows).toMatchObject([
    { channel: 'account', person_sealed: null, account_id: null, address_index: null },
    { channel: 'account', person_sealed: null, account_id: null, address_index: null, outcome: 'done' },
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/ada@example|Lovelace/);
  expect(rows.map(({ erased_at }) => erased_at)).toEqual([expect.any(String), expect.any(String)]);
  const { kinds } = await services.requests.figuresOf(2026);
  expect(kinds.map(({ kind, received, answered }) => [kind, received, answered])).toEqual([
    ['access', 1, 1],
    ['erasure', 1, 1],
  ]);

  services.clock.set('2029-11-25T12:00:00Z');
  await services.runJobs();
  expect(await rowsOf(services)).toEqual([]);
  expect((await services.requests.figuresOf(2026)).kinds.map(({ kind }) => kind)).toEqual(['access', 'erasure']);
});

test('a deletion that waited for a hold counts from the day on which it was asked for', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const hold = { reason: 'A claim', owner: 'Counsel', told: 'A claim is pending.', endsOn: '2026-12-02' };
  expect(await services.legalHolds.add({ address: ada.account.email, ...hold })).toMatchObject({ ok: true });
  expect(await remove(services, ada.session)).toMatchObject({ value: { state: 'waiting' } });
  expect(await rowsOf(services)).toEqual([]);
  services.clock.set('2026-12-03T12:00:00Z');
  await services.runJobs();
  expect(await rowsOf(services)).toMatchObject([{ channel: 'account', received_on: '2026-11-23', outcome: 'done' }]);
});

test('a deletion that staff carry out is one request and no other', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const { reference } = await confirmed(services, { kind: ['erasure'], email: ada.account.email });
  const hold = { reason: 'A claim', owner: 'Counsel', told: 'A claim is pending.', endsOn: '2026-12-02' };
  await services.legalHolds.add({ address: ada.account.email, ...hold });
  const [ana, bea] = [
    await staffMember(services),
    await staffMember(services, { name: 'Bea Ruiz', address: 'bea@example.com', role: 'approves' }),
  ];
  for (const [{ staff }, act, kind] of [
    [ana, 'open', 'erasure'],
    [ana, 'propose', ''],
    [bea, 'erase', ''],
  ] as const) {
    const stamp = services.formTokens.issue('desk-checklist', staff.sessionId);
    const done = await services.desk.actOnChecklist(formOf({ stamp, act, ...(kind && { kind }) }), reference, staff);
    expect(done).toMatchObject({ ok: true });
  }
  services.clock.set('2026-12-03T12:00:00Z');
  await services.runJobs();
  expect(await services.accounts.find(ada.account.id)).toBeNull();
  expect((await rowsOf(services)).map(({ channel }) => channel)).toEqual(['form']);
});
