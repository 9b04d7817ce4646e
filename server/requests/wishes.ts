import type { Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { addressConcerned } from './immediate-opt-outs.ts';
import type { Relation, RequestKind } from './kinds.ts';
import { mandateFor } from './permissions.ts';
import { personOf } from './records.ts';
import { ownSystem } from './tasks/kinds.ts';

/**
 * What Article 18 of the GDPR means on this site: the data stays, and what is sent by consent is kept back, unless the
 * person asks for it anew. What a contract or a law has us send goes on, and so does what the person does themselves.
 */
export async function restrict(ctx: Context, request: RequestRow): Promise<void> {
  const address = await concernedBy(ctx, request, 'restriction');
  if (!address) return;
  const since = ctx.clock.now().toISOString();
  await ctx.db
    .insertInto('suppression')
    .values({ address_index: ctx.crypto.blindIndex.index(address), kind: 'restriction', since })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Ends it with an answer that says why (Article 18(3)), or as the person takes it back; the step is to be done anew. */
export async function lift(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  const step = await ctx.db
    .updateTable('request_task')
    .set({ done_at: null, done_by: null, result: null, note_sealed: null })
    .where('request_id', '=', id)
    .where('kind', '=', 'restriction')
    .where('system', '=', ownSystem)
    .where('done_at', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (step && !(await isHeldByAnother(ctx, id))) await forget(ctx, id, 'restriction', ['restriction']);
}

/** Whether another request about the same address has the use of its data on hold. */
async function isHeldByAnother(ctx: Context, id: string): Promise<boolean> {
  const other = await ctx.db
    .selectFrom('request_task as step')
    .innerJoin('request as other', 'other.id', 'step.request_id')
    .innerJoin('request as ended', (join) =>
      join.on(({ and, or, eb }) =>
        and([
          eb('ended.id', '=', id),
          eb('other.id', '!=', id),
          or([
            eb('other.address_index', '=', eb.ref('ended.address_index')),
            eb('other.record_index', '=', eb.ref('ended.address_index')),
          ]),
        ]),
      ),
    )
    .select('step.id')
    .where('step.kind', '=', 'restriction')
    .where('step.system', '=', ownSystem)
    .where('step.result', '=', 'done')
    .executeTakeFirst();
  return other !== undefined;
}

/** Of whoever allows again what they opted out of (11 CCR 7028), once they have confirmed that it is they. */
export async function allowAgain(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  await forget(ctx, id, 'opt_in_after_opt_out', ['opt_out_sale_sharing', 'opt_out_targeted_ads']);
}

async function forget(ctx: Context, id: string, asked: RequestKind, wishes: readonly RequestKind[]): Promise<void> {
  const request = await ctx.db.selectFrom('request').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const address = await concernedBy(ctx, request, asked);
  if (!address || !request.confirmed_at) return;
  await ctx.db
    .deleteFrom('suppression')
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(address))
    .where('kind', 'in', wishes)
    .execute();
}

async function concernedBy(ctx: Context, request: RequestRow, asked: RequestKind): Promise<string | null> {
  const person = personOf(ctx, request);
  const mandate = await mandateFor(ctx, request, [asked]);
  return mandate?.address ?? (person && addressConcerned(request.relation as Relation, person));
}
