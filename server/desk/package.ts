import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { packageDelivered, packageEnclosed } from '../../src/words/desk/package-mails.ts';
import { fill } from '../../src/words/fill.ts';
import { allOrNothing, type Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { isMessage } from '../fields/text.ts';
import { readStamped } from '../form.ts';
import { copiesOf, type GatherProblem, gather } from '../personal-data/packages/contents.ts';
import {
  answeredBy,
  approvePrepared,
  type DeliveredPackage,
  type DeliverProblem,
  deliveredPackages,
  keepGathered,
  type Package,
  packageOf,
  prepare,
  showPart,
  type WithholdProblem,
  withholdPart,
} from '../personal-data/packages/packages.ts';
import { attach, list, type StoredFile } from '../requests/files/files.ts';
import { longest } from '../requests/kinds.ts';
import { allowedOf, type Mandate, mandateFor } from '../requests/permissions.ts';
import { findRequest } from '../requests/records.ts';
import { isUnfinished } from '../requests/staff/act.ts';
import { draftFor } from '../requests/staff/drafts.ts';
import { type Rehearsed, rehearse } from '../requests/staff/rehearsal.ts';
import { type CloseProblem, close } from '../requests/staff/replies.ts';
import { type OpenTasksProblem, openTasks, type Task, tasksOf } from '../requests/tasks/tasks.ts';
import { actorOf, type DeskFormProblem, perform, view } from './acts.ts';
import { formTokenNames } from './kinds.ts';
import { actorNames } from './staff/records.ts';
import type { Staff } from './staff/sessions.ts';

/** What staff see of the answer to a request for a copy. */
interface PackageDesk {
  readonly reference: string;
  readonly relation: string;
  /** What is being made; null before the gathering and after the delivery. */
  readonly made: Package | null;
  readonly delivered: readonly DeliveredPackage[];
  /** Whose it is, where an agent asks, by what shows that they may; null where nothing does. */
  readonly mandate: Mandate | null;
  readonly lacksPermission: boolean;
  /** Whether there is no mail address: staff name one, and the answer goes by letter. */
  readonly isByLetter: boolean;
  /** Files of the answer that staff send by letter. */
  readonly toPost: readonly StoredFile[];
  readonly tasks: readonly Task[];
  /** What stands in the words to the person before anybody types. */
  readonly draft: string;
  /** Since when a message of the person waits for an answer; null where none does. */
  readonly unansweredSince: Date | null;
  /** Names of staff by `staff:<id>`. */
  readonly names: ReadonlyMap<string, string>;
}

/** Null where there is no such request. That somebody saw what was gathered is on record before it is shown. */
export async function openPackageDesk(ctx: Context, reference: string, staff: Staff): Promise<PackageDesk | null> {
  const request = await findRequest(ctx, reference);
  if (!request || request.erased_at) return null;
  const made = await packageOf(ctx, reference);
  const copies = await copiesOf(ctx, request);
  const allowed = await allowedOf(ctx, request, copies);
  if (made) await view(ctx, staff, { reference: request.reference, what: 'package' });
  return {
    reference: request.reference,
    relation: request.relation,
    made,
    delivered: await deliveredPackages(ctx, reference),
    mandate: await mandateFor(ctx, request, allowed),
    lacksPermission: copies.length > 0 && allowed.length === 0,
    isByLetter: request.address_index === null,
    toPost: request.address_index === null ? await answersOf(ctx, request) : [],
    tasks: await tasksOf(ctx, request, 'export'),
    draft: made
      ? await draftFor(ctx, reference, {
          act: made.ground ? 'partly-done' : 'done',
          items: await answeredBy(ctx, request, made),
        })
      : '',
    unansweredSince: request.unanswered_at === null ? null : new Date(request.unanswered_at),
    names: await actorNames(ctx),
  };
}

/** One of the files that were gathered, as it is, by its place among them. That it was looked at stands on record. */
export async function openPackageFile(
  ctx: Context,
  staff: Staff,
  reference: string,
  at: number,
): Promise<{ readonly name: string; readonly content: Uint8Array } | null> {
  const request = await findRequest(ctx, reference);
  const made = request && !request.erased_at ? await packageOf(ctx, reference) : null;
  const [name, content] = Object.entries(made?.whole.files ?? {})[at] ?? [];
  if (!request || name === undefined || content === undefined) return null;
  await view(ctx, staff, { reference: request.reference, what: 'package-file' });
  return { name: name.split('/').at(-1) ?? name, content };
}

export type PackageActProblem =
  | DeskFormProblem
  | 'act-unknown'
  | 'message-missing'
  | 'message-invalid'
  | GatherProblem
  | OpenTasksProblem
  | WithholdProblem
  | DeliverProblem
  | CloseProblem;

/** One act upon the package: its form says which. */
export async function actOnPackage(
  ctx: Context,
  form: FormData,
  reference: string,
  staff: Staff,
): Promise<Result<Rehearsed<null> | null, PackageActProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.package, staff.sessionId], {
    one: [
      ...(['act', 'step', 'revision', 'address', 'identity', 'message', 'heard', 'at'] as const),
      ...(['part', 'reason', 'table', 'row', 'column', 'file', 'words'] as const),
    ],
  });
  if (!read.ok) return read;
  const { act, step, address, identity, message, heard, ...sent } = read.value.one;
  const revision = Number(sent.revision);
  if (act === 'gather') return await gatherAll(ctx, reference, { address, identity, staff });
  if (act === 'withhold') {
    const detail = { part: sent.part, reason: sent.reason };
    const done = await perform(ctx, staff, { act: 'withhold', reference, needs: 'answers', detail }, (ctx, actor) =>
      // People count rows from one.
      withholdPart(ctx, reference, {
        wish: { ...sent, row: sent.row && String(Number(sent.row) - 1) },
        revision,
        actor,
      }),
    );
    return done.ok ? succeed(null) : done;
  }
  if (act === 'show') {
    const detail = { part: 'shown-again' };
    const done = await perform(ctx, staff, { act: 'withhold', reference, needs: 'answers', detail }, (ctx, actor) =>
      showPart(ctx, reference, { at: Number(sent.at), revision, actor }),
    );
    return done.ok ? succeed(null) : done;
  }
  if (act !== 'deliver') return fail('act-unknown');
  return await deliver(ctx, reference, { isPreview: step === 'preview', revision, message, heard, staff });
}

/** Asks the other systems, too: what they hand over later is in the next gathering. */
async function gatherAll(
  ctx: Context,
  reference: string,
  { address, identity, staff }: { readonly address: string; readonly identity: string; readonly staff: Staff },
): Promise<Result<null, PackageActProblem>> {
  if (!staff.roles.includes('answers')) return fail('role-missing');
  const gathered = await gather(ctx, reference, { address, identity });
  if (!gathered.ok) return gathered;
  const detail: Record<string, string> = gathered.value.sure ? { address: 'named' } : {};
  const done = await perform(ctx, staff, { act: 'gather', reference, needs: 'answers', detail }, async (ctx, actor) => {
    // Of whom it is stands in the request, but for those whose address somebody had to name.
    const instruction = address.trim() === '' ? '' : gathered.value.subject.email;
    const asked = await openTasks(ctx, reference, { kind: 'export', instruction, actor });
    return asked.ok ? await keepGathered(ctx, reference, { gathered: gathered.value, actor }) : asked;
  });
  return done.ok ? succeed(null) : done;
}

/**
 * By a second person, who approves it: the file goes to the case page, and with it what was asked for a copy is answered.
 * It is only shown what would go out, or done.
 */
async function deliver(
  ctx: Context,
  reference: string,
  {
    isPreview,
    revision,
    message,
    heard,
    staff,
  }: {
    readonly isPreview: boolean;
    readonly revision: number;
    readonly message: string;
    readonly heard: string;
    readonly staff: Staff;
  },
): Promise<Result<Rehearsed<null> | null, PackageActProblem>> {
  if (!staff.roles.includes('approves')) return fail('role-missing');
  const text = message.trim();
  if (text === '') return fail('message-missing');
  if (text.length > longest.message || !isMessage(text)) return fail('message-invalid');
  // Alone: below it stands what is said of the file.
  if (isUnfinished(text)) return fail('message-unfinished');
  const prepared = await prepare(ctx, reference, { revision, actor: actorOf(staff) });
  if (!prepared.ok) return prepared;
  const { fileName: name, archive, digest, ground } = prepared.value;
  const closing = ground === null ? ({ outcome: 'done' } as const) : ({ outcome: 'partly-done', ground } as const);
  const once = (ctx: Context) =>
    perform<null, PackageActProblem>(
      ctx,
      staff,
      { act: 'deliver', reference, needs: 'approves', detail: { digest } },
      async (ctx, actor) => {
        const approved = await approvePrepared(ctx, reference, { prepared: prepared.value, actor });
        if (!approved.ok) return approved;
        const { request, items } = approved.value;
        if (items.length === 0) return fail('item-unknown');
        const file = { name, type: 'application/zip', size: archive.length, chunks: [archive] } as const;
        const kept = await attach(ctx, request, { files: [file], purpose: 'answer', author: 'staff' });
        if (!kept.ok) throw new Error(`A package is not kept: ${kept.problems.join()}`);
        const how = request.address_index === null ? packageEnclosed : packageDelivered;
        const whole = `${text}\n\n${fill(how, { name, digest })}`;
        const answersMessage = heard === 'yes';
        const answered = await close(ctx, reference, { ...closing, items, message: whole, answersMessage, actor });
        return answered.ok ? succeed(null) : answered;
      },
    );
  return isPreview ? await rehearse(ctx, reference, once) : await allOrNothing(ctx, once);
}

async function answersOf(ctx: Context, request: RequestRow): Promise<StoredFile[]> {
  return (await list(ctx, request)).filter(({ purpose, isKept }) => purpose === 'answer' && isKept);
}
