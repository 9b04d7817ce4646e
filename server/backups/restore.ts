import { constants, existsSync } from 'node:fs';
import { chmod, copyFile, link, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sql } from 'kysely';
import type { Config } from '../config.ts';
import type { Bound, Context } from '../context.ts';
import { keyProblems, type Rings } from '../crypto/key-check.ts';
import { BackupError, type Found, type Replaced } from '../db/backup-drivers/backup-driver.ts';
import type { Db } from '../db/database.ts';
import { isDiskFull } from '../db/faults.ts';
import { guardDeskActs, guardLedger } from '../db/ledger-guards.ts';
import { guardRequests } from '../db/request-guards.ts';
import type { ErasedRow, Schema } from '../db/schema.ts';
import { hasCode } from '../error-codes.ts';
import { countOf } from '../notices/campaigns/batches.ts';
import { withhold as withholdNotices } from '../notices/campaigns/campaigns.ts';
import { eraseAccount, eraseAgain, eraseAllListed } from '../personal-data/erasure.ts';
import { runJobs as runRequests } from '../requests/jobs.ts';
import type { BackupContext } from './backups.ts';
import * as backups from './backups.ts';
import { carryOver, hasMarksOf } from './carry-over.ts';
import { makeFolder, nameOf } from './files.ts';
import { type HeldBack, holdBack } from './precautions.ts';

/** What the operator writes who means it. */
export const forceWords = 'replace the database';

/** What came of a restore, for the operator. */
export interface Restored {
  readonly erasedAgain: number;
  /** Accounts of the copy whose holders opened another since, after theirs was lost. */
  readonly openedAgain: number;
  readonly mailsSetAside: number;
  /** Null where the replaced database told all that was sent, revoked, ended and changed since. */
  readonly heldBack: HeldBack | null;
  /** Whether the ledger holds what was recorded after the backup. */
  readonly isLedgerWhole: boolean;
  readonly aside: string | null;
  readonly found: Found;
}

type Prepared = Omit<Restored, 'aside' | 'found'>;

/** The services over a database, as far as a restore needs them. */
type Opened = AsyncDisposable & {
  readonly ctx: Context;
  readonly db: Db;
};

/** What a restore works with beside what backups do. */
interface RestoreContext extends BackupContext {
  readonly config: BackupContext['config'] & Pick<Config, 'databaseUrl'>;
  readonly rings: Rings;
  /** Whether the versions of the documents are known. */
  readonly isBuilt: () => boolean;
  readonly open: (databaseUrl: string) => Promise<Opened>;
}

export const restoring = { verify, restore };

export type Restoring = Bound<typeof restoring>;

/** Throws, with the reason, when the file is not a backup that may be restored, with the keys at hand. */
async function verify(ctx: RestoreContext, file: string): Promise<void> {
  await stat(file);
  await backups.verify(ctx, file);
  const dated = (await backups.list(ctx, dirname(file))).find(({ path }) => basename(path) === basename(file));
  if (!dated || backups.isTooOld(ctx, dated))
    throw new BackupError(
      `${file} is older than any backup may be kept. Whoever was deleted since it was made could come back by it, ` +
        'so it is not restored.',
    );
  refuseOtherKeys(ctx, await ctx.backupDriver.keysOf(file), 'The backup was');
}

/** Everything is checked before anything is touched. */
async function restore(
  ctx: RestoreContext,
  file: string,
  { force, takeNothingOver = false }: { force: string; takeNothingOver?: boolean },
): Promise<Restored> {
  const { backupDriver } = ctx;
  await verify(ctx, file);
  const found = await backupDriver.look();
  if (found !== 'none' && force !== forceWords)
    throw new BackupError(
      `There is a database already. It would be kept aside for 30 days and replaced by ${basename(file)}.\n` +
        `If you mean it, say so: --force "${forceWords}"`,
    );
  if ((found !== 'readable' || takeNothingOver) && !ctx.isBuilt())
    throw new BackupError(
      'Build the site first (npm run build): nothing tells which versions of the documents were announced since the ' +
        'backup was made, and what is not known here would be announced twice.',
    );
  let told: Prepared | null = null;
  let aside: string | null = null;
  const replacing = backupDriver.replace(file, {
    prepare: async (databaseUrl, replaced) => {
      told = await prepare(ctx, databaseUrl, takeNothingOver ? null : replaced, await backupDriver.keysOf(file));
    },
    aside: async () => {
      if (found === 'readable') aside = (await backups.take(ctx, { kind: 'replaced' })).path;
      if (found === 'inconsistent' || found === 'unreadable') aside = await keepUnreadable(ctx);
    },
  });
  await replacing.catch((error: unknown) => {
    throw isDiskFull(error)
      ? new BackupError('The disk is full: nothing is restored, and the database is as it was. Make room.')
      : error;
  });
  if (!told) throw new Error('A restored database is prepared before it is put in place');
  return { ...(told as Prepared), aside, found };
}

/** Makes a restored database fit to serve: whoever was erased since is erased again first of all. */
async function prepare(
  needs: RestoreContext,
  databaseUrl: string,
  replaced: Replaced | null,
  keys: readonly Schema['sealing_key'][],
): Promise<Prepared> {
  await using services = await needs.open(databaseUrl);
  const { db } = services;
  await guardLedger(db);
  await guardDeskActs(db);
  await guardRequests(db);
  return replaced ? await takeOver(needs, services, replaced, keys) : await withhold(needs, services);
}

/** With the replaced database at hand, all that was sent, revoked, ended or changed for safety stays so. */
async function takeOver(
  needs: RestoreContext,
  { ctx, db }: Opened,
  { schema, file }: Replaced,
  keys: readonly Schema['sealing_key'][],
): Promise<Prepared> {
  if (file !== null) await sql`attach database ${file} as ${sql.id(schema)}`.execute(db);
  const theirs = db.withSchema(schema);
  const theirKeys = await theirs.selectFrom('sealing_key').selectAll().execute();
  refuseOtherKeys(
    needs,
    theirKeys,
    'The database that would be replaced was',
    ' Without them nothing of it can be taken over: give them, or add --take-nothing-over.',
  );
  refuseAnother(keys, theirKeys);
  await refuseOlder(db, schema);
  const erased: ErasedRow[] = await theirs.selectFrom('erased').selectAll().execute();
  let erasedAgain = await eraseAgain(ctx, erased);
  // Lost in the replaced database, and opened again since under the same address.
  const doubled = await db
    .selectFrom('account')
    .select('id')
    .where('email_index', 'in', theirs.selectFrom('account').select('email_index'))
    .where(isUnknown('account'))
    .execute();
  let openedAgain = 0;
  for (const { id } of doubled) openedAgain += await eraseAccount(ctx, id);
  const told = await db.transaction().execute(async (db) => {
    const { isLedgerWhole } = await carryOver(db, schema);
    if (!isLedgerWhole) await db.insertInto('restoration').values({ at: needs.clock.now().toISOString() }).execute();
    const mails = await setMailsAside(needs, db, isUnknown('outgoing_mail'));
    return { isLedgerWhole, mailsSetAside: mails + (await setNoticesAside(needs, db, isUnknown('campaign'))) };
  });
  // What was taken over may be of before an erasure that the copy, or the file, knows of.
  erasedAgain += await eraseAllListed(ctx);
  if (file !== null) await sql`detach database ${sql.id(schema)}`.execute(db);
  return { erasedAgain, openedAgain, heldBack: null, ...told };

  /** A row of the copy that the replaced database does not have. */
  function isUnknown(table: 'account' | 'outgoing_mail' | 'campaign') {
    return sql<boolean>`not exists (select 1 from ${sql.id(schema, table)} as known
      where known.id = ${sql.ref(`${table}.id`)})`;
  }
}

/** Without it, what nobody can know is held back. */
async function withhold(needs: RestoreContext, { ctx, db }: Opened): Promise<Prepared> {
  const erasedAgain = await eraseAgain(ctx);
  const held = await db.transaction().execute((db) => holdBack(db, needs.clock));
  const versions = await withholdNotices(ctx);
  // What is due by now may have been sent by now: it is written, and set aside with all else that waits. What cannot be
  // written the server's own job tells of.
  await runRequests(ctx).catch(() => undefined);
  const mailsSetAside = (await setMailsAside(needs, db)) + (await setNoticesAside(needs, db));
  return { erasedAgain, openedAgain: 0, mailsSetAside, isLedgerWhole: false, heldBack: { ...held, versions } };
}

/** Whether they were sent after the copy was made, nobody can tell; sent again, they would come twice. */
async function setMailsAside({ clock }: RestoreContext, db: Db, which = sql<boolean>`1 = 1`): Promise<number> {
  const now = clock.now().toISOString();
  const waiting = await db
    .updateTable('outgoing_mail')
    .set((row) => ({
      failed_at: now,
      problem: 'uncertain',
      lease: null,
      leased_until: null,
      uncertain_since: row.fn.coalesce('uncertain_since', row.val(now)),
    }))
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .where(which)
    .executeTakeFirst();
  return Number(waiting.numUpdatedRows);
}

async function setNoticesAside({ clock }: RestoreContext, db: Db, which = sql<boolean>`1 = 1`): Promise<number> {
  const now = clock.now().toISOString();
  const batches = await db
    .updateTable('campaign_batch')
    .set((row) => ({
      failed_at: now,
      problem: 'uncertain',
      lease: null,
      leased_until: null,
      uncertain_since: row.fn.coalesce('uncertain_since', row.val(now)),
    }))
    .where('accepted_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('campaign', 'in', db.selectFrom('campaign').select('id').where(which))
    .returning(['campaign', 'number'])
    .execute();
  let people = 0;
  for (const batch of batches) people += await countOf({ db }, batch);
  return people;
}

/** Each database seals its check of a key anew, once: so one that was begun after the backup shows. */
function refuseAnother(keys: readonly Schema['sealing_key'][], theirs: readonly Schema['sealing_key'][]): void {
  const isKnown = ({ id, check_sealed }: Schema['sealing_key']) =>
    theirs.some((their) => their.id === id && their.check_sealed === check_sealed);
  if (keys.every(isKnown)) return;
  throw new BackupError(
    'The database that would be replaced was begun anew after the backup was made, or is another: it does not tell ' +
      'what happened since. Nothing was changed. If you mean it, add --take-nothing-over.',
  );
}

async function refuseOlder(db: Db, schema: string): Promise<void> {
  if (await hasMarksOf(db, schema)) return;
  throw new BackupError(
    'The database that would be replaced is older than the backup, or goes on from one that is: it does not have the ' +
      'mark that was written when the backup was made. What it holds would undo what happened since. Nothing was ' +
      'changed. If you mean it, add --take-nothing-over.',
  );
}

function refuseOtherKeys(
  { rings }: RestoreContext,
  known: readonly Schema['sealing_key'][],
  what: string,
  help = '',
): void {
  const problems = keyProblems(known, rings);
  if (problems.length > 0)
    throw new BackupError(
      `${what} made with other keys, and nothing was changed:\n- ${problems.join('\n- ')}\n${help}`,
    );
}

async function keepUnreadable({ clock, config, backupDriver }: RestoreContext): Promise<string> {
  await makeFolder(config.backupDir);
  const path = join(config.backupDir, nameOf('unreadable', clock.now(), backupDriver.extension));
  const live = config.databaseUrl.slice('file:'.length);
  await keepFile(live, path);
  if (existsSync(`${live}-wal`)) await keepFile(`${live}-wal`, `${path}-wal`);
  return path;
}

/** As it is; copied where it goes to another disk. */
async function keepFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
    await chmod(to, 0o600);
  }
}
