import { daysUntil } from '../../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, today } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { normalise } from '../../fields/address.ts';
import { failedAbout } from '../../mail/dead-letters.ts';
import { refusalOf } from '../../mail/undeliverable.ts';
import { type Case, toCase } from '../case/cases.ts';
import { type DateChange, dateChangesOf } from '../due-dates.ts';
import { eventsOf, type Happened, waitingOf } from '../events.ts';
import type { Channel, Outcome, Relation, RequestKind } from '../kinds.ts';
import { sourcesOf } from '../messages-by-mail/originals.ts';
import { closedOn, findRequest, kindsOf, type Person, personOf } from '../records.ts';
import { routeOf } from '../referrals.ts';
import type { ActingProblem } from './act.ts';

/** A request as a line of the staff's list. It names nobody. */
export interface Entry {
  readonly reference: string;
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly daysLeft: number;
  readonly kinds: readonly RequestKind[];
  readonly channel: Channel;
  readonly relation: Relation;
  readonly isConfirmed: boolean;
  /** Whether there is an address that could be confirmed. */
  readonly hasAddress: boolean;
  readonly closedOn: string | null;
  readonly outcome: Outcome | null;
  /** The other open requests of the same address: one answer may do for all. */
  readonly together: readonly string[];
}

/** All that is held about a request; of an erased one, no person. */
export interface Dossier extends Entry {
  readonly case: Case;
  /** The number of the last event: whoever acts says that they saw it. */
  readonly revision: number;
  /** Everything that happened, oldest first. */
  readonly events: readonly Happened[];
  /** What waits for the person. */
  readonly waiting: readonly Happened[];
  /** Whether the person wrote, and nobody has answered since. */
  readonly isUnanswered: boolean;
  readonly confirmedAt: Date | null;
  /** The request in which this one is answered. */
  readonly mergedInto: string | null;
  /** Each day by which an item was due, oldest first. */
  readonly dates: readonly DateChange[];
  readonly receivedAt: Date;
  readonly person: Person | null;
  /** To which business it was passed on, and what came of it there; null where it was not. */
  readonly referral: Awaited<ReturnType<typeof routeOf>>;
  /** Mails that are kept as they came. */
  readonly originals: number;
  /** Mails about it that could not be delivered. */
  readonly failedMails: number;
  /** Since when the address of who asks takes no mail. */
  readonly undeliverableSince: string | null;
}

/** What is due first stands first. */
export async function list(ctx: Context, { all = false } = {}): Promise<Entry[]> {
  const rows = await ctx.db
    .selectFrom('request')
    .selectAll()
    .$if(!all, (query) => query.where('closed_at', 'is', null))
    .orderBy('due_on')
    .orderBy('received_at')
    .execute();
  const open = byAddress(
    ctx,
    rows.filter(({ closed_at }) => closed_at === null),
  );
  return await Promise.all(rows.map((row) => toEntry(ctx, row, open)));
}

export async function show(
  ctx: Context,
  reference: string,
): Promise<Result<Dossier, Extract<ActingProblem, 'reference-unknown'>>> {
  const request = await findRequest(ctx, reference);
  if (!request) return fail('reference-unknown');
  const person = personOf(ctx, request);
  const refusal = person?.email ? await refusalOf(ctx, person.email) : undefined;
  const events = await eventsOf(ctx, request.id);
  return succeed({
    revision: request.revision,
    events,
    waiting: request.closed_at ? [] : waitingOf(events),
    isUnanswered: request.unanswered_at !== null,
    confirmedAt: request.confirmed_at === null ? null : new Date(request.confirmed_at),
    mergedInto: request.merged_into,
    ...(await toEntry(ctx, request, byAddress(ctx, await openBeside(ctx, request)))),
    case: await toCase(ctx, request),
    dates: await dateChangesOf(ctx, request.id),
    receivedAt: new Date(request.received_at),
    person,
    referral: await routeOf(ctx, request.id),
    originals: (await sourcesOf(ctx, request)).length,
    failedMails: await failedAbout(ctx, request.id),
    undeliverableSince: refusal?.since ?? null,
  });
}

/** The mails with which the request came, byte for byte. */
export async function sources(ctx: Context, reference: string): Promise<Buffer[]> {
  const request = await findRequest(ctx, reference);
  return request ? await sourcesOf(ctx, request) : [];
}

/** The open requests of the address of one. */
async function openBeside(ctx: Context, request: RequestRow): Promise<RequestRow[]> {
  const email = personOf(ctx, request)?.email;
  if (!email) return [];
  return await ctx.db
    .selectFrom('request')
    .selectAll()
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(email))
    .where('closed_at', 'is', null)
    .orderBy('due_on')
    .orderBy('received_at')
    .execute();
}

function byAddress(ctx: Context, open: readonly RequestRow[]): Map<string, string[]> {
  const known = open.filter((row) => addressOf(ctx, row) !== '');
  const groups = Map.groupBy(known, (row) => addressOf(ctx, row));
  return new Map([...groups].map(([address, rows]) => [address, rows.map(({ reference }) => reference)]));
}

/** As addresses are compared; empty where there is none. The index of it changes with the keys. */
function addressOf(ctx: Context, request: RequestRow): string {
  return normalise(personOf(ctx, request)?.email ?? '');
}

async function toEntry(
  ctx: Context,
  request: RequestRow,
  open: ReadonlyMap<string, readonly string[]>,
): Promise<Entry> {
  return {
    reference: request.reference,
    receivedOn: request.received_on,
    dueOn: request.due_on,
    daysLeft: daysUntil(today(ctx), request.due_on),
    kinds: await kindsOf(ctx, request.id),
    channel: request.channel as Channel,
    relation: request.relation as Relation,
    isConfirmed: request.confirmed_at !== null,
    hasAddress: request.address_index !== null,
    closedOn: closedOn(ctx, request),
    outcome: request.outcome as Outcome | null,
    together: (open.get(addressOf(ctx, request)) ?? []).filter((reference) => reference !== request.reference),
  };
}
