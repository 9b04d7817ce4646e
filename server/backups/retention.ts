import { after, day } from '../clock.ts';
import type { BackupFile } from './files.ts';

/** All of the last two days are kept, then the last of each day. */
const allFor = 2 * day;
/** What could not be read could not be cleared of what must be gone sooner. */
const unreadableFor = day;

/** Which backups have to go by now: those that are too old, and those that others make superfluous. */
export function dueToGo(backups: readonly BackupFile[], now: Date, oldest: Date): BackupFile[] {
  const ofRow = backups.filter(({ kind }) => kind === 'backup');
  const lastOfDay = new Map(ofRow.map((backup) => [backup.at.toISOString().slice(0, 10), backup]));
  return backups.filter((backup) => {
    const { kind, at } = backup;
    if (at <= oldest) return true;
    if (kind === 'unreadable') return at < after(now, -unreadableFor);
    if (kind === 'replaced' || at >= after(now, -allFor)) return false;
    return lastOfDay.get(at.toISOString().slice(0, 10)) !== backup;
  });
}
