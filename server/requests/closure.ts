import type { Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { eraseShown } from './identity-evidence.ts';
import { type Ground, needsNoConfirmation, type Outcome, type RequestKind } from './kinds.ts';
import { allowAgain, lift } from './suppression/suppression.ts';

/** Of a restriction: it lasts. */
const stands: readonly Outcome[] = ['done', 'partly-done', 'merged'];

/** Gives the open items, or some of them, their outcome, and tells how many stay open and how all have ended. */
export async function closeItems(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
  {
    outcome,
    ground,
    items,
    now,
  }: { outcome: Outcome; ground?: Ground | undefined; items?: readonly RequestKind[] | undefined; now: string },
): Promise<{ open: number; outcomes: Outcome[] }> {
  await openItems(ctx, id)
    .set({ closed_at: now, outcome, ground: ground ?? null })
    .$if(items !== undefined, (query) => query.where('kind', 'in', items ?? []))
    .execute();
  const rows = await ctx.db.selectFrom('request_item').selectAll().where('request_id', '=', id).execute();
  const ended = rows.filter(({ closed_at }) => closed_at === now).map(({ kind }) => kind);
  if (ended.includes('restriction') && !stands.includes(outcome)) await lift(ctx, { id });
  if (ended.includes('opt_in_after_opt_out') && outcome === 'done') await allowAgain(ctx, { id });
  const open = rows.flatMap(({ closed_at, due_on }) => (closed_at === null ? [due_on] : []));
  const [due_on] = open.sort();
  // What is left is due with the first of it.
  if (due_on) await ctx.db.updateTable('request').set({ due_on }).where('id', '=', id).execute();
  return {
    open: open.length,
    outcomes: rows.flatMap(({ outcome }) => (outcome ? [outcome as Outcome] : [])),
  };
}

/** Null when it has been closed before. */
export async function closeRequest(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
  { outcome, now }: { outcome: Outcome; now: string },
): Promise<RequestRow | null> {
  const closed = await ctx.db
    .updateTable('request')
    .set({ closed_at: now, outcome, waiting_since: null })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return closed ?? null;
}

/** Closes what waited for its address to be confirmed. What took effect at once did not wait, and is done. */
export async function closeAsUnconfirmed(
  ctx: Context,
  request: Pick<RequestRow, 'id'>,
  { now }: { now: string },
): Promise<RequestRow | null> {
  const closed = await closeRequest(ctx, request, { outcome: 'unconfirmed', now });
  if (!closed) return null;
  await openItems(ctx, request.id)
    .set({ closed_at: now, outcome: 'done' })
    .where('took_effect_at', 'is not', null)
    .execute();
  await closeItems(ctx, request, { outcome: 'unconfirmed', now });
  await eraseShown(ctx, request);
  return closed;
}

/**
 * What needs no confirmation and has not taken effect: it is for staff to carry out, or nobody said for which address,
 * as of an agent's opt-out for somebody named. That nobody confirmed an address is no reason to close it.
 */
export function awaitingEffect(ctx: Context) {
  return ctx.db
    .selectFrom('request_item')
    .select('request_id')
    .where('kind', 'in', needsNoConfirmation)
    .where('took_effect_at', 'is', null)
    .where('closed_at', 'is', null);
}

/** A request whose items ended differently was done in part; that we hold nothing is an answer in full. */
export function inSum(outcomes: readonly Outcome[]): Outcome {
  const [first = 'done', ...others] = outcomes;
  if (others.every((other) => other === first)) return first;
  const answers: readonly Outcome[] = ['done', 'nothing-held'];
  return outcomes.every((outcome) => answers.includes(outcome)) ? 'done' : 'partly-done';
}

function openItems(ctx: Context, id: string) {
  return ctx.db.updateTable('request_item').where('request_id', '=', id).where('closed_at', 'is', null);
}
