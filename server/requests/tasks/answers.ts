import { sha256 } from '../../../src/library/model/digest.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { ConnectedSystemRow, RequestRow } from '../../db/schema.ts';
import { readAddress } from '../../fields/address.ts';
import { record } from '../events.ts';
import type { CheckedFile } from '../files/files.ts';
import { requestKinds } from '../kinds.ts';
import { allowedOf, mandateFor } from '../permissions.ts';
import { personOf } from '../records.ts';
import { type ActingProblem, onRequest } from '../staff/act.ts';
import { addressConcerned } from '../suppression/immediate-opt-outs.ts';
import { type SystemResult, type TaskKind, tasksOfItem } from './kinds.ts';
import { addPart, gathered } from './parts.ts';
import { connectedTo, instructionOf, settle, systemOf, type Task, wanting } from './tasks.ts';

/** What a system has to do, as it is told of its own tasks. The least that it needs to find the person. */
interface SystemTask {
  readonly id: string;
  readonly kind: TaskKind;
  readonly reference: string;
  readonly dueOn: string;
  readonly person: { readonly name: string; readonly email: string };
  readonly instruction: string | null;
}

/** So many files are brought from one system. */
const mostParts = 50;

/** So much a system hands over for a task: the copy is put together in memory. Sealed, a third more than what is sent. */
const mostOfSystem = { parts: 100, bytes: (4 / 3) * 50 * 1024 * 1024 };

type AnswerTaskProblem = 'task-unknown' | 'task-done' | 'task-full';

/** The open tasks of the system that holds the key, as far as they are wanted, oldest first; none where none does. */
export async function tasksForKey(ctx: Context, keyPrefix: string): Promise<SystemTask[]> {
  const system = await systemOfKey(ctx, keyPrefix);
  if (!system) return [];
  const rows = await ctx.db
    .selectFrom('request_task')
    .innerJoin('request', 'request.id', 'request_task.request_id')
    .selectAll('request')
    .select(['request_task.id as task_id', 'request_task.kind as kind', 'request_task.instruction_sealed'])
    .where('request_task.system', '=', system.id)
    .where('request_task.kind', 'in', ['', ...system.kinds.split(' ')])
    .where('request_task.done_at', 'is', null)
    .where('request.erased_at', 'is', null)
    .where(({ exists }) => exists(wanting(ctx)))
    .orderBy('request_task.opened_at')
    .orderBy('request_task.id')
    .limit(100)
    .execute();
  const tasks = await Promise.all(
    rows.map(async (row): Promise<SystemTask | null> => {
      const kind = row.kind as TaskKind;
      const instruction = instructionOf(ctx, { ...row, id: row.task_id });
      const person = await concerned(ctx, row, { kind, instruction });
      return person && { id: row.task_id, kind, reference: row.reference, dueOn: row.due_on, instruction, person };
    }),
  );
  return tasks.filter((task) => task !== null);
}

/** Whose data it is: never an agent's who asks for them, and nobody's who does not allow it any more. */
async function concerned(
  ctx: Context,
  request: RequestRow,
  { kind, instruction }: Pick<SystemTask, 'kind' | 'instruction'>,
): Promise<SystemTask['person'] | null> {
  const person = personOf(ctx, request);
  if (!person || request.relation !== 'agent') return { name: person?.name ?? '', email: person?.email ?? '' };
  const kinds = requestKinds.filter((item) => tasksOfItem[item] === kind);
  const named = readAddress(instruction ?? '');
  const allowed = await allowedOf(ctx, request, kinds, named ?? undefined);
  if (allowed.length === 0) return null;
  const address = named ?? (await mandateFor(ctx, request, allowed))?.address;
  return { name: person.behalf, email: address ?? addressConcerned('agent', person) ?? '' };
}

/** What the system that holds the key did, with the data that it hands over. Large data comes in parts: the last ends it. */
export async function answerTask(
  ctx: Context,
  keyPrefix: string,
  {
    task: id,
    result,
    note = '',
    data,
    isLast,
  }: {
    readonly task: string;
    readonly result: SystemResult;
    readonly note?: string | undefined;
    readonly data?: unknown;
    readonly isLast: boolean;
  },
): Promise<Result<{ readonly task: string; readonly isDone: boolean }, AnswerTaskProblem>> {
  return await transaction(ctx, async (ctx): Promise<Result<{ task: string; isDone: boolean }, AnswerTaskProblem>> => {
    const system = await systemOfKey(ctx, keyPrefix);
    const row =
      system &&
      (await ctx.db
        .updateTable('request_task')
        .set({ system: system.id })
        .where('id', '=', id)
        .where('system', '=', system.id)
        .returningAll()
        .executeTakeFirst());
    if (!system || !row) return fail('task-unknown');
    if (row.done_at) return fail('task-done');
    if (row.kind === 'export' && data !== undefined) {
      const { count, bytes } = await gathered(ctx, id);
      if (count >= mostOfSystem.parts || bytes >= mostOfSystem.bytes) return fail('task-full');
      await addPart(ctx, id, { data });
    }
    if (isLast) await settle(ctx, row, { result, by: `system:${system.id}`, note });
    return succeed({ task: id, isDone: isLast });
  });
}

export type ContributeProblem =
  | ActingProblem
  | 'task-unknown'
  | 'system-connected'
  | 'contribution-missing'
  | 'files-full';

/**
 * What a system holds that nobody can ask by a webhook: staff bring it, as files or in words, and its step is done. More of
 * it may follow until the copy is delivered; each time it is gathered again.
 */
export async function contribute(
  ctx: Context,
  reference: string,
  {
    task: id,
    files,
    text,
    actor,
  }: {
    readonly task: string;
    readonly files: readonly CheckedFile[];
    readonly text: string;
    readonly actor: string;
  },
): Promise<Result<Task, ContributeProblem>> {
  const words = Buffer.from(`${text.replaceAll(/\r\n?/g, '\n').trim()}\n`);
  const brought = [
    ...files.map(({ name, chunks }) => ({ name, content: Buffer.concat(chunks) })),
    ...(words.length > 1 ? [{ name: 'in-words.txt', content: words }] : []),
  ];
  if (brought.length === 0) return fail('contribution-missing');
  return await onRequest(ctx, reference, { actor }, async (ctx, request) => {
    const row = await ctx.db
      .selectFrom('request_task')
      .selectAll()
      .where('id', '=', id)
      .where('request_id', '=', request.id)
      .where('kind', '=', 'export')
      .executeTakeFirst();
    if (!row) return fail('task-unknown');
    if ((await connectedTo(ctx, 'export')).includes(row.system)) return fail('system-connected');
    if ((await gathered(ctx, id)).count + brought.length > mostParts) return fail('files-full');
    for (const { name, content } of brought) {
      await addPart(ctx, id, { file: { name, content: content.toString('base64') } });
    }
    const digests = brought.map(({ name, content }) => `${name}: ${sha256(content)}`).join('\n');
    const detail = { system: systemOf(ctx, row.system).name, digests };
    await record(ctx, request, { act: 'contributed', actor, detail });
    return succeed(await settle(ctx, row, { result: 'done', by: actor }));
  });
}

function systemOfKey(ctx: Context, keyPrefix: string): Promise<ConnectedSystemRow | undefined> {
  return ctx.db
    .selectFrom('connected_system')
    .selectAll()
    .where('key_prefix', '=', keyPrefix)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}
