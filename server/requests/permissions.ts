import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { later } from '../clock.ts';
import { durationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { normalise, readAddress } from '../fields/address.ts';
import { readStamped, type StampedProblem } from '../form.ts';
import * as links from '../one-time-links/one-time-links.ts';
import { allow, mailToAddress } from '../rate-limits/rate-limits.ts';
import { openItemsOf } from './due-dates.ts';
import * as emails from './emails/emails.ts';
import { eventsOf, type Happened, record } from './events.ts';
import { formTokenNames, isForBusiness, needsNoConfirmation, type RequestKind } from './kinds.ts';
import { findById, lockRequest, personOf, regionOf } from './records.ts';
import { regimesOf } from './regimes/places.ts';
import { type Acting, type ActingProblem, chosen, onRequest } from './staff/act.ts';

/** What stands of somebody's permission for an agent. `shown`: staff were shown by what right the agent asks. */
export interface Permission {
  readonly state: 'asked' | 'given' | 'refused' | 'shown';
  readonly on: string;
}

/**
 * By what right an agent asks, where it is not the person's own yes to our question: a signed permission or a power of
 * attorney (11 CCR 7063), the law, as of the parents of a child, or what the person told us otherwise.
 */
export const permissionBases = ['signed-permission', 'power-of-attorney', 'parent-or-guardian', 'own-word'] as const;
export type PermissionBasis = (typeof permissionBases)[number];

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

export type AskPermissionProblem =
  | ActingProblem
  | 'item-unknown'
  | 'agent-missing'
  | 'address-missing'
  | 'address-invalid'
  | 'address-of-agent'
  | 'request-unconfirmed'
  | 'permission-not-needed'
  | 'person-mailed-often';

/**
 * Asks the person for whom an agent asks whether they allow it, by a link that works once and for this question alone:
 * another person may be asked of another item. The mail says nothing that the agent wrote: anybody could have us mail
 * anything. No clock waits for the answer. Not to be used where there is a power of attorney under the California Probate
 * Code (11 CCR 7063(b)).
 */
export async function askPermission(
  ctx: Context,
  reference: string,
  { address, items, ...acting }: { readonly address: string; readonly items?: readonly RequestKind[] } & Acting,
): Promise<Result<{ items: readonly RequestKind[] }, AskPermissionProblem>> {
  if (address.trim() === '') return fail('address-missing');
  const to = readAddress(address);
  if (!to) return fail('address-invalid');
  return await onRequest(
    ctx,
    reference,
    acting,
    async (ctx, request): Promise<Result<{ items: readonly RequestKind[] }, AskPermissionProblem>> => {
      if (request.relation !== 'agent') return fail('agent-missing');
      if (request.address_index && !request.confirmed_at) return fail('request-unconfirmed');
      const person = personOf(ctx, request);
      if (person?.email && normalise(person.email) === normalise(to)) return fail('address-of-agent');
      const named = chosen(await openItemsOf(ctx, request), items);
      if (!named) return fail('item-unknown');
      const concerned = named.filter((kind) => mayAskPerson(kind, regionOf(ctx, request)));
      if (concerned.length === 0) return fail('permission-not-needed');
      if (!(await allow(ctx, mailToAddress, ctx.crypto.blindIndex.mailbox(to)))) return fail('person-mailed-often');
      const until = later(ctx.clock.now(), durationOf(ctx.content.retention, 'confirm-link'));
      const { actor } = acting;
      const happened = { act: 'permission-asked', actor, items: concerned, detail: { address: to } } as const;
      const detail = String(await record(ctx, request, happened));
      const token = await links.issue(ctx, 'request', { subjectId: request.id, purpose: 'permission', until, detail });
      await emails.askPermission(ctx, request, { to, token, kinds: concerned });
      return succeed({ items: concerned });
    },
  );
}

/** What the person sees behind the link: who asks for them, and for what. */
interface PermissionAsked {
  readonly reference: string;
  readonly agent: { readonly name: string; readonly email: string | null };
  readonly kinds: readonly RequestKind[];
}

export type PermissionLinkProblem = links.LinkProblem | 'request-closed' | 'question-replaced';

/** Looking changes nothing. */
export async function permission(ctx: Context, token: string): Promise<Result<PermissionAsked, PermissionLinkProblem>> {
  const found = await behind(ctx, token);
  if (!found.ok) return found;
  const { request, kinds } = found.value;
  const person = personOf(ctx, request);
  if (!person) return fail('link-unknown');
  return succeed({ reference: request.reference, agent: { name: person.name, email: person.email }, kinds });
}

export type AnswerPermissionProblem = StampedProblem | 'answer-missing' | PermissionLinkProblem;

/** Once: of two at the same moment, one finds the link used. What follows from it staff decide. */
export async function answerPermission(
  ctx: Context,
  token: string,
  form: FormData,
): Promise<Result<{ allows: boolean }, AnswerPermissionProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.permission], { one: ['allows'] });
  if (!read.ok) return read;
  const { allows } = read.value.one;
  if (allows !== 'yes' && allows !== 'no') return fail('answer-missing');
  return await transaction(ctx, async (ctx): Promise<Result<{ allows: boolean }, AnswerPermissionProblem>> => {
    const seen = await behind(ctx, token);
    if (!seen.ok) return seen;
    await lockRequest(ctx, seen.value.request.reference);
    const found = await behind(ctx, token);
    if (!found.ok) return found;
    const { request, kinds: items } = found.value;
    const used = await links.use(ctx, 'request', 'permission', token);
    if (!used.ok) return used;
    await record(ctx, request, {
      act: allows === 'yes' ? 'permission-given' : 'permission-refused',
      actor: 'data-subject',
      items,
    });
    await emails.tellStaff(ctx, request, 'permission');
    return succeed({ allows: allows === 'yes' });
  });
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

async function behind(
  ctx: Context,
  token: string,
): Promise<Result<{ request: RequestRow; kinds: readonly RequestKind[] }, PermissionLinkProblem>> {
  const link = await links.look(ctx, 'request', 'permission', token);
  const request = link && (await findById(ctx, link.subjectId));
  if (!request || request.erased_at) return fail('link-unknown');
  if (link.problem) return fail(link.problem);
  if (request.closed_at) return fail('request-closed');
  const kinds = stillAsked(await eventsOf(ctx, request.id), Number(link.detail));
  return kinds.length > 0 ? succeed({ request, kinds }) : fail('question-replaced');
}

/** What a question is still about: not what was asked since, or shown by a paper of somebody else. */
function stillAsked(happened: readonly Happened[], revision: number): RequestKind[] {
  const question = happened.find((event) => event.revision === revision);
  const whose = (event?: Happened) => normalise(event?.detail?.['address'] ?? '');
  const later = happened.filter(
    (event) =>
      event.revision > revision &&
      (event.act === 'permission-asked' || (event.act === 'permission-shown' && whose(event) !== whose(question))),
  );
  return question?.items.filter((kind) => !later.some(({ items }) => items.includes(kind))) ?? [];
}
