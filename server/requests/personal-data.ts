import type { Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import type { Exported, Subject } from '../subject.ts';
import type { RequestKind } from './kinds.ts';
import { sourcesOf } from './messages-by-mail/originals.ts';
import { kindsOf, personOf } from './records.ts';
import { eraseIn, type KeptRequest, restoreIn } from './retention.ts';

/** A request as its holder finds it in the account. */
export interface ListedRequest {
  readonly reference: string;
  readonly kinds: readonly RequestKind[];
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly isConfirmed: boolean;
  readonly isOpen: boolean;
}

export async function exportFor(ctx: Context, subject: Subject): Promise<Exported> {
  const rows = await requestsOf(ctx, subject);
  // PostgreSQL knows no empty list.
  const ids = ['', ...rows.map(({ id }) => id)];
  const items = await ctx.db
    .selectFrom('request_item')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('id')
    .execute();
  const dates = await ctx.db
    .selectFrom('request_date')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('at')
    .orderBy('id')
    .execute();
  const messages = await ctx.db
    .selectFrom('request_message')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('written_at')
    .orderBy('author')
    .orderBy('id')
    .execute();
  const files: Record<string, Uint8Array> = {};
  for (const row of rows) Object.assign(files, filesOf(row, await sourcesOf(ctx, row)));
  const referenceOf = (id: string) => rows.find((row) => row.id === id)?.reference ?? '';
  return {
    tables: {
      requests: rows.map((row) => ({
        id: row.id,
        reference: row.reference,
        channel: row.channel,
        relation: row.relation,
        ...personIn(ctx, row),
        account_id: row.account_id,
        follows: row.follows,
        received_at: row.received_at,
        received_on: row.received_on,
        due_on: row.due_on,
        confirmed_at: row.confirmed_at,
        reminded_at: row.reminded_at,
        closed_at: row.closed_at,
        outcome: row.outcome,
      })),
      request_items: items.map(({ request_id, ...item }) => ({ reference: referenceOf(request_id), ...item })),
      request_dates: dates.map(({ request_id, ...date }) => ({ reference: referenceOf(request_id), ...date })),
      request_messages: messages.flatMap(({ id, request_id, author, body_sealed, written_at }) =>
        body_sealed === null
          ? []
          : [
              {
                id,
                reference: referenceOf(request_id),
                author,
                written_at,
                text: ctx.crypto.encryption.open(body_sealed, {
                  table: 'request_message',
                  column: 'body_sealed',
                  row: id,
                }),
              },
            ],
      ),
    },
    files,
  };
}

/** What mail about them is about, and the address to which this person's own went. */
export async function mattersOf(ctx: Context, subject: Subject): Promise<{ about: string; email: string }[]> {
  const rows = await requestsOf(ctx, subject);
  return rows.map((row) => ({ about: row.id, email: personOf(ctx, row)?.email ?? '' }));
}

/** Those that wait for our answer: what a person needs to know before the account goes. */
export async function openOf(
  ctx: Context,
  subject: Subject,
): Promise<{ id: string; reference: string; asksForCopy: boolean }[]> {
  const open = (await requestsOf(ctx, subject)).filter(({ closed_at }) => closed_at === null);
  const told: { id: string; reference: string; asksForCopy: boolean }[] = [];
  for (const { id, reference } of open) {
    const kinds = await kindsOf(ctx, id);
    told.push({ id, reference, asksForCopy: kinds.some((kind) => kind === 'access' || kind === 'portability') });
  }
  return told;
}

/** What the holder of an account has asked for, the newest first. */
export async function listOf(ctx: Context, subject: Subject): Promise<ListedRequest[]> {
  const rows = await requestsOf(ctx, subject);
  return await Promise.all(
    rows.reverse().map(async ({ id, reference, received_on, due_on, confirmed_at, closed_at }) => ({
      reference,
      kinds: await kindsOf(ctx, id),
      receivedOn: received_on,
      dueOn: due_on,
      isConfirmed: confirmed_at !== null,
      isOpen: closed_at === null,
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
  return kept;
}

/** The same of one request, as it is known by its id. False when nothing of the person is in it. */
export async function part(ctx: Context, id: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('request')
    .selectAll()
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  if (row) await partFrom(ctx, row);
  return row !== undefined;
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
    await ctx.db
      .updateTable('request')
      .set({ account_id: one.isFromAccount ? accountId : null, account_erased_at: null })
      .where('id', '=', one.id)
      .execute();
    if (!one.isOpen) await restoreIn(ctx, one);
  }
}

/** Those that somebody made from the account, and those made under its address. */
async function requestsOf(ctx: Context, { accountId, email }: Subject): Promise<RequestRow[]> {
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

function personIn(ctx: Context, row: RequestRow) {
  const { name = '', email = null, region = '', business = '', behalf = '' } = personOf(ctx, row) ?? {};
  return { name, email, region, business, behalf };
}

function filesOf({ reference }: RequestRow, mails: readonly Buffer[]): Record<string, Buffer> {
  const nameOf = (at: number) => `requests/${reference}${at === 0 ? '' : `-${at + 1}`}.eml`;
  return Object.fromEntries(mails.map((mail, at) => [nameOf(at), mail]));
}
