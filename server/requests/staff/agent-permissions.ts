import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { later } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { normalise, readAddress } from '../../fields/address.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import { allow, mailToAddress } from '../../rate-limits/rate-limits.ts';
import { openItemsOf } from '../due-dates.ts';
import * as emails from '../emails/emails.ts';
import { eventsOf, record } from '../events.ts';
import { attach, type CheckedFile, list, markAs, type StoredFile } from '../files/files.ts';
import type { RequestKind } from '../kinds.ts';
import { mayAskPerson, needsPermission, permissionOf } from '../permissions.ts';
import { personOf, regionOf } from '../records.ts';
import { type Acting, type ActingProblem, chosen, onRequest, readRequired } from './act.ts';

/**
 * By what right an agent asks, where it is not the person's own yes to our question: a signed permission or a power of
 * attorney (11 CCR 7063), the law, as of the parents of a child, or what the person told us otherwise.
 */
export const permissionBases = ['signed-permission', 'power-of-attorney', 'parent-or-guardian', 'own-word'] as const;
export type PermissionBasis = (typeof permissionBases)[number];

/** What stands in the way of whatever is about the permission of the person for whom an agent asks. */
type AboutPersonProblem =
  | ActingProblem
  | 'agent-missing'
  | 'address-missing'
  | 'address-invalid'
  | 'address-of-agent'
  | 'item-unknown'
  | 'permission-not-needed';

/** The person, as we know them, and the items that are theirs; all that are open where none is named. */
interface AboutPerson extends Acting {
  readonly address: string;
  readonly items?: readonly RequestKind[];
}

export type AskPermissionProblem = AboutPersonProblem | 'request-unconfirmed' | 'person-mailed-often';

/**
 * Asks the person for whom an agent asks whether they allow it, by a link that works once and for this question alone:
 * another person may be asked of another item. The mail says nothing that the agent wrote: anybody could have us mail
 * anything. No clock waits for the answer. Not to be used where there is a power of attorney under the California Probate
 * Code (11 CCR 7063(b)).
 */
export async function askPermission(
  ctx: Context,
  reference: string,
  asking: AboutPerson,
): Promise<Result<{ items: readonly RequestKind[] }, AskPermissionProblem>> {
  const { actor } = asking;
  type Asked = Result<{ items: readonly RequestKind[] }, AskPermissionProblem>;
  return await aboutPerson(
    ctx,
    reference,
    asking,
    mayAskPerson,
    async (ctx, { request, address, items }): Promise<Asked> => {
      if (request.address_index && !request.confirmed_at) return fail('request-unconfirmed');
      if (!(await allow(ctx, mailToAddress, ctx.crypto.blindIndex.mailbox(address))))
        return fail('person-mailed-often');
      const until = later(ctx.clock.now(), durationOf(ctx.content.retention, 'confirm-link'));
      const detail = String(await record(ctx, request, { act: 'permission-asked', actor, items, detail: { address } }));
      const token = await links.issue(ctx, 'request', { subjectId: request.id, purpose: 'permission', until, detail });
      await emails.askPermission(ctx, request, { to: address, token, kinds: items });
      return succeed({ items });
    },
  );
}

/** What staff were shown, and what they found of it. */
interface ShownPermission extends AboutPerson {
  readonly basis: string;
  /** One of the files of the request. */
  readonly file?: string | undefined;
  /** Of a letter, as a picture of it. */
  readonly uploaded?: readonly CheckedFile[];
  /** How staff made sure of it. */
  readonly shown: string;
}

export type ShowPermissionProblem =
  | AboutPersonProblem
  | 'basis-unknown'
  | 'permission-file-missing'
  | 'permission-file-unknown'
  | 'shown-missing'
  | 'shown-invalid'
  | 'permission-awaited';

type Recorded = Result<{ basis: PermissionBasis; items: readonly RequestKind[] }, ShowPermissionProblem>;

/**
 * Puts on record by what right an agent asks, and who looked at it. A signed permission is a file that stays with the
 * request. Where the person was asked and has not said yes, no paper of the agent stands in for it.
 */
export async function recordPermission(
  ctx: Context,
  reference: string,
  { basis: written, file, uploaded = [], shown, ...acting }: ShownPermission,
): Promise<Recorded> {
  const basis = permissionBases.find((known) => known === written);
  if (!basis) return fail('basis-unknown');
  const text = readRequired('shown', shown);
  if (!text.ok) return text;
  return await aboutPerson(ctx, reference, acting, needsPermission, async (ctx, found): Promise<Recorded> => {
    const { request, address, items } = found;
    const happened = await eventsOf(ctx, request.id);
    const states = items.map((kind) => permissionOf(happened, kind)?.state);
    const isAwaited = states.some((state) => state === 'asked' || state === 'refused');
    if (basis === 'signed-permission' && isAwaited) return fail('permission-awaited');
    if (file && !(await showable(ctx, request)).some(({ id }) => id === file)) return fail('permission-file-unknown');
    if (basis === 'signed-permission' && !file && uploaded.length === 0) return fail('permission-file-missing');
    const added = await attach(ctx, request, { files: uploaded, purpose: 'permission', author: 'staff' });
    if (!added.ok) throw new Error(`What staff were shown is not kept: ${added.problems.join()}`);
    if (file) await markAs(ctx, request, { id: file, purpose: 'permission' });
    const kept = (await list(ctx, request)).filter(({ id }) => id === file || added.value.some((one) => one.id === id));
    await record(ctx, request, {
      act: 'permission-shown',
      actor: acting.actor,
      items,
      code: basis,
      detail: {
        address,
        shown: text.value,
        ...(kept.length > 0 && { digests: kept.map(({ name, sha256 }) => `${name}: ${sha256}`).join('\n') }),
      },
    });
    return succeed({ basis, items });
  });
}

/** `concerns`: the items of which it can be. */
async function aboutPerson<Value, Problem extends string>(
  ctx: Context,
  reference: string,
  { address: written, items: named, ...acting }: AboutPerson,
  concerns: (kind: RequestKind, region: string) => boolean,
  work: (
    ctx: Context,
    found: { readonly request: RequestRow; readonly address: string; readonly items: readonly RequestKind[] },
  ) => Promise<Result<Value, Problem>>,
): Promise<Result<Value, Problem | AboutPersonProblem>> {
  if (written.trim() === '') return fail('address-missing');
  const address = readAddress(written);
  if (!address) return fail('address-invalid');
  return await onRequest(
    ctx,
    reference,
    acting,
    async (ctx, request): Promise<Result<Value, Problem | AboutPersonProblem>> => {
      if (request.relation !== 'agent') return fail('agent-missing');
      const agent = personOf(ctx, request)?.email;
      if (agent && normalise(agent) === normalise(address)) return fail('address-of-agent');
      const open = chosen(await openItemsOf(ctx, request), named);
      if (!open) return fail('item-unknown');
      const region = regionOf(ctx, request);
      const items = open.filter((kind) => concerns(kind, region));
      if (items.length === 0) return fail('permission-not-needed');
      return await work(ctx, { request, address, items });
    },
  );
}

/** What of the files of a request may be its permission: whatever came from who asks. */
async function showable(ctx: Context, request: Pick<RequestRow, 'id'>): Promise<StoredFile[]> {
  return (await list(ctx, request)).filter(({ purpose, isKept }) => purpose !== 'answer' && isKept);
}
