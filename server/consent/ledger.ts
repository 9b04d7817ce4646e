import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type Db, isPostgres } from '../db/database.ts';
import type { LedgerEntryRow } from '../db/schema.ts';
import type { Json } from './canonical.ts';
import { commitmentTo, openingOf } from './commitments.ts';
import { type About, beginning, type Entry, type Given, link, nameOf } from './entry.ts';
import { type EntryKind, wordingPart } from './kinds.ts';
import type { LedgerNeeds } from './needs.ts';
import type { Subjects } from './subjects.ts';

/** What somebody did, before it has its place in the ledger. */
export interface Act {
  readonly accountId: string;
  readonly kind: EntryKind;
  readonly about: About;
  readonly shown: Entry['shown'];
  readonly given: Given;
  /** What is personal, by name: only commitments to it stand in the entry. */
  readonly parts: Readonly<Record<string, Json>>;
  readonly refersTo?: string | null;
  /** Makes an act that is sent twice one act. */
  readonly stamp?: string | null;
}

/** An entry with what it commits to. */
export interface Recorded {
  readonly entry: Entry;
  /** The bytes that were digested. */
  readonly text: string;
  readonly previous: string;
  readonly digest: string;
  readonly parts: Readonly<Record<string, Json>>;
}

/** The ledger within one transaction. */
export interface Ledger {
  /** The last step of a transaction: on PostgreSQL nobody else appends until it has ended. */
  append(act: Act): Promise<Recorded>;
  /**
   * Lets nobody else record for the account until the transaction ends: what is read after it is still so when the
   * entry is appended.
   */
  hold(accountId: string): Promise<void>;
  isRecorded(stamp: string): Promise<boolean>;
  /** What an account did last about something, as `purpose:ai-training`, under any of its names. */
  lastOf(accountId: string, about: readonly string[]): Promise<Recorded | null>;
  /** All that an account did, first to last. */
  entriesOf(accountId: string): Promise<Recorded[]>;
  find(accountId: string, entryId: string): Promise<Recorded | null>;
}

/** The part of every entry that says whose it is: a subject that was given to somebody else is found out by it. */
export const ownerPart = 'account';

/** Any number that nobody else takes for a lock. */
const appending = 0x1ed6e7;

export const placeOfPart = (entryId: string, name: string) => ({
  table: 'ledger_part',
  column: 'content_sealed',
  row: `${entryId}/${name}`,
});

/** One chain of all acts. It has neither update nor delete: see docs/decisions/0006-the-ledger.md. */
export function createLedger({
  clock,
  sealing,
  config,
  subjects,
  wordingOf,
}: LedgerNeeds & { readonly subjects: Subjects }): (db: Db) => Ledger {
  return (db) => {
    return { append, hold, isRecorded, lastOf, entriesOf, find };

    async function append(act: Act): Promise<Recorded> {
      if (!db.isTransaction) throw new Error('An entry is recorded in the transaction of what it records');
      const subject = await subjects.hold(db, act.accountId);
      if (isPostgres(config.databaseUrl)) await sql`select pg_advisory_xact_lock(${appending})`.execute(db);
      const last = await db
        .selectFrom('ledger_entry')
        .select(['seq', 'digest', 'at'])
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();

      const now = clock.now().toISOString();
      const id = randomUUID();
      const parts: Recorded['parts'] = {
        ...act.parts,
        [ownerPart]: act.accountId,
        [wordingPart]: wordingOf(act) as Json,
      };
      const entry: Entry = {
        seq: (last?.seq ?? 0) + 1,
        id,
        kind: act.kind,
        subject: subject.id,
        about: act.about,
        shown: act.shown,
        given: act.given,
        refersTo: act.refersTo ?? null,
        // Of several servers one may be a moment behind: the ledger's times never run backwards.
        at: last && last.at > now ? last.at : now,
        commitments: Object.fromEntries(
          Object.entries(parts).map(([name, content]) => [
            name,
            commitmentTo(content, openingOf(subject.salt, id, name)),
          ]),
        ),
      };
      const { previous, entry: text, digest } = link(last?.digest ?? beginning, entry);
      const { seq, kind, at } = entry;
      const row: LedgerEntryRow = {
        ...{ seq, id, subject_id: subject.id, kind, about: nameOf(act.about), version: act.about.version },
        ...{ at, stamp: act.stamp ?? null, entry: text, previous, digest },
      };
      await db.insertInto('ledger_entry').values(row).execute();
      for (const [name, content] of Object.entries(parts)) {
        const content_sealed = sealing.seal(JSON.stringify(content), placeOfPart(id, name));
        await db.insertInto('ledger_part').values({ entry_id: id, name, content_sealed }).execute();
      }
      return { entry, text, previous, digest, parts };
    }

    async function hold(accountId: string): Promise<void> {
      await subjects.hold(db, accountId);
    }

    async function isRecorded(stamp: string): Promise<boolean> {
      return (
        (await db.selectFrom('ledger_entry').select('seq').where('stamp', '=', stamp).executeTakeFirst()) !== undefined
      );
    }

    async function lastOf(accountId: string, about: readonly string[]): Promise<Recorded | null> {
      const row = await chosen(accountId)
        .where('ledger_entry.about', 'in', about)
        .orderBy('ledger_entry.seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? await toRecorded(row, accountId) : null;
    }

    async function entriesOf(accountId: string): Promise<Recorded[]> {
      const rows = await chosen(accountId).orderBy('seq').execute();
      return await Promise.all(rows.map((row) => toRecorded(row, accountId)));
    }

    async function find(accountId: string, entryId: string): Promise<Recorded | null> {
      const row = await chosen(accountId).where('ledger_entry.id', '=', entryId).executeTakeFirst();
      return row ? await toRecorded(row, accountId) : null;
    }

    function chosen(accountId: string) {
      return db
        .selectFrom('ledger_entry')
        .innerJoin('ledger_subject', 'ledger_subject.id', 'ledger_entry.subject_id')
        .select(['ledger_entry.id', 'entry', 'previous', 'digest'])
        .where('ledger_subject.account_id', '=', accountId);
    }

    /** Throws where the entry is another's: nobody's yes is taken for somebody else's. */
    async function toRecorded(
      row: Pick<LedgerEntryRow, 'id' | 'entry' | 'previous' | 'digest'>,
      accountId: string,
    ): Promise<Recorded> {
      const rows = await db.selectFrom('ledger_part').selectAll().where('entry_id', '=', row.id).execute();
      const parts = Object.fromEntries(
        rows.map(({ name, content_sealed }) => [
          name,
          JSON.parse(sealing.open(content_sealed, placeOfPart(row.id, name))) as Json,
        ]),
      );
      if (parts[ownerPart] !== accountId) throw new Error(`Entry ${row.id} is not of the account that it stands under`);
      return {
        entry: JSON.parse(row.entry) as Entry,
        text: row.entry,
        previous: row.previous,
        digest: row.digest,
        parts,
      };
    }
  };
}
