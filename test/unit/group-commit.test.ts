import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { Kysely, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import { expect, test } from 'vitest';
import { createGroupCommit, groupingAdapter } from '../../server/db/group-commit.ts';

interface Schema {
  form: { id: number; part: string };
  answer: { form_id: number };
}

/** A database file, and beside the connection under test another that sees only what has been committed. */
async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'group-'));
  const file = join(folder, 'test.db');
  const ran: string[] = [];
  const database = new SQLite(file, { verbose: (statement) => ran.push(String(statement)) });
  database.pragma('journal_mode = WAL');
  database.pragma('busy_timeout = 20');
  database.pragma('foreign_keys = ON');
  database.exec('create table form (id integer primary key, part text not null)');
  database.exec('create table answer (form_id integer references form (id) deferrable initially deferred)');
  const db = new Kysely<Schema>({
    dialect: {
      createDriver: () => createGroupCommit(database),
      createAdapter: groupingAdapter,
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
  const other = new SQLite(file);
  other.pragma('busy_timeout = 0');
  ran.length = 0;
  return {
    db,
    database,
    other,
    commits: () => ran.filter((statement) => statement === 'commit').length,
    durable: () => other.prepare('select id from form order by id').pluck().all() as number[],
    async [Symbol.asyncDispose]() {
      await db.destroy();
      other.close();
      await rm(folder, { recursive: true });
    },
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);

function insert(db: Opened['db'], id: number, part = 'whole') {
  return db.insertInto('form').values({ id, part }).execute();
}

function file(db: Opened['db'], id: number) {
  return db.transaction().execute(async (db) => {
    await insert(db, id);
    await db.updateTable('form').set({ part: 'done' }).where('id', '=', id).execute();
    return id;
  });
}

test('acts of the same moment share one commit, and each is on the disk when it is acknowledged', async () => {
  await using opened = await open();
  const { db, durable, commits } = opened;
  const seen = await Promise.all(
    numbers(1, 50).map(async (id) => {
      await file(db, id);
      return durable().includes(id);
    }),
  );
  expect(seen).toEqual(numbers(1, 50).map(() => true));
  expect(commits()).toBe(1);
});

test('an act alone is acknowledged at the next turn of the event loop', async () => {
  await using opened = await open();
  let isAcknowledged = false;
  const filed = file(opened.db, 1).then(() => {
    isAcknowledged = true;
  });
  await Promise.resolve();
  expect(isAcknowledged).toBe(false);
  await setImmediate();
  await setImmediate();
  expect(isAcknowledged).toBe(true);
  await filed;
});

test('one commit holds no more than 256 acts', async () => {
  await using opened = await open();
  await Promise.all(numbers(1, 600).map((id) => file(opened.db, id)));
  expect(opened.durable()).toHaveLength(600);
  expect(opened.commits()).toBe(3);
});

test('an act that is rolled back undoes only itself', async () => {
  await using opened = await open();
  const { db, durable, commits } = opened;
  const outcomes = await Promise.allSettled(
    numbers(1, 30).map((id) =>
      db.transaction().execute(async (db) => {
        await insert(db, id);
        await insert(db, id + 100);
        if (id % 3 === 0) throw new Error(`not ${id}`);
      }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  const kept = numbers(1, 30).filter((id) => id % 3 !== 0);
  expect(durable()).toEqual([...kept, ...kept.map((id) => id + 100)]);
  expect(commits()).toBe(1);
});

test('a statement that fails within an act leaves the act and the others whole', async () => {
  await using opened = await open();
  const { db, durable } = opened;
  const twice = db.transaction().execute(async (db) => {
    await insert(db, 1);
    await expect(insert(db, 1)).rejects.toThrow(/UNIQUE/);
    await insert(db, 2);
  });
  await Promise.all([file(db, 7), twice, expect(insert(db, 7)).rejects.toThrow(/UNIQUE/)]);
  expect(durable()).toEqual([1, 2, 7]);
});

test('acts run one after the other, however long each takes', async () => {
  await using opened = await open();
  const { db } = opened;
  let within = 0;
  let most = 0;
  await Promise.all(
    numbers(1, 20).map((id) =>
      db.transaction().execute(async (db) => {
        within += 1;
        most = Math.max(most, within);
        await insert(db, id);
        if (id % 2) await setImmediate();
        if (id % 5 === 0) await setTimeout(2);
        within -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(opened.durable()).toEqual(numbers(1, 20));
});

test('nothing of an act under way is committed with the others, and they are not kept waiting for those behind it', async () => {
  await using opened = await open();
  const { db, durable } = opened;
  const first = file(db, 1);
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const slow = db.transaction().execute(async (db) => {
    await insert(db, 2, 'half');
    reached.resolve();
    await gate.promise;
    await insert(db, 3, 'half');
  });
  await reached.promise;
  const order: string[] = [];
  const behind = numbers(10, 5).map((id) => file(db, id).then(() => order.push('behind')));
  await setImmediate();
  await setImmediate();
  expect(durable()).toEqual([]);
  gate.resolve();
  await Promise.all([slow.then(() => order.push('slow')), first.then(() => order.push('first')), ...behind]);
  expect(order.slice(0, 2).sort()).toEqual(['first', 'slow']);
  expect(durable()).toEqual([1, 2, 3, 10, 11, 12, 13, 14]);
});

test('a statement by itself is acknowledged when it is on the disk', async () => {
  await using opened = await open();
  const { db, durable, commits } = opened;
  const seen = await Promise.all(
    numbers(1, 10).map(async (id) => {
      await insert(db, id);
      return durable().includes(id);
    }),
  );
  expect(seen).not.toContain(false);
  expect(commits()).toBe(1);
});

test('who reads what is not yet on the disk hears of it when it is', async () => {
  await using opened = await open();
  const { db, durable } = opened;
  const filed = file(db, 1);
  const rows = await db.selectFrom('form').select('id').execute();
  expect(rows.map(({ id }) => id)).toEqual(durable());
  await filed;
  expect((await db.selectFrom('form').selectAll().execute()).length).toBe(1);
});

test('a read without an act before it begins nothing', async () => {
  await using opened = await open();
  expect(await opened.db.selectFrom('form').selectAll().execute()).toEqual([]);
  expect(opened.commits()).toBe(0);
  expect(opened.database.inTransaction).toBe(false);
});

test('a pragma runs outside of what others have begun', async () => {
  await using opened = await open();
  const { db, database } = opened;
  const filed = file(db, 1);
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(TRUNCATE)`.execute(db);
  expect(rows).toMatchObject([{ busy: 0, log: 0 }]);
  expect(database.inTransaction).toBe(false);
  await filed;
});

test('when the commit fails, nobody hears of success and nothing is stored', async () => {
  await using opened = await open();
  const { db, durable } = opened;
  const breaking = db.transaction().execute(async (db) => {
    // Found out at COMMIT alone.
    await db.insertInto('answer').values({ form_id: 99 }).execute();
  });
  const outcomes = await Promise.allSettled([
    file(db, 1),
    breaking,
    file(db, 2),
    insert(db, 3),
    db.selectFrom('form').selectAll().execute(),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  expect(durable()).toEqual([]);

  await file(db, 4);
  expect(durable()).toEqual([4]);
});

test('what SQLite rolls back by itself takes all of the group with it, and nothing after it slips through', async () => {
  await using opened = await open();
  const { db, durable } = opened;
  const before = file(db, 1);
  const undone = db.transaction().execute(async (db) => {
    await insert(db, 2);
    // As a full disk does to the whole transaction.
    await expect(sql`insert or rollback into form (id, part) values (2, 'again')`.execute(db)).rejects.toThrow();
    await insert(db, 3);
  });
  const outcomes = await Promise.allSettled([before, undone, file(db, 4)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(durable()).toEqual([4]);
});

test('a full disk is told to everyone who was to be stored', async () => {
  await using opened = await open();
  const { db, database, durable } = opened;
  await file(db, 1);
  database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
  const large = 'x'.repeat(20_000);
  const outcomes = await Promise.allSettled(numbers(10, 20).map((id) => insert(db, id, large)));
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  const acknowledged = numbers(10, 20).filter((_, at) => outcomes[at]?.status === 'fulfilled');
  expect(durable()).toEqual([1, ...acknowledged]);
  database.pragma('max_page_count = 1000000');
  await file(db, 2);
  expect(durable()).toContain(2);
});

test('while another program holds the lock, acts fail as busy, and go on afterwards', async () => {
  await using opened = await open();
  const { db, other, durable } = opened;
  other.exec('begin immediate');
  const outcomes = await Promise.allSettled([file(db, 1), insert(db, 2), file(db, 3)]);
  expect(outcomes).toMatchObject(Array(3).fill({ status: 'rejected', reason: { code: 'SQLITE_BUSY' } }));
  other.exec('rollback');
  await Promise.all([file(db, 4), insert(db, 5)]);
  expect(durable()).toEqual([4, 5]);
});

test('a savepoint within an act undoes what came after it, and no more', async () => {
  await using opened = await open();
  const { db, durable } = opened;
  const nested = async () => {
    const act = await db.startTransaction().execute();
    await act.insertInto('form').values({ id: 1, part: 'kept' }).execute();
    const inner = await act.savepoint('inner').execute();
    await inner.insertInto('form').values({ id: 2, part: 'undone' }).execute();
    await inner.rollbackToSavepoint('inner').execute();
    await act.commit().execute();
  };
  await Promise.all([nested(), file(db, 3)]);
  expect(durable()).toEqual([1, 3]);
});

test('the database closes when what is under way has been committed', async () => {
  const opened = await open();
  const filed = numbers(1, 5).map((id) => file(opened.db, id));
  await Promise.all([...filed, setImmediate().then(() => opened.db.destroy())]);
  expect(opened.durable()).toEqual([1, 2, 3, 4, 5]);
  await opened[Symbol.asyncDispose]();
});
