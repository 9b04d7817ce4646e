import type { Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import * as emails from './emails/emails.ts';
import { record } from './events.ts';
import { eraseShown } from './identity-evidence.ts';
import { type Ground, givenUp, needsNoConfirmation, type Outcome, type RequestKind } from './kinds.ts';
import { allowAgain, lift } from './suppression/suppression.ts';

/** Of a restriction: it lasts. */
const stands: readonly Outcome[] = ['done', 'partly-done', 'merged'];

/**
 * Gives the open items, or some of them, their outcome, and tells how many stay open and how all have ended. What was
 * shown for them to say who somebody is goes with them.
 */
export async function closeItems(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
  {
    outcome,
    ground,
    items,
  }: { outcome: Outcome; ground?: Ground | undefined; items?: readonly RequestKind[] | undefined },
): Promise<{ open: number; outcomes: Outcome[] }> {
  const rows = await openItems(ctx, id)
    .set({ closed_at: ctx.clock.now().toISOString(), outcome, ground: ground ?? null })
    .$if(items !== undefined, (query) => query.where('kind', 'in', items ?? []))
    .returning('kind')
    .execute();
  const ended = rows.map(({ kind }) => kind);
  if (ended.includes('restriction') && !stands.includes(outcome)) await lift(ctx, { id });
  if (ended.includes('opt_in_after_opt_out') && outcome === 'done') await allowAgain(ctx, { id });
  const all = await ctx.db.selectFrom('request_item').selectAll().where('request_id', '=', id).execute();
  const open = all.flatMap(({ closed_at, due_on }) => (closed_at === null ? [due_on] : []));
  const [due_on] = open.sort();
  // What is left is due with the first of it.
  if (due_on) await ctx.db.updateTable('request').set({ due_on }).where('id', '=', id).execute();
  await eraseShown(ctx, { id });
  return {
    open: open.length,
    outcomes: all.flatMap(({ outcome }) => (outcome ? [outcome as Outcome] : [])),
  };
}

/** What took effect at once did not wait for an answer: it is done, however the rest ends. */
export async function closeEffects(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  await openItems(ctx, id)
    .set({ closed_at: ctx.clock.now().toISOString(), outcome: 'done' })
    .where('took_effect_at', 'is not', null)
    .execute();
}

/** One that is open, and that nobody else changes meanwhile. */
export async function closeRequest(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
  outcome: Outcome,
): Promise<RequestRow> {
  return await ctx.db
    .updateTable('request')
    .set({ closed_at: ctx.clock.now().toISOString(), outcome, waiting_since: null })
    .$if(givenUp.includes(outcome), (query) => query.set({ unanswered_at: null }))
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Closes what waited for its address to be confirmed, and says so to it. */
export async function closeAsUnconfirmed(
  ctx: Context,
  request: Pick<RequestRow, 'id'>,
  { actor, items }: { readonly actor: string; readonly items?: readonly RequestKind[] },
): Promise<void> {
  await record(ctx, request, { act: 'closed', actor, items, code: 'unconfirmed' });
  await closeEffects(ctx, request);
  await closeItems(ctx, request, { outcome: 'unconfirmed' });
  await emails.closedUnconfirmed(ctx, await closeRequest(ctx, request, 'unconfirmed'));
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
