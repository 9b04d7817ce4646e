import type { Context } from '../context.ts';
import { sealAgain } from '../crypto/erasable-keys.ts';
import { covered } from '../legal-holds/coverage.ts';
import { contentOf, empty, settled } from './outbox.ts';
import { findMail, openMail } from './records.ts';
import { isFree } from './retention.ts';

export type MailProblem = 'mail-unknown' | 'mail-not-failed' | 'mail-erased' | 'mail-held';

/** How many mails about it somebody has to deal with. */
export async function failedAbout({ db }: Context, id: string): Promise<number> {
  const failed = await db
    .selectFrom('outgoing_mail')
    .select('id')
    .where('about', '=', id)
    .where('failed_at', 'is not', null)
    .where('problem', 'not in', settled)
    .execute();
  return failed.length;
}

/**
 * Sends a failed mail again, as somebody decided who looked at it. A mail that was certainly refused comes from
 * today's MAIL_FROM; one that may have arrived stays byte for byte the same.
 */
export async function retry(ctx: Context, id: string): Promise<MailProblem | null> {
  const row = await findMail(ctx, id);
  if (!row) return 'mail-unknown';
  if (!row.failed_at || settled.includes(row.problem ?? '')) return 'mail-not-failed';
  const mail = await openMail(ctx, row);
  if (!mail) return 'mail-erased';
  const again = row.problem === 'uncertain' ? mail : { ...mail, from: ctx.resources.mailer.sender.from };
  // Under the key that it had: one of its own ends in every backup when its time is over, and so must the mail.
  const content_sealed = await sealAgain(ctx, row.content_sealed ?? '', JSON.stringify(again), contentOf(id));
  if (content_sealed === null) return 'mail-erased';
  await ctx.db
    .updateTable('outgoing_mail')
    .set({
      content_sealed,
      failed_at: null,
      problem: null,
      attempts: 0,
      attempted_at: null,
      uncertain_since: null,
      next_attempt_at: ctx.clock.now().toISOString(),
    })
    .where('id', '=', id)
    .where('failed_at', '=', row.failed_at)
    .execute();
  return null;
}

/** Gives a failed mail up for good: its content is erased, that it failed stays on record. */
export async function discard(ctx: Context, id: string): Promise<MailProblem | null> {
  const row = await findMail(ctx, id);
  if (!row) return 'mail-unknown';
  if (!row.failed_at) return 'mail-not-failed';
  const discarded = await ctx.db
    .updateTable('outgoing_mail')
    .set({ ...empty, problem: 'cancelled' })
    .where('id', '=', id)
    .where('failed_at', 'is not', null)
    .where(isFree(await covered(ctx)))
    .returning('id')
    .executeTakeFirst();
  return discarded ? null : 'mail-held';
}
