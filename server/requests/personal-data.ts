import type { Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import type { Subject } from '../subject.ts';
import { openItemsOf } from './due-dates.ts';
import { list, read } from './files/files.ts';
import type { RequestKind } from './kinds.ts';
import { sourcesOf } from './messages-by-mail/originals.ts';
import { receivedFrom } from './messages-by-mail/received-mail.ts';
import { kindsOf, personOf } from './records.ts';
import { eraseIn, type KeptRequest, restoreIn } from './retention.ts';

/** One that waits for our answer. */
interface OpenRequest {
  readonly id: string;
  readonly reference: string;
  readonly asksForCopy: boolean;
  readonly asksForErasure: boolean;
}

/** A request as its holder finds it in the account. */
interface ListedRequest {
  readonly reference: string;
  readonly kinds: readonly RequestKind[];
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly isConfirmed: boolean;
  readonly isOpen: boolean;
  /** Whether they did it themselves in the account. */
  readonly isOwn: boolean;
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
        ...{ id, reference, message_id, purpose, author, name, type, size, sha256, path },
        ...{ added_at: addedAt.toISOString(), expires_at: expiresAt?.toISOString() ?? null },
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
  for (const { id, reference, confirmed_at, account_id } of open) {
    const items = await openItemsOf(ctx, { id });
    // What anybody may have asked for in their name keeps nothing from being erased.
    const isTheirs = confirmed_at !== null || account_id === subject.accountId;
    const isCopy = items.some(({ kind }) => kind === 'access' || kind === 'portability');
    const isErasure = items.some(({ kind }) => kind === 'erasure');
    told.push({ id, reference, asksForCopy: isTheirs && isCopy, asksForErasure: isTheirs && isErasure });
  }
  return told;
}

/** What the holder of an account has asked for, the newest first. */
export async function listOf(ctx: Context, subject: Subject): Promise<ListedRequest[]> {
  const rows = await requestsOf(ctx, subject);
  return await Promise.all(
    rows.reverse().map(async ({ id, reference, channel, received_on, due_on, confirmed_at, closed_at }) => ({
      reference,
      // That it is passed on is our own duty, and nothing they asked for.
      kinds: (await kindsOf(ctx, id)).filter((kind) => kind !== 'misdirected_end_customer'),
      receivedOn: received_on,
      dueOn: due_on,
      isConfirmed: confirmed_at !== null,
      isOpen: closed_at === null,
      isOwn: channel === 'account',
    })),
  );
}

/**
 * Erases the person from what is closed. What is open stays until we have answered: neither the law nor whoever asked
 * wants a question dropped (GDPR Article 12(3)). Gives back what it erased, as it was stored.
 */
export async function erase(ctx: Context, subject: Subject): Promise<KeptRequest[]> {
  const rows = await requestsOf(ctx, subject);
  const kept: KeptRequest[] = [];
  for (const row of rows) kept.push(await partFrom(ctx, row));
  const records = await ctx.db
    .selectFrom('request')
    .select(['id', 'record_index'])
    .where('record_index', 'in', ctx.crypto.blindIndex.indexes(subject.email))
    .execute();
  for (const { id, record_index } of records) {
    await forgetDigest(ctx, id);
    kept.push({ id, isOpen: false, isFromAccount: false, recordIndex: record_index ?? '' });
  }
  return kept;
}

/** The same of one request, as it is known by its id. False when nothing of the person is in it. */
export async function part(ctx: Context, id: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('request')
    .selectAll()
    .where('id', '=', id)
    .where((row) => row.or([row('erased_at', 'is', null), row('record_index', 'is not', null)]))
    .executeTakeFirst();
  if (row?.erased_at) await forgetDigest(ctx, id);
  else if (row) await partFrom(ctx, row);
  return row !== undefined;
}

/** So that nobody who deleted what we hold is found by a digest. */
async function forgetDigest(ctx: Context, id: string): Promise<void> {
  await ctx.db.updateTable('request').set({ record_index: null }).where('id', '=', id).execute();
}

async function partFrom(ctx: Context, row: RequestRow): Promise<KeptRequest> {
  if (row.closed_at !== null) return await eraseIn(ctx, row);
  const at = ctx.clock.now().toISOString();
  await ctx.db
    .updateTable('request')
    .set({ account_id: null, account_erased_at: at })
    .where('id', '=', row.id)
    .execute();
  return { id: row.id, isOpen: true, isFromAccount: row.account_id !== null };
}

/** Puts back what `erase` gave, where nothing has been decided since. */
export async function restore(ctx: Context, kept: readonly KeptRequest[], { accountId }: Subject): Promise<void> {
  for (const one of kept) {
    if ('recordIndex' in one) {
      const { id, recordIndex: record_index } = one;
      await ctx.db.updateTable('request').set({ record_index }).where('id', '=', id).execute();
      continue;
    }
    await ctx.db
      .updateTable('request')
      .set({ account_id: one.isFromAccount ? accountId : null, account_erased_at: null })
      .where('id', '=', one.id)
      .execute();
    if (!one.isOpen) await restoreIn(ctx, one);
  }
}

/** Those that somebody made from the account, and those made under its address. */
export async function requestsOf(ctx: Context, { accountId, email }: Subject): Promise<RequestRow[]> {
  return await ctx.db
    .selectFrom('request')
    .selectAll()
    .where('erased_at', 'is', null)
    .where((row) =>
      row.or([row('account_id', '=', accountId), row('address_index', 'in', ctx.crypto.blindIndex.indexes(email))]),
    )
    .orderBy('received_at')
    .orderBy('id')
    .execute();
}
