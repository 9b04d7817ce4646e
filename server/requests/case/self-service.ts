import type { Account } from '../../accounts/records.ts';
import type { Context } from '../../context.ts';
import { newId } from '../../db/ids.ts';
import { receivedOnIn } from '../due-dates.ts';
import { record } from '../events.ts';
import type { RequestKind } from '../kinds.ts';
import { type Person, personPlace } from '../records.ts';
import { newReference } from '../reference.ts';
import { lawOf } from '../regimes/places.ts';
import { unsaid } from '../regions.ts';

/** The rights that the holder of an account has at once there. */
type OwnKind = Extract<RequestKind, 'access' | 'rectification' | 'erasure'>;

interface Used {
  readonly account: Pick<Account, 'id' | 'name' | 'email'>;
  readonly kind: OwnKind;
  /** When they asked, where that was before. */
  readonly askedAt?: Date;
  /** When it was done. */
  readonly at?: Date;
}

/**
 * Puts on record that somebody who is signed in used a right, and had it at once: a request as any other (11 CCR 7101),
 * counted with them (7102), of which no clock runs and nobody is told. Done again on the same day it is the same request.
 * In the transaction that did it.
 */
export async function recordAnswered(ctx: Context, { account, kind }: Omit<Used, 'askedAt' | 'at'>): Promise<void> {
  const now = ctx.clock.now();
  const before = await ctx.db
    .selectFrom('request')
    .innerJoin('request_item', 'request_item.request_id', 'request.id')
    .select('request.id')
    .where('account_id', '=', account.id)
    .where('channel', '=', 'account')
    .where('received_on', '=', receivedOnIn(ctx, { received_at: now.toISOString() }, unsaid))
    .where('request_item.kind', '=', kind)
    .executeTakeFirst();
  if (!before) await put(ctx, { account, kind, askedAt: now, at: now, isErased: false });
}

/** That they deleted the account. What remains of it is the record as it is of every request whose details are erased. */
export async function recordDeletion(ctx: Context, used: Omit<Used, 'kind'>): Promise<void> {
  const { account, at = ctx.clock.now(), askedAt = at } = used;
  await put(ctx, { account, at, askedAt, kind: 'erasure', isErased: true });
}

async function put(
  ctx: Context,
  { account, kind, askedAt, at: doneAt, isErased }: Required<Used> & { readonly isErased: boolean },
): Promise<void> {
  const now = ctx.clock.now();
  const id = newId(now);
  const { name, email } = account;
  const person: Person = { name, email, region: unsaid, business: '', behalf: '' };
  const received = { received_at: askedAt.toISOString() };
  const on = receivedOnIn(ctx, received, unsaid);
  const at = doneAt.toISOString();
  const row = await ctx.db
    .insertInto('request')
    .values({
      id,
      reference: newReference(),
      stamp: null,
      channel: 'account',
      relation: 'account-holder',
      law: lawOf(unsaid),
      ...received,
      received_on: on,
      due_on: on,
      confirmed_at: received.received_at,
      closed_at: at,
      outcome: 'done',
      ...(isErased
        ? { erased_at: at, record_index: ctx.crypto.blindIndex.index(email) }
        : {
            account_id: account.id,
            address_index: ctx.crypto.blindIndex.index(email),
            person_sealed: ctx.crypto.encryption.seal(JSON.stringify(person), personPlace(id)),
          }),
      case_link: 0,
      revision: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  // The reference is another's.
  if (!row) return await put(ctx, { account, kind, askedAt, at: doneAt, isErased });
  await ctx.db
    .insertInto('request_item')
    .values({ id: newId(now), request_id: id, kind, due_on: on, closed_at: at, outcome: 'done' })
    .execute();
  await record(ctx, row, { act: 'received', actor: 'person', items: [kind] });
  await record(ctx, row, { act: 'closed', actor: 'person', items: [kind], code: 'done' });
}
