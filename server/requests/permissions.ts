import type { Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { normalise } from '../fields/address.ts';
import { eventsOf, type Happened } from './events.ts';
import { isForBusiness, needsNoConfirmation, type RequestKind } from './kinds.ts';
import { regimesOf } from './regimes/places.ts';

/** What stands of somebody's permission for an agent. `shown`: staff were shown by what right the agent asks. */
export interface Permission {
  readonly state: 'asked' | 'given' | 'refused' | 'shown';
  readonly on: string;
}

/** Of these nothing is given out or changed for an agent without it. An opt-out takes effect on receipt (11 CCR 7060(b)). */
const freely: readonly RequestKind[] = [
  ...needsNoConfirmation,
  ...(['appeal', 'other', 'misdirected_end_customer'] as const),
];

export function needsPermission(kind: RequestKind): boolean {
  return !freely.includes(kind);
}

/** 11 CCR 7063(a): of these alone the person may be asked, beside the signed permission. */
const asked: readonly RequestKind[] = [
  ...(['access', 'access_categories', 'portability', 'rectification', 'erasure', 'access_admt'] as const),
];

/**
 * Whether the person for whom an agent asks may be asked themselves. Of an opt-out never: a signed permission is enough
 * (11 CCR 7026(j) and 7027(i)), and nobody has to confirm anything. Elsewhere than in California by GDPR Article 12(6).
 */
export function mayAskPerson(kind: RequestKind, region: string): boolean {
  if (needsNoConfirmation.includes(kind) || isForBusiness(kind)) return false;
  return asked.includes(kind) || !regimesOf(region).includes('US-CA-CCPA');
}

/** The last word of it for one thing that is asked. */
export function permissionOf(happened: readonly Happened[], kind: RequestKind): Permission | null {
  const states = {
    ...({ 'permission-asked': 'asked', 'permission-given': 'given' } as const),
    ...({ 'permission-refused': 'refused', 'permission-shown': 'shown' } as const),
  };
  const last = happened.findLast(({ act, items }) => items.includes(kind) && Object.hasOwn(states, act));
  return last ? { state: states[last.act as keyof typeof states], on: last.on } : null;
}

/** The person for whom an agent asks, by the address under which they were asked or a paper names them. */
export interface Mandate {
  readonly address: string;
  readonly isGiven: boolean;
}

/** Of the first of these kinds of which something stands; null where nothing does. */
export async function mandateFor(
  ctx: Context,
  { id, relation }: RequestRow,
  kinds: readonly RequestKind[],
): Promise<Mandate | null> {
  if (relation !== 'agent') return null;
  const happened = await eventsOf(ctx, id);
  return kinds.map((kind) => mandateIn(happened, kind)).find((mandate) => mandate !== null) ?? null;
}

/**
 * Those of these kinds that may be given out or changed: of whoever asks for themselves all, of an agent what the person
 * permits, or what needs no permission. Of whoever was asked, only their yes does: that stands in the mail to them. Each
 * thing that is asked may be another person's: with an address, what is of that one.
 */
export async function allowedOf(
  ctx: Context,
  { id, relation }: RequestRow,
  kinds: readonly RequestKind[],
  address?: string,
): Promise<RequestKind[]> {
  if (relation !== 'agent') return [...kinds];
  const happened = await eventsOf(ctx, id);
  return kinds.filter((kind) => {
    const mandate = mandateIn(happened, kind);
    if (needsPermission(kind) && !mandate?.isGiven) return false;
    return address === undefined || !mandate || normalise(mandate.address) === normalise(address);
  });
}

/** Whether nothing shows yet that an agent may ask for some of these. */
export async function lacksPermission(
  ctx: Context,
  request: RequestRow,
  kinds: readonly RequestKind[],
): Promise<boolean> {
  return (await allowedOf(ctx, request, kinds)).length < kinds.length;
}

/** Those of these that are not shown to be another person's than one kind is: of whom an agent asks may be several. */
export async function ofSamePerson(
  ctx: Context,
  { id, relation }: RequestRow,
  kind: RequestKind,
  kinds: readonly RequestKind[],
): Promise<RequestKind[]> {
  const happened = relation === 'agent' ? await eventsOf(ctx, id) : [];
  const whose = (one: RequestKind) => normalise(mandateIn(happened, one)?.address ?? '');
  return kinds.filter((one) => whose(one) === '' || whose(one) === whose(kind));
}

/** The last word of it counts. */
function mandateIn(happened: readonly Happened[], kind: RequestKind): Mandate | null {
  const about = happened.filter(({ items }) => items.includes(kind));
  const last = about.findLast(({ act }) => act === 'permission-asked' || act === 'permission-shown');
  if (!last) return null;
  const said = about.findLast(({ act, revision }) => act.startsWith('permission-') && revision > last.revision);
  const isGiven = (said ?? last).act === 'permission-given' || (said ?? last).act === 'permission-shown';
  return { address: last.detail?.['address'] ?? '', isGiven };
}
