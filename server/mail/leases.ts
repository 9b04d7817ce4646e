import { after, minute } from '../clock.ts';
import type { Context } from '../context.ts';
import { isPostgres } from '../db/database.ts';
import type { OutgoingMailRow } from '../db/schema.ts';

/** Longer than any attempt takes; a mail whose sender was killed is free again after it. */
const leaseTime = 3 * minute;

/**
 * Leases some of what is due; to probe, rather what has been tried before. Each mail is leased to one sender at a time,
 * and what became of it is recorded once.
 */
export async function claim(
  { db, clock, config }: Context,
  lease: string,
  most: number,
  isProbe: boolean,
): Promise<OutgoingMailRow[]> {
  const now = clock.now();
  const at = now.toISOString();
  return db
    .updateTable('outgoing_mail')
    .set((row) => ({
      lease,
      leased_until: after(now, leaseTime).toISOString(),
      // A lease that ran out is an attempt of which nobody knows how it ended.
      uncertain_since: row.fn.coalesce('uncertain_since', 'leased_until'),
      attempted_at: row.fn.coalesce('attempted_at', row.val(at)),
    }))
    .where('id', 'in', (mails) =>
      mails
        .selectFrom('outgoing_mail')
        .select('id')
        .where('sent_at', 'is', null)
        .where('failed_at', 'is', null)
        .where('next_attempt_at', '<=', at)
        .where((row) => row.or([row('leased_until', 'is', null), row('leased_until', '<=', at)]))
        .$if(isProbe, (query) => query.orderBy('attempts', 'desc'))
        .orderBy('next_attempt_at')
        .limit(most)
        // SQLite has one writer; in PostgreSQL another sender's claim may be under way.
        .$if(isPostgres(config.databaseUrl), (query) => query.forUpdate().skipLocked()),
    )
    .returningAll()
    .execute();
}

/** Recorded even when the lease ran out or the mail was cancelled meanwhile: it has been sent. */
export async function recordSent({ db, clock }: Context, id: string): Promise<void> {
  await db
    .updateTable('outgoing_mail')
    .set((row) => ({
      ...free,
      sent_at: clock.now().toISOString(),
      attempts: row('attempts', '+', 1),
      uncertain_since: null,
      failed_at: null,
      problem: null,
    }))
    .where('id', '=', id)
    .where('sent_at', 'is', null)
    .execute();
}

export async function postpone(
  ctx: Context,
  id: string,
  lease: string,
  change: Pick<OutgoingMailRow, 'attempts' | 'problem' | 'next_attempt_at' | 'uncertain_since'>,
): Promise<void> {
  await leased(ctx, id, lease)
    .set({ ...free, ...change })
    .execute();
}

/** A dead letter: kept, with its content, until somebody has dealt with it. False where the lease is gone. */
export async function recordFailed(ctx: Context, id: string, lease: string, problem: string): Promise<boolean> {
  const failed = await leased(ctx, id, lease)
    .set((row) => ({
      ...free,
      attempts: row('attempts', '+', problem === 'uncertain' ? 0 : 1),
      failed_at: ctx.clock.now().toISOString(),
      problem,
    }))
    .executeTakeFirst();
  return failed.numUpdatedRows > 0n;
}

/** Of a mail that another has leased meanwhile, or that was cancelled, nothing is recorded. */
function leased({ db }: Context, id: string, lease: string) {
  return db
    .updateTable('outgoing_mail')
    .where('id', '=', id)
    .where('lease', '=', lease)
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null);
}

const free = { lease: null, leased_until: null };
