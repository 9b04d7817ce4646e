import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import { eraseFor } from '../../server/mail/personal-data.ts';
import * as subscriptions from '../../server/notices/personal-data.ts';
import { erase, restore } from '../../server/personal-data/erasure.ts';
import * as requests from '../../server/requests/personal-data.ts';
import { leaveAccount } from '../support/accounts.ts';
import { ada, leaveTraces } from '../support/ada.ts';
import { subscribed } from '../support/notices.ts';
import { answerAsDone, confirmed, mailsOf, submitted } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

const account = { id: ada.accountId, email: ada.email };

test('a request is the account’s when it is made under the account’s own address, however that is written', async () => {
  await using services = await openTestServices();
  await leaveAccount(services, ada);
  await submitted(services, { email: 'Ada@Example.com' }, account);
  expect(await services.db.selectFrom('request').select('account_id').execute()).toEqual([{ account_id: account.id }]);
});

test('who asks from an account in the name of another address never reads what is answered to it', async () => {
  await using services = await openTestServices();
  await submitted(services, { email: 'grace@example.com' }, account);
  expect(await services.db.selectFrom('request').select('account_id').execute()).toEqual([{ account_id: null }]);
  expect((await services.personalData.dataOf(ada)).tables).toMatchObject({
    requests: [],
    request_messages: [],
  });
});

test('a request stays the account’s when the account has another address since', async () => {
  await using services = await openTestServices();
  await leaveAccount(services, ada);
  await submitted(services, {}, account);
  const { tables } = await services.personalData.dataOf({ ...ada, email: 'ada@new.example' });
  expect(tables).toMatchObject({ requests: [{ email: 'ada@example.com' }], mails: [{ to: 'ada@example.com' }] });
});

test('closed requests lose the person at once, and open ones wait for their answer', async () => {
  await using services = await openTestServices();
  const { closed, open, logged } = await leaveTraces(services);
  await transaction(services.ctx, (ctx) => requests.erase(ctx, ada));

  // What we answered stays with the record, where somebody confirmed the address.
  const answer = { author: 'staff', text: expect.stringContaining('The Difference is a secret of state.') };
  for (const [reference, messages] of [
    [closed, [answer]],
    [logged, []],
  ] as const) {
    expect(await services.requests.show(reference)).toMatchObject({ value: { person: null, case: { messages } } });
  }
  expect(await services.requests.show(open)).toMatchObject({ value: { person: { name: 'Ada Lovelace' } } });
  const about = (await services.db.selectFrom('request').select('id').where('reference', '=', open).execute())[0]?.id;
  const mails = await services.db
    .selectFrom('outgoing_mail')
    .select('about')
    .where('content_sealed', 'is not', null)
    .execute();
  expect(new Set(mails.map((mail) => mail.about)).has(about ?? '')).toBe(true);
});

test('a request that was open when the account went loses the person 30 days after it is closed', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { reference: open } = await confirmed(services, {}, account);
  await transaction(services.ctx, (ctx) => requests.erase(ctx, ada));
  services.clock.set('2026-12-01T12:00:00Z');
  await answerAsDone(services, open);
  await services.mail.send();
  services.clock.set('2026-12-30T23:59:59Z');
  await services.requests.runJobs();
  expect(await services.requests.show(open)).toMatchObject({ value: { person: { name: 'Ada Lovelace' } } });
  services.clock.set('2026-12-31T00:00:00Z');
  await services.requests.runJobs();
  expect(await services.requests.show(open)).toMatchObject({ value: { person: null } });
});

test('whatever an account is erased with is put back as it was, but for sessions and links', async () => {
  await using services = await openTestServices();
  const { closed, open, caseToken } = await leaveTraces(services);
  // As of an account under the same address that was deleted before.
  const account_erased_at = '2026-11-20T12:00:00.000Z';
  await services.db.updateTable('request').set({ account_erased_at, stamp: null }).execute();
  const rows = () => services.db.selectFrom('request').selectAll().orderBy('id').execute();
  const rowsBefore = await rows();
  const before = await services.personalData.dataOf(ada);
  const kept = await transaction(services.ctx, (ctx) => erase(ctx, ada, null));
  const gone = await services.personalData.dataOf(ada);
  expect(gone.tables).toMatchObject({ subscribers: [], subscriptions: [] });
  const named = gone.tables['requests']?.filter(({ name }) => name !== undefined);
  expect(named).toMatchObject([{ reference: open }]);
  expect(await services.requests.openCase(closed, caseToken)).toEqual({ ok: false, problems: ['case-link-invalid'] });

  // As it is stored meanwhile.
  const stored = JSON.parse(JSON.stringify(kept)) as typeof kept;
  expect(await transaction(services.ctx, (ctx) => restore(ctx, stored))).toBe(true);
  expect(await rows()).toEqual(rowsBefore);
  const after = await services.personalData.dataOf(ada);
  const endsWithIt = ['sessions', 'account_links', 'subscription_links', 'mails'];
  const lost = Object.entries(before.tables).filter(
    ([table, rows]) => !endsWithIt.includes(table) && JSON.stringify(after.tables[table]) !== JSON.stringify(rows),
  );
  expect(
    lost.map(([table]) => table),
    'What `erase` does not give back, or `restore` does not put back, in the `personal-data.ts` of its room',
  ).toEqual([]);
  expect(after.files).toEqual(before.files);
  expect(await services.requests.openCase(closed, caseToken)).toMatchObject({ ok: true });
});

test('a choice of notices made since the deletion is not overwritten by what is put back', async () => {
  await using services = await openTestServices();
  await subscribed(services, ada.email, ['privacy']);
  const kept = await transaction(services.ctx, (ctx) => subscriptions.erase(ctx, ada, null));
  await subscribed(services, ada.email, ['dpa']);
  await subscriptions.restore(services.ctx, kept, ada);
  expect(await services.db.selectFrom('subscription').select('document').execute()).toEqual([{ document: 'dpa' }]);
});

test('mail to the person is erased whether or not it has left, and mail about what is open stays', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'whitrack-'));
  await using services = await openTestServices({ env: { DATA_DIR: folder.path } });
  await subscribed(services, ada.email);
  await services.mail.send();
  const reference = await submitted(services, {}, account);
  const { id } = await services.db
    .selectFrom('request')
    .select('id')
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow();
  await services.db.transaction().execute(async (db) => {
    const about = await subscriptions.mattersOf({ ...services.ctx, db }, ada);
    await eraseFor({ ...services.ctx, db }, ada, { about, except: [id] });
  });
  expect((await mailsOf(services)).map(({ template }) => template).sort()).toEqual([
    'request-confirm',
    'request-staff-new',
  ]);
  expect(await services.db.selectFrom('outgoing_mail').select('id').execute()).toHaveLength(3);
});
