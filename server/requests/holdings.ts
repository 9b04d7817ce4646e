import type { Db } from '../db/database.ts';
import type { RequestRow } from '../db/schema.ts';
import type { Exported, Subject } from '../erasure/subject.ts';
import { normalise } from '../fields/address.ts';
import type { Erasing, KeptRequest } from './erasing.ts';
import type { RequestKind } from './kinds.ts';
import type { RequestsNeeds } from './needs.ts';
import type { Records } from './records.ts';
import type { Sources } from './sources.ts';

/** A request as its holder finds it in the account. */
export interface ListedRequest {
  readonly reference: string;
  readonly kinds: readonly RequestKind[];
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly isConfirmed: boolean;
  readonly isOpen: boolean;
}

/** The requests of somebody who has an account: those made from it, and those made under its address. */
export function createHoldings({
  db,
  clock,
  sealing,
  addresses,
  records,
  sources,
  erasing,
}: RequestsNeeds & { readonly records: Records; readonly sources: Sources; readonly erasing: Erasing }) {
  return { exportFor, mattersOf, openOf, listOf, erase, part, restore };

  async function exportFor(subject: Subject): Promise<Exported> {
    const rows = await requestsOf(db, subject);
    // PostgreSQL knows no empty list.
    const ids = ['', ...rows.map(({ id }) => id)];
    const items = await db
      .selectFrom('request_item')
      .selectAll()
      .where('request_id', 'in', ids)
      .orderBy('id')
      .execute();
    const messages = await db
      .selectFrom('request_message')
      .selectAll()
      .where('request_id', 'in', ids)
      .orderBy('written_at')
      .orderBy('author')
      .orderBy('id')
      .execute();
    const files: Record<string, Uint8Array> = {};
    for (const row of rows) Object.assign(files, filesOf(row, await sources.of(db, row)));
    const referenceOf = (id: string) => rows.find((row) => row.id === id)?.reference ?? '';
    return {
      tables: {
        requests: rows.map((row) => ({
          id: row.id,
          reference: row.reference,
          channel: row.channel,
          relation: row.relation,
          ...personOf(row),
          account_id: row.account_id,
          received_at: row.received_at,
          received_on: row.received_on,
          due_on: row.due_on,
          confirmed_at: row.confirmed_at,
          reminded_at: row.reminded_at,
          closed_at: row.closed_at,
          outcome: row.outcome,
        })),
        request_items: items.map(({ request_id, ...item }) => ({ reference: referenceOf(request_id), ...item })),
        request_messages: messages.flatMap(({ id, request_id, author, body_sealed, written_at }) =>
          body_sealed === null
            ? []
            : [
                {
                  id,
                  reference: referenceOf(request_id),
                  author,
                  written_at,
                  text: sealing.open(body_sealed, { table: 'request_message', column: 'body_sealed', row: id }),
                },
              ],
        ),
      },
      files,
    };
  }

  /** What mail about them is about, and the address to which this person's own went. */
  async function mattersOf(subject: Subject): Promise<{ about: string; email: string }[]> {
    const rows = await requestsOf(db, subject);
    return rows.map((row) => ({ about: row.id, email: records.personOf(row)?.email ?? '' }));
  }

  /** Those that wait for our answer: what a person needs to know before the account goes. */
  async function openOf(db: Db, subject: Subject): Promise<{ id: string; reference: string; asksForCopy: boolean }[]> {
    const open = (await requestsOf(db, subject)).filter(({ closed_at }) => closed_at === null);
    const told: { id: string; reference: string; asksForCopy: boolean }[] = [];
    for (const { id, reference } of open) {
      const kinds = await records.kindsOf(db, id);
      told.push({ id, reference, asksForCopy: kinds.some((kind) => kind === 'access' || kind === 'portability') });
    }
    return told;
  }

  /** What the holder of an account has asked for, the newest first. */
  async function listOf(subject: Subject): Promise<ListedRequest[]> {
    const rows = await requestsOf(db, subject);
    return await Promise.all(
      rows.reverse().map(async ({ id, reference, received_on, due_on, confirmed_at, closed_at }) => ({
        reference,
        kinds: await records.kindsOf(db, id),
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
  async function erase(db: Db, subject: Subject): Promise<KeptRequest[]> {
    const rows = await requestsOf(db, subject);
    const kept: KeptRequest[] = [];
    for (const row of rows) kept.push(await partFrom(db, row));
    return kept;
  }

  /** The same of one request, as it is known by its id. False when nothing of the person is in it. */
  async function part(db: Db, id: string): Promise<boolean> {
    const row = await db
      .selectFrom('request')
      .selectAll()
      .where('id', '=', id)
      .where('erased_at', 'is', null)
      .executeTakeFirst();
    if (row) await partFrom(db, row);
    return row !== undefined;
  }

  async function partFrom(db: Db, row: RequestRow): Promise<KeptRequest> {
    if (row.closed_at !== null) return await erasing.eraseIn(db, row);
    const at = clock.now().toISOString();
    await db.updateTable('request').set({ account_id: null, account_erased_at: at }).where('id', '=', row.id).execute();
    return { id: row.id, isOpen: true, isFromAccount: row.account_id !== null };
  }

  /** Puts back what `erase` gave, where nothing has been decided since. */
  async function restore(db: Db, kept: readonly KeptRequest[], { accountId }: Subject): Promise<void> {
    for (const one of kept) {
      await db
        .updateTable('request')
        .set({ account_id: one.isFromAccount ? accountId : null, account_erased_at: null })
        .where('id', '=', one.id)
        .execute();
      if (!one.isOpen) await erasing.restoreIn(db, one);
    }
  }

  /** Held until the transaction ends, should they be changed at this moment. */
  async function requestsOf(db: Db, { accountId, email }: Subject): Promise<RequestRow[]> {
    return await db
      .selectFrom('request')
      .selectAll()
      .where('erased_at', 'is', null)
      .where((row) => row.or([row('account_id', '=', accountId), row('address_index', 'in', addresses.indexes(email))]))
      .orderBy('received_at')
      .orderBy('id')
      .execute();
  }

  function personOf(row: RequestRow) {
    const { name = '', email = null, region = '', business = '', behalf = '' } = records.personOf(row) ?? {};
    return { name, email, region, business, behalf };
  }
}

function filesOf({ reference }: RequestRow, mails: readonly Buffer[]): Record<string, Buffer> {
  const nameOf = (at: number) => `requests/${reference}${at === 0 ? '' : `-${at + 1}`}.eml`;
  return Object.fromEntries(mails.map((mail, at) => [nameOf(at), mail]));
}

/** Whether somebody who is signed in asks under the address of the account, and not under somebody else's. */
export function isOwnAddress(account: { readonly email: string } | null | undefined, email: string): boolean {
  return account != null && normalise(account.email) === normalise(email);
}
