import { randomUUID } from 'node:crypto';
import { rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { after, before, type Clock, day, hour, minute } from '../clock.ts';
import type { Config } from '../config.ts';
import { daysOf, type Retention } from '../content.ts';
import type { Bound } from '../context.ts';
import type { Keys } from '../crypto/keys.ts';
import { type BackupDriver, BackupError } from '../db/backup-drivers/backup-driver.ts';
import type { Db } from '../db/database.ts';
import { isDiskFull } from '../db/faults.ts';
import type { TimeSeen } from '../db/time-seen.ts';
import {
  type BackupFile,
  type BackupKind,
  backupsIn,
  digestFile,
  digestOf,
  makeFolder,
  nameOf,
  partName,
  partsIn,
  remove,
  strayDigestsIn,
  writeDigest,
  writtenDigest,
} from './files.ts';
import { dueToGo } from './retention.ts';

/** What backups are made and read with: there may be no database that opens. */
export interface BackupContext {
  /** Null beside a database that is only replaced. */
  readonly db: Db | null;
  readonly clock: Clock;
  readonly timeSeen: Pick<TimeSeen, 'now'>;
  readonly config: Pick<Config, 'backupDir' | 'backupHours'>;
  readonly backupDriver: BackupDriver;
  readonly keys: Keys;
  /** How long a backup is kept: `P30D`. */
  readonly keep: string;
  /** When the server looks after its own again, by the time that has passed. */
  readonly schedule: { nextTry: number; nextLook: number };
}

/** Longer than any copying takes. */
const abandonedAfter = hour;
/** The clocks of two machines differ. */
const leeway = hour;
/** So many are read again each day. */
const newestMany = 3;

/** Copies of the whole database, none of them older than `content/retention.yaml` says. */
export const backups = { take, list, verify, verifyNewest, expire, maintain, look };

export type Backups = Bound<typeof backups>;

export function backupContext({
  retention,
  ...needs
}: Omit<BackupContext, 'keep' | 'schedule'> & { readonly retention: Retention }): BackupContext {
  const keep = `P${daysOf(retention, 'backup')}D`;
  return { ...needs, keep, schedule: { nextTry: Number.NEGATIVE_INFINITY, nextLook: Number.NEGATIVE_INFINITY } };
}

/** Writes one and reads it back; what stands under its name is whole. */
export async function take(
  ctx: BackupContext,
  { to = ctx.config.backupDir, kind = 'backup' }: { to?: string; kind?: BackupKind } = {},
) {
  const { backupDriver, db } = ctx;
  if (!backupDriver.isPossible)
    throw new BackupError('A database in memory cannot be backed up: it ends with the server.');
  const at = ctx.clock.now();
  const path = join(to, nameOf(kind, at, backupDriver.extension));
  const part = join(to, partName(at));
  try {
    await makeFolder(to);
    if (kind === 'backup')
      await db?.insertInto('backup_mark').values({ id: randomUUID(), at: at.toISOString() }).execute();
    await backupDriver.write(part);
    await backupDriver.check(part);
    const key = keyOf(ctx, ctx.keys.currentId);
    if (!key || !(await writeDigest(path, await digestOf(part, { ...key, name: basename(path) }))))
      throw new BackupError(`There is one of this second already: ${path}. Try again.`);
    await rename(part, path);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    throw new BackupError(
      `The disk of ${to} is full: there is no new backup, and nothing else was changed. Make room.`,
    );
  } finally {
    await remove(part);
  }
  return { path };
}

/** Those that have been made by now: one that is dated ahead was named by a clock that was wrong. */
export async function list({ clock, config }: BackupContext, folder = config.backupDir): Promise<BackupFile[]> {
  const soon = after(clock.now(), leeway);
  return (await backupsIn(folder)).filter(({ at }) => at <= soon);
}

/** Throws, with the reason, when the file is not the backup that was written. */
export async function verify(ctx: BackupContext, file: string): Promise<void> {
  const { backupDriver } = ctx;
  await stat(file);
  if (!file.endsWith(`.${backupDriver.extension}`))
    throw new BackupError(
      `DATABASE_URL names a database whose backups end in .${backupDriver.extension}, not ${file}.`,
    );
  const dated = (await backupsIn(dirname(file))).find(({ path }) => basename(path) === basename(file));
  if (!dated)
    throw new BackupError(
      `The name of ${file} does not say when it was made: give it the name that it was written under.`,
    );
  if (dated.at > after(ctx.clock.now(), leeway))
    throw new BackupError(
      `By its name ${file} was made after today, so how old it is nobody can tell. Look at the clock of this machine; ` +
        'if it is right, the one that named the backup was wrong, and another backup has to be restored.',
    );
  const written = await writtenDigest(file);
  if (!written)
    throw new BackupError(
      `${digestFile(basename(file))} is not beside it, so nobody can tell whether it is whole, and ours. ` +
        'Both files belong together: copy them together.',
    );
  const key = keyOf(ctx, written.split(':')[0] ?? '');
  if (!key)
    throw new BackupError(
      `${file} was made with a key that ENCRYPTION_KEYS does not hold: ${JSON.stringify(written.split(':')[0])}. ` +
        'Give the keys with which the backup was made.',
    );
  if ((await digestOf(file, key)) !== written)
    throw new BackupError(
      `${file} is not the file that was written: its digest differs. Either it is damaged, or ENCRYPTION_KEYS holds ` +
        `another secret for the key "${key.id}" than the one it was made with.`,
    );
  await backupDriver.check(file);
}

/** What is wrong with each of the newest, in words; nothing when all is well. */
async function verifyNewest(
  ctx: BackupContext,
  folder = ctx.config.backupDir,
): Promise<{ checked: string[]; problems: string[] }> {
  const newest = (await list(ctx, folder)).filter(({ kind }) => kind === 'backup').slice(-newestMany);
  const problems: string[] = [];
  for (const { path } of newest) {
    await verify(ctx, path).catch((error: unknown) => {
      if (!(error instanceof BackupError)) throw error;
      problems.push(error.message);
    });
  }
  return { checked: newest.map(({ path }) => path), problems };
}

/** Past its time, a backup is no longer kept, nor restored: whom we erased since may be known no more. */
export function isTooOld({ clock, keep }: BackupContext, { at }: BackupFile): boolean {
  return at < before(clock.now(), keep);
}

/** Takes away what is too old, what others make superfluous, and what a killed copying left, also at a wrong time. */
async function expire(ctx: BackupContext, folder = ctx.config.backupDir): Promise<number> {
  const { db, keep } = ctx;
  const now = ctx.timeSeen.now();
  const soon = after(ctx.clock.now(), leeway);
  for (const { path, at } of [...(await partsIn(folder)), ...(await strayDigestsIn(folder))])
    if (at < after(now, -abandonedAfter) || at > soon) await remove(path.replace(/\.hmac$/, ''));
  await db?.deleteFrom('backup_mark').where('at', '<', before(now, keep).toISOString()).execute();
  const due = dueToGo(await list(ctx, folder), now, before(now, keep));
  for (const { path } of due) await remove(path);
  return due.length;
}

/** The server's own: a backup whenever the last one is old enough, and none that is too old. */
async function maintain(ctx: BackupContext): Promise<void> {
  const { clock, config, schedule } = ctx;
  await expire(ctx);
  const now = clock.now();
  if (config.backupHours === 0 || !ctx.backupDriver.isPossible || clock.elapsed() < schedule.nextTry) return;
  const last = (await list(ctx)).findLast(({ kind }) => kind === 'backup');
  if (last && after(last.at, config.backupHours * hour) > now) return;
  // What failed may go on failing: a line of the log now and then is enough.
  schedule.nextTry = clock.elapsed() + 10 * minute;
  await take(ctx);
}

/** Once a day, and at the start: the newest are read again. Throws when one of them cannot be restored. */
async function look(ctx: BackupContext): Promise<void> {
  const now = ctx.clock.elapsed();
  if (!ctx.backupDriver.isPossible || now < ctx.schedule.nextLook) return;
  ctx.schedule.nextLook = now + day;
  const { problems } = await verifyNewest(ctx);
  if (problems.length > 0) throw new BackupError(problems.join('\n'));
}

function keyOf({ keys }: BackupContext, id: string) {
  const key = keys.get(id, 'backup');
  return key && { id, key };
}
