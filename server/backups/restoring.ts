import { link, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { BackupError, type Carried, type Copying } from '../db/copying.ts';
import type { Db } from '../db/database.ts';
import type { ErasedRow } from '../db/schema.ts';
import type { Erasure } from '../erasure/erasure.ts';
import type { Backups } from './backups.ts';
import { digestFile, digestOf, makeFolder, nameOf, writtenDigest } from './files.ts';

/** What the operator writes who means it. */
export const forceWords = 'replace the database';

/** What came of a restore, for the operator. */
export interface Restored {
  readonly erasedAgain: number;
  readonly mailsSetAside: number;
  readonly aside: string | null;
}

/** The services over a database, as far as a restore needs them. */
export type Opened = AsyncDisposable & { readonly db: Db; readonly erasure: Pick<Erasure, 'eraseAgain'> };

export type Restoring = ReturnType<typeof createRestoring>;

export function createRestoring({
  clock,
  config,
  copying,
  backups,
  open,
}: {
  clock: Clock;
  config: Pick<Config, 'backupDir' | 'databaseUrl'>;
  copying: Copying;
  backups: Pick<Backups, 'take' | 'list' | 'isTooOld'>;
  open: (databaseUrl: string) => Promise<Opened>;
}) {
  return { verify, restore };

  /** Throws, with the reason, when the file is not the backup that was written. */
  async function verify(file: string): Promise<void> {
    await stat(file);
    if (!file.endsWith(`.${copying.extension}`))
      throw new BackupError(`DATABASE_URL names a database whose backups end in .${copying.extension}, not ${file}.`);
    const dated = (await backups.list(dirname(file))).find(({ path }) => basename(path) === basename(file));
    if (!dated)
      throw new BackupError(
        `The name of ${file} does not say when it was made: give it the name that it was written under.`,
      );
    if (backups.isTooOld(dated))
      throw new BackupError(
        `${file} is older than any backup may be kept. Whoever was deleted since it was made could come back by it, ` +
          'so it is not restored.',
      );
    const written = await writtenDigest(file);
    if (!written)
      throw new BackupError(
        `${digestFile(basename(file))} is not beside it, so nobody can tell whether it is whole. ` +
          'If you are sure that it is, write it with sha256sum.',
      );
    if ((await digestOf(file)) !== written)
      throw new BackupError(`${file} is not the file that was written: its digest differs.`);
    await copying.check(file);
  }

  /** Everything is checked before anything is touched. */
  async function restore(file: string, { force }: { force: string }): Promise<Restored> {
    await verify(file);
    const found = await copying.look();
    if (found !== 'none' && force !== forceWords)
      throw new BackupError(
        `There is a database already. It would be kept aside for 30 days and replaced by ${basename(file)}.\n` +
          `If you mean it, say so: --force "${forceWords}"`,
      );
    let told = { erasedAgain: 0, mailsSetAside: 0 };
    let aside: string | null = null;
    await copying.replace(file, {
      prepare: async (databaseUrl, carried) => {
        told = await prepare(databaseUrl, carried);
      },
      aside: async () => {
        if (found === 'readable') aside = (await backups.take({ kind: 'replaced' })).path;
        if (found === 'unreadable') aside = await keepUnreadable();
      },
    });
    return { ...told, aside };
  }

  /** Makes a restored database fit to serve: whoever was erased since is erased again first of all. */
  async function prepare(databaseUrl: string, carried: Carried) {
    await using services = await open(databaseUrl);
    const { db, erasure } = services;
    await db.transaction().execute(async (db) => {
      await carryOver(db, carried);
      await db.insertInto('restoration').values({ at: clock.now().toISOString() }).execute();
    });
    const erasedAgain = await erasure.eraseAgain(carried.erased as readonly ErasedRow[] | undefined);
    // Whether they were sent after the copy was made, nobody can tell; sent again, they would come twice.
    const waiting = await db
      .updateTable('outgoing_mail')
      .set({ failed_at: clock.now().toISOString(), problem: 'uncertain', lease: null, leased_until: null })
      .where('sent_at', 'is', null)
      .where('failed_at', 'is', null)
      .executeTakeFirst();
    return { erasedAgain, mailsSetAside: Number(waiting.numUpdatedRows) };
  }

  /**
   * What must not go with a newer database: wishes not to be written to, duties to keep, deletions that wait for their
   * end, and what an undo needs.
   */
  async function carryOver(db: Db, carried: Carried): Promise<void> {
    for (const table of ['legal_hold', 'pending_deletion'] as const) {
      if (carried[table]) await db.deleteFrom(table).execute();
    }
    const accounts = await db.selectFrom('account').select('id').execute();
    const isThere = new Set(accounts.map(({ id }) => id));
    const waiting = carried.pending_deletion?.filter(({ account_id }) => isThere.has(String(account_id)));
    const rows = { ...carried, pending_deletion: waiting ?? [] };
    for (const table of ['suppression', 'own_key', 'undo_copy', 'legal_hold', 'pending_deletion'] as const) {
      for (const row of rows[table] ?? []) {
        await db
          .insertInto(table)
          .values(row as never)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    }
  }

  async function keepUnreadable(): Promise<string> {
    await makeFolder(config.backupDir);
    const path = join(config.backupDir, nameOf('unreadable', clock.now(), copying.extension));
    const live = config.databaseUrl.slice('file:'.length);
    await link(live, path);
    await link(`${live}-wal`, `${path}-wal`).catch(() => undefined);
    return path;
  }
}
