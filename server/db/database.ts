import { isDeepStrictEqual } from 'node:util';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { BackupError, replacedSchema } from './backup-drivers/backup-driver.ts';
import { inWords } from './faults.ts';
import { migrations } from './migrations/index.ts';
import { openPostgresql, openPostgresqlPatiently } from './postgresql.ts';
import type { Schema } from './schema.ts';
import { inMemory, openSqlite } from './sqlite.ts';

export type Db = Kysely<Schema>;

/** What the first database in memory held with its tables in place: to make them takes half of opening another. */
let emptyImage: Buffer | undefined;

export interface Opening {
  readonly isRestore?: boolean;
  readonly isCommand?: boolean;
  /** Milliseconds for which a lock of others is waited for. */
  readonly lockWait?: number;
}

/** Opens the database that the address names and brings its tables up to date. */
export async function openDatabase(databaseUrl: string, opening: Opening = {}): Promise<Db> {
  try {
    return await open(databaseUrl, opening);
  } catch (error) {
    throw inWords(error);
  }
}

async function open(databaseUrl: string, { isRestore = false, lockWait }: Opening): Promise<Db> {
  if (isPostgres(databaseUrl)) {
    const dialect = isRestore ? openPostgresqlPatiently(databaseUrl, 10) : openPostgresql(databaseUrl, lockWait);
    const db = new Kysely<Schema>({ dialect });
    try {
      if (!isRestore) await refuseHalfRestored(db);
      if (!(await isMigrated(db))) {
        await using changing = new Kysely<Schema>({ dialect: openPostgresqlPatiently(databaseUrl) });
        await migrate(changing);
      }
    } catch (error) {
      await db.destroy();
      throw error;
    }
    return db;
  }
  const path = databaseUrl.slice('file:'.length);
  const sqlite = openSqlite(path, { lockWait, image: path === inMemory ? emptyImage : undefined });
  const db = new Kysely<Schema>({ dialect: sqlite.dialect });
  try {
    await migrate(db);
    if (path === inMemory) emptyImage ??= sqlite.image();
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

export function isPostgres(databaseUrl: string): boolean {
  return !databaseUrl.startsWith('file:');
}

async function refuseHalfRestored(db: Db): Promise<void> {
  const { rows } = await sql<{ found: unknown }>`select to_regnamespace(${replacedSchema}) as found`.execute(db);
  if (rows[0]?.found === null) return;
  throw new BackupError(
    'A restore of this database was cut short. Run it again (npm run admin -- restore …): it begins by taking back what ' +
      'the first had done.',
  );
}

async function migrate(db: Db): Promise<void> {
  if (await isMigrated(db)) return;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Asked first: the migrator describes every table twice before it finds nothing to do. */
async function isMigrated(db: Db): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    const done = rows.map(({ name }) => name);
    return isDeepStrictEqual(done.sort(), Object.keys(migrations).sort());
  } catch {
    // There is no such table yet, or the migrator will say what is wrong.
    return false;
  }
}
