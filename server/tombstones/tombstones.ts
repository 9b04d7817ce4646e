import { createHmac } from 'node:crypto';
import { after, before, type Clock, hour, minute } from '../clock.ts';
import { durationOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { Keys } from '../crypto/keys.ts';
import type { ErasedRow } from '../db/schema.ts';
import { appendLines, forgetLines, newestOf, readLines } from './file.ts';

/** What can be erased for good and stand in a backup all the same. */
type ErasedKind = 'account' | 'subscriber' | 'request';

/** One of them, by its random id. */
export type Gone = readonly [kind: ErasedKind, id: string];

/** In the transaction that erases. */
export async function add(ctx: Context, kind: ErasedKind, id: string): Promise<void> {
  ctx.resources.tombstones.newsUntil = ctx.clock.elapsed() + minute;
  const digest = digestOf(ctx.crypto.keys, ctx.crypto.keys.currentId, kind, id);
  const [known] = await linesOf(ctx, [[kind, id]]);
  await put(ctx, { digest, state: 'erased', at: newerThan(ctx.clock, known) });
}

/** In the transaction of an undo: the newer line counts, here and in the file. */
export async function takeBack(ctx: Context, gone: readonly Gone[]): Promise<void> {
  for (const line of await linesOf(ctx, gone))
    await put(ctx, { ...line, state: 'undone', at: newerThan(ctx.clock, line) });
}

/** After the transaction: what it put into the database goes into the file as well. What fails, `sync` makes up. */
export async function write(ctx: Context, gone: readonly Gone[]): Promise<void> {
  const { tombstones } = ctx.resources;
  try {
    appendLines(tombstones.file, await linesOf(ctx, gone));
  } catch {
    tombstones.nextSync = Number.NEGATIVE_INFINITY;
  }
}

/** What the file, or another database, knows and this one does not: it was restored from a copy that is older. */
export async function news(ctx: Context, others: readonly ErasedRow[] = []): Promise<ErasedRow[]> {
  const rows = await ctx.db.selectFrom('erased').selectAll().execute();
  const known = new Map(rows.map((row) => [row.digest, row]));
  const lines = newestOf([...others, ...readLines(ctx.resources.tombstones.file).values()]);
  return [...lines.values()].filter((line) => line.at > (known.get(line.digest)?.at ?? ''));
}

export async function accept(ctx: Context, news: readonly ErasedRow[]): Promise<void> {
  for (const line of news) await put(ctx, line);
}

/** When it was erased, as these lines say by their digests; undefined where none does. */
export function erasedAt(
  { crypto: { keys } }: Context,
  lines: ReadonlyMap<string, string>,
  kind: ErasedKind,
  id: string,
): string | undefined {
  return keys.ids.map((keyId) => lines.get(digestOf(keys, keyId, kind, id))).find((at) => at !== undefined);
}

/**
 * Forgets what is too old, and has the file say what the database says: once an hour, and after each erasure, whose
 * transaction may belong to another room. Each server has its own file.
 */
export async function sync(ctx: Context): Promise<void> {
  const { tombstones } = ctx.resources;
  const now = ctx.clock.elapsed();
  if (now < tombstones.nextSync && now > tombstones.newsUntil) return;
  tombstones.nextSync = now + hour;
  const since = before(ctx.timeSeen.now(), durationOf(ctx.content.retention, 'erased-list')).toISOString();
  await ctx.db.deleteFrom('erased').where('at', '<', since).execute();
  const rows = await ctx.db.selectFrom('erased').selectAll().execute();
  const lines = readLines(tombstones.file);
  appendLines(
    tombstones.file,
    rows.filter((row) => row.at > (lines.get(row.digest)?.at ?? '')),
  );
  if ([...lines.values()].some(({ at }) => at < since)) forgetLines(tombstones.file, since);
}

/** Before a process ends: what it erased is in the file. */
export async function flush(ctx: Context): Promise<void> {
  if (ctx.clock.elapsed() <= ctx.resources.tombstones.newsUntil) await sync(ctx);
}

function digestOf(keys: Keys, keyId: string, kind: ErasedKind, id: string): string {
  const key = keys.get(keyId, 'erased');
  if (!key) throw new Error(`ENCRYPTION_KEYS holds no key "${keyId}"`);
  return `${keyId}:${createHmac('sha256', key)
    .update(JSON.stringify([kind, id]))
    .digest('hex')}`;
}

async function linesOf({ db, crypto: { keys } }: Context, gone: readonly Gone[]): Promise<ErasedRow[]> {
  const digests = gone.flatMap(([kind, id]) => keys.ids.map((keyId) => digestOf(keys, keyId, kind, id)));
  // PostgreSQL knows no empty list.
  return await db
    .selectFrom('erased')
    .selectAll()
    .where('digest', 'in', ['', ...digests])
    .execute();
}

/** The newest line counts: also where the clock was set back, or another server's is behind. */
function newerThan(clock: Clock, line: ErasedRow | undefined): string {
  const now = clock.now();
  const next = line ? after(new Date(line.at), 1) : now;
  return (next > now ? next : now).toISOString();
}

async function put({ db }: Context, row: ErasedRow): Promise<void> {
  const { state, at } = row;
  await db
    .insertInto('erased')
    .values(row)
    .onConflict((conflict) => conflict.column('digest').doUpdateSet({ state, at }))
    .execute();
}
