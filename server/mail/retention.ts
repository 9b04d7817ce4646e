import { type ExpressionBuilder, sql } from 'kysely';
import { after, before, day, hour } from '../clock.ts';
import { durationOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { Schema } from '../db/schema.ts';
import { type Covered, covered } from '../legal-holds/coverage.ts';
import { empty, settled } from './outbox.ts';
import { eraseRefusals } from './undeliverable.ts';

/**
 * Erases what `content/retention.yaml` lets go, once an hour. A failed mail is kept until somebody has dealt with it.
 */
export async function sweep(ctx: Context): Promise<void> {
  const { db, clock, timeSeen, content, resources } = ctx;
  const { worker } = resources.mailer;
  if (clock.elapsed() < worker.nextSweep) return;
  worker.nextSweep = clock.elapsed() + hour;
  await freeDatedAhead(ctx);
  const endOf = (entry: string) => before(timeSeen.now(), durationOf(content.retention, entry)).toISOString();
  const since = { mail: endOf('sent-mail'), log: endOf('delivery-log') };
  const held = await covered(ctx);
  await eraseRefusals(ctx, held);
  await db
    .updateTable('outgoing_mail')
    .set(empty)
    .where('sent_at', '<', since.mail)
    .where('content_sealed', 'is not', null)
    .where(isFree(held))
    .execute();
  await sweepMailbox(ctx);
  await db
    .deleteFrom('outgoing_mail')
    .where('sent_at', '<', since.log)
    .where('content_sealed', 'is', null)
    .where(isFree(held))
    .execute();
  await db
    .deleteFrom('outgoing_mail')
    .where('failed_at', '<', since.log)
    .where('problem', 'in', settled)
    .where(isFree(held))
    .execute();
}

/** A file of the local mailbox lasts no longer than its mail does in the outbox, or would. */
export async function sweepMailbox({ db, timeSeen, content, resources }: Context): Promise<void> {
  const { mailbox } = resources.mailer;
  const ids = (await mailbox?.ids()) ?? [];
  if (ids.length === 0) return;
  const kept = await db.selectFrom('outgoing_mail').select('id').where('content_sealed', 'is not', null).execute();
  const still = new Set(kept.map(({ id }) => id));
  await mailbox?.remove(ids.filter((id) => !isNotice(id) && !still.has(id)));
  const since = before(timeSeen.now(), durationOf(content.retention, 'sent-mail')).toISOString();
  await mailbox?.remove(((await mailbox.idsBefore(since)) ?? []).filter(isNotice));
}

/** Notices are in no outbox: their ids are derived (UUID version 8), see `mailIdOf`. */
export function isNotice(id: string): boolean {
  return id[14] === '8';
}

/** What no hold covers. Whatever a mail is about is named first in `about`. */
export function isFree({ addressIndexes, about }: Covered) {
  return ({ eb, or, not, ref }: ExpressionBuilder<Schema, 'outgoing_mail'>) =>
    not(
      or([
        eb(eb.fn.coalesce('recipient_index', eb.val('')), 'in', ['-', ...addressIndexes]),
        eb(sql<string>`substr(${ref('about')}, 1, 36)`, 'in', ['-', ...about]),
      ]),
    );
}

/** What was to be tried again, or was leased, by a clock that has been set back since would wait for that time. */
async function freeDatedAhead({ db, clock }: Context): Promise<void> {
  const now = clock.now();
  const waiting = () => db.updateTable('outgoing_mail').where('sent_at', 'is', null).where('failed_at', 'is', null);
  await waiting()
    .set({ next_attempt_at: now.toISOString() })
    .where('next_attempt_at', '>', after(now, day).toISOString())
    .execute();
  await waiting()
    .set({ leased_until: now.toISOString() })
    .where('leased_until', '>', after(now, hour).toISOString())
    .execute();
}
