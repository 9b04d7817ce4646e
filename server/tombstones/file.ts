import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { lockBeside } from '../db/file-lock.ts';
import type { ErasedRow } from '../db/schema.ts';
import { hasCode } from '../error-codes.ts';

/**
 * Whom we erased, as keyed digests of their random ids. They stand in the database and in a file beside it: a database
 * that is restored from an older copy learns from the file whom to erase again.
 */
interface Tombstones {
  readonly file: string;
  nextSync: number;
  /** Until when somebody's transaction may still put into the database what the file lacks. */
  newsUntil: number;
}

declare module '../context.ts' {
  interface Resources {
    readonly tombstones: Tombstones;
  }
}

export function openTombstones(file: string): Tombstones {
  return { file, nextSync: Number.NEGATIVE_INFINITY, newsUntil: Number.NEGATIVE_INFINITY };
}

export function appendLines(file: string, rows: readonly ErasedRow[]): void {
  if (rows.length === 0) return;
  using _lock = lockFor(file);
  writeLines(rows, { to: file, flags: 'a' });
}

/** Commands have the same file as the server beside which they run: no line that they add meanwhile is lost. */
export function forgetLines(file: string, since: string): void {
  using _lock = lockFor(file);
  writeLines(
    [...readLines(file).values()].filter(({ at }) => at >= since),
    { to: `${file}.new`, flags: 'w' },
  );
  renameSync(`${file}.new`, file);
}

/** One process after the other. */
function lockFor(file: string): Disposable {
  const lock = lockBeside(file, 5_000);
  if (!lock) throw new Error(`${file} is locked by another process`);
  return lock;
}

/** The newest line of each digest. One that a crash cut short is none. */
export function readLines(file: string): Map<string, ErasedRow> {
  const lines = textOf(file)
    .split('\n')
    .flatMap((line) => {
      const [, digest = '', state = '', at = ''] =
        /^([a-z0-9-]+:[0-9a-f]{64}) (erased|undone) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(line) ?? [];
      return digest ? [{ digest, state, at }] : [];
    });
  return newestOf(lines);
}

export function newestOf(lines: readonly ErasedRow[]): Map<string, ErasedRow> {
  const newest = new Map<string, ErasedRow>();
  for (const line of lines) if (line.at >= (newest.get(line.digest)?.at ?? '')) newest.set(line.digest, line);
  return newest;
}

// It begins with a line break, so that it stands alone behind a line that was cut short.
function lineOf({ digest, state, at }: ErasedRow): string {
  return `\n${digest} ${state} ${at}\n`;
}

function writeLines(rows: readonly ErasedRow[], { to, flags }: { to: string; flags: 'a' | 'w' }): void {
  const opened = openSync(to, flags, 0o600);
  try {
    writeSync(opened, rows.map(lineOf).join(''));
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}
