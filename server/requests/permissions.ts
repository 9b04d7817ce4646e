import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { later } from '../clock.ts';
import { durationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { normalise, readAddress } from '../fields/address.ts';
import { type FormProblem, readForm } from '../form.ts';
import * as links from '../one-time-links/one-time-links.ts';
import { allow, mailToAddress } from '../rate-limits/rate-limits.ts';
import { openItemsOf } from './due-dates.ts';
import * as emails from './emails/emails.ts';
import { eventsOf, type Happened, record } from './events.ts';
import { formTokenNames, needsNoConfirmation, type RequestKind } from './kinds.ts';
import { lockRequest, personOf } from './records.ts';
import { regimesOf } from './regimes/places.ts';
import { unsaid } from './regions.ts';
import { type Acting, type ActingProblem, chosen, onRequest } from './staff/act.ts';

/** What stands of somebody's permission for an agent. */
export interface Permission {
  readonly state: 'asked' | 'given' | 'refused';
  readonly on: string;
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
  if (needsNoConfirmation.includes(kind) || kind === 'misdirected_end_customer') return false;
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
 * Asks the person for whom an agent asks whether they allow it, by a link that works once. The mail says nothing that the
 * agent wrote: anybody could have us mail anything. No clock waits for the answer. Not to be used where there is a power
 * of attorney under the California Probate Code (11 CCR 7063(b)).
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
      const concerned = named.filter((kind) => mayAskPerson(kind, person?.region ?? unsaid));
      if (concerned.length === 0) return fail('permission-not-needed');
      if (!(await allow(ctx, mailToAddress, ctx.crypto.blindIndex.mailbox(to)))) return fail('person-mailed-often');
      await links.endAll(ctx, 'request', request.id, 'permission');
      const until = later(ctx.clock.now(), durationOf(ctx.content.retention, 'confirm-link'));
      const token = await links.issue(ctx, 'request', { subjectId: request.id, purpose: 'permission', until });
      const { actor } = acting;
      await record(ctx, request, { act: 'permission-asked', actor, items: concerned, detail: { address: to } });
      await emails.askPermission(ctx, request, { to, token, kinds: concerned });
      return succeed({ items: concerned });
    },
  );
}

/** What the person sees behind the link: who asks for them, and for what. */
export interface PermissionAsked {
  readonly reference: string;
  readonly agent: { readonly name: string; readonly email: string | null };
  readonly kinds: readonly RequestKind[];
}

export type PermissionLinkProblem = links.LinkProblem | 'request-closed';

/** Looking changes nothing. */
export async function permission(ctx: Context, token: string): Promise<Result<PermissionAsked, PermissionLinkProblem>> {
  const found = await behind(ctx, token);
  if (!found.ok) return found;
  const { request, last } = found.value;
  const person = personOf(ctx, request);
  if (!person || !last) return fail('link-unknown');
  return succeed({
    reference: request.reference,
    agent: { name: person.name, email: person.email },
    kinds: last.items,
  });
}

export type AnswerPermissionProblem = FormProblem | 'form-expired' | 'answer-missing' | PermissionLinkProblem;

/** Once: of two at the same moment, one finds the link used. What follows from it staff decide. */
export async function answerPermission(
  ctx: Context,
  token: string,
  form: FormData,
): Promise<Result<{ allows: boolean }, AnswerPermissionProblem>> {
  const read = readForm(form, { one: ['stamp', 'allows'] });
  if (!read.ok) return read;
  const { stamp, allows } = read.value.one;
  if (!ctx.crypto.formTokens.read(formTokenNames.permission, stamp)) return fail('form-expired');
  if (allows !== 'yes' && allows !== 'no') return fail('answer-missing');
  return await transaction(ctx, async (ctx): Promise<Result<{ allows: boolean }, AnswerPermissionProblem>> => {
    const found = await behind(ctx, token);
    if (!found.ok) return found;
    const { last } = found.value;
    const request = await lockRequest(ctx, found.value.request.reference);
    if (!request) return fail('link-unknown');
    const used = await links.use(ctx, 'request', 'permission', token);
    if (!used.ok) return used;
    await record(ctx, request, {
      act: allows === 'yes' ? 'permission-given' : 'permission-refused',
      actor: 'data-subject',
      items: last?.items ?? [],
    });
    await emails.tellStaff(ctx, request, 'permission');
    return succeed({ allows: allows === 'yes' });
  });
}

/** The last word of it. */
export function permissionOf(happened: readonly Happened[]): Permission | null {
  const states = { 'permission-asked': 'asked', 'permission-given': 'given', 'permission-refused': 'refused' } as const;
  const last = happened.findLast(({ act }) => Object.hasOwn(states, act));
  return last ? { state: states[last.act as keyof typeof states], on: last.on } : null;
}

/** The person who was asked, by the address at which they were, and whether they have said yes. */
export interface Consulted {
  readonly address: string;
  readonly items: readonly RequestKind[];
  readonly isAllowed: boolean;
}

/** Null where nobody was asked: then staff go by the signed permission. */
export async function consultedFor(ctx: Context, { id, relation }: RequestRow): Promise<Consulted | null> {
  if (relation !== 'agent') return null;
  const happened = await eventsOf(ctx, id);
  const last = happened.findLast(({ act }) => act === 'permission-asked');
  if (!last) return null;
  const isAllowed = permissionOf(happened)?.state === 'given';
  return { address: last.detail?.['address'] ?? '', items: last.items, isAllowed };
}

/** Until whoever was asked says yes we do nothing of it: that stands in the mail to them. */
export async function lacksPermission(ctx: Context, request: RequestRow, kinds: readonly RequestKind[]) {
  const consulted = await consultedFor(ctx, request);
  return consulted !== null && !consulted.isAllowed && kinds.some((kind) => consulted.items.includes(kind));
}

async function behind(
  ctx: Context,
  token: string,
): Promise<Result<{ request: RequestRow; last: Happened | undefined }, PermissionLinkProblem>> {
  const link = await links.look(ctx, 'request', 'permission', token);
  const request =
    link && (await ctx.db.selectFrom('request').selectAll().where('id', '=', link.subjectId).executeTakeFirst());
  if (!request || request.erased_at) return fail('link-unknown');
  if (link.problem) return fail(link.problem);
  if (request.closed_at) return fail('request-closed');
  const happened = await eventsOf(ctx, request.id);
  return succeed({ request, last: happened.findLast(({ act }) => act === 'permission-asked') });
}
