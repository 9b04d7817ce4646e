import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { allOrNothing, type Context } from '../context.ts';
import { isMessage } from '../fields/text.ts';
import { type FormValues, readStamped } from '../form.ts';
import { type ErasedHere, finishErasing } from '../personal-data/deletion.ts';
import {
  type Erasing,
  eraseHere,
  isToBeNamed,
  newerThan,
  proposeErasure,
  type SiteErasureProblem,
} from '../personal-data/site-erasure.ts';
import { openItemsOf } from '../requests/due-dates.ts';
import { checkUploads } from '../requests/files/files.ts';
import type { FileProblem } from '../requests/files/kinds.ts';
import { longest } from '../requests/kinds.ts';
import { lacksPermission, type Mandate, mandateFor } from '../requests/permissions.ts';
import { findRequest } from '../requests/records.ts';
import { type ContributeProblem, contribute } from '../requests/tasks/answers.ts';
import { type TaskKind, taskKinds, tasksOfItem } from '../requests/tasks/kinds.ts';
import {
  connectedTo,
  type OpenTasksProblem,
  openTasks,
  type SettleProblem,
  type Task,
  tasksOf,
  tickTask,
} from '../requests/tasks/tasks.ts';
import { sendAgain } from '../requests/tasks/webhooks.ts';
import type { Upload } from '../upload.ts';
import { type DeskFormProblem, perform, view } from './acts.ts';
import { formTokenNames } from './kinds.ts';
import { actorNames } from './staff/records.ts';
import type { Staff } from './staff/sessions.ts';

/** What each system has to do for a request, as staff see to it. What is handed over is begun by the gathering. */
interface Checklists {
  readonly reference: string;
  /** Whether staff name the address of whom it is about: an agent asks, or nobody gave one. */
  readonly isToBeNamed: boolean;
  /** Whether nobody gave one. */
  readonly isByLetter: boolean;
  /** Whose it is, where an agent asks, by what shows that they may; null where nothing does. */
  readonly mandate: Mandate | null;
  readonly lacksPermission: boolean;
  /** Since when there is an account under the address to be erased that was opened after the request came; or null. */
  readonly newerSince: Date | null;
  /** Whether the holder of an account asked from within it: then one person may erase. */
  readonly isOwn: boolean;
  /** Whether the request is. */
  readonly isOpen: boolean;
  /** Of what was asked and is open: what may be begun, and what is begun. */
  readonly kinds: readonly TaskKind[];
  /** The systems that answer by themselves. */
  readonly connected: readonly string[];
  readonly tasks: readonly Task[];
  readonly names: ReadonlyMap<string, string>;
}

export async function openChecklists(ctx: Context, reference: string, staff: Staff): Promise<Checklists | null> {
  const request = await findRequest(ctx, reference);
  if (!request || request.erased_at) return null;
  await view(ctx, staff, { reference: request.reference, what: 'tasks' });
  const tasks = await tasksOf(ctx, request);
  const asked = (await openItemsOf(ctx, request)).map(({ kind }) => kind);
  const open = asked.map((kind) => tasksOfItem[kind]);
  return {
    reference: request.reference,
    isToBeNamed: isToBeNamed(request),
    tasks,
    isByLetter: request.address_index === null,
    mandate: await mandateFor(ctx, request, ['erasure']),
    lacksPermission: await lacksPermission(
      ctx,
      request,
      asked.filter((kind) => tasksOfItem[kind]),
    ),
    newerSince: await newerThan(ctx, request),
    isOwn: request.account_id !== null && request.relation !== 'agent',
    isOpen: request.closed_at === null,
    connected: await connectedTo(ctx, 'export'),
    kinds: taskKinds.filter(
      (kind) => (kind !== 'export' && open.includes(kind)) || tasks.some((task) => task.kind === kind),
    ),
    names: await actorNames(ctx),
  };
}

export type ChecklistProblem =
  | DeskFormProblem
  | 'act-unknown'
  | OpenTasksProblem
  | SettleProblem
  | ContributeProblem
  | FileProblem
  | 'text-invalid'
  | SiteErasureProblem;

/** The fields that the forms of a checklist have, each some of them. */
const shape = {
  one: ['act', 'kind', 'instruction', 'whose', 'address', 'keeps', 'newer', 'rest', 'text'],
  many: ['task', 'result', 'note'],
} as const;
type Sent = FormValues<(typeof shape.one)[number], (typeof shape.many)[number]>;

/** One act upon a checklist: its form says which. */
export async function actOnChecklist(
  ctx: Context,
  form: FormData,
  reference: string,
  staff: Staff,
  uploads: readonly Upload[] = [],
): Promise<Result<null, ChecklistProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.checklist, staff.sessionId], shape);
  if (!read.ok) return read;
  const done = await actOn(ctx, reference, { sent: read.value, staff, uploads });
  return done.ok ? succeed(null) : done;
}

async function actOn(
  ctx: Context,
  reference: string,
  { sent, staff, uploads }: { readonly sent: Sent; readonly staff: Staff; readonly uploads: readonly Upload[] },
): Promise<Result<unknown, ChecklistProblem>> {
  const { act, instruction, whose, address, keeps, newer, rest, text } = sent.one;
  const [task = ''] = sent.many.task;
  const by = { reference, needs: 'answers' } as const;
  switch (act) {
    case 'open': {
      const kind = taskKinds.find((known) => known === sent.one.kind && known !== 'export');
      if (!kind) return fail('item-unknown');
      return await perform(ctx, staff, { ...by, act: 'task', detail: { kind } }, (ctx, actor) =>
        openTasks(ctx, reference, { kind, instruction: kind === 'restriction' ? whose : instruction, actor }),
      );
    }
    case 'tick':
      return await tickAll(ctx, reference, { many: sent.many, rest, staff });
    case 'contribute': {
      if (!staff.roles.includes('answers')) return fail('role-missing');
      if (text.length > longest.message || !isMessage(text)) return fail('text-invalid');
      const checked = await checkUploads(uploads);
      if (!checked.ok) return checked;
      return await perform(ctx, staff, { ...by, act: 'contribute', detail: { task } }, (ctx, actor) =>
        contribute(ctx, reference, { task, files: checked.value, text, actor }),
      );
    }
    case 'again':
      return await perform(ctx, staff, { ...by, act: 'webhook', detail: { task } }, (ctx) =>
        sendAgain(ctx, reference, { task }),
      );
    case 'propose':
      return await perform(ctx, staff, { ...by, act: 'erase' }, (ctx, actor) =>
        proposeErasure(ctx, reference, { address, actor }),
      );
    case 'erase':
      return await erase(ctx, reference, {
        address,
        takesNewer: newer === 'meant',
        keeps: keeps === 'agreements' ? keeps : null,
        staff,
      });
    default:
      return fail('act-unknown');
  }
}

/**
 * What became of some steps: of each a task, a result and a note, in one order. Of those of which nothing is said that is
 * `rest`, or they stay open. All of them or none.
 */
async function tickAll(
  ctx: Context,
  reference: string,
  {
    many,
    rest,
    staff,
  }: {
    readonly many: Sent['many'];
    readonly rest: string;
    readonly staff: Staff;
  },
): Promise<Result<null, ChecklistProblem>> {
  const ticks = many.task
    .map((task, at) => ({ task, result: many.result[at] || rest, note: many.note[at] ?? '' }))
    .filter(({ result, note }) => result !== '' || note.trim() !== '');
  if (ticks.length === 0) return fail('result-unknown');
  return await allOrNothing<null, ChecklistProblem>(ctx, async (ctx) => {
    for (const { task, result, note } of ticks) {
      const by = { act: 'tick', reference, needs: 'answers', detail: { task, result } } as const;
      const done = await perform(ctx, staff, by, (ctx, actor) =>
        tickTask(ctx, reference, { task, result, note, actor }),
      );
      if (!done.ok) return done;
    }
    return succeed(null);
  });
}

/** What the holder asked for from within the account one person may do; all else takes a second, who approves. */
async function erase(
  ctx: Context,
  reference: string,
  { address, takesNewer, keeps, staff }: Pick<Erasing, 'address' | 'takesNewer' | 'keeps'> & { readonly staff: Staff },
): Promise<Result<ErasedHere, ChecklistProblem>> {
  const request = await findRequest(ctx, reference);
  const isOwn = request?.account_id != null && request.relation !== 'agent';
  const needs = isOwn ? 'answers' : 'approves';
  const detail: Record<string, string> = takesNewer ? { newer: 'meant' } : {};
  const erased = await perform(ctx, staff, { act: 'erase-approve', reference, needs, detail }, (ctx, actor) =>
    eraseHere(ctx, reference, { address, takesNewer, keeps, actor }),
  );
  if (erased.ok) await finishErasing(ctx, erased.value);
  return erased;
}
