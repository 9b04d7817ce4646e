import type { Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import type { Subject } from '../subject.ts';
import { openItemsOf } from './due-dates.ts';
import { list, read } from './files/files.ts';
import { isForBusiness, type Relation, type RequestKind } from './kinds.ts';
import { sourcesOf } from './messages-by-mail/originals.ts';
import { receivedFrom } from './messages-by-mail/received-mail.ts';
import { lacksPermission } from './permissions.ts';
import { findById, findRequest, kindsOf, personOf } from './records.ts';
import { eraseIn, type KeptRequest, restoreIn } from './retention.ts';

/** One that waits for our answer. */
interface OpenRequest {
  readonly id: string;
  readonly reference: string;
  readonly asksForCopy: boolean;
  readonly asksForErasure: boolean;
}

/** What stood in a request, and since when the account was gone of which it was before. */
type Parted = KeptRequest & { readonly accountErasedAt: string | null };

/** A request as its holder finds it in the account. */
interface ListedRequest {
  readonly reference: string;
  readonly relation: Relation;
  readonly kinds: readonly RequestKind[];
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly isConfirmed: boolean;
  readonly isOpen: boolean;
  /** Whether they did it themselves in the account. */
  readonly isOwn: boolean;
  /** Whether its page is no more, and its record alone is left. */
  readonly isErased: boolean;
}

/** The mails and files of these requests, and mails from this address that wait, as they reached us. */
export async function filesOf(ctx: Context, requests: readonly RequestRow[], { email }: Subject) {
  const files: Record<string, Uint8Array> = {};
  for (const { id, message } of await receivedFrom(ctx, email))
    if (message) files[`received-mails/${id}.eml`] = message;
  const request_files: Record<string, string | number | null>[] = [];
  for (const request of requests) {
    const { reference } = request;
    for (const [at, mail] of (await sourcesOf(ctx, request)).entries())
      files[`requests/${reference}${at === 0 ? '' : `-${at + 1}`}.eml`] = mail;
    for (const { id } of await list(ctx, request)) {
      const file = await read(ctx, request, id);
      // What staff were shown is somebody's for whom an agent asks.
      if (!file || (file.purpose === 'permission' && file.author === 'staff')) continue;
      const { messageId: message_id, purpose, author, name, type, size, sha256, addedAt, expiresAt } = file;
      const path = `requests/${reference}/${id}-${name}`;
      files[path] = file.content;
      request_files.push({
        id,
        reference,
        message_id,
        purpose,
        author,
        name,
        type,
        size,
        sha256,
        path,
        added_at: addedAt.toISOString(),
        expires_at: expiresAt?.toISOString() ?? null,
      });
    }
  }
  return { files, request_files };
}

/** What mail about these requests is about, and the address to which this person's own went. */
export function addressesOf(ctx: Context, requests: readonly RequestRow[]): { about: string; email: string }[] {
  return requests.map((row) => ({ about: row.id, email: personOf(ctx, row)?.email ?? '' }));
}

/** Those that wait for our answer: what a person needs to know before the account goes. */
export async function openOf(ctx: Context, subject: Subject): Promise<OpenRequest[]> {
  const open = (await requestsOf(ctx, subject)).filter(({ closed_at }) => closed_at === null);
  const told: OpenRequest[] = [];
  for (const { id, reference, confirmed_at, account_id, relation } of open) {
    const items = await openItemsOf(ctx, { id });
    // What anybody may have asked for in their name keeps nothing from being erased, nor what they ask for another.
    const isTheirs = relation !== 'agent' && (confirmed_at !== null || account_id === subject.accountId);
    const isCopy = items.some(({ kind }) => kind === 'access' || kind === 'portability');
    const isErasure = items.some(({ kind }) => kind === 'erasure');
    told.push({ id, reference, asksForCopy: isTheirs && isCopy, asksForErasure: isTheirs && isErasure });
  }
  return told;
}

/**
 * Whether a deletion that was asked for by a request is none any more: taken back, refused, understood to be something
 * else, or not allowed to the agent who asks. One that is answered in another request ends as it does there.
 */
export async function isGivenUp(ctx: Context, requestId: string): Promise<boolean> {
  const request = await findById(ctx, requestId);
  // It was answered so long ago that no record of it is left.
  if (!request) return false;
  const item = await ctx.db
    .selectFrom('request_item')
    .select('outcome')
    .where('request_id', '=', requestId)
    .where('kind', '=', 'erasure')
    .executeTakeFirst();
  if (item?.outcome === 'merged' && request.merged_into !== null) {
    const into = await findRequest(ctx, request.merged_into);
    return into !== undefined && (await isGivenUp(ctx, into.id));
  }
  const isWanted = item && [null, 'done', 'partly-done'].includes(item.outcome);
  return !isWanted || (await lacksPermission(ctx, request, ['erasure']));
}

/** What the holder of an account has asked for, the newest first. */
export async function listOf(ctx: Context, subject: Subject): Promise<ListedRequest[]> {
  const rows = await requestsOf(ctx, subject);
  return await Promise.all(
    rows.reverse().map(async ({ id, channel, received_on, due_on, confirmed_at, closed_at, erased_at, ...row }) => ({
      reference: row.reference,
      relation: row.relation as Relation,
      // That it is passed on is our own duty, and nothing they asked for.
      kinds: (await kindsOf(ctx, id)).filter((kind) => !isForBusiness(kind)),
      receivedOn: received_on,
      dueOn: due_on,
      isConfirmed: confirmed_at !== null,
      isOpen: closed_at === null,
      isOwn: channel === 'account',
      isErased: erased_at !== null,
    })),
  );
}

/**
 * Erases the person from what is closed, and leaves the record of our answer (GDPR Article 17(3)(b) and (e); Cal. Civ. Code
 * 1798.105(c)(2)). What is open stays until we have answered: neither the law nor whoever asked wants a question dropped
 * (GDPR Article 12(3)). Gives back what it erased, as it was stored.
 */
export async function erase(ctx: Context, subject: Subject): Promise<Parted[]> {
  const kept: Parted[] = [];
  for (const row of await requestsOf(ctx, subject)) kept.push(await partFrom(ctx, row));
  return kept;
}

/** The same of one request, as it is known by its id. False when nothing of the person is in it. */
export async function part(ctx: Context, id: string): Promise<boolean> {
  const row = await findById(ctx, id);
  if (!row || row.erased_at !== null) return false;
  await partFrom(ctx, row);
  return true;
}

async function partFrom(ctx: Context, row: RequestRow): Promise<Parted> {
  const { id, account_id, account_erased_at: accountErasedAt } = row;
  const isErasable = row.closed_at !== null && row.erased_at === null;
  const erased = isErasable ? await eraseIn(ctx, row) : null;
  await ctx.db
    .updateTable('request')
    .set({ account_id: null, account_erased_at: ctx.clock.now().toISOString() })
    .where('id', '=', id)
    .execute();
  return { ...(erased ?? { id, isErased: false, isFromAccount: account_id !== null }), accountErasedAt };
}

/** Puts back what `erase` gave, where nothing has been decided since. */
export async function restore(ctx: Context, kept: readonly Parted[], { accountId }: Subject): Promise<void> {
  for (const one of kept) {
    await ctx.db
      .updateTable('request')
      .set({ account_id: one.isFromAccount ? accountId : null, account_erased_at: one.accountErasedAt })
      .where('id', '=', one.id)
      .execute();
    if (one.isErased) await restoreIn(ctx, one);
  }
}

/**
 * Those that somebody made from the account, and those made under its address; of the erased ones, the records. What is
 * left of whoever had themselves erased is no later holder's of the address.
 */
export async function requestsOf(ctx: Context, { accountId, email }: Subject): Promise<RequestRow[]> {
  const indexes = ctx.crypto.blindIndex.indexes(email);
  return await ctx.db
    .selectFrom('request')
    .selectAll()
    .where((row) =>
      row.or([
        row('account_id', '=', accountId),
        row('address_index', 'in', indexes),
        row.and([row('record_index', 'in', indexes), row('account_erased_at', 'is', null)]),
      ]),
    )
    .orderBy('received_at')
    .orderBy('id')
    .execute();
}
