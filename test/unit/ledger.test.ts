import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import { isPostgres } from '../../server/db/database.ts';
import { append as appendEntry } from '../../server/ledger/entries.ts';
import { follow, readEntry } from '../../server/ledger/entry.ts';
import { runJobs as runLedger } from '../../server/ledger/ledger.ts';
import { erase as eraseActs } from '../../server/ledger/personal-data.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import { actOf, append, exchange, fill, tamper } from '../support/ledger.ts';
import { promise } from '../support/promise.ts';
import { dumpOf } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

test('an entry says what was done, about which text, where and when, and rests on the one before', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const [first, second] = await fill(services, 2);

  expect(first?.entry).toMatchObject({
    seq: 1,
    kind: 'consent-given',
    about: { type: 'purpose', id: 'ai-training', version: '2026-11-25' },
    given: { by: 'person', through: 'page', where: '/account/consents/', control: 'give' },
    at: '2026-11-23T12:00:00.000Z',
  });
  expect(second?.previous).toBe(first?.digest);
  const row = await services.db.selectFrom('ledger_entry').selectAll().where('seq', '=', 2).executeTakeFirstOrThrow();
  expect(row.digest).toBe(follow(row.previous, sha256(row.entry)));
  expect(readEntry(row.entry)).toEqual(second?.entry);
});

test('what an entry commits to can be read by its account, and by nobody in the database', async () => {
  await using services = await openTestServices();
  await append(services, actOf('account-1'));

  const [found, ...others] = await services.ledger.entriesOf({ accountId: 'account-1' });

  expect(found?.parts).toMatchObject({
    person: { name: 'Ada Lovelace', email: 'ada@example.com' },
    account: 'account-1',
  });
  expect(others).toEqual([]);
  expect(await services.ledger.entriesOf({ accountId: 'account-2' })).toEqual([]);
  expect(await services.ledger.findEntry({ accountId: 'account-2' }, found?.entry.id ?? '')).toBeNull();
  expect(await dumpOf(services)).not.toMatch(/Lovelace|ada@example/);
});

test('an entry that was put under another account is taken for nobody’s', async () => {
  await using services = await openTestServices();
  await fill(services, 2);

  await tamper(services, ...exchange('account-0', 'account-1'));

  expect(await services.ledger.entriesOf({ accountId: 'account-0' })).toEqual([]);
  expect(await services.ledger.lastOf({ accountId: 'account-1' }, ['purpose:ai-training'])).toBeNull();
});

test('the same words of the same person leave another commitment in each entry', async () => {
  await using services = await openTestServices();
  const one = await append(services, actOf('account-1'));
  const other = await append(services, actOf('account-1'));

  expect(one.entry.subject).toBe(other.entry.subject);
  expect(one.entry.commitments['person']).not.toBe(other.entry.commitments['person']);
});

const changes: Record<string, string> = {
  'edited in place': `update ledger_entry set at = '2020-01-01T00:00:00.000Z' where seq = 1`,
  deleted: 'delete from ledger_entry where seq = 2',
  'emptied of all': 'delete from ledger_entry',
  'given a head again': `update ledger_head set digest = 'x'`,
  'robbed of its heads': 'delete from ledger_head',
  'entered out of turn': `insert into ledger_entry select 9, 'x', subject_id, kind, about, version, null, at, entry, 'p', 'd', 's'
    from ledger_entry where seq = 1`,
  forked: `insert into ledger_entry select 3, 'x', subject_id, kind, about, version, null, at, entry, previous, 'd', 's'
    from ledger_entry where seq = 2`,
  'given a head of its own': `insert into ledger_head values ('2026-11-24', 2, 'x', null, null)`,
};

test.each(Object.entries(changes))('the database refuses that the ledger is %s', async (_, statement) => {
  await using services = await openTestServices();
  await fill(services, 2);
  services.clock.set('2026-11-24T00:00:01Z');
  await runLedger(services.ctx);
  const before = await services.db.selectFrom('ledger_entry').selectAll().execute();

  await expect(sql.raw(statement).execute(services.db)).rejects.toThrow(/append-only|does not follow|duplicate/i);

  expect(await services.db.selectFrom('ledger_entry').selectAll().execute()).toEqual(before);
});

test('neither replacing rows nor truncating the table gets past the guards', async () => {
  await using services = await openTestServices();
  await fill(services, 2);
  const statements = isPostgres(services.config.databaseUrl)
    ? ['truncate ledger_entry cascade', 'truncate ledger_head']
    : [
        `replace into ledger_entry select seq, id, subject_id, kind, about, version, null, at, 'x', previous, digest, 's'
          from ledger_entry where seq = 2`,
      ];

  for (const statement of statements) {
    await expect(sql.raw(statement).execute(services.db)).rejects.toThrow(/append-only|does not follow/);
  }
  expect(await services.ledger.verify()).toMatchObject({ entries: 2, finding: null });
});

test('fifty who act at once leave one chain, and an act that fails leaves nothing', async () => {
  await using services = await openTestServices();
  const acts = Array.from({ length: 50 }, async (_, number) => {
    const act = actOf(`account-${number % 7}`);
    if (number % 5 > 0) return append(services, act);
    return transaction(services.ctx, async (ctx) => {
      await appendEntry(ctx, act);
      throw new Error('changed their mind');
    });
  });
  const outcomes = await Promise.allSettled(acts);

  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  expect(await services.ledger.verify()).toMatchObject({ entries: 40, finding: null });
  const parts = await services.db.selectFrom('ledger_part').selectAll().where('name', '=', 'person').execute();
  expect(parts).toHaveLength(40);
});

test('nothing is recorded but in the transaction of what it records', async () => {
  await using services = await openTestServices();

  await expect(appendEntry(services.ctx, actOf('account-1'))).rejects.toThrow(/transaction/);
});

test('the times of the ledger never run backwards, also when a clock does', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  await append(services, actOf('account-1'));
  services.clock.set('2026-11-23T11:59:58Z');

  const { entry } = await append(services, actOf('account-1'));

  expect(entry.at).toBe('2026-11-23T12:00:00.000Z');
});

test(
  'after an erasure nothing of the person is left, the salt is kept for five years, and the chain is whole',
  promise('retention-of-accounts'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    const { ledger, ctx, db, clock } = services;
    const [{ entry } = { entry: null }] = await fill(services, 6);
    await transaction(ctx, (ctx) => eraseActs(ctx, { accountId: 'account-0', email: '' }));

    expect(await ledger.entriesOf({ accountId: 'account-0' })).toEqual([]);
    const gone = () =>
      db
        .selectFrom('ledger_subject')
        .selectAll()
        .where('id', '=', entry?.subject ?? '')
        .executeTakeFirstOrThrow();
    expect(await gone()).toMatchObject({ account_id: null, erased_at: '2026-11-23T12:00:00.000Z' });
    expect((await gone()).salt_sealed).not.toBeNull();
    const left = await db.selectFrom('ledger_part').selectAll().where('name', '=', 'person').execute();
    expect(left).toHaveLength(4);

    clock.set('2031-11-23T11:59:59Z');
    await runLedger(ctx);
    expect((await gone()).salt_sealed).not.toBeNull();
    expect(await ledger.verify()).toMatchObject({ entries: 6, finding: null });

    clock.set('2031-11-23T12:00:00Z');
    await runLedger(ctx);
    expect(await gone()).toMatchObject({ salt_sealed: null, salt_until: null });
    expect(await ledger.verify()).toMatchObject({ entries: 6, finding: null });
    expect(await ledger.entriesOf({ accountId: 'account-1' })).toHaveLength(2);
  },
);

test('somebody who was erased and comes back is somebody else to the ledger', async () => {
  await using services = await openTestServices();
  const before = await append(services, actOf('account-1'));
  await transaction(services.ctx, (ctx) => eraseActs(ctx, { accountId: 'account-1', email: '' }));

  const after = await append(services, actOf('account-1'));

  expect(after.entry.subject).not.toBe(before.entry.subject);
});

test(
  'the head of a day is settled when the day is over, and says how it rests on the one before',
  promise('ledger-chain'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-23T23:59:59Z' });
    const { ledger, ctx, clock } = services;
    await runLedger(ctx);
    expect(await ledger.newestHead()).toBeNull();
    const [, second] = await fill(services, 2);
    await runLedger(ctx);
    expect(await ledger.newestHead()).toBeNull();

    clock.set('2026-11-24T00:00:00Z');
    await runLedger(ctx);
    const third = await append(services, actOf('account-1'));
    await runLedger(ctx);
    const first = await ledger.newestHead();
    expect(first).toMatchObject({ day: '2026-11-23', seq: 2, digest: second?.digest, previous: null });
    expect(first?.contents).toHaveLength(2);

    clock.set('2026-11-27T08:00:00Z');
    await runLedger(ctx);
    expect(await ledger.newestHead()).toEqual({
      day: '2026-11-26',
      seq: 3,
      digest: third.digest,
      previous: { day: '2026-11-23', seq: 2, digest: second?.digest },
      contents: [
        sha256(
          (await services.db.selectFrom('ledger_entry').select('entry').where('seq', '=', 3).executeTakeFirstOrThrow())
            .entry,
        ),
      ],
    });
  },
);

test('servers that settle a head at once settle one', async () => {
  await using services = await openTestServices();
  await fill(services, 3);
  services.clock.set('2026-11-24T00:00:00Z');

  await Promise.all(Array.from({ length: 8 }, () => runLedger(services.ctx)));

  expect(await services.ledger.allHeads()).toHaveLength(1);
});
