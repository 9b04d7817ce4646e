import { sql } from 'kysely';
import { standingFor } from '../../src/library/model/chain-effects.ts';
import { dayIn } from '../../src/library/model/days.ts';
import { effectsIn } from '../../src/library/model/manifest.ts';
import { attemptAll, attemptEach } from '../attempts.ts';
import { type Context, transaction } from '../context.ts';
import type { NoticeRow } from '../db/schema.ts';
import { missed, queue, takeBackMissed } from '../mail/outbox.ts';
import { isUndeliverable } from '../mail/undeliverable.ts';
import { type Announced, effectOf, letterTo, occasionsOf, open, toldAmong } from './notice-emails.ts';
import { lock, subjectsOf } from './subscribers.ts';

/**
 * Tells those whose address was not there, and is now, or who have another now, of what they missed: of versions whose
 * day is still to come, once each, and as things stand today.
 */
export async function announceMissed(ctx: Context, signal?: AbortSignal): Promise<void> {
  const today = dayIn(ctx.content.company.timeZone, ctx.clock.now());
  const waiting = ctx.content.manifest.documents.flatMap((document) => {
    const effects = effectsIn(document);
    return document.versions
      .filter(({ version }) => (standingFor(effects, version)?.effectiveOn ?? '') > today)
      .map((version) => ({ document, version }));
  });
  await attemptAll(waiting.map((announced) => () => announceMissedOf(ctx, announced, signal)));
}

async function announceMissedOf(ctx: Context, announced: Announced, signal?: AbortSignal): Promise<void> {
  const notice = await ctx.db
    .selectFrom('notice')
    .select(['effect', 'first_effect'])
    .where('document', '=', announced.document.slug)
    .where('version', '=', announced.version.version)
    // While it is announced, whoever is not there is met again; and what a restore holds back is an operator's to release.
    .where('completed_at', 'is not', null)
    .where('withheld_at', 'is', null)
    .executeTakeFirst();
  if (!notice || notice.effect !== effectOf(announced.document.versions, announced.version)) return;
  const people = await missedBy(ctx, announced);
  await attemptEach(people, ({ id }) => transaction(ctx, (ctx) => tellAgain(ctx, announced, notice, id)), signal);
}

async function tellAgain(
  ctx: Context,
  announced: Announced,
  notice: Pick<NoticeRow, 'effect' | 'first_effect'>,
  id: string,
): Promise<void> {
  const { slug } = announced.document;
  if (!(await lock(ctx, id))) return;
  const subscription = await ctx.db
    .selectFrom('subscription')
    .innerJoin('subscriber', 'subscriber.id', 'subscription.subscriber_id')
    .select(['subscriber.address_sealed', 'subscription.confirmed_at'])
    .where('subscription.subscriber_id', '=', id)
    .where('subscription.document', '=', slug)
    .executeTakeFirst();
  if (!subscription) return;
  const to = open(ctx, id, subscription.address_sealed);
  if (to instanceof Error) throw to;
  // The index of an address under another key of the ring is another index: the ring is asked.
  if (await isUndeliverable(ctx, to)) return;
  const about = subjectsOf(ctx, id, slug);
  if ((await takeBackMissed(ctx, { occasions: occasionsOf(ctx, announced), about })) === 0) return;
  const wasTold = (await toldAmong(ctx, announced, notice, [id])).has(id);
  const letter = letterTo(ctx, { id, to, askedAt: subscription.confirmed_at }, announced, wasTold);
  if (letter) await queue(ctx, letter);
}

/** Subscribers whose notice did not go out, and against whose address nothing is known today. */
async function missedBy(ctx: Context, announced: Announced): Promise<{ id: string }[]> {
  return await ctx.db
    .selectFrom('outgoing_mail')
    .innerJoin('subscriber', (join) =>
      join.on('subscriber.id', '=', sql<string>`substr(${sql.ref('outgoing_mail.about')}, 1, 36)`),
    )
    .leftJoin('undeliverable_address', 'undeliverable_address.address_index', 'subscriber.address_index')
    .select('subscriber.id')
    .distinct()
    .where('outgoing_mail.kind', '=', 'notice')
    .where('outgoing_mail.failed_at', 'is not', null)
    .where('outgoing_mail.problem', 'in', missed)
    .where((row) =>
      row.or(occasionsOf(ctx, announced).map((occasion) => row('outgoing_mail.occasion', 'like', `${occasion}%`))),
    )
    .where('undeliverable_address.address_index', 'is', null)
    .execute();
}
