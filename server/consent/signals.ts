import * as accounts from '../accounts/records.ts';
import type { Session } from '../accounts/sessions/sessions.ts';
import { type Context, transaction } from '../context.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import { append, entriesOf, isRecorded, lockLedger } from '../ledger/entries.ts';
import { isEntry, partsOf } from './acts.ts';

/** Global Privacy Control, as the account that sent it stands. */
interface SignalState {
  /** When it was recorded first; null where it never was. */
  readonly since: Date | null;
}

const about = { type: 'signal', id: 'sec-gpc', version: null, textSha256: null } as const;
const name = 'signal:sec-gpc';

/** Objections that a browser makes for whoever uses it. */
export const signals = { record, state };

/**
 * With the next form that is sent, once for each session: a page that is only read changes nothing. It is an opt-out
 * of sale and sharing for the account, should there ever be any (11 CCR 7025(c)(1)), and outlasts it.
 */
async function record(
  ctx: Context,
  { id, accountId }: Pick<Session, 'id' | 'accountId'>,
  where: string,
): Promise<void> {
  const stamp = tokenDigest(`sec-gpc/${id}`);
  if (await isRecorded(ctx, stamp)) return;
  await transaction(ctx, async (ctx) => {
    const account = await accounts.lock(ctx, accountId);
    if (!account) return;
    await lockLedger(ctx, { accountId });
    if (await isRecorded(ctx, stamp)) return;
    await suppress(ctx, account.email);
    await append(ctx, {
      accountId,
      kind: 'objection',
      about,
      shown: [],
      stamp,
      given: { by: 'person', through: 'header', where, control: 'Sec-GPC: 1' },
      parts: partsOf(account),
    });
  });
}

async function state(ctx: Context, accountId: string): Promise<SignalState> {
  const entries = await entriesOf(ctx, { accountId });
  const first = entries.find(({ entry }) => isEntry(entry, name));
  return { since: first ? new Date(first.entry.at) : null };
}

async function suppress(ctx: Context, email: string): Promise<void> {
  await ctx.db
    .insertInto('suppression')
    .values({
      address_index: ctx.crypto.blindIndex.index(email),
      kind: 'opt_out_sale_sharing',
      since: ctx.clock.now().toISOString(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
