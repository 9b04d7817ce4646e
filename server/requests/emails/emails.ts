import { dayIn } from '../../../src/library/model/days.ts';
import { fill } from '../../../src/words/fill.ts';
import { dueInWords, reasonsInWords } from '../../../src/words/requests/clocks.ts';
import {
  addressStates,
  channelNames,
  disputed,
  nameKinds,
  nameKindsInShort,
  nameOutcome,
  onYourPage,
} from '../../../src/words/requests/request-mails.ts';
import { dateAfter, later } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import { type Context, today } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { type Email, queue } from '../../mail/outbox.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import { deadlineOfItem, type NewItem, newItems, openItemsOf } from '../due-dates.ts';
import {
  type Channel,
  needsNoConfirmation,
  type Outcome,
  type Relation,
  type RequestKind,
  withReferral,
} from '../kinds.ts';
import { caseUntil, isReadable, kindsOf, type Person, personOf, regionOf } from '../records.ts';
import { recourseText } from './letters.ts';
import { casePath, confirmPath, deskPath, newRequestPath, permissionPath } from './paths.ts';

/** What staff are told of, beside their own acts. */
type StaffNews = 'confirmed' | 'message' | 'permission' | 'withdrawn' | 'business-answered' | 'business-help';

type OpenItems = Awaited<ReturnType<typeof openItemsOf>>;

/** What we do first, by when, and how that day was found. */
interface Clock {
  readonly due: string;
  readonly reckoned: string;
}

/** What carries a fresh link to confirm the address. */
interface Confirmation {
  readonly template: 'request-confirm' | 'request-reminder' | 'request-reply-waiting';
  readonly person: Person | null;
  readonly clock: Clock;
  /** What needs no confirmation. */
  readonly free: readonly RequestKind[];
}

export async function toConfirm(ctx: Context, request: RequestRow, template: Confirmation['template']): Promise<void> {
  const person = personOf(ctx, request);
  const open = await openItemsOf(ctx, request);
  const clock = clockOf(ctx, request, open);
  await queue(ctx, await confirmation(ctx, request, { template, person, clock, free: unconditional(open) }));
}

/** What is written about a request that came in just now, and of which nothing took effect: nothing of it is read again. */
export async function received(
  ctx: Context,
  request: RequestRow,
  { person, kinds, isMailed }: { person: Person; kinds: readonly RequestKind[]; isMailed: boolean },
): Promise<void> {
  const toStaff = newToStaff(ctx, request, kinds);
  if (!isMailed) return await queue(ctx, toStaff);
  const items = withReferral(kinds, request.relation as Relation);
  const [first] = newItems(ctx, request, person.region, items);
  const clock = clockInWords(first);
  const free = items.filter((kind) => needsNoConfirmation.includes(kind));
  const toPerson = await confirmation(ctx, request, { template: 'request-confirm', person, clock, free });
  await queue(ctx, toPerson, toStaff);
}

/** Of the link only a digest is stored. */
async function confirmation(
  ctx: Context,
  request: RequestRow,
  { template, person, clock, free }: Confirmation,
): Promise<Email> {
  const until = later(ctx.clock.now(), durationOf(ctx.content.retention, 'confirm-link'));
  const token = await links.issue(ctx, 'request', { subjectId: request.id, purpose: 'confirm', until });
  const closesOn = await closingOf(ctx, request, until.toISOString());
  const link = ctx.config.origin + confirmPath(token);
  const values = { ...common(request), ...clock, closesOn, free: namedTo(request, free), link };
  // What needs no confirmation is not closed for want of it: nobody is told that it would be.
  const named = template === 'request-confirm' && free.length > 0 ? 'request-received' : template;
  return { ...toPerson(ctx, request, person), template: named, values };
}

/** What staff are at, confirmed or not: a complaint is acknowledged at once (Data Protection Act 2018, s. 164A(3)). */
function unconditional(open: OpenItems): RequestKind[] {
  return open.filter((item) => needsNoConfirmation.includes(item.kind) && !item.took_effect_at).map(({ kind }) => kind);
}

/** The clock of the item that is due first. */
function clockOf(ctx: Context, request: RequestRow, [item]: OpenItems): Clock {
  const region = regionOf(ctx, request);
  return clockInWords(item && { kind: item.kind, deadline: deadlineOfItem(ctx, request, { region, item }) });
}

function clockInWords(item: NewItem | undefined): Clock {
  if (!item) return { due: '', reckoned: '' };
  return { due: dueInWords({ ...item, dueOn: item.deadline.internalDue }), reckoned: reasonsInWords(item.deadline) };
}

/** The day on which it is closed if nobody confirms: not before the first link has run out, see the jobs. */
async function closingOf(ctx: Context, { id, due_on }: RequestRow, linkUntil: string): Promise<string> {
  const on = (at: string) => dayIn(ctx.content.company.timeZone, new Date(at));
  if (on(linkUntil) <= due_on) return due_on;
  const links = await ctx.db
    .selectFrom('request_link')
    .select('expires_at')
    .where('subject_id', '=', id)
    .where('purpose', '=', 'confirm')
    .execute();
  const [first = linkUntil] = links.map(({ expires_at }) => expires_at).sort();
  return on(first) > due_on ? on(first) : due_on;
}

/** To somebody for whom an agent asks: what took effect at once, and nothing of what the agent wrote. */
export async function onBehalf(
  ctx: Context,
  { id, reference, received_on }: RequestRow,
  { to, kinds }: { to: string; kinds: readonly RequestKind[] },
): Promise<void> {
  const updatesLink = `${ctx.config.origin}/updates/`;
  const values = { reference, receivedOn: received_on, items: nameKinds(kinds), updatesLink };
  await queue(ctx, { to, about: id, template: 'request-on-behalf', values });
}

/** To the same, whether they allow it: nothing of what the agent wrote, who stands behind the link. */
export async function askPermission(
  ctx: Context,
  { id, reference, received_on }: RequestRow,
  { to, token, kinds }: { to: string; token: string; kinds: readonly RequestKind[] },
): Promise<void> {
  const link = ctx.config.origin + permissionPath(token);
  const values = { reference, receivedOn: received_on, items: nameKinds(kinds), link };
  await queue(ctx, { to, about: id, template: 'request-permission', values });
}

export async function acknowledged(ctx: Context, request: RequestRow): Promise<void> {
  const named = namedTo(request, await kindsOf(ctx, request.id));
  const items = request.follows ? fill(disputed, { items: named, reference: request.follows }) : named;
  const clock = clockOf(ctx, request, await openItemsOf(ctx, request));
  const values = { ...common(request), ...clock, items, caseLink: caseUrl(ctx, request) };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-acknowledged', values });
}

export async function caseLink(ctx: Context, request: RequestRow): Promise<void> {
  const values = { reference: request.reference, caseLink: caseUrl(ctx, request) };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-case-link', values });
}

export async function answerCode(
  ctx: Context,
  request: RequestRow,
  { code, file }: { code: string; file: string },
): Promise<void> {
  const values = { reference: request.reference, code, file };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-answer-code', values });
}

/** When the page is open no longer, the mail says so instead of leading there. */
export async function replied(ctx: Context, request: RequestRow, message: string): Promise<void> {
  if (!isReadable(ctx, request)) {
    const values = { reference: request.reference, message };
    return await queue(ctx, { ...toPerson(ctx, request), template: 'request-reply-late', values });
  }
  const values = { reference: request.reference, message, caseLink: caseUrl(ctx, request) };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-reply', values });
}

/** Who somebody is, or what they mean: the message holds all that goes with the question. */
export async function asked(ctx: Context, request: RequestRow, message: string): Promise<void> {
  const values = { reference: request.reference, message, caseLink: caseUrl(ctx, request) };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-asked', values });
}

export async function extended(ctx: Context, request: RequestRow, message: string): Promise<void> {
  const values = { reference: request.reference, message, caseLink: caseUrl(ctx, request) };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-extended', values });
}

/** Some of it is answered, and the rest is not. */
export async function answered(
  ctx: Context,
  request: RequestRow,
  { outcome, items, message }: { outcome: Outcome; items: readonly RequestKind[]; message: string },
): Promise<void> {
  const values = {
    reference: request.reference,
    items: namedTo(request, items),
    outcome: nameOutcome(outcome, items),
    message,
    recourse: await recourseText(ctx, request, items),
    dueOn: request.due_on,
    caseLink: caseUrl(ctx, request),
  };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-answered', values });
}

export async function closed(ctx: Context, request: RequestRow, message: string): Promise<void> {
  const items = await kindsOf(ctx, request.id);
  const values = {
    reference: request.reference,
    items: namedTo(request, items),
    outcome: nameOutcome(request.outcome as Outcome, items),
    message: message || onYourPage,
    recourse: await recourseText(ctx, request, items),
    caseLink: caseUrl(ctx, request),
    caseUntil: caseUntil(ctx, request) ?? today(ctx),
  };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-closed', values });
}

export async function closedUnconfirmed(ctx: Context, request: RequestRow): Promise<void> {
  const values = {
    ...common(request),
    erasedOn: dateAfter(today(ctx), durationOf(ctx.content.retention, 'request-unconfirmed')),
    newRequestLink: ctx.config.origin + newRequestPath,
  };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-closed-unconfirmed', values });
}

export async function tellStaffNew(ctx: Context, request: RequestRow, kinds: readonly RequestKind[]): Promise<void> {
  await queue(ctx, newToStaff(ctx, request, kinds));
}

function newToStaff(ctx: Context, request: RequestRow, kinds: readonly RequestKind[]): Email {
  const channel = channelNames[request.channel as Channel];
  const address = request.confirmed_at ? addressStates.confirmed : addressStates.unconfirmed;
  const items = nameKindsInShort(kinds);
  const values = { ...common(request), items, channel, address, link: deskUrl(ctx, request) };
  return { ...toStaff(ctx, request), template: 'request-staff-new', values };
}

/** What happened to a request beside their own acts. */
export async function tellStaff(ctx: Context, request: RequestRow, news: StaffNews): Promise<void> {
  const values = { ...common(request), link: deskUrl(ctx, request) };
  await queue(ctx, { ...toStaff(ctx, request), template: `request-staff-${news}`, values });
}

/** To the business that decides about the request. The mail says nothing of the person; the page behind it does. */
export async function toBusiness(
  ctx: Context,
  { id, reference, received_on }: RequestRow,
  { email, dueOn, path }: { email: string; dueOn: string; path: string },
): Promise<void> {
  const link = ctx.config.origin + path;
  const values = { reference, receivedOn: received_on, dueOn, link };
  await queue(ctx, { to: email, about: id, template: 'request-business', values });
}

/** The same words whether a business was told or not. */
export async function routed(ctx: Context, request: RequestRow): Promise<void> {
  const values = { reference: request.reference, caseLink: caseUrl(ctx, request) };
  await queue(ctx, { ...toPerson(ctx, request), template: 'request-routed', values });
}

/** Opens the case page. Asking for a new one counts `case_link` up, and those before are good no longer. */
export function caseToken(ctx: Context, { id, case_link }: RequestRow): string {
  return ctx.crypto.links.sign('case', `${id}:${case_link}`);
}

function caseUrl(ctx: Context, request: RequestRow): string {
  return ctx.config.origin + casePath(request.reference, caseToken(ctx, request));
}

function deskUrl({ config }: Context, { reference }: RequestRow): string {
  return config.origin + deskPath(reference);
}

function common({ reference, received_on, due_on }: RequestRow) {
  return { reference, receivedOn: received_on, dueOn: due_on };
}

/** To whoever asks. */
function namedTo({ relation }: RequestRow, kinds: readonly RequestKind[]): string {
  return nameKinds(kinds, relation as Relation);
}

function toPerson(ctx: Context, request: RequestRow, person = personOf(ctx, request)) {
  const to = person?.email;
  if (!to) throw new Error(`Nobody can be mailed about the request ${request.reference}`);
  return { to, about: request.id } as const;
}

function toStaff(ctx: Context, { id }: Pick<RequestRow, 'id'>) {
  return { to: ctx.content.company.privacyAddress, about: id } as const;
}
