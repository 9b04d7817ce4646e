import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { byAddress, lockRow, lockRowByAddress } from '../accounts/records.ts';
import { type Context, transaction } from '../context.ts';
import type { RequestRow, RequestTaskRow } from '../db/schema.ts';
import { normalise, readAddress } from '../fields/address.ts';
import { openItemsOf } from '../requests/due-dates.ts';
import { lacksPermission, mandateFor, ofSamePerson } from '../requests/permissions.ts';
import { findRequest, lockRequest, personOf } from '../requests/records.ts';
import { backupSystem, ownSystem, tasksOfItem } from '../requests/tasks/kinds.ts';
import { instructionOf, sealInstruction, settle, wanting } from '../requests/tasks/tasks.ts';
import { type ErasedHere, type EraseProblem, eraseRequester } from './deletion.ts';

export type SiteErasureProblem =
  | EraseProblem
  | 'reference-unknown'
  | 'request-erased'
  | 'request-closed'
  | 'task-unknown'
  | 'task-done'
  | 'address-invalid'
  | 'address-other'
  | 'permission-missing'
  | 'account-newer'
  | 'changed-meanwhile'
  | 'not-proposed'
  | 'same-person';

/**
 * Puts forward that this site erases whoever asked. Of an agent's request the address is that of the person who allows
 * it, and of one that names none staff say it. Somebody else carries it out. Put forward again, it is another's to approve
 * anew.
 */
export async function proposeErasure(
  ctx: Context,
  reference: string,
  { address = '', actor }: { readonly address?: string; readonly actor: string },
): Promise<Result<null, SiteErasureProblem>> {
  return await onTask(ctx, reference, async (ctx, request, row) => {
    const named = address.trim();
    if (isToBeNamed(request) && named === '') return fail('address-missing');
    const whose = isToBeNamed(request) ? readAddress(named) : '';
    if (whose === null) return fail('address-invalid');
    if (await lacksPermission(ctx, request, ['erasure'])) return fail('permission-missing');
    const mandate = await mandateFor(ctx, request, ['erasure']);
    if (mandate && normalise(mandate.address) !== normalise(whose)) return fail('address-other');
    await ctx.db
      .updateTable('request_task')
      .set({
        proposed_by: actor,
        proposed_at: ctx.clock.now().toISOString(),
        ...(whose && { instruction_sealed: sealInstruction(ctx, row.id, whose) }),
      })
      .where('id', '=', row.id)
      .execute();
    return succeed(null);
  });
}

/** How staff have somebody erased. */
export interface Erasing {
  /** As it was put forward. */
  readonly address: string;
  /** Whether an account that is newer than the request goes too. */
  readonly takesNewer: boolean;
  /** The signed copies, where a business asked for it. */
  readonly keeps: 'agreements' | null;
}

/**
 * Erases on this site, and with it in its backups in their time. One person may do it alone where the holder of the
 * account asked from within it; otherwise it takes a second, who saw the `address` where one was named. Never before the
 * copy that the same request asks for. An account that was opened only after it was asked goes with it where the person
 * has said so: `takesNewer`. While a legal hold lasts the deletion waits, and the task stays open. In the
 * transaction of the act: `finishErasing` follows it.
 */
export async function eraseHere(
  ctx: Context,
  reference: string,
  { address = '', takesNewer = false, keeps = null, actor }: Partial<Erasing> & { readonly actor: string },
): Promise<Result<ErasedHere, SiteErasureProblem>> {
  await lockAccount(ctx, reference, address);
  return await onTask(ctx, reference, async (ctx, request, row) => {
    const isAgent = request.relation === 'agent';
    const isOwn = request.account_id !== null && !isAgent;
    if (!isOwn && !row.proposed_by) return fail('not-proposed');
    if (!isOwn && row.proposed_by === actor) return fail('same-person');
    const isNamed = isToBeNamed(request);
    const email = isNamed ? instructionOf(ctx, row) : personOf(ctx, request)?.email;
    if (isNamed && address !== email) return fail('changed-meanwhile');
    if (await lacksPermission(ctx, request, ['erasure'])) return fail('permission-missing');
    const mandate = await mandateFor(ctx, request, ['erasure']);
    if (mandate && normalise(mandate.address) !== normalise(address)) return fail('address-other');
    const open = (await openItemsOf(ctx, request)).map(({ kind }) => kind);
    const copies = open.filter((kind) => tasksOfItem[kind] === 'export');
    if ((await ofSamePerson(ctx, request, 'erasure', copies)).length > 0) return fail('access-pending');
    const accountId = isAgent ? null : request.account_id;
    if (!takesNewer && (await newerAt(ctx, request, email ?? ''))) return fail('account-newer');
    const erased = await eraseRequester(ctx, { requestId: request.id, email: email ?? '', accountId, keeps });
    if (!erased.ok || erased.value.state === 'waiting') return erased;
    const { goneOn } = erased.value;
    await settle(ctx, row, { result: 'done', by: actor });
    const backups = await taskRow(ctx, request, backupSystem);
    if (backups && !backups.done_at) await settle(ctx, backups, { result: 'done', by: ownSystem, untilOn: goneOn });
    return erased;
  });
}

/** Whose address nobody has given, or only somebody else's. */
export function isToBeNamed({ relation, address_index }: Pick<RequestRow, 'relation' | 'address_index'>): boolean {
  return relation === 'agent' || address_index === null;
}

/**
 * Since when the address that is to be erased has an account that was opened after the request came: nobody who asked
 * before can have meant it. Null where there is none.
 */
export async function newerThan(ctx: Context, request: RequestRow): Promise<Date | null> {
  const row = isToBeNamed(request) ? await taskRow(ctx, request, ownSystem) : undefined;
  const email = row ? instructionOf(ctx, row) : personOf(ctx, request)?.email;
  return email ? await newerAt(ctx, request, email) : null;
}

async function newerAt(ctx: Context, { received_at }: RequestRow, email: string): Promise<Date | null> {
  const account = await byAddress(ctx, email);
  return account && account.createdAt > new Date(received_at) ? account.createdAt : null;
}

/** First the account, then the request: a deletion goes in this order too. */
async function lockAccount(ctx: Context, reference: string, address: string): Promise<void> {
  const seen = await findRequest(ctx, reference);
  if (!seen) return;
  const email = isToBeNamed(seen) ? address : personOf(ctx, seen)?.email;
  if (seen.account_id !== null && seen.relation !== 'agent') await lockRow(ctx, seen.account_id);
  else if (email) await lockRowByAddress(ctx, email);
}

async function onTask<Value>(
  ctx: Context,
  reference: string,
  work: (ctx: Context, request: RequestRow, row: RequestTaskRow) => Promise<Result<Value, SiteErasureProblem>>,
): Promise<Result<Value, SiteErasureProblem>> {
  return await transaction(ctx, async (ctx): Promise<Result<Value, SiteErasureProblem>> => {
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('reference-unknown');
    if (request.erased_at) return fail('request-erased');
    if (request.closed_at) return fail('request-closed');
    const row = await taskRow(ctx, request, ownSystem);
    if (!row) return fail('task-unknown');
    return row.done_at ? fail('task-done') : await work(ctx, request, row);
  });
}

function taskRow(ctx: Context, { id }: RequestRow, system: string): Promise<RequestTaskRow | undefined> {
  return ctx.db
    .selectFrom('request_task')
    .selectAll()
    .where('request_id', '=', id)
    .where('kind', '=', 'erasure')
    .where('system', '=', system)
    .where(({ exists }) => exists(wanting(ctx)))
    .executeTakeFirst();
}
