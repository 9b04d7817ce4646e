import { dayIn } from '../../src/library/model/days.ts';
import { attemptAll, attemptEach } from '../attempts.ts';
import { endOfDayBefore } from '../clock.ts';
import { durationOf, givenDurationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';
import { isPostgres } from '../db/database.ts';
import type { RequestRow, Schema } from '../db/schema.ts';
import { checkpoint } from '../db/wal-checkpoint.ts';
import { covered } from '../legal-holds/covered.ts';
import { forget } from '../mail/outbox.ts';

/** What stood in a request before it was erased, as it was stored; of one that is open, nothing was. */
export type KeptRequest =
  | { readonly id: string; readonly isOpen: true; readonly isFromAccount: boolean }
  | {
      readonly id: string;
      readonly isOpen: false;
      readonly isFromAccount: boolean;
      readonly erasedAt: string;
      readonly request: Pick<RequestRow, 'person_sealed' | 'address_index'>;
      readonly messages: readonly { readonly id: string; readonly body_sealed: string | null }[];
      readonly sources: readonly Schema['request_source'][];
    };

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
  const free = due.filter(({ id }) => !about.includes(id));
  const erase = (request: Pick<RequestRow, 'id'>) => transaction(ctx, (ctx) => eraseIn(ctx, request));
  let forgotten = 0;
  const forget = async () => {
    forgotten = await forgetRecords(ctx);
  };
  await attemptAll([() => attemptEach(free, erase, signal), forget]);
  if (free.length + forgotten > 0) {
    await checkpoint(ctx.db, { isSqlite: !isPostgres(ctx.config.databaseUrl) });
  }
}

/** What remains is the log of the request without the person (11 CCR 7101). Gives back what it erased. */
export async function eraseIn(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<KeptRequest> {
  const request = await ctx.db.selectFrom('request').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const messages = await ctx.db
    .selectFrom('request_message')
    .select(['id', 'body_sealed'])
    .where('request_id', '=', id)
    .execute();
  const sources = await ctx.db.selectFrom('request_source').selectAll().where('request_id', '=', id).execute();
  const erasedAt = ctx.clock.now().toISOString();
  await ctx.db
    .updateTable('request')
    .set({ person_sealed: null, address_index: null, account_id: null, stamp: null, erased_at: erasedAt })
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .execute();
  await ctx.db
    .updateTable('request_message')
    .set({ body_sealed: null, stamp: null })
    .where('request_id', '=', id)
    .execute();
  await ctx.db.deleteFrom('request_source').where('request_id', '=', id).execute();
  await ctx.db.deleteFrom('request_link').where('subject_id', '=', id).execute();
  await forget(ctx, { about: id });
  const { person_sealed, address_index } = request;
  const isFromAccount = request.account_id !== null;
  return { id, isOpen: false, isFromAccount, erasedAt, request: { person_sealed, address_index }, messages, sources };
}

/** Puts back what `eraseIn` gave. */
export async function restoreIn(ctx: Context, kept: Extract<KeptRequest, { isOpen: false }>): Promise<void> {
  const back = await ctx.db
    .updateTable('request')
    .set({ ...kept.request, erased_at: null })
    .where('id', '=', kept.id)
    .where('erased_at', '=', kept.erasedAt)
    .returning('id')
    .executeTakeFirst();
  if (!back) return;
  for (const { id, body_sealed } of kept.messages) {
    await ctx.db.updateTable('request_message').set({ body_sealed }).where('id', '=', id).execute();
  }
  for (const source of kept.sources) {
    await ctx.db
      .insertInto('request_source')
      .values(source)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** The log itself, once nothing asks for it. */
async function forgetRecords(ctx: Context): Promise<number> {
  const record = givenDurationOf(ctx.content.retention, 'request');
  if (!record) return 0;
  const gone = await ctx.db
    .deleteFrom('request')
    .where('closed_at', '<', lastBefore(ctx, record))
    .where('erased_at', 'is not', null)
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

function closedBefore(ctx: Context, duration: string) {
  return ctx.db
    .selectFrom('request')
    .select('id')
    .where('erased_at', 'is', null)
    .where('closed_at', '<', lastBefore(ctx, duration));
}

function lastBefore(ctx: Context, duration: string): string {
  const today = dayIn(ctx.content.company.timeZone, ctx.timeSeen.now());
  return endOfDayBefore(ctx.content.company.timeZone, today, duration).toISOString();
}
