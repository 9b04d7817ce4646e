import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { addItems, newItems, receivedOnIn, setDates } from '../due-dates.ts';
import { record } from '../events.ts';
import { isForBusiness, type Relation, type RequestKind, withReferral } from '../kinds.ts';
import { findRequest, kindsOf, lockRequest, type Person, personOf, personPlace } from '../records.ts';
import { lawOf } from '../regimes/places.ts';
import { applyAtOnce, lockAccounts, takeBack } from '../suppression/immediate-opt-outs.ts';
import { lift } from '../suppression/suppression.ts';
import { dropPrepared } from '../tasks/parts.ts';
import type { Acting, ActingProblem } from './act.ts';
import { type Arrival, readSaid, type Said, type SaidProblem } from './intake.ts';

/** What staff have understood since. What they say nothing of stays as it is. */
export interface Correction extends Pick<Arrival, 'relation' | 'behalf' | 'business' | 'region'>, Acting {
  /** All that is asked for, or none where that was right. */
  readonly kinds: readonly string[];
}

interface Corrected {
  readonly kinds: readonly RequestKind[];
  /** Whether something has taken effect at an address that turns out to be an agent's. */
  readonly actedOnAgent: boolean;
}

export type CorrectProblem = SaidProblem | ActingProblem | 'nothing-to-correct' | 'nothing-differs' | 'item-settled';

/**
 * Whose request it is, from where, and what is asked for: of a mail or a call that is often understood only later. What
 * is asked for newly takes effect at once where it does so by the form.
 */
export async function correct(
  ctx: Context,
  reference: string,
  correction: Correction,
): Promise<Result<Corrected, CorrectProblem>> {
  const said = readSaid(correction);
  if (!said.ok) return said;
  const { relation, region, behalf, business } = said.value;
  if (said.value.kinds.length === 0 && [relation, region, behalf, business].every((one) => one === undefined)) {
    return fail('nothing-to-correct');
  }
  return await transaction(ctx, async (ctx) => {
    // First the accounts, then the request: a deletion goes in this order too.
    const seen = await findRequest(ctx, reference);
    const known = seen && personOf(ctx, seen);
    if (known) {
      const meant = (relation ?? seen.relation) as Relation;
      await lockAccounts(ctx, meant, { ...known, behalf: behalf ?? known.behalf });
    }
    const found = await lockRequest(ctx, reference);
    if (!found) return fail('reference-unknown');
    const { revision, actor } = correction;
    if (revision !== undefined && revision !== found.revision) return fail('changed-meanwhile');
    const person = personOf(ctx, found);
    if (!person) return fail('request-erased');
    if (found.closed_at) return fail('request-closed');

    const before = await kindsOf(ctx, found.id);
    const kinds = kindsNow(said.value, before);
    const corrected = {
      ...person,
      region: region ?? person.region,
      behalf: behalf ?? person.behalf,
      business: business ?? person.business,
    };
    const added = kinds.filter((kind) => !before.includes(kind));
    const changes = changesOf(person, corrected);
    const isAskedAlike = added.length === 0 && before.every((kind) => kinds.includes(kind));
    if (isAskedAlike && !changes && (relation ?? found.relation) === found.relation) return fail('nothing-differs');
    if (!(await dropItems(ctx, found, kinds))) return fail('item-settled');
    const request = await ctx.db
      .updateTable('request')
      .set({
        relation: relation ?? found.relation,
        law: lawOf(corrected.region),
        received_on: receivedOnIn(ctx, found, corrected.region),
        person_sealed: ctx.crypto.encryption.seal(JSON.stringify(corrected), personPlace(found.id)),
      })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const cause = { reason: 'corrected', actor } as const;
    await addItems(ctx, request, newItems(ctx, request, corrected.region, added), cause);
    const isAgentNow = found.relation !== 'agent' && relation === 'agent' && person.email !== null;
    const actedOnAgent = isAgentNow && (await takeBack(ctx, request, person.email));
    // Whoever is meant now may be another than before.
    const isOther = relation !== undefined || behalf !== undefined;
    const concerned = { person: corrected, kinds: isOther ? kinds : added };
    if (request.relation !== found.relation || corrected.behalf !== person.behalf) {
      await lift(ctx, request);
      await dropPrepared(ctx, request);
    }
    await applyAtOnce(ctx, request, { ...concerned, isHolder: false, mayTell: false });
    await setDates(ctx, request, corrected.region, cause);
    await record(ctx, request, { act: 'corrected', actor, items: added, detail: changes });
    return succeed({ kinds: await kindsOf(ctx, request.id), actedOnAgent });
  });
}

/** Who turns out to be a business's customer is passed on; who is none, is not. */
function kindsNow({ kinds, relation }: Said, before: readonly RequestKind[]): readonly RequestKind[] {
  const asked = before.filter((kind) => !isForBusiness(kind));
  if (kinds.length > 0) return withReferral(kinds, relation);
  return relation ? withReferral(asked.length > 0 ? asked : ['other'], relation) : before;
}

/** What was understood differently before. */
function changesOf(before: Person, after: Person): Record<string, string> | undefined {
  const changed = (['region', 'behalf', 'business'] as const).filter((name) => before[name] !== after[name]);
  return changed.length > 0 ? Object.fromEntries(changed.map((name) => [name, before[name]])) : undefined;
}

/** False where one of the others is closed or has taken effect. */
async function dropItems(ctx: Context, { id }: RequestRow, kept: readonly RequestKind[]): Promise<boolean> {
  const others = await ctx.db
    .selectFrom('request_item')
    .selectAll()
    .where('request_id', '=', id)
    .where('kind', 'not in', kept)
    .execute();
  if (others.some(({ closed_at, took_effect_at }) => closed_at !== null || took_effect_at !== null)) return false;
  if (others.some(({ kind }) => kind === 'restriction')) await lift(ctx, { id });
  const ids = others.map(({ id }) => id);
  if (ids.length > 0) await ctx.db.deleteFrom('request_item').where('id', 'in', ids).execute();
  return true;
}
