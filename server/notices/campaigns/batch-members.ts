import { setImmediate } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { openOrNull } from '../../crypto/encryption.ts';
import type { CampaignBatchRow } from '../../db/schema.ts';
import type { Mail } from '../../mail/transports/transport.ts';
import { type Addressee, addresseesOf } from '../audience.ts';
import { writerOf } from '../notice-emails.ts';
import { forgetGone } from './addresses.ts';
import { changeContact } from './contact-changes.ts';
import { digestFor, type Reason, type RecipientProblem } from './recipients.ts';

/** A recipient whose mail is about to be written. */
interface Open {
  readonly recipient: string;
  readonly to: string;
  readonly addressee: Addressee;
  readonly reason: Reason;
}

/** A recipient whose mail is under way. */
export interface Member {
  readonly recipient: string;
  readonly mail: Mail;
}

/**
 * The mails of a batch. Whoever is not to get theirs is taken out of it; once the other side may have accepted it, it stays
 * as it was, so that it is known again, save for whoever is gone and contacts who are others by now: whether the one
 * before was told nobody knows. `setAside` is how many staff have to look at.
 */
export async function membersOf(
  ctx: Context,
  batch: CampaignBatchRow,
): Promise<{ members: Member[]; setAside: number }> {
  const campaign = await ctx.db
    .selectFrom('campaign')
    .selectAll()
    .where('id', '=', batch.campaign)
    .executeTakeFirstOrThrow();
  const rows = await ctx.db
    .selectFrom('notice_recipient')
    .select(['recipient', 'reason', 'digest'])
    .where('campaign', '=', batch.campaign)
    .where('batch', '=', batch.number)
    .where('problem', 'is', null)
    .orderBy('recipient')
    .execute();
  const addressees = await addresseesOf(ctx, campaign, rows);
  const isKnown = batch.uncertain_since !== null;
  const out: { recipient: string; problem: RecipientProblem }[] = [];
  const open: Open[] = [];
  for (const { recipient, reason, digest } of rows) {
    const addressee = addressees.get(recipient);
    if (reason === 'legal-contact' && digest !== null) {
      const to = addressee ? digestFor(ctx, campaign, addressee) : null;
      if (to !== digest && isKnown) {
        out.push({ recipient, problem: 'uncertain' });
        continue;
      }
      if (to !== digest && !(await changeContact(ctx, campaign, { recipient, from: digest, to }))) continue;
    }
    const to = addressee && openOrNull(addressee.open);
    if (!addressee || to === undefined) out.push({ recipient, problem: 'cancelled' });
    else if (to === null) out.push({ recipient, problem: 'unreadable' });
    else open.push({ recipient, to, addressee, reason: reason as Reason });
  }
  if (!isKnown) out.push(...(await keptBack(ctx, open)));
  await exclude(ctx, batch, out);
  if (out.length > 0) await forgetGone(ctx, batch.campaign, batch.number);
  const excluded = new Set(out.map(({ recipient }) => recipient));
  const at = batch.attempted_at ?? ctx.clock.now().toISOString();
  const write = writerOf(ctx, campaign);
  const members: Member[] = [];
  for (const { recipient, to, reason } of open) {
    const mail = excluded.has(recipient) ? null : write(reason, { recipient, to, at });
    if (mail) members.push({ recipient, mail });
    // Writing a hundred mails at one go would have a visitor wait for them.
    if (members.length % 20 === 0) await setImmediate();
  }
  return { members, setAside: out.filter(({ problem }) => problem === 'unreadable' || problem === 'uncertain').length };
}

/** Whose address is not there, and who has said since they asked that they want no messages. */
async function keptBack(
  ctx: Context,
  open: readonly Open[],
): Promise<{ recipient: string; problem: RecipientProblem }[]> {
  if (open.length === 0) return [];
  const ofIndex = new Map(open.flatMap((one) => indexesOf(ctx, one).map((index) => [index, one] as const)));
  const indexes = [...ofIndex.keys()];
  const gone = await ctx.db
    .selectFrom('undeliverable_address')
    .select('address_index')
    .where('address_index', 'in', indexes)
    .execute();
  const objections = await ctx.db
    .selectFrom('suppression')
    .select(['address_index', 'since'])
    .where('address_index', 'in', indexes)
    // Selling and sharing data is another matter.
    .where('kind', 'in', ['objection_marketing', 'withdraw_consent', 'restriction'])
    .execute();
  const objected = objections.flatMap(({ address_index, since }) => {
    const one = ofIndex.get(address_index);
    return one?.addressee.askedAt != null && since > one.addressee.askedAt ? [one.recipient] : [];
  });
  const withheld = gone.flatMap(({ address_index }) => ofIndex.get(address_index)?.recipient ?? []);
  return [
    ...objected.map((recipient) => ({ recipient, problem: 'cancelled' })),
    ...withheld
      .filter((recipient) => !objected.includes(recipient))
      .map((recipient) => ({ recipient, problem: 'withheld' })),
  ];
}

/** As the row of the address says, unless the ring has keys under which it may be known as well. */
function indexesOf({ crypto }: Context, { to, addressee: { address_index } }: { to: string; addressee: Addressee }) {
  const isAll = crypto.keys.ids.length === 1 && address_index.startsWith(`${crypto.keys.currentId}:`);
  return isAll ? [address_index] : crypto.blindIndex.indexes(to);
}

export async function exclude(
  { db, clock }: Context,
  { campaign, number }: Pick<CampaignBatchRow, 'campaign' | 'number'>,
  out: readonly { recipient: string; problem: RecipientProblem }[],
): Promise<void> {
  for (const problem of new Set(out.map(({ problem }) => problem))) {
    const recipients = out.filter((one) => one.problem === problem).map(({ recipient }) => recipient);
    await db
      .updateTable('notice_recipient')
      .set({ problem, problem_at: clock.now().toISOString() })
      .where('campaign', '=', campaign)
      .where('batch', '=', number)
      .where('recipient', 'in', recipients)
      .execute();
  }
}
