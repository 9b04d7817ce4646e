import { createHmac } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, type Clock, hour, minute } from '../clock.ts';
import type { Retention } from '../content.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Db } from '../db/database.ts';
import { alone } from '../db/occupancy.ts';
import type { ErasedRow } from '../db/schema.ts';
import type { TimeSeen } from '../db/time-seen.ts';

/** What can be erased for good and stand in a backup all the same. */
export type ErasedKind = 'account' | 'subscriber' | 'request';

/** One of them, by its random id. */
export type Gone = readonly [kind: ErasedKind, id: string];

export type ErasedList = ReturnType<typeof createErasedList>;

/**
 * Whom we erased, as keyed digests of their random ids. It stands in the database and in a file beside it: a database
 * that is restored from an older copy learns from the file whom to erase again.
 */
export function createErasedList({
  db,
  clock,
  timeSeen,
  keys,
  retention,
  file,
}: {
  db: Db;
  clock: Clock;
  timeSeen: Pick<TimeSeen, 'now'>;
  keys: Keys;
  retention: Retention;
  file: string;
}) {
  const keep = retention.find(({ id }) => id === 'erased-list')?.keep;
  if (!keep?.startsWith('P')) throw new Error('content/retention.yaml does not say how long "erased-list" is kept');
  let nextSync = Number.NEGATIVE_INFINITY;
  /** Until when somebody's transaction may still put into the database what the file lacks. */
  let newsUntil = Number.NEGATIVE_INFINITY;
  return { add, takeBack, write, news, accept, isAmong, sync, flush };

  /** In the transaction that erases. */
  async function add(db: Db, kind: ErasedKind, id: string): Promise<void> {
    newsUntil = clock.elapsed() + minute;
    const digest = digestOf(keys.currentId, kind, id);
    const [known] = await linesOf(db, [[kind, id]]);
    await put(db, { digest, state: 'erased', at: newerThan(known) });
  }

  /** In the transaction of an undo: the newer line counts, here and in the file. */
  async function takeBack(db: Db, kind: ErasedKind, id: string): Promise<void> {
    for (const line of await linesOf(db, [[kind, id]]))
      await put(db, { ...line, state: 'undone', at: newerThan(line) });
  }

  /** After the transaction: what it put into the database goes into the file as well. What fails, `sync` makes up. */
  async function write(gone: readonly Gone[]): Promise<void> {
    try {
      append(await linesOf(db, gone));
    } catch {
      nextSync = Number.NEGATIVE_INFINITY;
    }
  }

  /** What the file, or another database, knows and this one does not: it was restored from a copy that is older. */
  async function news(others: readonly ErasedRow[] = []): Promise<ErasedRow[]> {
    const rows = await db.selectFrom('erased').selectAll().execute();
    const known = new Map(rows.map((row) => [row.digest, row]));
    const lines = newestOf([...others, ...read().values()]);
    return [...lines.values()].filter((line) => line.at > (known.get(line.digest)?.at ?? ''));
  }

  async function accept(news: readonly ErasedRow[]): Promise<void> {
    for (const line of news) await put(db, line);
  }

  /** Whether these lines say that it is erased. */
  function isAmong(lines: ReadonlySet<string>, kind: ErasedKind, id: string): boolean {
    return keys.ids.some((keyId) => lines.has(digestOf(keyId, kind, id)));
  }

  /**
   * Forgets what is too old, and has the file say what the database says: once an hour, and after each erasure, whose
   * transaction may belong to another room. Each server has its own file.
   */
  async function sync(): Promise<void> {
    const now = clock.elapsed();
    if (now < nextSync && now > newsUntil) return;
    nextSync = now + hour;
    const since = before(timeSeen.now(), keep ?? '').toISOString();
    await db.deleteFrom('erased').where('at', '<', since).execute();
    const rows = await db.selectFrom('erased').selectAll().execute();
    const lines = read();
    append(rows.filter((row) => row.at > (lines.get(row.digest)?.at ?? '')));
    if ([...lines.values()].some(({ at }) => at < since)) forget(since);
  }

  /** Before a process ends: what it erased is in the file. */
  async function flush(): Promise<void> {
    if (clock.elapsed() <= newsUntil) await sync();
  }

  function digestOf(keyId: string, kind: ErasedKind, id: string): string {
    const key = keys.get(keyId, 'erased');
    if (!key) throw new Error(`ENCRYPTION_KEYS holds no key "${keyId}"`);
    return `${keyId}:${createHmac('sha256', key)
      .update(JSON.stringify([kind, id]))
      .digest('hex')}`;
  }

  async function linesOf(db: Db, gone: readonly Gone[]): Promise<ErasedRow[]> {
    const lines: ErasedRow[] = [];
    for (const [kind, id] of gone) {
      const digests = keys.ids.map((keyId) => digestOf(keyId, kind, id));
      lines.push(...(await db.selectFrom('erased').selectAll().where('digest', 'in', digests).execute()));
    }
    return lines;
  }

  /** The newest line counts: also where the clock was set back, or another server's is behind. */
  function newerThan(line: ErasedRow | undefined): string {
    const now = clock.now();
    const next = line ? after(new Date(line.at), 1) : now;
    return (next > now ? next : now).toISOString();
  }

  async function put(db: Db, row: ErasedRow): Promise<void> {
    const { state, at } = row;
    await db
      .insertInto('erased')
      .values(row)
      .onConflict((conflict) => conflict.column('digest').doUpdateSet({ state, at }))
      .execute();
  }

  function append(rows: readonly ErasedRow[]): void {
    if (rows.length === 0) return;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    alone(file, () => writeLines(rows, { to: file, flags: 'a' }));
  }

  /** Commands have the same file as the server beside which they run: no line that they add meanwhile is lost. */
  function forget(since: string): void {
    alone(file, () => {
      writeLines(
        [...read().values()].filter(({ at }) => at >= since),
        { to: `${file}.new`, flags: 'w' },
      );
      renameSync(`${file}.new`, file);
    });
  }

  /** The newest line of each digest. One that a crash cut short is none. */
  function read(): Map<string, ErasedRow> {
    const lines = textOf(file)
      .split('\n')
      .flatMap((line) => {
        const [, digest = '', state = '', at = ''] =
          /^([a-z0-9-]+:[0-9a-f]{64}) (erased|undone) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(line) ?? [];
        return digest ? [{ digest, state, at }] : [];
      });
    return newestOf(lines);
  }
}

function newestOf(lines: readonly ErasedRow[]): Map<string, ErasedRow> {
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
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
