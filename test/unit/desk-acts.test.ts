import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { view } from '../../server/desk/acts.ts';
import { readCommitted, writeLines } from '../../server/ledger/heads/head-file.ts';
import { admin } from '../support/admin.ts';
import { actOf, append } from '../support/ledger.ts';
import { openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

test('the last act of each day is published with the ledger, and whoever kept it notices when acts are gone', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'whitrack-'));
  await using services = await openTestServices();
  const { db, ledger } = services;
  const ana = await staffMember(services, { role: 'approves' });
  await append(services, actOf('account-1'));
  await view(services.ctx, ana.staff, { reference: 'WT-7F3K-92QD', what: 'case' });
  services.clock.set('2026-11-24T12:00:00Z');
  await view(services.ctx, ana.staff, { reference: 'WT-7F3K-92QD', what: 'case' });
  await services.runJobs();
  const head = await ledger.newestHead();
  const acts = await db.selectFrom('desk_act').select(['seq', 'digest', 'at']).orderBy('seq').execute();
  const last = acts.filter(({ at }) => at < '2026-11-24').at(-1);
  expect(head?.acts).toEqual({ seq: last?.seq, digest: last?.digest });

  const file = join(folder.path, 'heads.jsonl');
  writeFileSync(file, writeLines({ heads: head ? [head] : [], keys: [] }));
  expect(readCommitted(file).heads[0]?.acts).toEqual(head?.acts);
  const verify = () => admin(services, ['ledger', 'verify', '--heads', file]);
  const whole = await verify();
  expect(whole.said).toContain(`The acts of staff are whole: ${acts.length}`);
  expect(whole.code).toBe(0);

  const isPostgres = !services.config.databaseUrl.startsWith('file:');
  await sql
    .raw(isPostgres ? 'alter table desk_act disable trigger all' : 'drop trigger desk_act_no_delete')
    .execute(db);
  await db
    .deleteFrom('desk_act')
    .where('seq', '>=', last?.seq ?? 0)
    .execute();
  const cut = await verify();
  expect(cut.said).toContain(`Act ${last?.seq} of staff is missing`);
  expect(cut.code).toBe(1);
});

test('acts are listed the newest first, of one request alone where one is named', async () => {
  await using services = await openTestServices();
  const ana = await staffMember(services, { role: 'approves' });
  for (let at = 0; at < 60; at += 1)
    await view(services.ctx, ana.staff, { reference: at % 2 ? 'WT-7F3K-92QD' : 'WT-9P6C-31TR', what: 'case' });
  const first = await services.desk.listActs({ before: 0, about: '' });
  expect(first.acts).toHaveLength(50);
  expect(first.acts[0]).toMatchObject({ act: 'view', reference: 'WT-7F3K-92QD', actor: `staff:${ana.member.id}` });
  const second = await services.desk.listActs({ before: first.next ?? 0, about: '' });
  expect(second.acts.map(({ act }) => act).slice(-2)).toEqual(['invitation-accepted', 'staff-add']);
  expect(second.next).toBe(null);
  const one = await services.desk.listActs({ before: 0, about: 'wt 7f3k 92qd' });
  expect(new Set(one.acts.map(({ reference }) => reference))).toEqual(new Set(['WT-7F3K-92QD']));
  expect(one.acts).toHaveLength(30);
  expect(one.names.get(`staff:${ana.member.id}`)).toBe('Ana Lima');
});
