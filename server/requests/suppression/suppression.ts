import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { readAddress } from '../../fields/address.ts';
import { eventsOf } from '../events.ts';
import type { Relation, RequestKind } from '../kinds.ts';
import { mandateFor } from '../permissions.ts';
import { personOf, requestById } from '../records.ts';
import { ownSystem } from '../tasks/kinds.ts';
import { addressConcerned } from './immediate-opt-outs.ts';

/**
 * What Article 18 of the GDPR means on this site: the data stays, and what is sent by consent is kept back, unless the
 * person asks for it anew. What a contract or a law has us send goes on, and so does what the person does themselves.
 * The step says whose data is on hold, whoever asked for it: of a letter without a mail address, `named` by staff.
 */
export async function restrict(
  ctx: Context,
  request: RequestRow,
  { step, named }: { readonly step: string; readonly named: string | null },
): Promise<void> {
  const address = await concernedBy(ctx, request, 'restriction', named);
  if (!address) return;
  const about_index = ctx.crypto.blindIndex.index(address);
  const since = ctx.clock.now().toISOString();
  await ctx.db
    .insertInto('suppression')
    .values({ address_index: about_index, kind: 'restriction', since })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await ctx.db.updateTable('request_task').set({ about_index }).where('id', '=', step).execute();
}

/**
 * Ends it with an answer that says why (Article 18(3)), or as the person takes it back, also for those that are answered
 * in this request; the step is to be done anew.
 */
export async function lift(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  const answeredHere = await ctx.db
    .selectFrom('request')
    .innerJoin('request as into', 'into.reference', 'request.merged_into')
    .innerJoin('request_item', 'request_item.request_id', 'request.id')
    .select('request.id')
    .where('into.id', '=', id)
    .where('request_item.kind', '=', 'restriction')
    .where('request_item.outcome', '=', 'merged')
    .execute();
  for (const other of answeredHere) await lift(ctx, other);
  const step = await ctx.db
    .selectFrom('request_task')
    .select(['id', 'about_index'])
    .where('request_id', '=', id)
    .where('kind', '=', 'restriction')
    .where('system', '=', ownSystem)
    .where('done_at', 'is not', null)
    .executeTakeFirst();
  if (!step) return;
  await ctx.db
    .updateTable('request_task')
    .set({ done_at: null, done_by: null, result: null, note_sealed: null, about_index: null })
    .where('id', '=', step.id)
    .execute();
  await ctx.db
    .deleteFrom('suppression')
    .where('kind', '=', 'restriction')
    .where('address_index', '=', step.about_index)
    .where(({ not, exists, selectFrom }) =>
      // Another request has the use of the same person's data on hold.
      not(exists(selectFrom('request_task').select('id').where('about_index', '=', step.about_index))),
    )
    .execute();
}

/** Of whoever allows again what they opted out of (11 CCR 7028), once they have confirmed that it is they. */
export async function allowAgain(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  const request = await requestById(ctx, id);
  const address = await concernedBy(ctx, request, 'opt_in_after_opt_out');
  if (!address || !request.confirmed_at) return;
  await ctx.db
    .deleteFrom('suppression')
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(address))
    .where('kind', 'in', ['opt_out_sale_sharing', 'opt_out_targeted_ads'])
    .execute();
}

/** Of a letter without a mail address: under which one staff have found the person, for this or before. */
async function concernedBy(
  ctx: Context,
  request: RequestRow,
  asked: RequestKind,
  named: string | null = null,
): Promise<string | null> {
  const mandate = await mandateFor(ctx, request, [asked]);
  if (mandate) return mandate.address;
  if (request.address_index === null) {
    const identified = (await eventsOf(ctx, request.id)).findLast(({ act }) => act === 'identified');
    return (named && readAddress(named)) ?? identified?.detail?.['address'] ?? null;
  }
  const person = personOf(ctx, request);
  return person && addressConcerned(request.relation as Relation, person);
}
