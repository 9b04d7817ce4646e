import { sql } from 'kysely';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import { newId } from '../../db/ids.ts';
import type { RequestRow, RequestTaskRow } from '../../db/schema.ts';
import { normalise, readAddress } from '../../fields/address.ts';
import { openItemsOf } from '../due-dates.ts';
import { type RequestKind, requestKinds } from '../kinds.ts';
import { allowedOf } from '../permissions.ts';
import { type ActingProblem, onRequest, readWords } from '../staff/act.ts';
import { restrict } from '../suppression/suppression.ts';
import {
  backupSystem,
  longestNote,
  ownSystem,
  type TaskKind,
  type TaskResult,
  taskKinds,
  taskResults,
  tasksOfItem,
} from './kinds.ts';
import { type System, systemsOf, systemsWith } from './systems.ts';
import { queueWebhook, type SentWebhook, webhooksOf } from './webhooks.ts';

/** What one system has to do for a request. */
export interface Task {
  readonly id: string;
  readonly kind: TaskKind;
  readonly system: System;
  /** What staff say is to be done. */
  readonly instruction: string | null;
  readonly proposed: { readonly by: string; readonly at: Date } | null;
  readonly done: {
    readonly at: Date;
    /** `staff:<id>`, `command`, `system:<id>` or `site`. */
    readonly by: string;
    readonly result: TaskResult;
    readonly note: string | null;
    readonly untilOn: string | null;
  } | null;
  /** How it was told to a system that is connected; empty where a person has to see to it. */
  readonly webhooks: readonly SentWebhook[];
}

export type OpenTasksProblem =
  | ActingProblem
  | 'request-unconfirmed'
  | 'item-unknown'
  | 'permission-missing'
  | 'whose-invalid'
  | 'instruction-missing'
  | 'instruction-invalid';

/**
 * Opens what each system has to do for an item that is open, and tells those that are connected. Done again it adds the
 * systems that have come since. Nothing is opened for an address that nobody has confirmed, nor for an agent before
 * something shows that they may; where there is no address, staff say who it is, of a restriction by their address here.
 */
export async function openTasks(
  ctx: Context,
  reference: string,
  { kind, instruction = '', actor }: { readonly kind: TaskKind; readonly instruction?: string; readonly actor: string },
): Promise<Result<readonly Task[], OpenTasksProblem>> {
  const text = readWords(instruction);
  if (text === null || text.length > longestNote) return fail('instruction-invalid');
  if (kind === 'correction' && text === '') return fail('instruction-missing');
  if (kind === 'restriction' && text !== '' && !readAddress(text)) return fail('whose-invalid');
  return await onRequest(ctx, reference, { actor, mayBeClosed: true }, async (ctx, request) => {
    if (request.address_index && !request.confirmed_at) return fail('request-unconfirmed');
    const items = (await openItemsOf(ctx, request)).map((item) => item.kind);
    const concerned = items.filter((item) => tasksOfItem[item] === kind);
    if (concerned.length === 0) return fail('item-unknown');
    const whose = kind === 'export' && text !== '' ? text : undefined;
    if ((await allowedOf(ctx, request, concerned, whose)).length === 0) return fail('permission-missing');
    if (kind === 'export' && text !== '') await dropOthers(ctx, request, text);

    const connected = await connectedTo(ctx, kind);
    const now = ctx.clock.now();
    for (const { id: system } of systemsWith(ctx, kind, connected)) {
      const id = newId(now);
      const added = await ctx.db
        .insertInto('request_task')
        .values({
          id,
          request_id: request.id,
          kind,
          system,
          opened_at: now.toISOString(),
          opened_by: actor,
          instruction_sealed: text === '' ? null : sealInstruction(ctx, id, text),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (added && connected.includes(system)) await queueWebhook(ctx, id);
    }
    return succeed(await tasksOf(ctx, request, kind));
  });
}

/** Of another person than the one who is named now nothing is handed over, and nothing is kept that was. */
async function dropOthers(ctx: Context, { id }: RequestRow, instruction: string): Promise<void> {
  const rows = await ctx.db
    .selectFrom('request_task')
    .selectAll()
    .where('request_id', '=', id)
    .where('kind', '=', 'export')
    .execute();
  const others = rows.filter((row) => !isAbout(ctx, row, instruction)).map((row) => row.id);
  if (others.length > 0) await ctx.db.deleteFrom('request_task').where('id', 'in', others).execute();
}

/** In the order of the systems: what is done, and what is still wanted. */
export async function tasksOf(ctx: Context, { id }: Pick<RequestRow, 'id'>, kind?: TaskKind): Promise<Task[]> {
  const rows = await ctx.db
    .selectFrom('request_task')
    .selectAll()
    .where('request_id', '=', id)
    .where(({ or, eb, exists }) => or([eb('done_at', 'is not', null), exists(wanting(ctx))]))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .execute();
  const webhooks = await webhooksOf(
    ctx,
    rows.map((row) => row.id),
  );
  const systems = systemsOf(ctx);
  const order = (row: RequestTaskRow) => taskKinds.indexOf(row.kind as TaskKind) * 1000 + placeIn(systems, row.system);
  return rows
    .sort((one, other) => order(one) - order(other))
    .map((row) =>
      toTask(
        ctx,
        row,
        webhooks.filter(({ taskId }) => taskId === row.id),
      ),
    );
}

/**
 * Of a row of `request_task`, the items that want it: open, or answered so. What was taken back, refused or understood to
 * be something else nobody carries out any more, unless it is reopened.
 */
export function wanting(ctx: Context) {
  return ctx.db
    .selectFrom('request_item')
    .select('request_item.id')
    .where('request_item.request_id', '=', sql.ref<string>('request_task.request_id'))
    .where(({ or, and, eb }) =>
      or(
        taskKinds.map((kind) =>
          and([
            eb(sql.ref('request_task.kind'), '=', kind),
            eb(
              'request_item.kind',
              'in',
              requestKinds.filter((item) => tasksOfItem[item] === kind),
            ),
          ]),
        ),
      ),
    )
    .where(({ or, eb }) =>
      or([eb('request_item.outcome', 'is', null), eb('request_item.outcome', 'in', ['done', 'partly-done'])]),
    );
}

export type SettleProblem =
  | ActingProblem
  | 'task-unknown'
  | 'task-done'
  | 'result-unknown'
  | 'note-missing'
  | 'note-invalid'
  | 'permission-missing'
  | 'own-verb';

/**
 * By hand. What this site holds itself is erased by its verb, and its backups follow it; of a system that is connected,
 * and of what cannot be done, the note says why.
 */
export async function tickTask(
  ctx: Context,
  reference: string,
  {
    task: id,
    result,
    note = '',
    actor,
  }: { readonly task: string; readonly result: string; readonly note?: string; readonly actor: string },
): Promise<Result<Task, SettleProblem>> {
  const text = readWords(note);
  if (text === null || text.length > longestNote) return fail('note-invalid');
  const became = taskResults.find((known) => known === result);
  if (!became) return fail('result-unknown');
  return await onRequest(ctx, reference, { actor, mayBeClosed: true }, async (ctx, request) => {
    const row = await ctx.db
      .selectFrom('request_task')
      .selectAll()
      .where('id', '=', id)
      .where('request_id', '=', request.id)
      .where(({ exists }) => exists(wanting(ctx)))
      .executeTakeFirst();
    if (!row) return fail('task-unknown');
    if (row.done_at) return fail('task-done');
    if (row.kind === 'erasure' && (row.system === ownSystem || row.system === backupSystem)) return fail('own-verb');
    const isConnected = (await connectedTo(ctx, row.kind as TaskKind)).includes(row.system);
    if (text === '' && (became === 'not-possible' || isConnected)) return fail('note-missing');
    if (row.kind === 'restriction' && row.system === ownSystem && became === 'done') {
      if ((await allowedOf(ctx, request, ['restriction'])).length === 0) return fail('permission-missing');
      await restrict(ctx, request, { step: row.id, named: instructionOf(ctx, row) });
    }
    return succeed(await settle(ctx, row, { result: became, by: actor, note: text }));
  });
}

/** The systems that have not yet done their part of these items. A request is not complete while one is silent. */
export async function unfinishedOf(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
  items: readonly RequestKind[],
): Promise<readonly string[]> {
  const kinds = items.flatMap((item) => tasksOfItem[item] ?? []);
  if (kinds.length === 0) return [];
  const rows = await ctx.db
    .selectFrom('request_task')
    .select('system')
    .where('request_id', '=', id)
    .where('kind', 'in', kinds)
    .where('done_at', 'is', null)
    .orderBy('system')
    .execute();
  return rows.map(({ system }) => system);
}

/** What systems have not done of some items: of a checklist that nobody has opened, all of them. */
export interface Lack {
  readonly kind: TaskKind;
  readonly isOpened: boolean;
  readonly systems: readonly System[];
}

export async function lacksOf(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
  items: readonly RequestKind[],
): Promise<readonly Lack[]> {
  const kinds = taskKinds.filter((kind) => items.some((item) => tasksOfItem[item] === kind));
  if (kinds.length === 0) return [];
  const rows = await ctx.db
    .selectFrom('request_task')
    .select(['kind', 'system', 'done_at'])
    .where('request_id', '=', id)
    .where('kind', 'in', kinds)
    .execute();
  const lacks: Lack[] = [];
  for (const kind of kinds) {
    const own = rows.filter((row) => row.kind === kind);
    const silent = own.filter(({ done_at }) => done_at === null).map(({ system }) => systemOf(ctx, system));
    const systems = own.length === 0 ? systemsWith(ctx, kind, await connectedTo(ctx, kind)) : silent;
    if (systems.length > 0) lacks.push({ kind, isOpened: own.length > 0, systems });
  }
  return lacks;
}

/** In the transaction of whoever has locked the request. */
export async function settle(
  ctx: Context,
  row: RequestTaskRow,
  {
    result,
    by,
    note = '',
    untilOn = null,
  }: {
    readonly result: TaskResult;
    readonly by: string;
    readonly note?: string;
    readonly untilOn?: string | null;
  },
): Promise<Task> {
  const settled = await ctx.db
    .updateTable('request_task')
    .set({
      done_at: ctx.clock.now().toISOString(),
      done_by: by,
      result,
      until_on: untilOn,
      note_sealed: note === '' ? null : ctx.crypto.encryption.seal(note, placeOf('note_sealed', row.id)),
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await ctx.db
    .updateTable('webhook')
    .set({ next_attempt_at: null })
    .where('task_id', '=', row.id)
    .where('sent_at', 'is', null)
    .execute();
  return toTask(ctx, settled, []);
}

export function instructionOf(
  ctx: Context,
  { id, instruction_sealed }: Pick<RequestTaskRow, 'id' | 'instruction_sealed'>,
): string | null {
  return instruction_sealed && ctx.crypto.encryption.open(instruction_sealed, placeOf('instruction_sealed', id));
}

/** Whether it was opened for the person of that address. */
export function isAbout(
  ctx: Context,
  row: Pick<RequestTaskRow, 'id' | 'instruction_sealed'>,
  address: string,
): boolean {
  return normalise(instructionOf(ctx, row) ?? '') === normalise(address);
}

export function sealInstruction({ crypto }: Context, id: string, text: string): string {
  return crypto.encryption.seal(text, placeOf('instruction_sealed', id));
}

/** The systems that do their part of it by themselves. */
export async function connectedTo(ctx: Context, kind: TaskKind): Promise<string[]> {
  const rows = await ctx.db.selectFrom('connected_system').selectAll().where('ended_at', 'is', null).execute();
  return rows.filter(({ kinds }) => kinds.split(' ').includes(kind)).map(({ id }) => id);
}

function toTask(ctx: Context, row: RequestTaskRow, webhooks: readonly SentWebhook[]): Task {
  return {
    id: row.id,
    kind: row.kind as TaskKind,
    webhooks,
    system: systemOf(ctx, row.system),
    instruction: instructionOf(ctx, row),
    proposed: row.proposed_by && row.proposed_at ? { by: row.proposed_by, at: new Date(row.proposed_at) } : null,
    done:
      row.done_at && row.done_by
        ? {
            at: new Date(row.done_at),
            by: row.done_by,
            result: row.result as TaskResult,
            note: noteOf(ctx, row),
            untilOn: row.until_on,
          }
        : null,
  };
}

/** One that has left the list meanwhile has its part all the same. */
export function systemOf(ctx: Context, id: string): System {
  return systemsOf(ctx).find((one) => one.id === id) ?? { id, name: id, dataCategories: [], isRecipient: true };
}

function noteOf(ctx: Context, { id, note_sealed }: RequestTaskRow): string | null {
  return note_sealed && ctx.crypto.encryption.open(note_sealed, placeOf('note_sealed', id));
}

function placeIn(systems: readonly System[], id: string): number {
  const at = systems.findIndex((system) => system.id === id);
  return at < 0 ? systems.length : at;
}

function placeOf(column: 'instruction_sealed' | 'note_sealed', row: string) {
  return { table: 'request_task', column, row };
}
