import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { normalise, readAddress } from '../../fields/address.ts';
import { openItemsOf } from '../due-dates.ts';
import { eventsOf, record } from '../events.ts';
import { attach, type CheckedFile, list, markAs, type StoredFile } from '../files/files.ts';
import type { RequestKind } from '../kinds.ts';
import { needsPermission, type PermissionBasis, permissionBases, permissionOf } from '../permissions.ts';
import { personOf } from '../records.ts';
import { type Acting, type ActingProblem, chosen, onRequest, readRequired } from './act.ts';

/** What staff were shown, and what they found of it. */
interface ShownPermission extends Acting {
  readonly basis: string;
  /** Of the person, as we know them: of nobody else is anything given out or changed. */
  readonly address: string;
  readonly items?: readonly RequestKind[];
  /** One of the files of the request. */
  readonly file?: string | undefined;
  /** Of a letter, as a picture of it. */
  readonly uploaded?: readonly CheckedFile[];
  /** How staff made sure of it. */
  readonly shown: string;
}

export type ShowPermissionProblem =
  | ActingProblem
  | 'item-unknown'
  | 'agent-missing'
  | 'basis-unknown'
  | 'permission-file-missing'
  | 'permission-file-unknown'
  | 'shown-missing'
  | 'shown-invalid'
  | 'address-missing'
  | 'address-invalid'
  | 'address-of-agent'
  | 'permission-awaited'
  | 'permission-not-needed';

type RecordedPermission = Result<
  { readonly basis: PermissionBasis; readonly items: readonly RequestKind[] },
  ShowPermissionProblem
>;

/**
 * Puts on record by what right an agent asks, and who looked at it. A signed permission is a file that stays with the
 * request. Where the person was asked and has not said yes, no paper of the agent stands in for it.
 */
export async function recordPermission(
  ctx: Context,
  reference: string,
  { basis: written, address, items, file, uploaded = [], shown, ...acting }: ShownPermission,
): Promise<RecordedPermission> {
  const basis = permissionBases.find((known) => known === written);
  if (!basis) return fail('basis-unknown');
  const text = readRequired('shown', shown);
  if (!text.ok) return text;
  if (address.trim() === '') return fail('address-missing');
  const whose = readAddress(address);
  if (!whose) return fail('address-invalid');
  return await onRequest(ctx, reference, acting, async (ctx, request): Promise<RecordedPermission> => {
    if (request.relation !== 'agent') return fail('agent-missing');
    const agent = personOf(ctx, request)?.email;
    if (agent && normalise(agent) === normalise(whose)) return fail('address-of-agent');
    const named = chosen(await openItemsOf(ctx, request), items);
    if (!named) return fail('item-unknown');
    const concerned = named.filter(needsPermission);
    if (concerned.length === 0) return fail('permission-not-needed');
    const happened = await eventsOf(ctx, request.id);
    const stands = (kind: RequestKind) => permissionOf(happened, kind)?.state;
    const isAwaited = concerned.map(stands).some((state) => state === 'asked' || state === 'refused');
    if (basis === 'signed-permission' && isAwaited) return fail('permission-awaited');
    if (file && !(await showable(ctx, request)).some(({ id }) => id === file)) return fail('permission-file-unknown');
    if (basis === 'signed-permission' && !file && uploaded.length === 0) return fail('permission-file-missing');
    const added = await attach(ctx, request, { files: uploaded, purpose: 'permission', author: 'staff' });
    if (!added.ok) throw new Error(`What staff were shown is not kept: ${added.problems.join()}`);
    if (file) await markAs(ctx, request, { id: file, purpose: 'permission' });
    const kept = (await list(ctx, request)).filter(({ id }) => id === file || added.value.some((one) => one.id === id));
    const { actor } = acting;
    await record(ctx, request, {
      ...{ act: 'permission-shown', actor, items: concerned, code: basis },
      detail: {
        ...{ address: whose, shown: text.value },
        ...(kept.length > 0 && { digests: kept.map(({ name, sha256 }) => `${name}: ${sha256}`).join('\n') }),
      },
    });
    return succeed({ basis, items: concerned });
  });
}

/** What of the files of a request may be its permission: whatever came from who asks. */
async function showable(ctx: Context, request: Pick<RequestRow, 'id'>): Promise<StoredFile[]> {
  return (await list(ctx, request)).filter(({ purpose, isKept }) => purpose !== 'answer' && isKept);
}
