import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { afterRestore } from '../../server/backups/after-restore.ts';
import { forceWords } from '../../server/backups/restore.ts';
import { openBackupDriver } from '../../server/db/backup-drivers/open-backup-driver.ts';
import { openDatabase } from '../../server/db/database.ts';
import { guardLedger } from '../../server/db/ledger-guards.ts';
import type { Schema } from '../../server/db/schema.ts';
import { announce } from '../../server/notices/campaigns/campaigns.ts';
import { inventory } from '../../server/personal-data/inventory.ts';
import { ada, signUpConfirmed } from '../support/accounts.ts';
import { ada as adasAccount, leaveTraces } from '../support/ada.ts';
import { admin } from '../support/admin.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { type Home, makeHome } from '../support/home.ts';
import { actOf, append } from '../support/ledger.ts';
import { firstVersion, manifestWith, manySubscribed, noticesIn, subscribed } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { submitted } from '../support/requests.ts';
import { formOf, openTestServices, testConfig } from '../support/services.ts';

type Running = Awaited<ReturnType<Home['start']>>;

const replace = { force: forceWords };
const blindly = { ...replace, takeNothingOver: true };
const before = '2026-11-23T12:00:00.000Z';
const after = '2026-11-23T12:30:00.000Z';

test('every table says what a restore does with it', async () => {
  await using services = await openTestServices();
  const tables = (await services.db.introspection.getTables()).map(({ name }) => name).sort();
  expect(Object.keys(afterRestore).sort()).toEqual(tables);
  expect(Object.keys(inventory).sort()).toEqual(tables);
});

test('whatever the replaced database holds is there after a restore, save who was signed in', async () => {
  await using home = await makeHome({ manifest: manifestWith() });
  const { path, was } = await whileRunning(home, async (services) => {
    const { path } = await services.backups.take();
    await leaveTraces(services);
    await fillTheRest(services);
    await announce(services.ctx);
    return { path, was: await all(services) };
  });
  const empty = Object.keys(was).filter((table) => was[table]?.length === 0);
  expect(empty, 'Tables in which neither `leaveTraces` nor `fillTheRest` leaves a row').toEqual([]);
  await home.restoring().restore(path, replace);
  await using services = await home.start();
  const is = await all(services);
  for (const table of Object.keys(afterRestore) as (keyof Schema)[])
    expect([table, is[table]]).toEqual([table, afterRestore[table] === 'emptied' ? [] : was[table]]);
  expect(await services.ledger.verify()).toMatchObject({ finding: null });
});

test('no subscriber hears of a version again, and nobody is left out', async () => {
  await using home = await makeHome({ manifest: manifestWith() });
  const path = await whileRunning(home, async (services) => {
    await announce(services.ctx);
    await manySubscribed(services, 120);
    return (await services.backups.take()).path;
  });
  home.clock.set(after);
  home.publish(manifestWith({ privacy: [firstVersion, '2026-11-23'] }));
  await whileRunning(home, async (services) => {
    await announce(services.ctx);
    await services.mail.send();
  });
  await home.restoring().restore(path, replace);
  {
    await using services = await home.start();
    await announce(services.ctx);
    await services.mail.send();
    const notices = await noticesIn(services);
    expect(notices.filter(({ state }) => state === 'sent')).toHaveLength(120);
    expect(notices).toHaveLength(120);
  }
  home.clock.set('2026-11-23T12:31:00Z');
  const { heldBack } = await home.restoring().restore(path, blindly);
  expect(heldBack?.versions).toEqual([{ document: 'privacy', version: '2026-11-23' }]);
  await using services = await home.start();
  await announce(services.ctx);
  expect(await noticesIn(services)).toEqual([]);
  // As the operator decides, and of no other.
  for (const [version, words] of [
    [firstVersion, 'No restore held this version back'],
    ['2026-01-01', 'There is no such version'],
  ] as const)
    expect(await admin(services, ['notices', 'announce', 'privacy', version])).toMatchObject({
      code: 1,
      said: expect.stringContaining(words),
    });
  const told = await admin(services, ['notices', 'announce', 'privacy', '2026-11-23']);
  expect(told).toMatchObject({ code: 0 });
  await announce(services.ctx);
  expect(await noticesIn(services)).toHaveLength(120);
  expect(await admin(services, ['notices', 'announce', 'privacy', '2026-11-23'])).toMatchObject({ code: 1 });
});

test('what was revoked, changed and ended for safety stays so', promise('deletion-and-backups'), async () => {
  await using home = await makeHome();
  const { path, id } = await whileRunning(home, async (services) => {
    const { account } = await signUpConfirmed(services);
    const { record } = await services.api.keys.create({ name: 'Web app', scopes: [], days: 30 });
    await factorOf(services, account.id, { ends_at: after });
    await services.db
      .insertInto('recovery_code')
      .values({ holder_id: account.id, digest: 'used', used_at: null })
      .execute();
    const { path } = await services.backups.take();
    home.clock.set(after);
    await services.api.keys.revoke(record.prefix);
    await services.db.updateTable('account').set({ password_hash: 'new', password_set_at: after }).execute();
    await services.db.updateTable('second_factor').set({ ends_at: null, last_step: 9 }).execute();
    await services.db.updateTable('recovery_code').set({ used_at: after }).execute();
    return { path, id: account.id };
  });
  await home.restoring().restore(path, replace);
  await using services = await home.start();
  expect(await services.api.keys.list()).toMatchObject([{ revokedAt: after }]);
  expect(await services.db.selectFrom('account').select(['id', 'password_hash', 'password_set_at']).execute()).toEqual([
    { id, password_hash: 'new', password_set_at: after },
  ]);
  await services.runJobs();
  expect(await services.db.selectFrom('second_factor').select(['ends_at', 'last_step']).execute()).toEqual([
    { ends_at: null, last_step: 9 },
  ]);
  expect(await services.db.selectFrom('recovery_code').select('used_at').execute()).toEqual([{ used_at: after }]);
});

test('a second factor that was taken away does not come back, nor a name that was changed', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => {
    const { account } = await signUpConfirmed(services);
    await factorOf(services, account.id);
    const { path } = await services.backups.take();
    await services.db.deleteFrom('second_factor').execute();
    await services.db.updateTable('account').set({ name_sealed: 'garbled' }).execute();
    return path;
  });
  await home.restoring().restore(path, replace);
  await using services = await home.start();
  expect(await services.accounts.byAddress(ada.email)).toMatchObject({ name: ada.name });
  expect(await services.db.selectFrom('second_factor').selectAll().execute()).toEqual([]);
});

test('without the replaced database all that may have been revoked is held back, and named', async () => {
  await using home = await makeHome({ manifest: manifestWith() });
  const { path, prefix } = await whileRunning(home, async (services) => {
    const { account } = await signUpConfirmed(services);
    const { record } = await services.api.keys.create({ name: 'Web app', scopes: [], days: 30 });
    await factorOf(services, account.id, { ends_at: after });
    await services.db
      .insertInto('recovery_code')
      .values({ holder_id: account.id, digest: 'd', used_at: null })
      .execute();
    await subscribed(services, 'alan@example.com', ['privacy']);
    await subscribed(services, 'grace@example.com', ['privacy', 'dpa']);
    return { path: (await services.backups.take()).path, prefix: record.prefix };
  });
  home.clock.set('2026-11-24T12:00:00Z');
  const told = await admin(null, ['restore', path, '--force', forceWords, '--take-nothing-over'], {
    restoring: home.restoring,
  });
  expect(told.said).toContain('Whoever has an account signs in with a new one, by mail');
  expect(told.said).toContain(`The API key ${prefix} (Web app) is revoked. Renew it`);
  expect(told.said).toContain('Recovery codes of 1 accounts are void');
  expect(told.said).toContain('Subscribers to several documents: 1. They may have dropped some of them since');
  expect(told.said).toContain('1 second factors were about to end, and stay');
  await using services = await home.start();
  await services.runJobs();
  expect(await services.api.keys.list()).toMatchObject([{ revokedAt: '2026-11-24T12:00:00.000Z' }]);
  expect(await services.db.selectFrom('account').select('password_hash').execute()).toEqual([{ password_hash: '!:' }]);
  expect(await services.db.selectFrom('second_factor').select('ends_at').execute()).toEqual([{ ends_at: null }]);
  expect(await services.db.selectFrom('recovery_code').selectAll().execute()).toEqual([]);
});

test('reminders are not repeated, with the replaced database and without', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => {
    await submitted(services);
    await services.mail.send();
    return (await services.backups.take()).path;
  });
  home.clock.set('2026-11-25T12:00:00Z');
  await whileRunning(home, async (services) => {
    await services.requests.runJobs();
    await services.mail.send();
  });
  for (const how of [replace, blindly]) {
    await home.restoring().restore(path, how);
    await using services = await home.start();
    await services.requests.runJobs();
    const waiting = (await services.mail.list()).filter(({ state }) => state === 'waiting');
    expect(waiting).toEqual([]);
    home.clock.set('2026-11-25T12:01:00Z');
  }
});

test('a withdrawal of after the backup stands, and the ledger goes on from it', promise('ai-training'), async () => {
  await using home = await makeHome({ now: afterPublication });
  const { person, path } = await whileRunning(home, async (services) => {
    const person = await signUpConfirmed(services);
    await answerAs(services, person, 'give');
    const { path } = await services.backups.take();
    await answerAs(services, person, 'withdraw');
    return { person, path };
  });
  expect(await home.restoring().restore(path, replace)).toMatchObject({ isLedgerWhole: true, heldBack: null });
  await using services = await home.start();
  expect(await services.consents.state(person.account.id, 'ai-training')).toMatchObject({ answer: 'withdrawn' });
  expect(await services.ledger.verify()).toMatchObject({ finding: null });
  await append(services, actOf(person.account.id));
  expect(await services.ledger.verify()).toMatchObject({ finding: null });
});

test('who ended their notices since the backup is erased again, and who asked for them since is there', async () => {
  await using home = await makeHome({ manifest: manifestWith() });
  const subscribers = ({ db }: Running) =>
    db.selectFrom('subscriber').leftJoin('ledger_subject', 'subscriber_id', 'subscriber.id').selectAll().execute();
  const path = await whileRunning(home, async (services) => {
    await announce(services.ctx);
    for (const name of ['ada', 'bob', 'eve']) await subscribed(services, `${name}@example.com`, ['privacy', 'dpa']);
    return (await services.backups.take()).path;
  });
  home.clock.set(after);
  const entries = await whileRunning(home, async (services) => {
    const { notices } = services;
    const token = async (name: string) => (await notices.subscriptionOf(`${name}@example.com`))?.preferencesToken ?? '';
    await notices.changePreferences(await token('ada'), formOf({ act: 'end' }));
    await notices.changePreferences(await token('bob'), formOf({ act: 'save', document: ['dpa'] }));
    await subscribed(services, 'ada@example.com', ['privacy']);
    await subscribed(services, 'kim@example.com', ['dpa']);
    return (await services.ledger.verify()).entries;
  });
  expect(await home.restoring().restore(path, replace)).toMatchObject({ isLedgerWhole: true, heldBack: null });
  await using services = await home.start();
  expect(await services.ledger.verify()).toMatchObject({ entries, finding: null });
  const found = await subscribers(services);
  expect(found).toHaveLength(4);
  for (const { subscriber_id } of found) expect(subscriber_id).not.toBeNull();
  const bob = await services.notices.subscriptionOf('bob@example.com');
  expect(bob?.documents).toEqual(['dpa']);
  await services.notices.changePreferences(bob?.preferencesToken ?? '', formOf({ act: 'end' }));
  expect(await services.ledger.verify()).toMatchObject({ entries: entries + 1, finding: null });
});

test('a ledger that is not the one of the backup is not taken over', async () => {
  await using home = await makeHome({ now: afterPublication });
  const { person, path } = await whileRunning(home, async (services) => {
    const person = await signUpConfirmed(services);
    await answerAs(services, person, 'give');
    return { person, path: (await services.backups.take()).path };
  });
  await whileRunning(home, async ({ db }) => {
    const isPostgres = home.isPostgres;
    for (const act of isPostgres ? ['change'] : ['update', 'delete'])
      await sql.raw(`drop trigger ledger_entry_no_${act}${isPostgres ? ' on ledger_entry' : ''}`).execute(db);
    await sql`update ledger_entry set digest = ${'0'.repeat(64)}`.execute(db);
  });
  expect(await home.restoring().restore(path, replace)).toMatchObject({ isLedgerWhole: false });
  await using services = await home.start();
  expect(await services.ledger.verify()).toMatchObject({ finding: null });
  expect(await services.consents.state(person.account.id, 'ai-training')).toMatchObject({ answer: 'asked-again' });
});

test('a database that is older than the backup does not tell what happened since', async () => {
  await using home = await makeHome({ now: afterPublication });
  const [older, newer] = await whileRunning(home, async (services) => {
    const person = await signUpConfirmed(services);
    await answerAs(services, person, 'give');
    const { path } = await services.backups.take();
    await answerAs(services, person, 'withdraw');
    home.clock.set('2026-11-26T13:00:00Z');
    return [path, (await services.backups.take()).path];
  });
  await putInPlace(home, older);
  await expect(home.restoring().restore(newer, replace)).rejects.toThrow(/older than the backup.* --take-nothing-over/);
  await whileRunning(home, async ({ consents, db }) => {
    const { id } = await db.selectFrom('account').select('id').executeTakeFirstOrThrow();
    expect(await consents.state(id, 'ai-training')).toMatchObject({ answer: 'given' });
  });
  home.clock.set('2026-11-26T13:01:00Z');
  expect(await home.restoring().restore(newer, blindly)).toMatchObject({ isLedgerWhole: false });
  await using services = await home.start();
  const { id } = await services.db.selectFrom('account').select('id').executeTakeFirstOrThrow();
  expect(await services.consents.state(id, 'ai-training')).toMatchObject({ answer: 'withdrawn' });
});

test('a database that goes on from an older copy is told from one that goes on from the backup, however long it ran', async () => {
  await using home = await makeHome();
  const [older, newer] = await whileRunning(home, async (services) => {
    const reference = await submitted(services);
    const { path } = await services.backups.take();
    home.clock.set(after);
    await services.timeSeen.watch();
    await services.requests.close(reference, {
      outcome: 'refused',
      ground: 'not-covered',
      message: 'No.',
      actor: 'command',
      meaning: 'Nothing changes.',
    });
    return [path, (await services.backups.take()).path];
  });
  await putInPlace(home, older);
  home.clock.set('2026-11-25T12:00:00Z');
  const since = await whileRunning(home, async (services) => {
    await services.timeSeen.watch();
    await answerAs(services, await signUpConfirmed(services), 'give');
    return (await services.backups.take()).path;
  });
  await expect(home.restoring().restore(newer, replace)).rejects.toThrow(
    /older than the backup, or goes on from one that is.*--take-nothing-over/,
  );
  home.clock.set('2026-11-25T12:01:00Z');
  expect(await home.restoring().restore(newer, blindly)).toMatchObject({ found: 'readable' });
  await whileRunning(home, async ({ db }) => {
    expect(await db.selectFrom('request').select('outcome').execute()).toEqual([{ outcome: 'refused' }]);
  });
  // Nor the other way about.
  home.clock.set('2026-11-25T12:02:00Z');
  await expect(home.restoring().restore(since, replace)).rejects.toThrow('older than the backup, or goes on from');
});

test('what a restore set aside can be restored in its turn', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => {
    await submitted(services);
    const { path } = await services.backups.take();
    home.clock.set(after);
    await submitted(services, { email: 'grace@example.com' });
    await services.backups.take();
    return path;
  });
  home.clock.set('2026-11-23T13:00:00Z');
  const { aside } = await home.restoring().restore(path, replace);
  home.clock.set('2026-11-23T13:01:00Z');
  expect(await home.restoring().restore(aside ?? '', replace)).toMatchObject({ heldBack: null });
});

test('marks of backups go with the backups', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  const { backups, db, timeSeen } = services;
  await timeSeen.watch();
  await backups.take();
  const marks = () => db.selectFrom('backup_mark').select('at').execute();
  expect(await marks()).toEqual([{ at: '2026-11-23T12:00:00.000Z' }]);
  for (let day = 24; day <= 30; day += 1) {
    home.clock.set(`2026-11-${day}T12:00:00Z`);
    await timeSeen.watch();
  }
  await backups.expire();
  expect(await marks()).toHaveLength(1);
  for (let day = 1; day <= 25; day += 1) {
    home.clock.set(`2026-12-${String(day).padStart(2, '0')}T12:00:00Z`);
    await timeSeen.watch();
  }
  await backups.expire();
  expect(await marks()).toEqual([]);
});

test('nobody comes back by a database that was put in place from before the erasure', async () => {
  await using home = await makeHome({ manifest: manifestWith() });
  const [older, newer] = await whileRunning(home, async (services) => {
    const [one, two] = [await subscribed(services, ada.email), await subscribed(services, 'grace@example.com')];
    const { path } = await services.backups.take();
    home.clock.set(after);
    for (const token of [one, two])
      await services.notices.changePreferences(token, formOf({ act: 'end', document: [] }));
    return [path, (await services.backups.take()).path];
  });
  await putInPlace(home, older);
  // Nobody knows of it but the backup.
  rmSync(join(home.folder, 'erased'));
  await expect(home.restoring().restore(newer, replace)).rejects.toThrow('older than the backup');
  home.clock.set('2026-11-23T12:31:00Z');
  await home.restoring().restore(newer, blindly);
  await using services = await home.start();
  expect(await services.db.selectFrom('subscriber').selectAll().execute()).toEqual([]);
});

test('who lost an account and opened another is not counted among those who were erased', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => {
    await signUpConfirmed(services);
    const { path } = await services.backups.take();
    await services.db.deleteFrom('account').execute();
    await signUpConfirmed(services);
    return path;
  });
  const told = await admin(null, ['restore', path, '--force', forceWords], { restoring: home.restoring });
  expect(told.said).toContain('had been erased since: 0.');
  expect(told.said).toContain('opened another account under the same address since: 1.');
  await using services = await home.start();
  expect(await services.db.selectFrom('account').selectAll().execute()).toHaveLength(1);
});

test('with other keys nothing is replaced, and the keys are named', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => {
    await signUpConfirmed(services);
    return (await services.backups.take()).path;
  });
  const was = home.files().filter((file) => !file.includes('mailbox'));
  const { encryptionKeys } = testConfig();
  await expect(home.restoring({ encryptionKeys }).restore(path, replace)).rejects.toThrow(/another secret/);
  const other = encryptionKeys.map((key) => ({ ...key, id: 'other' }));
  await expect(home.restoring({ encryptionKeys: other }).restore(path, replace)).rejects.toThrow(
    'a key that ENCRYPTION_KEYS does not hold: "test"',
  );
  expect(home.files().filter((file) => !file.includes('mailbox'))).toEqual(was);
  await using services = await home.start();
  expect(await services.accounts.byAddress(ada.email)).not.toBeNull();
});

test('a new key in front is not in use before a server starts with it', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => {
    await signUpConfirmed(services);
    return (await services.backups.take()).path;
  });
  const other = testConfig().encryptionKeys.map((key) => ({ ...key, id: 'new' }));
  const encryptionKeys = [...other, ...home.config.encryptionKeys];
  await home.restoring({ encryptionKeys }).restore(path, replace);
  await using services = await home.start();
  expect(await services.accounts.byAddress(ada.email)).not.toBeNull();
});

test('a restore brings back no session, no link, and nothing that acts by itself', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => {
    await signUpConfirmed(services);
    for (const statement of home.isPostgres
      ? [
          'create function planted() returns trigger language plpgsql as $$ begin delete from account; return new; end $$',
          'create trigger planted after insert on request for each row execute function planted()',
          'create view spy as select * from account',
        ]
      : [
          'create trigger planted after insert on request begin delete from account; end',
          'create view spy as select * from account',
        ])
      await sql.raw(statement).execute(services.db);
    return (await services.backups.take()).path;
  });
  await home.restoring().restore(path, replace);
  await using services = await home.start();
  const names = (await services.db.introspection.getTables()).map(({ name }) => name);
  expect(names).not.toContain('spy');
  await submitted(services);
  expect(await services.accounts.byAddress(ada.email)).not.toBeNull();
  expect(await services.db.selectFrom('session').selectAll().execute()).toEqual([]);
  await services.db.deleteFrom('account').execute();
  await append(services, actOf('account-1'));
  await expect(services.db.updateTable('ledger_entry').set({ kind: 'x' }).execute()).rejects.toThrow('append-only');
});

test('a restore can be done twice, and of an older backup after a newer', async () => {
  await using home = await makeHome();
  const paths = await whileRunning(home, async (services) => {
    const paths: string[] = [];
    for (const [at, email] of [
      [before, 'ada@example.com'],
      [after, 'grace@example.com'],
    ] as const) {
      home.clock.set(at);
      await submitted(services, { email });
      paths.push((await services.backups.take()).path);
    }
    return paths;
  });
  for (const [at, path] of [
    ['2026-11-23T13:00:00Z', paths[1]],
    ['2026-11-23T13:01:00Z', paths[1]],
    ['2026-11-23T13:02:00Z', paths[0]],
  ] as const) {
    home.clock.set(at);
    await home.restoring().restore(path ?? '', replace);
    await using services = await home.start();
    expect(await services.requests.list()).toHaveLength(2);
  }
});

test('the newest backups are read again, and a rotten one is told', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  const { path } = await services.backups.take();
  const verify = (...folder: string[]) => admin(services, ['backup', 'verify', ...folder]);
  expect(await verify()).toMatchObject({ code: 0, said: `${path} is whole.` });
  const nowhere = join(home.folder, 'nowhere');
  expect(await verify(nowhere)).toMatchObject({ code: 1, said: `There is no backup in ${nowhere}.` });
  await services.backups.look();
  appendFileSync(path, 'x');
  // Once a day.
  await services.backups.look();
  expect(await verify()).toMatchObject({ code: 1, said: expect.stringContaining('its digest differs') });
  home.clock.set('2026-11-24T12:00:00Z');
  await expect(services.backups.look()).rejects.toThrow('its digest differs');
});

test('a backup under another name is another file, and one without our key is none', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => (await services.backups.take()).path);
  const younger = path.replace('T120000Z', 'T130000Z');
  for (const end of ['', '.hmac']) cpSync(`${path}${end}`, `${younger}${end}`);
  home.clock.set('2026-11-23T14:00:00Z');
  await expect(home.restoring().restore(younger, replace)).rejects.toThrow('its digest differs');
  writeFileSync(`${path}.hmac`, `test:${'0'.repeat(64)}\n`);
  await expect(home.restoring().restore(path, replace)).rejects.toThrow('its digest differs');
});

test('files that are dated ahead are ignored', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  await services.backups.take();
  const extension = home.isPostgres ? 'pgdump' : 'sqlite';
  const ahead = join(home.backupDir, `backup-20270105T120000Z.${extension}`);
  writeFileSync(ahead, 'x');
  home.clock.set('2026-11-23T13:00:00Z');
  await services.backups.maintain();
  expect((await services.backups.list()).map(({ path }) => basename(path))).toEqual([
    `backup-20261123T120000Z.${extension}`,
    `backup-20261123T130000Z.${extension}`,
  ]);
  expect(existsSync(ahead)).toBe(true);
  await expect(home.restoring().restore(ahead, replace)).rejects.toThrow('made after today');
});

test('what a killed restore or copying left goes', async () => {
  await using home = await makeHome();
  const stray = join(home.backupDir, `backup-20261123T100000Z.${home.isPostgres ? 'pgdump' : 'sqlite'}.hmac`);
  await whileRunning(home, async ({ backups }) => {
    await backups.take();
    writeFileSync(stray, 'x');
  });
  const left = join(home.folder, 'whitrack.db.restoring');
  for (const end of ['', '-wal']) writeFileSync(`${left}${end}`, 'x');
  await using services = await home.start();
  await services.backups.expire();
  expect(existsSync(stray)).toBe(false);
  if (!home.isPostgres) for (const end of ['', '-wal']) expect(existsSync(`${left}${end}`)).toBe(false);
});

test('a database beside a log of another one is not opened, and not changed', async () => {
  await using home = await makeHome();
  if (home.isPostgres) return;
  const database = join(home.folder, 'whitrack.db');
  await whileRunning(home, (services) => manySubscribed(services, 60));
  const older = await whileRunning(home, async (services) => {
    const { path } = await services.backups.take();
    await services.db.deleteFrom('subscriber').execute();
    await manySubscribed(services, 300, 'dpa');
    // As a server leaves it that is killed.
    cpSync(`${database}-wal`, join(home.folder, 'left-wal'));
    return path;
  });
  cpSync(older, database);
  cpSync(join(home.folder, 'left-wal'), `${database}-wal`);
  const was = readFileSync(database);
  await expect(home.start()).rejects.toThrow('whitrack.db-wal');
  expect(readFileSync(database).equals(was)).toBe(true);
});

test('a database that was begun anew does not tell what happened since the backup', async () => {
  await using home = await makeHome();
  if (home.isPostgres) return;
  const path = await whileRunning(home, async (services) => {
    await signUpConfirmed(services);
    return (await services.backups.take()).path;
  });
  for (const end of ['', '-wal', '-shm']) rmSync(join(home.folder, `whitrack.db${end}`), { force: true });
  await whileRunning(home, async () => undefined);

  await expect(home.restoring().restore(path, replace)).rejects.toThrow('begun anew');
  expect(await home.restoring().restore(path, blindly)).toMatchObject({ heldBack: { passwords: 1 } });
});

test('a file that is no database is refused in words', async () => {
  await using home = await makeHome();
  if (home.isPostgres) return;
  writeFileSync(join(home.folder, 'whitrack.db'), 'no database at all, and longer than nothing'.repeat(100));
  await expect(home.start()).rejects.toThrow('is no SQLite database');
});

/** As somebody does who copies a file over the database. */
async function putInPlace({ config }: Home, path: string): Promise<void> {
  const nothing = async () => undefined;
  await openBackupDriver(config.databaseUrl).replace(path, { prepare: nothing, aside: nothing });
  await using db = await openDatabase(config.databaseUrl);
  await guardLedger(db);
}

async function whileRunning<Value>(home: Home, act: (services: Running) => Promise<Value>): Promise<Value> {
  await using services = await home.start();
  return await act(services);
}

async function factorOf({ db }: Running, account_id: string, change: { ends_at?: string } = {}) {
  await db
    .insertInto('second_factor')
    .values({ account_id, secret_sealed: 'x', confirmed_at: before, last_step: 1, ...change })
    .execute();
}

/** Every row of every table, in an order of its own. */
async function all({ db }: Pick<Running, 'db'>): Promise<Record<string, string[]>> {
  const tables = Object.keys(afterRestore) as (keyof Schema)[];
  const rows = await Promise.all(
    tables.map(async (table) => {
      const query = db.selectFrom(table);
      // Whatever starts writes down at once that its clock is ahead of what was seen.
      const isTime = table === 'time_seen';
      const found = (await (isTime
        ? db.selectFrom('time_seen').select('seen_at')
        : query.selectAll()
      ).execute()) as object[];
      return [table, found.map((row) => JSON.stringify(row)).sort()] as const;
    }),
  );
  return Object.fromEntries(rows);
}

/** A row in each table that the traces of an account leave empty. */
async function fillTheRest({ db, encryption }: Running): Promise<void> {
  const { id: request_id } = await db.selectFrom('request').select('id').orderBy('id').executeTakeFirstOrThrow();
  const { id: file_id } = await db.selectFrom('request_file').select('id').executeTakeFirstOrThrow();
  const rows: Partial<Record<keyof Schema, object>> = {
    api_answer: { id: 'answer', made_at: before, answer_sealed: null },
    api_key: {
      ...{ prefix: 'wtk_0', name: 'App', secret_digest: 'x', scopes: '', created_at: before, expires_at: after },
    },
    campaign: {
      ...{ id: 1, document: 'privacy', version: firstVersion, kind: 'announced', effect: '0', mails: '{}' },
      ...{
        key_id: 'test',
        since: before,
        begun_at: before,
        enumerated_at: before,
        completed_at: before,
        next_batch: 2,
        agreed_up_to: 0,
        sends_at: before,
        people: '{"subscribed":1}',
      },
    },
    webhook_event: { id: 'msg_1', at: before },
    campaign_batch: { id: 'notice-1-1', campaign: 1, number: 1, next_attempt_at: before, accepted_at: before },
    notice_recipient: { campaign: 1, batch: 1, reason: 'subscribed', recipient: 'gone', digest: null },
    notice_other_means: {
      ...{ campaign: 1, recipient: 'gone', means: 'post', told_on: '2026-11-23' },
      ...{ recorded_at: before, recorded_by: 'staff:ana' },
    },
    objection: {
      ...{ id: 'objection', account_id: adasAccount.accountId, document: 'subprocessors', version: firstVersion },
      ...{ came_by: 'account', grounds_sealed: null, objected_at: before },
      ...{ objected_on: '2026-11-23', due_on: '2026-12-23' },
    },
    erased: { digest: `test:${'a'.repeat(64)}`, state: 'erased', at: before },
    legal_hold: {
      id: 'hold',
      account_id: adasAccount.accountId,
      detail_sealed: 'x',
      placed_at: before,
      ends_on: '2027-01-01',
    },
    known_network: { holder_id: adasAccount.accountId, network_index: 'n', expires_at: '2027-01-01T00:00:00Z' },
    erasable_key: { id: 'own', key_sealed: 'x', expires_at: '2027-01-01T00:00:00Z' },
    pending_deletion: { account_id: adasAccount.accountId, asked_at: before, request_id: '' },
    form_draft: { digest: 'draft', form: 'request', stamp: 'stamp', content_sealed: null, expires_at: after },
    request_route: { id: 'route', request_id, actor: 'staff', told_at: before, due_on: '2026-12-23' },
    restoration: { at: before },
    sign_up: {
      ...{
        digest: 's',
        account_id: 'later',
        email_sealed: 'x',
        email_index: 'x',
        name_sealed: 'x',
        password_hash: 'x',
      },
      expires_at: '2027-01-01T00:00:00Z',
    },
    staff: {
      ...{ id: 'ana', name_sealed: 'x', address_sealed: 'x', address_index: 'x', role: 'reads' },
      invited_at: before,
    },
    connected_system: {
      ...{ id: 'app', url: 'https://app.example/', kinds: '[]', key_prefix: 'wtk_1', secret_sealed: 'x' },
      connected_at: before,
    },
    request_task: {
      id: 'task',
      request_id,
      kind: 'export',
      system: 'other',
      opened_at: before,
      opened_by: 'staff:ana',
    },
    undo_file_part: { file_id, request_id, position: 0, content_sealed: 'x' },
    request_task_part: { task_id: 'task', position: 0, content_sealed: 'x' },
    webhook: { id: 'hook', task_id: 'task', queued_at: before, attempts: 0 },
    request_package: {
      ...{ id: 'package', request_id, gathered_at: before, prepared_by: 'staff:ana', revision: 1 },
    },
    request_figure: { year: 2025, kind: 'access', outcome: 'done', days: 3, count: 2 },
    staff_session: { id: 'ana', staff_id: 'ana', signed_in_at: before, seen_at: before, expires_at: after },
    staff_network: { holder_id: 'ana', network_index: 'n', expires_at: after },
    staff_link: { digest: 'ana', subject_id: 'ana', purpose: 'invitation', expires_at: after, tries: 0 },
    staff_recovery_code: { holder_id: 'ana', digest: 'code' },
    desk_act: {
      ...{ seq: 1, actor: 'staff:ana', act: 'view', at: before, entry: '{}' },
      ...{ previous: '0'.repeat(64), digest: 'a'.repeat(64), signature: 'x' },
    },
    kept_agreements: { id: 'kept', link_digest: 'x', expires_at: '2031-01-01T00:00:00Z', copy_sealed: 'x' },
    undo_copy: {
      ...{ id: 'undo', link_digest: 'x', copy_sealed: 'x', expires_at: '2027-01-01T00:00:00Z', has_password: 1 },
    },
    limit_salt: {
      day: '2026-11-23',
      salt_sealed: encryption.seal('x', { table: 'limit_salt', column: 'salt_sealed', row: '2026-11-23' }),
    },
    limit_count: { bucket: 'b', count: 1 },
    undeliverable_address: { address_index: 'x', since: before, problem: 'address-refused', mail_id: 'mail' },
  };
  for (const [table, row] of Object.entries(rows))
    await db
      .insertInto(table as keyof Schema)
      .values(row as never)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  const { seq, digest } = await db
    .selectFrom('ledger_entry')
    .select(['seq', 'digest'])
    .orderBy('seq', 'desc')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('ledger_head')
    .values({ day: '2026-11-22', seq, digest })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
