import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { byAddress } from '../accounts/records.ts';
import type { Context } from '../context.ts';
import { readStamped } from '../form.ts';
import { preparerOf } from '../personal-data/packages/packages.ts';
import { eventsOf } from '../requests/events.ts';
import { type CheckedFile, checkUploads, read } from '../requests/files/files.ts';
import type { FileProblem } from '../requests/files/kinds.ts';
import { type ClosingOutcome, grounds, type RequestKind, requestKinds } from '../requests/kinds.ts';
import { findRequest } from '../requests/records.ts';
import { route } from '../requests/referrals.ts';
import { unsaid } from '../requests/regions.ts';
import type { Acting } from '../requests/staff/act.ts';
import { askPermission, recordPermission } from '../requests/staff/agent-permissions.ts';
import { markAsAbuse, merge, reopen } from '../requests/staff/closures.ts';
import { type Missing, missingFor } from '../requests/staff/completeness.ts';
import { correct } from '../requests/staff/corrections.ts';
import { type Dossier, show } from '../requests/staff/dossiers.ts';
import { draftFor } from '../requests/staff/drafts.ts';
import { endExtension, extend } from '../requests/staff/extensions.ts';
import { askIdentity, settleIdentity } from '../requests/staff/identity.ts';
import { type Level, levelsFor } from '../requests/staff/levels.ts';
import { pause, resume } from '../requests/staff/pauses.ts';
import { recordPosting } from '../requests/staff/postal-answers.ts';
import type { StaffActProblem } from '../requests/staff/problems.ts';
import { type Rehearsed, rehearse } from '../requests/staff/rehearsal.ts';
import { close, reply } from '../requests/staff/replies.ts';
import { addressConcerned } from '../requests/suppression/immediate-opt-outs.ts';
import { type Task, tasksOf } from '../requests/tasks/tasks.ts';
import type { Upload } from '../upload.ts';
import { type DeskFormProblem, perform, view } from './acts.ts';
import { formTokenNames } from './kinds.ts';
import { type Offers, offersFor } from './offers.ts';
import { type ActField, actFields, isRequestAct, type RequestActName, requestActs } from './request-acts.ts';
import { actorNames } from './staff/records.ts';
import type { Staff } from './staff/sessions.ts';

/** What a form of an act says, by the names that the verbs have for it. */
type Given = Readonly<Record<ActField, string>> &
  Acting & { readonly items: readonly RequestKind[]; readonly uploaded: readonly CheckedFile[] };

type Verb = (ctx: Context, reference: string, given: Given) => Promise<Result<unknown, StaffActProblem>>;

const verbs: Readonly<Record<RequestActName, Verb>> = {
  reply,
  pause,
  resume,
  extend,
  reopen,
  merge,
  answer: closing('done'),
  'answer-in-part': closing('partly-done'),
  'nothing-held': closing('nothing-held'),
  refuse: closing('refused'),
  'close-as-withdrawn': closing('withdrawn'),
  route: (ctx, reference, { contact, heard, ...given }) =>
    route(ctx, reference, { ...given, email: contact, answersMessage: heard === 'yes' }),
  'ask-identity': askIdentity,
  'settle-identity': settleIdentity,
  'ask-permission': askPermission,
  'record-permission': recordPermission,
  'end-extension': endExtension,
  'mark-as-abuse': markAsAbuse,
  posted: recordPosting,
  correct: (ctx, reference, given) => correct(ctx, reference, { ...given, kinds: given.items }),
};

function closing(outcome: ClosingOutcome): Verb {
  return (ctx, reference, { heard, ...given }) => {
    const ground = grounds.find((ground) => ground === given.ground);
    return close(ctx, reference, { ...given, outcome, ground, answersMessage: heard === 'yes' });
  };
}

/** All of a request, for one of the staff who looks at it: that they did stands on record. */
interface OpenedRequest {
  readonly dossier: Dossier;
  /** Since when there is an account under the address; null where there is none. A fact, which no claim is. */
  readonly accountSince: Date | null;
  /** Who of the staff has it. */
  readonly holderId: string | null;
  /** Who gathered a copy that nobody has delivered yet, as `staff:<id>`; null where nobody did. */
  readonly preparedBy: string | null;
  /** What the systems have to do for it, done or not. */
  readonly tasks: readonly Task[];
  readonly names: ReadonlyMap<string, string>;
  /** The address in what an agent wrote of the person for whom they ask; null where there is none. */
  readonly behalfAddress: string | null;
  /** How sure staff may ask to be of who it is: no more than what is open needs. */
  readonly levels: readonly Level[];
  /** What keeps what is open from being done. */
  readonly missing: Missing;
  /** Whether it appeals against an answer that this one of the staff gave. */
  readonly isAgainstOwnAnswer: boolean;
  /** What this one of the staff can do about it. */
  readonly offers: Offers;
}

export async function openRequest(ctx: Context, staff: Staff, reference: string): Promise<OpenedRequest | null> {
  const shown = await show(ctx, reference);
  const request = await findRequest(ctx, reference);
  if (!shown.ok || !request) return null;
  const { person } = shown.value;
  if (person) await view(ctx, staff, { reference: shown.value.reference, what: 'request' });
  const openKinds = shown.value.case.items.filter(({ closedOn }) => closedOn === null).map(({ kind }) => kind);
  const account = person?.email ? await byAddress(ctx, person.email) : null;
  const known = {
    dossier: shown.value,
    preparedBy: await preparerOf(ctx, reference),
    tasks: await tasksOf(ctx, request),
    levels: levelsFor(openKinds, {
      region: person?.region ?? unsaid,
      mayConfirm: request.address_index !== null && request.confirmed_at === null,
    }),
    missing: await missingFor(ctx, request, openKinds),
  };
  return {
    ...known,
    accountSince: account?.createdAt ?? null,
    holderId: request.holder_id,
    names: await actorNames(ctx),
    isAgainstOwnAnswer: openKinds.includes('appeal') && (await hasAnswered(ctx, staff, request.follows)),
    behalfAddress: shown.value.relation === 'agent' && person ? addressConcerned('agent', person) : null,
    offers: offersFor(staff, known),
  };
}

async function hasAnswered(ctx: Context, staff: Staff, reference: string | null): Promise<boolean> {
  const request = reference && (await findRequest(ctx, reference));
  if (!request) return false;
  const happened = await eventsOf(ctx, request.id);
  return happened.some(({ act, actor }) => act === 'closed' && actor === `staff:${staff.id}`);
}

/** One of its files. That it was looked at stands on record. */
export async function openRequestFile(ctx: Context, staff: Staff, reference: string, id: string) {
  const request = await findRequest(ctx, reference);
  const file = request && (await read(ctx, request, id));
  if (!file) return null;
  await view(ctx, staff, { reference: request.reference, what: 'file' });
  return file;
}

/** What stands in the words of an act before anybody types. */
export async function draftOfAct(ctx: Context, reference: string, name: RequestActName): Promise<string> {
  return await draftFor(ctx, reference, { act: requestActs[name].draft ?? name });
}

export type ActOnRequestProblem = DeskFormProblem | StaffActProblem | FileProblem | 'act-unknown';

/** What came of a form: what it would send, or that it is done. */
type Acted =
  | { readonly step: 'preview'; readonly rehearsed: Rehearsed<unknown> }
  | { readonly step: 'done'; readonly reference: string };

/**
 * One act upon a request by one of the staff, as its form sends it: first only shown, with everything that would go out;
 * then done, and put on record.
 */
export async function actOnRequest(
  ctx: Context,
  form: FormData,
  staff: Staff,
  {
    reference,
    name,
    uploads = [],
  }: { readonly reference: string; readonly name: string; readonly uploads?: readonly Upload[] },
): Promise<Result<Acted, ActOnRequestProblem>> {
  if (!isRequestAct(name)) return fail('act-unknown');
  const sent = readStamped(ctx, form, [formTokenNames.act, staff.sessionId], {
    one: ['step', 'revision', ...actFields],
    many: ['item'],
  });
  if (!sent.ok) return sent;
  const { step, revision, ...fields } = sent.value.one;
  const items = requestKinds.filter((kind) => sent.value.many.item.includes(kind));
  if (items.length < new Set(sent.value.many.item).size) return fail('item-unknown');
  const checked = await checkUploads(requestActs[name].takesFiles ? uploads : []);
  if (!checked.ok) return checked;
  const uploaded = checked.value;
  const { act } = requestActs[name];
  const seen = /^\d{1,9}$/.test(revision) ? Number(revision) : -1;
  const once = (ctx: Context) =>
    perform<unknown, StaffActProblem>(ctx, staff, { act, reference, needs: 'answers' }, (ctx, actor) =>
      verbs[name](ctx, reference, { ...fields, actor, revision: seen, items, uploaded }),
    );
  if (step !== 'send') {
    const rehearsed = await rehearse(ctx, reference, once);
    return rehearsed.ok ? succeed({ step: 'preview', rehearsed: rehearsed.value }) : rehearsed;
  }
  const done = await once(ctx);
  return done.ok ? succeed({ step: 'done', reference }) : done;
}
