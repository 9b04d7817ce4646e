import { Temporal } from 'temporal-polyfill';
import type { Db } from '../db/database.ts';
import type { RequestRow } from '../db/schema.ts';
import { fail, type Result, succeed } from '../result.ts';
import type { Case } from './cases.ts';
import { closeItems, closeRequest, inSum } from './closing.ts';
import type { Channel, Outcome, Relation, RequestKind } from './kinds.ts';
import type { Letters } from './letters.ts';
import type { RequestsNeeds } from './needs.ts';
import type { Person, Records } from './records.ts';
import { isText } from './submission.ts';

/** A request as a line of the staff's list. It names nobody. */
export interface Entry {
  readonly reference: string;
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly daysLeft: number;
  readonly kinds: readonly RequestKind[];
  readonly channel: Channel;
  readonly relation: Relation;
  readonly isConfirmed: boolean;
  /** Whether there is an address that could be confirmed. */
  readonly hasAddress: boolean;
  readonly closedOn: string | null;
  readonly outcome: Outcome | null;
}

/** All that is held about a request; of an erased one, no person. */
export interface Dossier extends Entry {
  readonly case: Case;
  readonly receivedAt: Date;
  readonly person: Person | null;
  readonly hasSource: boolean;
}

/** How an answer travels: by mail, behind the confirmation of the address, or by post. */
export type Delivery = 'mailed' | 'waiting' | 'by-post';

export type StaffProblem =
  | 'reference-unknown'
  | 'request-erased'
  | 'request-closed'
  | 'message-missing'
  | 'message-invalid'
  | 'item-unknown';

/** What the privacy staff do with requests. */
export function createStaff({
  db,
  clock,
  sealing,
  records,
  letters,
  toCase,
}: RequestsNeeds & {
  readonly records: Records;
  readonly letters: Letters;
  readonly toCase: (request: RequestRow) => Promise<Case>;
}) {
  return { list, show, source, reply, close };

  /** What is due first stands first. */
  async function list({ all = false } = {}): Promise<Entry[]> {
    const rows = await db
      .selectFrom('request')
      .selectAll()
      .$if(!all, (query) => query.where('closed_at', 'is', null))
      .orderBy('due_on')
      .orderBy('received_at')
      .execute();
    return await Promise.all(rows.map(toEntry));
  }

  async function show(reference: string): Promise<Result<Dossier, StaffProblem>> {
    const request = await records.find(db, reference);
    if (!request) return fail('reference-unknown');
    const source = await db
      .selectFrom('request_source')
      .select('digest')
      .where('request_id', '=', request.id)
      .executeTakeFirst();
    return succeed({
      ...(await toEntry(request)),
      case: await toCase(request),
      receivedAt: new Date(request.received_at),
      person: records.personOf(request),
      hasSource: source !== undefined,
    });
  }

  /** The mail with which the request came, byte for byte. */
  async function source(reference: string): Promise<Buffer | null> {
    const request = await records.find(db, reference);
    if (!request) return null;
    const row = await db
      .selectFrom('request_source')
      .selectAll()
      .where('request_id', '=', request.id)
      .executeTakeFirst();
    const place = { table: 'request_source', column: 'body_sealed', row: request.id };
    return row ? Buffer.from(sealing.open(row.body_sealed, place), 'base64') : null;
  }

  async function reply(reference: string, written: string): Promise<Result<Delivery, StaffProblem>> {
    const text = written.replaceAll(/\r\n?/g, '\n').trim();
    if (text === '') return fail('message-missing');
    if (!isText(text)) return fail('message-invalid');
    return await db.transaction().execute(async (db) => {
      const request = await records.find(db, reference);
      if (!request) return fail('reference-unknown');
      if (request.erased_at) return fail('request-erased');
      if (request.outcome === 'unconfirmed') return fail('request-closed');
      await records.addMessage(db, { request, author: 'staff', text, stamp: null, writtenAt: clock.now() });
      return succeed(await deliver(db, request, () => letters.replied(db, request, text)));
    });
  }

  /** Closes one item or all that are open. With its last item the request is closed, and the person is told. */
  async function close(
    reference: string,
    { outcome, item, message = '' }: { outcome: Outcome; item?: RequestKind | undefined; message?: string | undefined },
  ): Promise<Result<{ closed: boolean; delivery: Delivery | null }, StaffProblem>> {
    const text = message.replaceAll(/\r\n?/g, '\n').trim();
    if (!isText(text)) return fail('message-invalid');
    return await db.transaction().execute(async (db) => {
      const request = await records.find(db, reference);
      if (!request) return fail('reference-unknown');
      if (request.closed_at) return fail('request-closed');
      if (item && !(await records.kindsOf(db, request.id)).includes(item)) return fail('item-unknown');

      const now = clock.now().toISOString();
      if (text) await records.addMessage(db, { request, author: 'staff', text, stamp: null, writtenAt: clock.now() });
      const { open, outcomes } = await closeItems(db, request, { outcome, item, now });
      if (open > 0) {
        const delivery = text ? await deliver(db, request, () => letters.replied(db, request, text)) : null;
        return succeed({ closed: false, delivery });
      }
      const closed = await closeRequest(db, request, { outcome: inSum(outcomes), now });
      if (!closed) return fail('request-closed');
      return succeed({ closed: true, delivery: await deliver(db, closed, () => letters.closed(db, closed, text)) });
    });
  }

  async function deliver(db: Db, request: RequestRow, mail: () => Promise<void>): Promise<Delivery> {
    if (!request.address_index) return 'by-post';
    // To an address that nobody confirmed, nothing of the answer is disclosed.
    if (!request.confirmed_at) {
      if (request.outcome === 'unconfirmed') await letters.closedUnconfirmed(db, request);
      else await letters.toConfirm(db, request, 'request-reply-waiting');
      return 'waiting';
    }
    await mail();
    return 'mailed';
  }

  async function toEntry(request: RequestRow): Promise<Entry> {
    return {
      reference: request.reference,
      receivedOn: request.received_on,
      dueOn: request.due_on,
      daysLeft: Temporal.PlainDate.from(records.today()).until(request.due_on).days,
      kinds: await records.kindsOf(db, request.id),
      channel: request.channel as Channel,
      relation: request.relation as Relation,
      isConfirmed: request.confirmed_at !== null,
      hasAddress: request.address_index !== null,
      closedOn: records.closedOn(request),
      outcome: request.outcome as Outcome | null,
    };
  }
}
