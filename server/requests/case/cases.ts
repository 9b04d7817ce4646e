import { dayIn } from '../../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, today } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { deadlineOfItem } from '../due-dates.ts';
import { eventsOf, type Happened, historyOfItem } from '../events.ts';
import * as files from '../files/files.ts';
import { type Ground, type Outcome, type Reach, type Relation, type RequestKind, requestKinds } from '../kinds.ts';
import { needsPermission, type Permission, permissionOf } from '../permissions.ts';
import { caseUntil, closedOn, mayAppeal, messagesOf, personOf, regionOf } from '../records.ts';
import { type Authority, authoritiesOf } from '../regimes/authorities.ts';
import type { ItemDeadline } from '../regimes/deadlines.ts';
import { requestBehind } from './case-links.ts';

/** What a person sees of their request behind the mailed link. Dates are the controller's. */
export interface Case {
  readonly reference: string;
  readonly receivedOn: string;
  readonly status: 'open' | 'closed';
  /** The request that this one is about, and those that are about this one. */
  readonly follows: string | null;
  readonly followedBy: readonly Follower[];
  /** Whether something of it was refused, and no appeal has followed. */
  readonly mayAppeal: boolean;
  readonly relation: Relation;
  /** For whom an agent asks. */
  readonly behalf: string;
  readonly region: string;
  /** Where they can complain about us. */
  readonly authorities: readonly Authority[];
  /** Since which day we wait for an answer of theirs; null where we do not. */
  readonly waitingSince: string | null;
  /** Whether we still wait for the permission of somebody for whom an agent asks. */
  readonly lacksPermission: boolean;
  /** What stands of it for each thing that needs one, which may be another person's; null where nothing does. */
  readonly permissions: readonly ItemPermission[];
  readonly items: readonly Item[];
  readonly messages: readonly Message[];
  /** What came with the request itself, the permission of an agent among it. */
  readonly files: readonly files.StoredFile[];
  /** The files with which we answered. */
  readonly answers: readonly files.StoredFile[];
  /** The day by which we answer: that of the first item that is open, or was. */
  readonly dueOn: string;
  /** When the address was confirmed; null where that was known from the beginning. */
  readonly confirmedAt: Date | null;
  readonly closedAt: Date | null;
  readonly closedOn: string | null;
  readonly outcome: Outcome | null;
  /** The last day on which the link works; null while the request is open. */
  readonly openUntil: string | null;
}

/** An appeal or a complaint. */
interface Follower {
  readonly reference: string;
  readonly kind: RequestKind;
  readonly receivedOn: string;
}

interface ItemPermission {
  readonly kind: RequestKind;
  /** Whether it still waits for our answer. */
  readonly isOpen: boolean;
  readonly permission: Permission | null;
}

export interface Item {
  readonly kind: RequestKind;
  readonly reach: Reach | null;
  readonly dueOn: string;
  readonly deadline: ItemDeadline;
  readonly tookEffectOn: string | null;
  readonly closedOn: string | null;
  readonly outcome: Outcome | null;
  readonly ground: Ground | null;
}

export interface Message {
  readonly author: 'person' | 'staff';
  readonly writtenAt: Date;
  readonly writtenOn: string;
  readonly text: string;
  readonly files: readonly files.StoredFile[];
}

/** The page of a request, for the person behind the mailed link. */
export async function openCase(
  ctx: Context,
  reference: string,
  caseToken: string,
): Promise<Result<Case, 'case-link-invalid'>> {
  const request = await requestBehind(ctx, reference, caseToken);
  if (!request) return fail('case-link-invalid');
  const { files, ...found } = await toCase(ctx, request);
  return succeed({ ...found, files: files.filter(isTheirs) });
}

/** One of the files of a request, for the person behind the mailed link. An answer's needs more: see `answer-files.ts`. */
export async function openFile(
  ctx: Context,
  reference: string,
  caseToken: string,
  id: string,
): Promise<(files.StoredFile & { readonly content: Buffer }) | null> {
  const request = await requestBehind(ctx, reference, caseToken);
  const file = request && (await files.read(ctx, request, id));
  return file && file.purpose !== 'answer' && isTheirs(file) ? file : null;
}

/** What staff were shown of somebody for whom an agent asks is not the agent's to see. */
function isTheirs({ author }: files.StoredFile): boolean {
  return author === 'person';
}

export async function toCase(ctx: Context, request: RequestRow): Promise<Case> {
  const messages = await messagesOf(ctx, request.id);
  const person = personOf(ctx, request);
  const kept = await files.list(ctx, request);
  const region = regionOf(ctx, request);
  const happened = await eventsOf(ctx, request.id);
  const items = await itemsOf(ctx, request, { region, happened });
  const permissions = items
    .filter(({ kind }) => request.relation === 'agent' && needsPermission(kind))
    .map(({ kind, closedOn }) => ({ kind, isOpen: closedOn === null, permission: permissionOf(happened, kind) }));
  const isSeen = ({ sha256 }: files.StoredFile) =>
    happened.some(({ act, detail }) => act === 'permission-shown' && detail?.['digests']?.includes(sha256));
  const { confirmed_at } = request;
  return {
    reference: request.reference,
    receivedOn: request.received_on,
    status: request.closed_at ? 'closed' : 'open',
    follows: request.follows,
    followedBy: await followersOf(ctx, request),
    mayAppeal: await mayAppeal(ctx, request),
    relation: request.relation as Relation,
    behalf: person?.behalf ?? '',
    region,
    authorities: authoritiesOf(region, ctx.content.company.authorities),
    waitingSince:
      request.closed_at === null && request.waiting_since !== null
        ? dayIn(ctx.content.company.timeZone, new Date(request.waiting_since))
        : null,
    lacksPermission:
      permissions.some(
        ({ isOpen, permission }) => isOpen && permission?.state !== 'given' && permission?.state !== 'shown',
      ) &&
      // What they sent is ours to look at first.
      !kept.some((file) => file.purpose === 'permission' && !isSeen(file)),
    permissions,
    items,
    messages: messages.flatMap(({ id, text, ...message }) =>
      text === null
        ? []
        : [{ ...message, text, files: kept.filter((file) => file.messageId === id && file.purpose !== 'answer') }],
    ),
    files: kept.filter(({ purpose, messageId }) => messageId === null && ['request', 'permission'].includes(purpose)),
    answers: kept.filter(({ purpose }) => purpose === 'answer'),
    dueOn: request.due_on,
    confirmedAt: confirmed_at && confirmed_at > request.received_at ? new Date(confirmed_at) : null,
    closedAt: request.closed_at === null ? null : new Date(request.closed_at),
    closedOn: closedOn(ctx, request),
    outcome: request.outcome as Outcome | null,
    openUntil: caseUntil(ctx, request),
  };
}

async function followersOf(ctx: Context, { reference }: RequestRow): Promise<Follower[]> {
  const rows = await ctx.db
    .selectFrom('request')
    .innerJoin('request_item', 'request_item.request_id', 'request.id')
    .select(['request.reference', 'request.received_on', 'request_item.kind'])
    .where('request.follows', '=', reference)
    .orderBy('request.received_at')
    .execute();
  return rows.map(({ reference, kind, received_on }) => ({
    reference,
    kind: kind as RequestKind,
    receivedOn: received_on,
  }));
}

async function itemsOf(
  ctx: Context,
  request: RequestRow,
  { region, happened }: { readonly region: string; readonly happened: readonly Happened[] },
): Promise<Item[]> {
  const rows = await ctx.db.selectFrom('request_item').selectAll().where('request_id', '=', request.id).execute();
  const on = (at: string | null) => at && dayIn(ctx.content.company.timeZone, new Date(at));
  return requestKinds
    .flatMap((kind) => rows.filter((row) => row.kind === kind).map((row) => ({ ...row, kind })))
    .map(({ kind, reach, due_on, took_effect_at, closed_at, outcome, ground }) => ({
      kind,
      reach: reach as Reach | null,
      dueOn: due_on,
      deadline: deadlineOfItem(ctx, request, {
        region,
        item: { kind, took_effect_at, history: historyOfItem(happened, kind, today(ctx)) },
      }),
      tookEffectOn: on(took_effect_at),
      closedOn: on(closed_at),
      outcome: outcome as Outcome | null,
      ground: ground as Ground | null,
    }));
}
