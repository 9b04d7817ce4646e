import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { openItemsOf } from '../due-dates.ts';
import { tasksOfItem } from './kinds.ts';
import { isAbout } from './tasks.ts';

/** What a system sent, or a file that staff brought from it. */
type Part =
  | { readonly data: unknown; readonly file?: undefined }
  | { readonly file: { readonly name: string /** In base64. */; readonly content: string } };

/** What each system handed over for a request, by its id: where staff named the person, of them alone. */
export async function partsOf(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
  named: string | null = null,
): Promise<Map<string, Part[]>> {
  const rows = await ctx.db
    .selectFrom('request_task_part')
    .innerJoin('request_task', 'request_task.id', 'request_task_part.task_id')
    .select(['request_task.system', 'request_task.instruction_sealed'])
    .select(['request_task_part.task_id', 'position', 'content_sealed'])
    .where('request_task.request_id', '=', id)
    .orderBy('request_task.system')
    .orderBy('position')
    .execute();
  const parts = new Map<string, Part[]>();
  for (const { system, task_id, position, content_sealed, instruction_sealed } of rows) {
    if (named !== null && !isAbout(ctx, { id: task_id, instruction_sealed }, named)) continue;
    const text = ctx.crypto.encryption.open(content_sealed, partPlace(task_id, position));
    parts.set(system, [...(parts.get(system) ?? []), JSON.parse(text) as Part]);
  }
  return parts;
}

/** Whether some system ended its handing over after that moment. */
export async function hasHandedOverSince(ctx: Context, { id }: Pick<RequestRow, 'id'>, at: string): Promise<boolean> {
  const part = await ctx.db
    .selectFrom('request_task_part')
    .innerJoin('request_task', 'request_task.id', 'request_task_part.task_id')
    .select('task_id')
    .where('request_task.request_id', '=', id)
    .where('request_task.done_at', '>', at)
    .limit(1)
    .executeTakeFirst();
  return part !== undefined;
}

/** Once they stand in what was delivered. */
async function eraseParts(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  await ctx.db
    .deleteFrom('request_task_part')
    .where('task_id', 'in', (row) => row.selectFrom('request_task').select('id').where('request_id', '=', id))
    .execute();
}

async function erasePackages(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  await ctx.db
    .updateTable('request_package')
    .set({ content_sealed: null, redactions_sealed: null })
    .where('request_id', '=', id)
    .execute();
}

/** What was gathered is erased with the request. What had to be done, where, when and by whom, is left. */
export async function eraseGathered(ctx: Context, request: Pick<RequestRow, 'id'>): Promise<void> {
  await eraseParts(ctx, request);
  await erasePackages(ctx, request);
}

/**
 * What was prepared of somebody, handed over about them and done for what is open, where it turns out that somebody else
 * is meant: of them nothing is done yet.
 */
export async function dropPrepared(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  await ctx.db.deleteFrom('pending_deletion').where('request_id', '=', id).execute();
  await erasePackages(ctx, { id });
  const open = (await openItemsOf(ctx, { id })).flatMap(({ kind }) => tasksOfItem[kind] ?? []);
  await ctx.db
    .deleteFrom('request_task')
    .where('request_id', '=', id)
    .where((row) => row.or([row('done_at', 'is', null), row('kind', 'in', ['export', ...open])]))
    .execute();
}

/** What was gathered for an answer and never delivered has no purpose once the request is closed. Tells of how many. */
export async function eraseUndelivered(ctx: Context): Promise<number> {
  const closed = ctx.db.selectFrom('request').select('id').where('closed_at', 'is not', null);
  const parts = await ctx.db
    .deleteFrom('request_task_part')
    .where('task_id', 'in', (row) => row.selectFrom('request_task').select('id').where('request_id', 'in', closed))
    .executeTakeFirst();
  const packages = await ctx.db
    .updateTable('request_package')
    .set({ content_sealed: null, redactions_sealed: null })
    .where('content_sealed', 'is not', null)
    .where('request_id', 'in', closed)
    .executeTakeFirst();
  return Number(parts.numDeletedRows) + Number(packages.numUpdatedRows);
}

/** What a task has, told without reading it. */
export async function gathered(ctx: Context, task_id: string): Promise<{ count: number; bytes: number }> {
  const { count, bytes } = await ctx.db
    .selectFrom('request_task_part')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number>(fn('octet_length', ['content_sealed'])).as('bytes'),
    ])
    .where('task_id', '=', task_id)
    .executeTakeFirstOrThrow();
  return { count: Number(count), bytes: Number(bytes ?? 0) };
}

export async function addPart(ctx: Context, task_id: string, part: Part): Promise<void> {
  const { count: position } = await gathered(ctx, task_id);
  const content_sealed = ctx.crypto.encryption.seal(JSON.stringify(part), partPlace(task_id, position));
  await ctx.db.insertInto('request_task_part').values({ task_id, position, content_sealed }).execute();
}

function partPlace(task: string, position: number) {
  return { table: 'request_task_part', column: 'content_sealed', row: `${task}/${position}` };
}
