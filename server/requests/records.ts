import { dayIn } from '../../src/library/model/days.ts';
import { dateAfter } from '../clock.ts';
import type { Db } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { RequestRow } from '../db/schema.ts';
import { deadlineFor } from './deadline.ts';
import { type Channel, type Relation, type RequestKind, requestKinds } from './kinds.ts';
import type { RequestsNeeds } from './needs.ts';
import type { Periods } from './periods.ts';
import { newReference, readReference } from './reference.ts';

/** Who asks, kept sealed until it is erased. */
export interface Person {
  readonly name: string;
  /** Null when there is no address at which the person can be reached and confirm. */
  readonly email: string | null;
  readonly region: string;
  readonly business: string;
  readonly behalf: string;
}

export interface Opening {
  readonly stamp: string | null;
  readonly accountId?: string | null | undefined;
  readonly channel: Channel;
  readonly relation: Relation;
  readonly person: Person;
  readonly kinds: readonly RequestKind[];
  readonly text: string;
  readonly receivedAt: Date;
}

export type Records = ReturnType<typeof createRecords>;

/** The rows of requests: only here are they sealed, opened and erased. */
export function createRecords({
  clock,
  sealing,
  addresses,
  company,
  periods,
}: RequestsNeeds & { readonly periods: Periods }) {
  return {
    open,
    findByStamp,
    find,
    hold,
    personOf,
    kindsOf,
    messagesOf,
    addMessage,
    closedOn,
    caseUntil,
    isReadable,
    today,
  };

  /** Null when a form with this stamp has opened one before. */
  async function open(db: Db, opening: Opening): Promise<RequestRow | null> {
    const id = newId(clock.now());
    const { stamp, accountId = null, channel, relation, person, kinds, receivedAt } = opening;
    const received_on = dayIn(company.timeZone, receivedAt);
    const row = await db
      .insertInto('request')
      .values({
        id,
        reference: newReference(),
        stamp,
        channel,
        relation,
        person_sealed: sealing.seal(JSON.stringify(person), personPlace(id)),
        address_index: person.email && addresses.index(person.email),
        account_id: accountId,
        received_at: receivedAt.toISOString(),
        received_on,
        due_on: deadlineFor(received_on).dueOn,
        case_link: 0,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) return stamp && (await findByStamp(db, stamp)) ? null : open(db, opening);

    await db
      .insertInto('request_item')
      .values(kinds.map((kind) => ({ id: newId(clock.now()), request_id: id, kind })))
      .execute();
    if (opening.text)
      await addMessage(db, { request: row, author: 'person', text: opening.text, stamp: null, writtenAt: receivedAt });
    return row;
  }

  function findByStamp(db: Db, stamp: string) {
    return db.selectFrom('request').selectAll().where('stamp', '=', stamp).executeTakeFirst();
  }

  async function find(db: Db, written: string): Promise<RequestRow | undefined> {
    const reference = readReference(written);
    if (!reference) return undefined;
    return await db.selectFrom('request').selectAll().where('reference', '=', reference).executeTakeFirst();
  }

  /** Finds it and lets nobody else change it until the transaction ends. */
  async function hold(db: Db, written: string): Promise<RequestRow | undefined> {
    const reference = readReference(written);
    if (!reference) return undefined;
    return await db
      .updateTable('request')
      .set({ reference })
      .where('reference', '=', reference)
      .returningAll()
      .executeTakeFirst();
  }

  /** Null once erased. */
  function personOf({ id, person_sealed }: RequestRow): Person | null {
    if (person_sealed === null) return null;
    return JSON.parse(sealing.open(person_sealed, personPlace(id))) as Person;
  }

  /** In the order of the form. */
  async function kindsOf(db: Db, id: string): Promise<RequestKind[]> {
    const rows = await db.selectFrom('request_item').select('kind').where('request_id', '=', id).execute();
    return requestKinds.filter((kind) => rows.some((row) => row.kind === kind));
  }

  /** Oldest first; the text is null once erased. */
  async function messagesOf(db: Db, id: string) {
    const rows = await db
      .selectFrom('request_message')
      .selectAll()
      .where('request_id', '=', id)
      .orderBy('written_at')
      .orderBy('author')
      .execute();
    return rows.map(({ id, author, body_sealed, written_at }) => ({
      author: author === 'staff' ? ('staff' as const) : ('person' as const),
      writtenAt: new Date(written_at),
      writtenOn: dayIn(company.timeZone, new Date(written_at)),
      text:
        body_sealed === null
          ? null
          : sealing.open(body_sealed, { table: 'request_message', column: 'body_sealed', row: id }),
    }));
  }

  /** False when a form with this stamp has brought a message before. */
  async function addMessage(
    db: Db,
    message: {
      request: Pick<RequestRow, 'id'>;
      author: 'person' | 'staff';
      text: string;
      stamp: string | null;
      writtenAt: Date;
    },
  ): Promise<boolean> {
    const id = newId(clock.now());
    const { request, author, text, stamp, writtenAt } = message;
    const body_sealed = sealing.seal(text, { table: 'request_message', column: 'body_sealed', row: id });
    const added = await db
      .insertInto('request_message')
      .values({ id, request_id: request.id, stamp, author, body_sealed, written_at: writtenAt.toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return added !== undefined;
  }

  function closedOn({ closed_at }: RequestRow): string | null {
    return closed_at && dayIn(company.timeZone, new Date(closed_at));
  }

  /** The last day on which the case page opens; null while the request is open. */
  function caseUntil(request: RequestRow): string | null {
    const closed = closedOn(request);
    return closed && dateAfter(closed, periods.caseLink);
  }

  function isReadable(request: RequestRow): boolean {
    const until = caseUntil(request);
    return request.erased_at === null && (until === null || today() <= until);
  }

  function today(): string {
    return dayIn(company.timeZone, clock.now());
  }
}

/** Where the person of a request stands, for sealing. */
export function personPlace(row: string) {
  return { table: 'request', column: 'person_sealed', row };
}
