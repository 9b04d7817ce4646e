import { z } from 'zod';
import { before } from '../../clock.ts';
import { type Context, transaction } from '../../context.ts';
import { readAddress } from '../../fields/address.ts';
import { isNotice } from '../../mail/retention.ts';
import { type SignatureHeaders, signedBy } from '../../mail/transports/resend.ts';
import { clearRefusal, recordRefusal } from '../../mail/undeliverable.ts';
import * as tombstones from '../../tombstones/tombstones.ts';
import { how } from '../consents.ts';
import { endSubscriber, findSubscribers } from '../subscribers.ts';
import { digestsOf, mailIdOf } from './recipients.ts';

/** What became of a call of the provider's webhook; `forged` also where its time is more than five minutes off. */
type EventOutcome = 'taken' | 'known' | 'ignored' | 'forged' | 'unwanted';

/** For so long one that comes again is known. The provider gives up after a few days. */
const remembered = 'P30D';

const event = z.object({
  type: z.string(),
  // As it is compared with others, in whichever zone the provider writes it.
  created_at: z.iso.datetime({ offset: true }).transform((at) => new Date(at).toISOString()),
  data: z.object({
    to: z.array(z.string()).min(1),
    tags: z.record(z.string(), z.string()).optional(),
    bounce: z.object({ type: z.string() }).optional(),
  }),
});

type Event = z.infer<typeof event>;

/** Who a mail went to, and which it was, by the tag that it bore. */
interface Mailed {
  readonly mailId: string;
  readonly address: string;
  readonly at: string;
}

/**
 * Takes what the provider says of a mail that it had accepted: signed over the body as it came, once, in any order, and
 * however late. A complaint ends every notice to the address; an address that is not there gets none until it is.
 */
export async function takeDeliveryEvent(ctx: Context, body: string, headers: SignatureHeaders): Promise<EventOutcome> {
  const { transport, webhookSecret } = ctx.config;
  if (transport.kind !== 'resend' || webhookSecret === null) return 'unwanted';
  const signed = signedBy(webhookSecret, body, headers);
  if (signed === null) return 'forged';
  const read = event.safeParse(signed);
  if (!read.success) return 'ignored';
  const address = readAddress(read.data.data.to[0] ?? '');
  const mailId = read.data.data.tags?.['mail'];
  if (!address || !mailId) return 'ignored';
  const mailed = { mailId, address, at: read.data.created_at };

  const gone: tombstones.Gone[] = [];
  const outcome = await transaction(ctx, async (ctx): Promise<EventOutcome> => {
    const isNew = await ctx.db
      .insertInto('webhook_event')
      .values({ id: headers.id, at: ctx.clock.now().toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!isNew) return 'known';
    return await act(ctx, read.data, mailed, gone);
  });
  if (gone.length > 0) await tombstones.write(ctx, gone);
  return outcome;
}

/** Events that would come again no more. */
export async function forgetEvents({ db, timeSeen }: Context): Promise<void> {
  await db.deleteFrom('webhook_event').where('at', '<', before(timeSeen.now(), remembered).toISOString()).execute();
}

async function act(
  ctx: Context,
  { type, data }: Event,
  mailed: Mailed,
  gone: tombstones.Gone[],
): Promise<'taken' | 'ignored'> {
  if (type === 'email.delivered') {
    await clearRefusal(ctx, mailed.address, mailed.at);
    await note(ctx, mailed, { delivered_at: mailed.at });
  }
  // A full mailbox may have room tomorrow.
  else if (type === 'email.bounced' && data.bounce?.type === 'Permanent') {
    if (!(await isDeliveredAfter(ctx, mailed))) await recordRefusal(ctx, { ...mailed, problem: 'bounced' });
    await note(ctx, mailed, { problem: 'bounced', problem_at: mailed.at });
  } else if (type === 'email.complained') {
    for (const { id, confirmed_at } of await findSubscribers(ctx, mailed.address)) {
      // Who asked for notices again since complained of what they got before.
      if (confirmed_at !== null && confirmed_at > mailed.at) continue;
      await endSubscriber(ctx, id, how.complained);
      gone.push(['subscriber', id]);
    }
    await note(ctx, mailed, { problem: 'complained', problem_at: mailed.at });
  } else if (type === 'email.failed') await fail(ctx, mailed);
  else return 'ignored';
  return 'taken';
}

/** Whether a notice has reached the address since: a bounce that comes days late says nothing of today. */
async function isDeliveredAfter(ctx: Context, { address, at }: Mailed): Promise<boolean> {
  const later = await ctx.db
    .selectFrom('notice_recipient')
    .select('recipient')
    .where('digest', 'in', digestsOf(ctx, address))
    .where('delivered_at', '>', at)
    .executeTakeFirst();
  return later !== undefined;
}

/** Of a mail of the outbox its record says it, as of any that nobody got. */
async function fail(ctx: Context, mailed: Mailed): Promise<void> {
  if (isNotice(mailed.mailId)) return await note(ctx, mailed, { problem: 'provider-failed', problem_at: mailed.at });
  await ctx.db
    .updateTable('outgoing_mail')
    .set({ sent_at: null, failed_at: mailed.at, problem: 'provider-failed' })
    .where('id', '=', mailed.mailId)
    .where('sent_at', 'is not', null)
    .execute();
}

/** On the row of the recipient. The id of the mail cannot be read back, so each row of the address is asked for its own. */
async function note(
  ctx: Context,
  { mailId, address }: Mailed,
  what: { delivered_at: string } | { problem: string; problem_at: string },
): Promise<void> {
  if (!isNotice(mailId)) return;
  const rows = await ctx.db
    .selectFrom('notice_recipient')
    .select(['campaign', 'recipient'])
    .where('digest', 'in', digestsOf(ctx, address))
    .execute();
  const row = rows.find((one) => mailIdOf(one) === mailId);
  if (!row) return;
  await ctx.db
    .updateTable('notice_recipient')
    .set(what)
    .where('campaign', '=', row.campaign)
    .where('digest', 'in', digestsOf(ctx, address))
    .execute();
}
