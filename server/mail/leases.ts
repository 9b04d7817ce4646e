import { after, type Clock, minute } from '../clock.ts';
import type { Db } from '../db/database.ts';
import type { OutgoingMailRow } from '../db/schema.ts';
import type { MailKind } from './templates.ts';

/** Longer than any attempt takes; a mail whose sender was killed is free again after it. */
const leaseTime = 3 * minute;

/** Who is sending which mail: each is leased to one sender at a time, and what became of it is recorded once. */
export function createLeases({ db, clock, isPostgres }: { db: Db; clock: Clock; isPostgres: boolean }) {
  return { claim, recordSent, postpone, recordFailed };

  /** Leases some of what is due, service mail before notices; to probe, rather what has been tried before. */
  async function claim(lease: string, most: number, isProbe: boolean): Promise<OutgoingMailRow[]> {
    const service = await claimKind('service', lease, most, isProbe);
    return service.length > 0 ? service : claimKind('notice', lease, most, isProbe);
  }

  async function claimKind(kind: MailKind, lease: string, most: number, isProbe: boolean): Promise<OutgoingMailRow[]> {
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
          .where('kind', '=', kind)
          .where('sent_at', 'is', null)
          .where('failed_at', 'is', null)
          .where('next_attempt_at', '<=', at)
          .where((row) => row.or([row('leased_until', 'is', null), row('leased_until', '<=', at)]))
          .$if(isProbe, (query) => query.orderBy('attempts', 'desc'))
          .orderBy('next_attempt_at')
          .limit(most)
          // SQLite has one writer; in PostgreSQL another sender's claim may be under way.
          .$if(isPostgres, (query) => query.forUpdate().skipLocked()),
      )
      .returningAll()
      .execute();
  }

  /** Recorded even when the lease ran out or the mail was cancelled meanwhile: it has been sent. */
  async function recordSent(id: string): Promise<void> {
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

  async function postpone(
    id: string,
    lease: string,
    change: Pick<OutgoingMailRow, 'attempts' | 'problem' | 'next_attempt_at' | 'uncertain_since'>,
  ): Promise<void> {
    await leased(id, lease)
      .set({ ...free, ...change })
      .execute();
  }

  /** A dead letter: kept, with its content, until somebody has dealt with it. False where the lease is gone. */
  async function recordFailed(id: string, lease: string, problem: string, using = db): Promise<boolean> {
    const failed = await leased(id, lease, using)
      .set((row) => ({
        ...free,
        attempts: row('attempts', '+', problem === 'uncertain' ? 0 : 1),
        failed_at: clock.now().toISOString(),
        problem,
      }))
      .executeTakeFirst();
    return failed.numUpdatedRows > 0n;
  }

  /** Of a mail that another has leased meanwhile, or that was cancelled, nothing is recorded. */
  function leased(id: string, lease: string, using = db) {
    return using
      .updateTable('outgoing_mail')
      .where('id', '=', id)
      .where('lease', '=', lease)
      .where('sent_at', 'is', null)
      .where('failed_at', 'is', null);
  }
}

const free = { lease: null, leased_until: null };
