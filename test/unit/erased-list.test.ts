import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempDisposableSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forceWords } from '../../server/backups/restore.ts';
import { transaction } from '../../server/context.ts';
import type { Schema } from '../../server/db/schema.ts';
import { endFor } from '../../server/notices/subscribers.ts';
import { finishErasing } from '../../server/personal-data/deletion.ts';
import { eraseHere } from '../../server/personal-data/site-erasure.ts';
import { openTasks } from '../../server/requests/tasks/tasks.ts';
import { forgetLines, readLines } from '../../server/tombstones/file.ts';
import { news } from '../../server/tombstones/tombstones.ts';
import { ada, linkToken, signUpConfirmed, signUpForm, someVisitor } from '../support/accounts.ts';
import { ada as adasAccount, leaveTraces } from '../support/ada.ts';
import { here, remove, undoToken } from '../support/deletion.ts';
import { makeHome } from '../support/home.ts';
import { lastOf, mailsTo, subscribed } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { confirmed } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

test('after a deletion no table names the account or its address, but where the page says so', async () => {
  await using services = await openTestServices();
  await leaveTraces(services);
  await services.requests.runJobs();
  await remove(services, { id: 'any', accountId: adasAccount.accountId, isFresh: true });

  const found: string[] = [];
  for (const { name, columns } of await services.db.introspection.getTables()) {
    const rows = (await services.db
      .selectFrom(name as keyof Schema)
      .selectAll()
      .execute()) as unknown as Record<string, unknown>[];
    const marks = [adasAccount.accountId, adasAccount.email, ...services.blindIndex.indexes(adasAccount.email)];
    for (const { name: column } of columns) {
      if (rows.some((row) => marks.some((mark) => String(row[column]).includes(mark)))) found.push(`${name}.${column}`);
    }
  }
  // The open request, the records of the others, mail about it, mail that nobody has read yet, and the wish not to be written to.
  expect(found.sort()).toEqual([
    'outgoing_mail.recipient_index',
    'received_mail.address_index',
    'request.address_index',
    'request.record_index',
    'suppression.address_index',
  ]);
  const about = await services.db
    .selectFrom('outgoing_mail')
    .select('about')
    .where('recipient_index', 'is not', null)
    .distinct()
    .execute();
  const open = await services.db.selectFrom('request').select('id').where('closed_at', 'is', null).execute();
  expect(about).toEqual(open.map(({ id }) => ({ about: id })));
});

test(
  'an older copy that somebody put in place by hand erases the erased again at the next start',
  promise('deletion-and-backups'),
  async () => {
    await using home = await makeHome();
    if (home.isPostgres) return;
    const database = join(home.folder, 'whitrack.db');
    const older = join(home.folder, 'older.db');
    {
      await using services = await home.start();
      await signUpConfirmed(services);
      await signUpConfirmed(services, { email: 'grace@example.com', name: 'Grace Hopper' });
      await subscribed(services, ada.email);
    }
    cpSync(database, older);
    home.clock.set('2026-11-24T12:00:00Z');
    {
      await using services = await home.start();
      const account = await services.accounts.byAddress(ada.email);
      await remove(services, { id: 'any', accountId: account?.id ?? '', isFresh: true });
    }
    for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true });
    cpSync(older, database);
    home.clock.set('2026-11-25T12:00:00Z');
    await using services = await home.start();
    expect(await services.accounts.byAddress(ada.email)).toBeNull();
    expect(await services.accounts.byAddress('grace@example.com')).not.toBeNull();
    expect(await services.db.selectFrom('subscriber').select('id').execute()).toEqual([]);
  },
);

test('that an account was deleted stays on record when the erasure is repeated, once, and not beside a request for it', async () => {
  await using home = await makeHome();
  const grace = 'grace@example.com';
  let path = '';
  {
    await using services = await home.start();
    const { session } = await signUpConfirmed(services);
    const { account } = await signUpConfirmed(services, { email: grace, name: 'Grace Hopper' });
    const { reference } = await confirmed(services, { email: grace, kind: ['erasure'] }, account);
    path = (await services.backups.take()).path;
    home.clock.set('2026-11-24T12:00:00Z');
    await remove(services, session);
    await openTasks(services.ctx, reference, { kind: 'erasure', actor: 'staff:ana' });
    const done = await transaction(services.ctx, (ctx) => eraseHere(ctx, reference, { actor: 'staff:ana' }));
    if (!done.ok) throw new Error(done.problems.join());
    await finishErasing(services.ctx, done.value);
  }
  for (const takeNothingOver of [false, true]) {
    home.clock.set(`2026-11-26T12:0${Number(takeNothingOver)}:00Z`);
    const restored = await home.restoring().restore(path, { force: forceWords, takeNothingOver });
    expect(restored).toMatchObject({ erasedAgain: 2 });
    await using services = await home.start();
    const records = await services.db
      .selectFrom('request')
      .innerJoin('request_item', 'request_item.request_id', 'request.id')
      .select(['channel', 'received_on', 'record_index', 'request.closed_at', 'kind', 'request_item.outcome'])
      .where('channel', '=', 'account')
      .execute();
    expect(records, String(takeNothingOver)).toEqual([
      {
        ...{ channel: 'account', kind: 'erasure', outcome: 'done', received_on: '2026-11-24' },
        ...{ record_index: services.blindIndex.index(ada.email), closed_at: '2026-11-24T12:00:00.000Z' },
      },
    ]);
  }
});

test('a copy of a time before there was the account brings back neither its sign-up nor an answered request', async () => {
  await using home = await makeHome();
  let path = '';
  {
    await using services = await home.start();
    const { reference } = await confirmed(services, { email: ada.email });
    await services.requests.close(reference, {
      outcome: 'refused',
      ground: 'not-covered',
      message: 'No.',
      actor: 'command',
      meaning: 'Nothing changes.',
    });
    await services.accounts.signUp(signUpForm(services), someVisitor());
    const waiting = await services.accounts.signUp(
      signUpForm(services, { email: 'grace@example.com', name: 'Grace Hopper' }),
      someVisitor(),
    );
    expect(waiting).toMatchObject({ ok: true });
    path = (await services.backups.take()).path;

    home.clock.set('2026-11-24T12:00:00Z');
    const token = linkToken(lastOf(await mailsTo(services, ada.email)), 'confirm');
    const done = await services.accounts.confirm(token, formOf({ password: ada.password }), someVisitor());
    if (!done.ok) throw new Error(done.problems.join());
    await remove(services, done.value.session);
    home.clock.set('2026-11-25T12:00:00Z');
  }
  expect(await home.restoring().restore(path, { force: forceWords })).toMatchObject({ erasedAgain: 2 });
  await using services = await home.start();
  // The last mail of all is the replaced database's, and tells of the deletion.
  expect((await mailsTo(services, ada.email)).map(({ subject }) => subject)).toEqual(['Your account is deleted']);
  expect(await services.db.selectFrom('sign_up').select('email_index').execute()).toEqual([
    { email_index: services.blindIndex.index('grace@example.com') },
  ]);
  const asked = services.db.selectFrom('request').select(['person_sealed', 'address_index']);
  expect(await asked.where('channel', '=', 'form').execute()).toEqual([{ person_sealed: null, address_index: null }]);
});

test('who took a deletion back by a clock that is behind is not erased by the next start', async () => {
  await using home = await makeHome();
  {
    await using services = await home.start();
    const { session } = await signUpConfirmed(services);
    await remove(services, session);
    const token = await undoToken(services);
    home.clock.set('2026-11-23T11:58:00Z');
    expect(await services.personalData.undo(token, formOf({ password: ada.password }), here)).toMatchObject({
      ok: true,
    });
  }
  await using services = await home.start();
  expect(await services.accounts.byAddress(ada.email)).not.toBeNull();
});

test('who took a deletion back is not erased again by an older copy', async () => {
  await using home = await makeHome();
  let path = '';
  {
    await using services = await home.start();
    const { session } = await signUpConfirmed(services);
    path = (await services.backups.take()).path;
    home.clock.set('2026-11-24T12:00:00Z');
    await remove(services, session);
    const token = await undoToken(services);
    home.clock.set('2026-11-25T12:00:00Z');
    await services.personalData.undo(token, formOf({ password: ada.password }), here);
  }
  expect(await home.restoring().restore(path, { force: forceWords })).toMatchObject({ erasedAgain: 0 });
  await using services = await home.start();
  expect(await services.accounts.byAddress(ada.email)).not.toBeNull();
});

test(
  'the list names nobody, is for our eyes alone, outlives a line cut short, and forgets after 90 days',
  promise('retention-of-accounts'),
  async () => {
    await using home = await makeHome();
    const file = join(home.folder, 'erased');
    await using services = await home.start();
    const { account, session } = await signUpConfirmed(services);
    await remove(services, session);
    const line = readFileSync(file, 'utf8');
    expect(line).toMatch(/^\ntest:[0-9a-f]{64} erased 2026-11-23T12:00:00.000Z\n$/);
    expect(line).not.toContain(account.id);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    appendFileSync(file, 'test:0123');
    home.clock.set('2026-12-23T12:00:00Z');
    const { session: another } = await signUpConfirmed(services, { email: 'grace@example.com', name: 'Grace Hopper' });
    await remove(services, another);
    expect(await news(services.ctx)).toEqual([]);
    expect(readFileSync(file, 'utf8').match(/ erased /g)).toHaveLength(2);

    home.clock.set('2027-02-21T12:00:00Z');
    await services.runJobs();
    expect(readFileSync(file, 'utf8').match(/ erased /g)).toHaveLength(2);
    home.clock.set('2027-02-21T13:00:01Z');
    await services.runJobs();
    expect(readFileSync(file, 'utf8')).toMatch(/^\ntest:[0-9a-f]{64} erased 2026-12-23T12:00:00.000Z\n$/);
    expect(await services.db.selectFrom('erased').select('at').execute()).toEqual([{ at: '2026-12-23T12:00:00.000Z' }]);
  },
);

test('whoever unsubscribes is on the list at once, by whichever way', promise('deletion-and-backups'), async () => {
  await using home = await makeHome();
  const file = join(home.folder, 'erased');
  const lines = () => readFileSync(file, 'utf8').match(/ erased /g)?.length;
  {
    await using services = await home.start();
    await services.runJobs();
    const byPage = await subscribed(services, 'ada@example.com');
    const byButton = await subscribed(services, 'grace@example.com');
    await subscribed(services, 'joan@example.com');
    await subscribed(services, 'mary@example.com');
    await services.notices.changePreferences(byPage, formOf({ act: 'end' }));
    expect(lines()).toBe(1);
    const id = byButton.slice(0, 36);
    await services.notices.unsubscribe(`${id}.${services.links.sign('unsubscribe', id)}`);
    expect(lines()).toBe(2);
    // An objection ends it within the transaction of a request.
    await transaction(services.ctx, (ctx) => endFor(ctx, 'joan@example.com', null));
    await services.runJobs();
    expect(lines()).toBe(3);
    await transaction(services.ctx, (ctx) => endFor(ctx, 'mary@example.com', null));
  }
  // As a command that ends right afterwards.
  expect(lines()).toBe(4);
});

test('no line is lost that one process adds while another writes the list anew', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'whitrack-erased-'));
  const file = join(folder.path, 'erased');
  writeFileSync(file, '');
  const add = `
    import { appendLines } from './server/tombstones/file.ts';
    const file = ${JSON.stringify(file)};
    for (let line = 0; line < 300; line += 1)
      appendLines(file, [{ digest: 'test:' + String(line).padStart(64, '0'), state: 'erased', at: '2026-11-23T12:00:00.000Z' }]);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', add], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  // As often as it takes, and no more: whoever asks for a lock without a pause leaves it to nobody.
  for (let time = 0; time < 100 && child.exitCode === null; time += 1) {
    forgetLines(file, '2026-11-23');
    await new Promise(setImmediate);
  }
  expect(await ended).toEqual([0, null]);
  expect(readLines(file).size).toBe(300);
});
