import { dayIn } from '../../src/library/model/days.ts';
import { dateAfter } from '../clock.ts';
import { durationOf } from '../content.ts';
import { type Context, today } from '../context.ts';
import { isPostgres } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { RequestRow } from '../db/schema.ts';
import { addItems, newItems, receivedOnIn } from './due-dates.ts';
import { recordAt } from './events.ts';
import { type Channel, type Outcome, type Reach, type Relation, type RequestKind, requestKinds } from './kinds.ts';
import { newReference, readReference } from './reference.ts';
import { lawOf } from './regimes/places.ts';
import { unsaid } from './regions.ts';

/** Who asks, kept sealed until it is erased. */
export interface Person {
  readonly name: string;
  /** Null when there is no address at which the person can be reached and confirm. */
  readonly email: string | null;
  readonly region: string;
  readonly business: string;
  readonly behalf: string;
}

interface Opening {
  readonly stamp: string | null;
  readonly accountId?: string | null | undefined;
  readonly channel: Channel;
  readonly relation: Relation;
  readonly person: Person;
  readonly kinds: readonly RequestKind[];
  readonly reach?: Reach | null | undefined;
  readonly text: string;
  readonly receivedAt: Date;
  /** The reference of the request that an appeal or a complaint is about. */
  readonly follows?: string | undefined;
  /** Who entered it, where that was not the person. */
  readonly actor?: string | undefined;
}

/** Null when a form with this stamp has opened one before. */
export async function openRequest(ctx: Context, opening: Opening): Promise<RequestRow | null> {
  const id = newId(ctx.clock.now());
  const { stamp, accountId = null, channel, relation, person, kinds, receivedAt } = opening;
  const received = { received_at: receivedAt.toISOString() };
  const items = newItems(ctx, received, person.region, kinds);
  const row = await ctx.db
    .insertInto('request')
    .values({
      id,
      reference: newReference(),
      stamp,
      channel,
      relation,
      person_sealed: ctx.crypto.encryption.seal(JSON.stringify(person), personPlace(id)),
      address_index: person.email && ctx.crypto.blindIndex.index(person.email),
      account_id: accountId,
      law: lawOf(person.region),
      follows: opening.follows ?? null,
      ...received,
      received_on: receivedOnIn(ctx, received, person.region),
      due_on: items[0]?.deadline.internalDue ?? dayIn(ctx.content.company.timeZone, receivedAt),
      case_link: 0,
      revision: 1,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) return stamp && (await findByStamp(ctx, stamp)) ? null : openRequest(ctx, opening);

  const actor = opening.actor ?? 'person';
  await recordAt(ctx, row, { act: 'received', actor, items: kinds });
  await addItems(ctx, row, items, { reason: 'received', actor, reach: opening.reach ?? null });
  const { text } = opening;
  if (text) await addMessage(ctx, { request: row, author: 'person', text, stamp: null, writtenAt: receivedAt });
  return row;
}

export function findByStamp(ctx: Context, stamp: string) {
  return ctx.db.selectFrom('request').selectAll().where('stamp', '=', stamp).executeTakeFirst();
}

export async function findRequest(ctx: Context, written: string): Promise<RequestRow | undefined> {
  const reference = readReference(written);
  if (!reference) return undefined;
  return await ctx.db.selectFrom('request').selectAll().where('reference', '=', reference).executeTakeFirst();
}

/** Finds it and lets nobody else change it until the transaction ends. */
export async function lockRequest(ctx: Context, written: string): Promise<RequestRow | undefined> {
  const reference = readReference(written);
  if (!reference) return undefined;
  return await ctx.db
    .selectFrom('request')
    .selectAll()
    .where('reference', '=', reference)
    .$if(isPostgres(ctx.config.databaseUrl), (query) => query.forNoKeyUpdate())
    .executeTakeFirst();
}

export function findById(ctx: Context, id: string): Promise<RequestRow | undefined> {
  return ctx.db.selectFrom('request').selectAll().where('id', '=', id).executeTakeFirst();
}

/** One that there is. */
export function requestById(ctx: Context, id: string): Promise<RequestRow> {
  return ctx.db.selectFrom('request').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** Where the person lives; as if they had not said it once that is erased. */
export function regionOf(ctx: Context, request: RequestRow): string {
  return personOf(ctx, request)?.region ?? unsaid;
}

/** Null once erased. */
export function personOf(ctx: Context, { id, person_sealed }: RequestRow): Person | null {
  if (person_sealed === null) return null;
  return JSON.parse(ctx.crypto.encryption.open(person_sealed, personPlace(id))) as Person;
}

/** Against what we have refused, wholly or in part, and not yet heard an appeal about; an appeal is decided once. */
export async function mayAppeal(ctx: Context, request: RequestRow): Promise<boolean> {
  const refused = await ctx.db
    .selectFrom('request_item')
    .select('id')
    .where('request_id', '=', request.id)
    .where('kind', '!=', 'appeal')
    .where('outcome', 'in', ['refused', 'partly-done'])
    .executeTakeFirst();
  if (!refused) return false;
  const appeals = await ctx.db
    .selectFrom('request')
    .innerJoin('request_item', 'request_item.request_id', 'request.id')
    .select('request.id')
    .where('request.follows', '=', request.reference)
    .where('request_item.kind', '=', 'appeal')
    .executeTakeFirst();
  return appeals === undefined;
}

/** In the order of the form. */
export async function kindsOf(ctx: Context, id: string): Promise<RequestKind[]> {
  const rows = await ctx.db.selectFrom('request_item').select('kind').where('request_id', '=', id).execute();
  return requestKinds.filter((kind) => rows.some((row) => row.kind === kind));
}

/** Oldest first; the text is null once erased. */
export async function messagesOf(ctx: Context, id: string) {
  const rows = await ctx.db
    .selectFrom('request_message')
    .selectAll()
    .where('request_id', '=', id)
    .orderBy('written_at')
    .orderBy('author')
    .execute();
  return rows.map(({ id, author, body_sealed, written_at }) => ({
    id,
    author: author === 'staff' ? ('staff' as const) : ('person' as const),
    writtenAt: new Date(written_at),
    writtenOn: dayIn(ctx.content.company.timeZone, new Date(written_at)),
    text:
      body_sealed === null
        ? null
        : ctx.crypto.encryption.open(body_sealed, { table: 'request_message', column: 'body_sealed', row: id }),
  }));
}

/** Gives its id; null when a form with this stamp has brought a message before. */
export async function addMessage(
  ctx: Context,
  message: {
    request: Pick<RequestRow, 'id'>;
    author: 'person' | 'staff';
    text: string;
    stamp: string | null;
    writtenAt: Date;
    /** What it answers: its words stay as long as the record. */
    outcome?: Outcome | undefined;
  },
): Promise<string | null> {
  const id = newId(ctx.clock.now());
  const { request, author, text, stamp, writtenAt, outcome = null } = message;
  const body_sealed = ctx.crypto.encryption.seal(text, { table: 'request_message', column: 'body_sealed', row: id });
  const added = await ctx.db
    .insertInto('request_message')
    .values({ id, request_id: request.id, stamp, author, body_sealed, outcome, written_at: writtenAt.toISOString() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return added?.id ?? null;
}

export function closedOn(ctx: Context, { closed_at }: RequestRow): string | null {
  return closed_at && dayIn(ctx.content.company.timeZone, new Date(closed_at));
}

/** The last day on which the case page opens; null while the request is open. */
export function caseUntil(ctx: Context, request: RequestRow): string | null {
  const closed = closedOn(ctx, request);
  return closed && dateAfter(closed, durationOf(ctx.content.retention, 'case-link'));
}

export function isReadable(ctx: Context, request: RequestRow): boolean {
  const until = caseUntil(ctx, request);
  return request.erased_at === null && (until === null || today(ctx) <= until);
}

/** Where the person of a request stands, for sealing. */
export function personPlace(row: string) {
  return { table: 'request', column: 'person_sealed', row };
}
