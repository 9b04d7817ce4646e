import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type Context, transaction } from '../context.ts';
import { readAddress } from '../fields/address.ts';
import { readStamped, type StampedProblem } from '../form.ts';
import * as lists from '../requests/staff/worklist.ts';
import { actorOf, type DeskFormProblem, perform, record } from './acts.ts';
import { formTokenNames, rolesOf } from './kinds.ts';
import { activeStaff, actorNames, type Member } from './staff/records.ts';
import type { Staff } from './staff/sessions.ts';

export type SearchProblem = StampedProblem | 'search-missing' | 'search-invalid' | 'nothing-found';

export type TakeProblem = DeskFormProblem | lists.HandOverProblem | 'holder-unknown';

/** A page of the list, how many each view holds, and what those are called who have some of it. */
export async function openWorklist(
  ctx: Context,
  staff: Staff,
  asked: { readonly view: string; readonly law?: string | undefined; readonly after?: string | undefined },
) {
  const view = lists.worklistViews.find((one) => one === asked.view) ?? 'open';
  const law = lists.worklistLaws.find((one) => one === asked.law);
  const holderId = staff.id;
  const { lines, next } = await lists.worklist(ctx, { view, law, after: asked.after, holderId });
  const counts = await lists.worklistCounts(ctx, { law, holderId });
  return {
    view,
    law,
    laws: lists.worklistLaws,
    lines,
    next,
    counts,
    mostCounted: lists.countedTo,
    names: await actorNames(ctx),
  };
}

/** Those of the same address as that request; null where there is none such. */
export async function besideRequest(ctx: Context, reference: string) {
  const lines = await lists.requestsBeside(ctx, reference);
  return lines && { lines, names: await actorNames(ctx) };
}

/** One request, or those of an address. */
interface Found {
  readonly reference: string | null;
  readonly lines: readonly lists.Line[];
  readonly names: ReadonlyMap<string, string>;
}

/**
 * By reference, or by the mail address of who asked, which stands in no address and in no record: a search is recorded
 * by how many it found.
 */
export async function search(ctx: Context, form: FormData, staff: Staff): Promise<Result<Found, SearchProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.search, staff.sessionId], { one: ['search'] });
  if (!read.ok) return read;
  const { search: written } = read.value.one;
  const text = written.trim().slice(0, 300);
  if (text === '') return fail('search-missing');
  const reference = await lists.referenceOf(ctx, text);
  if (reference) return succeed({ reference, lines: [], names: new Map() });
  const email = readAddress(text);
  if (!email) return fail(text.includes('@') ? 'search-invalid' : 'nothing-found');
  const lines = await lists.requestsFrom(ctx, email);
  const detail = { found: String(lines.length) };
  await transaction(ctx, (ctx) => record(ctx, { actor: actorOf(staff), act: 'search', detail }));
  return lines.length > 0 ? succeed({ reference: null, lines, names: await actorNames(ctx) }) : fail('nothing-found');
}

/** Who may have a request. */
async function holders(ctx: Context): Promise<Member[]> {
  return (await activeStaff(ctx)).filter(({ role }) => rolesOf(role).includes('answers'));
}

/** Who has what nobody has. */
const nobody = 'nobody';

/** Who has a request, for the form that hands it over; null where there is none. */
export async function openHandOver(ctx: Context, reference: string) {
  const holderId = await lists.holderOf(ctx, reference);
  if (holderId === undefined) return null;
  return { holderId, holders: await holders(ctx), names: await actorNames(ctx) };
}

/**
 * Takes a request, hands it over, or lays it down: `to` is somebody of the staff or `nobody`, `seen` who had it when the
 * form was shown. Of two who take it at the same moment, one is told that the other has it.
 */
export async function takeRequest(ctx: Context, form: FormData, staff: Staff): Promise<Result<null, TakeProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.take, staff.sessionId], {
    one: ['take', 'reference', 'seen', 'to'],
  });
  if (!read.ok) return read;
  const { take, ...one } = read.value.one;
  // The button of a line takes what nobody has.
  const reference = take || one.reference;
  const to = take ? staff.id : one.to;
  const seen = take ? '' : one.seen;
  if (to !== nobody && !(await holders(ctx)).some(({ id }) => id === to)) {
    return fail(to === staff.id ? 'role-missing' : 'holder-unknown');
  }
  const act = to === staff.id ? 'take' : 'hand-over';
  const detail = to !== nobody && to !== staff.id ? { to } : {};
  return await perform(ctx, staff, { act, reference, needs: 'answers', detail }, (ctx) =>
    lists.handOver(ctx, { reference, seen: seen || null, to: to === nobody ? null : to }),
  );
}
