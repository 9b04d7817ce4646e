import { dayIn, showDay } from '../../src/library/model/days.ts';
import type { Context } from '../context.ts';
import { undress } from '../mail/writing/undressed.ts';
import { inBatch, type Reason, reasons } from './campaigns/recipients.ts';
import { peopleOf } from './campaigns/records.ts';
import { draftsIn, isOwnLink } from './notice-emails.ts';

/** A notice as it was sent, without what in it was somebody's own. */
interface SentNotice {
  readonly id: number;
  readonly document: string;
  readonly version: string;
  /** The day on which it first went out, where the company is, as it is shown. */
  readonly sentOn: string;
  readonly subject: string;
  /** Of the mail, without its looks and its small print. */
  readonly html: string;
  /** How many were told, by reason; null for few, who could be told from one another. */
  readonly people: readonly { readonly reason: Reason; readonly count: number | null }[];
}

/** Fewer are not counted out. */
const fewest = 10;

/**
 * Every notice that somebody got, newest first, in the words that went out. Where it went to several, each for a reason
 * of their own, that of whom it was owed: the others have the same changes.
 */
export async function archive(ctx: Context): Promise<SentNotice[]> {
  const rows = await ctx.db
    .selectFrom('campaign')
    .select(['campaign.id', 'campaign.document', 'campaign.version', 'campaign.mails', 'campaign.people'])
    .select((row) =>
      row
        .selectFrom('campaign_batch')
        .select(({ fn }) => fn.min<string>('accepted_at').as('at'))
        .whereRef('campaign_batch.campaign', '=', 'campaign.id')
        .as('sent_at'),
    )
    // A batch whose recipients were all gone before it went out counts as accepted.
    .where((row) =>
      row.exists(
        row
          .selectFrom('notice_recipient')
          .innerJoin('campaign_batch', inBatch)
          .select('notice_recipient.batch')
          .whereRef('notice_recipient.campaign', '=', 'campaign.id')
          .where('campaign_batch.accepted_at', 'is not', null)
          .where((eb) =>
            eb.or([eb('notice_recipient.problem', 'is', null), eb('notice_recipient.problem', '=', 'complained')]),
          ),
      ),
    )
    .orderBy('sent_at', 'desc')
    .orderBy('campaign.id')
    .execute();
  return rows.flatMap(({ mails, people, sent_at, ...campaign }) => {
    const drafts = draftsIn({ mails });
    const draft = reasons.flatMap((reason) => drafts[reason] ?? [])[0];
    if (!draft) return [];
    const sentOn = showDay(dayIn(ctx.content.company.timeZone, new Date(sent_at ?? '')));
    const counts = peopleOf({ people });
    const told = reasons.flatMap((reason) => {
      const count = counts[reason] ?? 0;
      return count > 0 ? [{ reason, count: count < fewest ? null : count }] : [];
    });
    return [
      {
        ...campaign,
        people: told,
        sentOn,
        subject: draft.subject,
        html: undress(draft.html, isOwnLink),
      },
    ];
  });
}

export async function sentNotice(ctx: Context, id: string): Promise<SentNotice | null> {
  return (await archive(ctx)).find((notice) => String(notice.id) === id) ?? null;
}
