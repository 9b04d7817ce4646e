import { Temporal } from 'temporal-polyfill';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { RequestRow } from '../db/schema.ts';
import { normalise } from '../fields/address.ts';
import type { StaffProblem } from './answering.ts';
import type { Case } from './cases.ts';
import type { Channel, Outcome, Relation, RequestKind } from './kinds.ts';
import type { RequestsNeeds } from './needs.ts';
import type { Person, Records } from './records.ts';
import type { Sources } from './sources.ts';

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
  /** The other open requests of the same address: one answer may do for all. */
  readonly together: readonly string[];
}

/** All that is held about a request; of an erased one, no person. */
export interface Dossier extends Entry {
  readonly case: Case;
  readonly receivedAt: Date;
  readonly person: Person | null;
  /** Mails that are kept as they came. */
  readonly originals: number;
  /** Mails about it that could not be delivered. */
  readonly failedMails: number;
  /** Since when the address of who asks takes no mail. */
  readonly undeliverableSince: string | null;
}

/** What the privacy staff see of requests. */
export function createStaff({
  db,
  addresses,
  mail,
  records,
  sources: kept,
  toCase,
}: RequestsNeeds & {
  readonly records: Records;
  readonly sources: Sources;
  readonly toCase: (request: RequestRow) => Promise<Case>;
}) {
  return { list, show, sources };

  /** What is due first stands first. */
  async function list({ all = false } = {}): Promise<Entry[]> {
    const rows = await db
      .selectFrom('request')
      .selectAll()
      .$if(!all, (query) => query.where('closed_at', 'is', null))
      .orderBy('due_on')
      .orderBy('received_at')
      .execute();
    const open = byAddress(rows.filter(({ closed_at }) => closed_at === null));
    return await Promise.all(rows.map((row) => toEntry(row, open)));
  }

  async function show(reference: string): Promise<Result<Dossier, StaffProblem>> {
    const request = await records.find(db, reference);
    if (!request) return fail('reference-unknown');
    const person = records.personOf(request);
    const refusal = person?.email ? await mail.undeliverable.find(db, person.email) : undefined;
    return succeed({
      ...(await toEntry(request, byAddress(await openOf(request)))),
      case: await toCase(request),
      receivedAt: new Date(request.received_at),
      person,
      originals: (await kept.of(db, request)).length,
      failedMails: await mail.failedAbout(request.id),
      undeliverableSince: refusal?.since ?? null,
    });
  }

  /** The mails with which the request came, byte for byte. */
  async function sources(reference: string): Promise<Buffer[]> {
    const request = await records.find(db, reference);
    return request ? await kept.of(db, request) : [];
  }

  /** The open requests of the address of one. */
  async function openOf(request: RequestRow): Promise<RequestRow[]> {
    const email = records.personOf(request)?.email;
    if (!email) return [];
    return await db
      .selectFrom('request')
      .selectAll()
      .where('address_index', 'in', addresses.indexes(email))
      .where('closed_at', 'is', null)
      .orderBy('due_on')
      .orderBy('received_at')
      .execute();
  }

  function byAddress(open: readonly RequestRow[]): Map<string, string[]> {
    const known = open.filter((row) => addressOf(row) !== '');
    const groups = Map.groupBy(known, addressOf);
    return new Map([...groups].map(([address, rows]) => [address, rows.map(({ reference }) => reference)]));
  }

  /** As addresses are compared; empty where there is none. The index of it changes with the keys. */
  function addressOf(request: RequestRow): string {
    return normalise(records.personOf(request)?.email ?? '');
  }

  async function toEntry(request: RequestRow, open: ReadonlyMap<string, readonly string[]>): Promise<Entry> {
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
      together: (open.get(addressOf(request)) ?? []).filter((reference) => reference !== request.reference),
    };
  }
}
