import { lockRowByAddress } from '../../accounts/records.ts';
import { withdrawFor } from '../../consent/consents.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { readAddress } from '../../fields/address.ts';
import { endFor } from '../../notices/subscribers.ts';
import { type CountedAct, mailToAddress, under } from '../../rate-limits/rate-limits.ts';
import { setDates } from '../due-dates.ts';
import * as emails from '../emails/emails.ts';
import { type Relation, type RequestKind, takesEffectAtOnce } from '../kinds.ts';
import type { Person } from '../records.ts';

/**
 * First of all, the accounts of whoever asks and whoever is concerned, in one order: a deletion locks them first too.
 * Gives the account of who asks.
 */
export async function lockAccounts(ctx: Context, relation: Relation, person: Person): Promise<string | null> {
  const concerned = addressConcerned(relation, person);
  const locked = new Map<string, string | null>();
  for (const address of [...new Set([person.email, concerned])].toSorted()) {
    if (address) locked.set(address, (await lockRowByAddress(ctx, address))?.id ?? null);
  }
  return locked.get(person.email ?? '') ?? null;
}

/** What is counted of the mail to somebody for whom an agent asks. */
export function mailsOnBehalf(
  ctx: Context,
  relation: Relation,
  person: Person,
  kinds: readonly RequestKind[],
): CountedAct[] {
  const concerned = addressConcerned(relation, person);
  const isTold = kinds.some((kind) => takesEffectAtOnce.includes(kind)) && isBehalf(ctx, person, concerned);
  return concerned && isTold ? under(mailToAddress, ctx.crypto.blindIndex.mailbox(concerned)) : [];
}

function isBehalf(ctx: Context, { email }: Person, concerned: string | null): boolean {
  return (
    concerned !== null &&
    (email === null || ctx.crypto.blindIndex.mailbox(email) !== ctx.crypto.blindIndex.mailbox(concerned))
  );
}

/**
 * Leaves the address alone at which a request took effect that was not meant for it, as far as that can be: what was
 * unsubscribed or withdrawn only its holder can give again. Tells whether there was anything.
 */
export async function takeBack(ctx: Context, { id }: RequestRow, address: string): Promise<boolean> {
  const items = await ctx.db
    .selectFrom('request_item')
    .select(['kind', 'took_effect_at'])
    .where('request_id', '=', id)
    .where('took_effect_at', 'is not', null)
    .execute();
  for (const { kind, took_effect_at } of items) {
    await ctx.db
      .deleteFrom('suppression')
      .where('address_index', 'in', ctx.crypto.blindIndex.indexes(address))
      .where('kind', '=', kind)
      .where('since', '=', took_effect_at)
      .where(({ not, exists }) =>
        not(
          exists((others) =>
            others
              .selectFrom('request_item')
              .innerJoin('request', 'request.id', 'request_item.request_id')
              .select('request_item.id')
              .where('request.id', '!=', id)
              .where('request.address_index', 'in', ctx.crypto.blindIndex.indexes(address))
              .where('request.relation', '!=', 'agent')
              .where('request_item.kind', '=', kind)
              .where('request_item.took_effect_at', 'is not', null),
          ),
        ),
      )
      .execute();
  }
  await ctx.db.updateTable('request_item').set({ took_effect_at: null }).where('request_id', '=', id).execute();
  return items.length > 0;
}

/**
 * What must not wait until somebody has read the request or confirmed an address. Gives the request with its day: of
 * what took effect only the answer is left.
 */
export async function applyAtOnce(
  ctx: Context,
  request: RequestRow,
  {
    person,
    kinds: asked,
    isHolder,
    mayTell,
  }: {
    person: Person;
    kinds: readonly RequestKind[];
    /** Whether who asks has shown that the address is theirs. */
    isHolder: boolean;
    /** Whether somebody for whom an agent asks may be mailed. */
    mayTell: boolean;
  },
): Promise<RequestRow> {
  const address = addressConcerned(request.relation as Relation, person);
  if (!address) return request;
  const kinds = asked.filter((kind) => takesEffectAtOnce.includes(kind));
  if (kinds.length === 0) return request;

  const now = ctx.clock.now().toISOString();
  const address_index = ctx.crypto.blindIndex.index(address);
  await ctx.db
    .insertInto('suppression')
    .values(kinds.map((kind) => ({ address_index, kind, since: now })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const ending = kinds.find((kind) => kind === 'withdraw_consent' || kind === 'objection_marketing');
  // Before anything is appended to the ledger: whoever appends waits for nobody's row.
  if (kinds.includes('withdraw_consent')) await lockRowByAddress(ctx, address);
  if (ending) {
    const by = isHolder ? 'person' : 'unauthenticated';
    await endFor(ctx, address, { by, through: 'request', where: '/requests/new/', control: ending });
  }
  await ctx.db
    .updateTable('request_item')
    .set({ took_effect_at: now })
    .where('request_id', '=', request.id)
    .where('kind', 'in', kinds)
    .execute();
  const dated = await setDates(ctx, request, person.region, { reason: 'took-effect', actor: 'person' });
  // The other mails of the request go to the agent, who may be nobody's agent.
  if (mayTell && isBehalf(ctx, person, address)) {
    await emails.onBehalf(ctx, request, { to: address, kinds });
  }
  if (kinds.includes('withdraw_consent')) await withdrawFor(ctx, address, { isHolder });
  return dated;
}

/** An agent's own address is not the one that shall be left in peace; the other may stand in what the agent wrote. */
export function addressConcerned(relation: Relation, { email, behalf }: Person): string | null {
  if (relation !== 'agent') return email;
  return (
    behalf
      .split(/[\s<>(),;]+/)
      .map((word) => readAddress(word))
      .find((address) => address !== null) ?? null
  );
}
