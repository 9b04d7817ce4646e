import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, type Clock, hour, minute } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Retention } from '../content.ts';
import { BackupError, type Copying } from '../db/copying.ts';
import {
  type BackupFile,
  type BackupKind,
  backupsIn,
  digestOf,
  makeFolder,
  nameOf,
  partName,
  partsIn,
  remove,
  writeDigest,
} from './files.ts';
import { dueToGo } from './thinning.ts';

export type Backups = ReturnType<typeof createBackups>;

export interface BackupsNeeds {
  readonly clock: Clock;
  readonly config: Pick<Config, 'backupDir' | 'backupHours'>;
  readonly retention: Retention;
  readonly copying: Copying;
}

/** Longer than any copying takes. */
const abandonedAfter = hour;

/** Copies of the whole database, none of them older than `content/retention.yaml` says. */
export function createBackups({ clock, config, retention, copying }: BackupsNeeds) {
  const keep = retention.find(({ id }) => id === 'backup')?.keep ?? '';
  if (!/^P\d+D$/.test(keep)) throw new Error('content/retention.yaml: "backup" needs a number of days such as P30D');
  let nextTry = Number.NEGATIVE_INFINITY;
  return { take, list, isTooOld, expire, maintain };

  /** Writes one and reads it back; what stands under its name is whole. */
  async function take({ to = config.backupDir, kind = 'backup' }: { to?: string; kind?: BackupKind } = {}) {
    if (!copying.isPossible)
      throw new BackupError('A database in memory cannot be backed up: it ends with the server.');
    const at = clock.now();
    const path = join(to, nameOf(kind, at, copying.extension));
    const part = join(to, partName(at));
    await makeFolder(to);
    try {
      await copying.write(part);
      await copying.check(part);
      if (!(await writeDigest(path, await digestOf(part))))
        throw new BackupError(`There is one of this second already: ${path}. Try again.`);
      await rename(part, path);
    } finally {
      await remove(part);
    }
    return { path };
  }

  function list(folder = config.backupDir) {
    return backupsIn(folder);
  }

  /** Past its time, a backup is no longer kept, nor restored: whom we erased since may be known no more. */
  function isTooOld({ at }: BackupFile): boolean {
    return at < before(clock.now(), keep);
  }

  /** Takes away what is too old, what others make superfluous, and what a killed copying left. */
  async function expire(folder = config.backupDir): Promise<number> {
    const now = clock.now();
    for (const { path, at } of await partsIn(folder)) if (at < after(now, -abandonedAfter)) await remove(path);
    const due = dueToGo(await backupsIn(folder), now, before(now, keep));
    for (const { path } of due) await remove(path);
    return due.length;
  }

  /** The server's own: a backup whenever the last one is old enough, and none that is too old. */
  async function maintain(): Promise<void> {
    await expire();
    const now = clock.now();
    if (config.backupHours === 0 || !copying.isPossible || now.getTime() < nextTry) return;
    const last = (await list()).findLast(({ kind }) => kind === 'backup');
    if (last && after(last.at, config.backupHours * hour) > now) return;
    // What failed may go on failing: a line of the log now and then is enough.
    nextTry = after(now, 10 * minute).getTime();
    await take();
  }
}
