import { dayIn } from '../../src/library/model/days.ts';
import { attemptAll, attemptEach } from '../attempts.ts';
import { after, day, endOfDayBefore } from '../clock.ts';
import { durationOf, givenDurationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';
import { insertRows, updateRows } from '../db/rows.ts';
import type { RequestRow, Schema } from '../db/schema.ts';
import { checkpoint } from '../db/wal-checkpoint.ts';
import { covered } from '../legal-holds/coverage.ts';
import { forget, waitingAbout } from '../mail/outbox.ts';
import { keepFigures } from './figures.ts';
import * as files from './files/files.ts';
import { givenUp } from './kinds.ts';
import { requestById } from './records.ts';
import { eraseGathered, eraseUndelivered } from './tasks/parts.ts';

/**
 * What stood in a request before it was erased, as it was stored; of one that is open, or of which the record alone was
 * left, nothing was.
 */
export type KeptRequest =
  | { readonly id: string; readonly isErased: false; readonly isFromAccount: boolean }
  | {
      readonly id: string;
      readonly isErased: true;
      readonly isFromAccount: boolean;
      readonly erasedAt: string;
      readonly request: Pick<RequestRow, 'person_sealed' | 'address_index' | 'unanswered_at'>;
      readonly written: Readonly<Record<keyof typeof written, readonly Written[]>>;
      readonly sources: readonly Schema['request_source'][];
      /** Of the files, the keys: what they open is too much to be copied, and stays until the copy is destroyed. */
      readonly files: files.KeptKeys;
    };

/** Of a row, its id and what was written into it. */
type Written = { readonly id: string } & Readonly<Record<string, string | null>>;

/** Where words stand that somebody wrote about a request. */
const written = {
  request_message: ['body_sealed'],
  request_event: ['detail_sealed'],
  request_route: ['business_sealed', 'answer_sealed', 'help_sealed'],
  request_task: ['instruction_sealed', 'note_sealed'],
} as const;

/** So many records are forgotten at once; the next round forgets more. */
const mostForgotten = 200;

/** Keeps to `content/retention.yaml`. */
export async function eraseDue(ctx: Context, signal?: AbortSignal): Promise<void> {
  const unconfirmed = await closedBefore(ctx, durationOf(ctx.content.retention, 'request-unconfirmed'))
    .where('confirmed_at', 'is', null)
    .where('address_index', 'is not', null)
    .execute();
  const details = givenDurationOf(ctx.content.retention, 'request-details');
  const answered = details ? await closedBefore(ctx, details).execute() : [];
  // Whoever deleted their account meanwhile can read our answer as long as its page opens.
  const parted = await closedBefore(ctx, durationOf(ctx.content.retention, 'case-link'))
    .where('account_erased_at', 'is not', null)
    .execute();
  const due = [...unconfirmed, ...answered, ...parted];
  const { about } = await covered(ctx);
  // What was erased could be told to nobody any more: a mail that waits, as while the provider is out, goes first.
  const untold = await waitingAbout(ctx);
  const free = due.filter(({ id }) => !about.includes(id) && !untold.has(id));
  const erase = (request: Pick<RequestRow, 'id'>) =>
    transaction(ctx, async (ctx) => {
      // Staff may have reopened it since.
      const still = await ctx.db
        .updateTable('request')
        .set({ erased_at: null })
        .where('id', '=', request.id)
        .where('closed_at', 'is not', null)
        .where('erased_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (!still) return;
      await eraseIn(ctx, request);
      await files.erase(ctx, request);
    });
  let forgotten = 0;
  const forget = async () => {
    forgotten = await forgetRecords(ctx, about);
    forgotten += await transaction(ctx, files.eraseExpired);
    // A day later than the copies with the keys: none that can still be taken back finds its files gone.
    const yesterday = dayIn(ctx.content.company.timeZone, after(ctx.timeSeen.now(), -day));
    forgotten += await files.eraseLocked(
      ctx,
      lastBefore(ctx, durationOf(ctx.content.retention, 'undo-copy'), yesterday),
    );
  };
  const undelivered = async () => {
    forgotten += await eraseUndelivered(ctx);
  };
  await attemptAll([() => attemptEach(free, erase, signal), forget, undelivered]);
  if (free.length + forgotten > 0) await checkpoint(ctx);
}

/**
 * What remains is the record of the request, for as long as it is kept (11 CCR 7101; GDPR Article 17(3)(b) and (e)): what
 * we wrote as its answer, sealed, and a digest by which it is found; of what nobody answered or confirmed, neither. Gives
 * back what it erased.
 */
export async function eraseIn(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
): Promise<Extract<KeptRequest, { isErased: true }>> {
  const request = await requestById(ctx, id);
  const sources = await ctx.db.selectFrom('request_source').selectAll().where('request_id', '=', id).execute();
  const erasedAt = ctx.clock.now().toISOString();
  const isAnswered = !givenUp.some((outcome) => outcome === request.outcome);
  // Nobody has shown that the address is theirs: they were told that all of it goes.
  const isTheirs = request.confirmed_at !== null || request.address_index === null;
  const isKept = isAnswered && isTheirs;
  await ctx.db
    .updateTable('request')
    .set({ person_sealed: null, address_index: null, unanswered_at: null, stamp: null, erased_at: erasedAt })
    .set(isKept ? { record_index: request.address_index } : { account_id: null })
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .execute();
  const words = {
    request_message: await blank(ctx, 'request_message', id, { keepsAnswers: isKept }),
    request_event: await blank(ctx, 'request_event', id),
    request_route: await blank(ctx, 'request_route', id),
    request_task: await blank(ctx, 'request_task', id),
  };
  await ctx.db.updateTable('request_message').set({ stamp: null }).where('request_id', '=', id).execute();
  await ctx.db.deleteFrom('request_source').where('request_id', '=', id).execute();
  const keys = await files.lock(ctx, { id });
  await ctx.db.deleteFrom('request_link').where('subject_id', '=', id).execute();
  await eraseGathered(ctx, { id });
  await forget(ctx, { about: id });
  const { person_sealed, address_index, unanswered_at } = request;
  const isFromAccount = request.account_id !== null;
  const erased = { request: { person_sealed, address_index, unanswered_at }, written: words, sources, files: keys };
  return { id, isErased: true, isFromAccount, erasedAt, ...erased };
}

/** Puts back what `eraseIn` gave. */
export async function restoreIn(ctx: Context, kept: Extract<KeptRequest, { isErased: true }>): Promise<void> {
  const back = await ctx.db
    .updateTable('request')
    .set({ ...kept.request, record_index: null, erased_at: null })
    .where('id', '=', kept.id)
    .where('erased_at', '=', kept.erasedAt)
    .returning('id')
    .executeTakeFirst();
  if (!back) return;
  await files.unlock(ctx, kept, kept.files);
  await updateRows(ctx.db, 'request_message', kept.written.request_message);
  await updateRows(ctx.db, 'request_event', kept.written.request_event);
  await updateRows(ctx.db, 'request_route', kept.written.request_route);
  await updateRows(ctx.db, 'request_task', kept.written.request_task);
  await insertRows(ctx.db, 'request_source', kept.sources);
}

/** Empties what was written there, and gives it back. */
async function blank(
  ctx: Context,
  table: keyof typeof written,
  requestId: string,
  { keepsAnswers = false } = {},
): Promise<Written[]> {
  const columns = written[table] as readonly 'body_sealed'[];
  const from = table as 'request_message';
  const rows = await ctx.db
    .selectFrom(from)
    .select(['id', ...columns])
    .where('request_id', '=', requestId)
    .$if(keepsAnswers, (query) => query.where('outcome', 'is', null))
    .execute();
  await ctx.db
    .updateTable(from)
    .set(Object.fromEntries(columns.map((column) => [column, null])))
    .where('request_id', '=', requestId)
    .$if(keepsAnswers, (query) => query.where('outcome', 'is', null))
    .execute();
  return rows.filter((row) => columns.some((column) => row[column] !== null));
}

/** The log itself, once nothing asks for it. What it comes to in figures stays. */
async function forgetRecords(ctx: Context, held: readonly string[]): Promise<number> {
  const record = givenDurationOf(ctx.content.retention, 'request');
  if (!record) return 0;
  return await transaction(ctx, async (ctx) => {
    const due = await ctx.db
      .selectFrom('request')
      .select('id')
      .where('closed_at', '<', lastBefore(ctx, record))
      .where('erased_at', 'is not', null)
      .where('id', 'not in', ['', ...held])
      .limit(mostForgotten)
      .execute();
    const ids = due.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await keepFigures(ctx, ids);
    await ctx.db.deleteFrom('request').where('id', 'in', ids).execute();
    return ids.length;
  });
}

function closedBefore(ctx: Context, duration: string) {
  return ctx.db
    .selectFrom('request')
    .select('id')
    .where('erased_at', 'is', null)
    .where('closed_at', '<', lastBefore(ctx, duration));
}

function lastBefore(ctx: Context, duration: string, on = todaySeen(ctx)): string {
  return endOfDayBefore(ctx.content.company.timeZone, on, duration).toISOString();
}

function todaySeen(ctx: Context): string {
  return dayIn(ctx.content.company.timeZone, ctx.timeSeen.now());
}
