import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Json } from '../../src/library/model/canonical-json.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import type { Place, Sealing } from '../crypto/sealing.ts';
import { type Db, isPostgres } from '../db/database.ts';
import type { LedgerEntryRow } from '../db/schema.ts';
import { commitmentTo, openingOf } from './commitments.ts';
import { type About, beginning, type Entry, follow, type Given, link, nameOf, readEntry } from './entry.ts';
import { type EntryKind, entryKinds, ownerPart, wordingPart } from './kinds.ts';
import type { LedgerNeeds } from './needs.ts';
import type { Subjects } from './subjects.ts';

/** What somebody did, before it has its place in the ledger. */
export interface Act {
  /** Where what is written before the entry already names it. */
  readonly id?: string;
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
  readonly signature: string;
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
  lastOf(accountId: string, about: readonly string[], kinds?: readonly EntryKind[]): Promise<Recorded | null>;
  /** All that an account did, first to last. */
  entriesOf(accountId: string): Promise<Recorded[]>;
  find(accountId: string, entryId: string): Promise<Recorded | null>;
}

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
  signing,
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
        .select(['seq', 'digest', 'at', 'signature'])
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();

      const now = clock.now().toISOString();
      const { id = randomUUID() } = act;
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
        // Of several servers one may be a moment behind: the ledger's times never run backwards. What somebody else
        // wrote there tells no time.
        at: last && last.at > now && signing.verify(last.digest, last.signature) === 'right' ? last.at : now,
        commitments: Object.fromEntries(
          Object.entries(parts).map(([name, content]) => [
            name,
            commitmentTo(content, openingOf(subject.salt, id, name)),
          ]),
        ),
      };
      const made = link(last?.digest ?? beginning, entry, signing.sign);
      const { previous, entry: text, digest, signature } = made;
      const { seq, kind, at } = entry;
      const row: LedgerEntryRow = {
        ...{ seq, id, subject_id: subject.id, kind, about: nameOf(act.about), version: act.about.version },
        ...{ at, stamp: act.stamp ?? null, entry: text, previous, digest, signature },
      };
      await db.insertInto('ledger_entry').values(row).execute();
      for (const [name, content] of Object.entries(parts)) {
        const content_sealed = sealing.seal(JSON.stringify(content), placeOfPart(id, name));
        await db.insertInto('ledger_part').values({ entry_id: id, name, content_sealed }).execute();
      }
      return { entry, text, previous, digest, signature, parts };
    }

    async function hold(accountId: string): Promise<void> {
      await subjects.hold(db, accountId);
    }

    async function isRecorded(stamp: string): Promise<boolean> {
      return (
        (await db.selectFrom('ledger_entry').select('seq').where('stamp', '=', stamp).executeTakeFirst()) !== undefined
      );
    }

    /** By subject and name, each alone: so its index is used, and the ledger may be as long as it likes. */
    async function lastOf(
      accountId: string,
      about: readonly string[],
      kinds: readonly EntryKind[] = entryKinds,
    ): Promise<Recorded | null> {
      const subject = await db
        .selectFrom('ledger_subject')
        .select('id')
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      if (!subject) return null;
      let last: Pick<LedgerEntryRow, 'seq' | 'id' | 'entry' | 'previous' | 'digest' | 'signature'> | undefined;
      for (const name of about) {
        const row = await db
          .selectFrom('ledger_entry')
          .select(['seq', 'id', 'entry', 'previous', 'digest', 'signature'])
          .where('subject_id', '=', subject.id)
          .where('about', '=', name)
          .where('kind', 'in', kinds)
          .orderBy('subject_id', 'desc')
          .orderBy('about', 'desc')
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst();
        if (row && row.seq > (last?.seq ?? 0)) last = row;
      }
      return last ? await toRecorded(last, accountId) : null;
    }

    async function entriesOf(accountId: string): Promise<Recorded[]> {
      const rows = await chosen(accountId).orderBy('seq').execute();
      const recorded: Recorded[] = [];
      for (const row of rows) {
        const one = await toRecorded(row, accountId);
        if (one) recorded.push(one);
      }
      return recorded;
    }

    async function find(accountId: string, entryId: string): Promise<Recorded | null> {
      const row = await chosen(accountId).where('ledger_entry.id', '=', entryId).executeTakeFirst();
      return row ? await toRecorded(row, accountId) : null;
    }

    function chosen(accountId: string) {
      return db
        .selectFrom('ledger_entry')
        .innerJoin('ledger_subject', 'ledger_subject.id', 'ledger_entry.subject_id')
        .select(['ledger_entry.id', 'entry', 'previous', 'digest', 'signature'])
        .where('ledger_subject.account_id', '=', accountId);
    }

    /**
     * Null where the entry is not what we recorded for this account, or cannot be read: what only somebody with the
     * database wrote is nobody's yes, and nobody's no. `ledger verify` names it.
     */
    async function toRecorded(
      row: Pick<LedgerEntryRow, 'id' | 'entry' | 'previous' | 'digest' | 'signature'>,
      accountId: string,
    ): Promise<Recorded | null> {
      const { entry: text, previous, digest, signature } = row;
      const entry = readEntry(text);
      if (!entry || entry.id !== row.id || follow(previous, sha256(text)) !== digest) return null;
      if (signing.verify(digest, signature) !== 'right') return null;
      const rows = await db.selectFrom('ledger_part').selectAll().where('entry_id', '=', row.id).execute();
      const opened = rows.map(({ name, content_sealed }) => {
        const part = openPart(sealing, content_sealed, placeOfPart(row.id, name));
        return [name, part?.json] as const;
      });
      const parts = Object.fromEntries(opened.flatMap(([name, json]) => (json === undefined ? [] : [[name, json]])));
      if (Object.keys(entry.commitments).some((name) => parts[name] === undefined)) return null;
      if (parts[ownerPart] !== accountId) return null;
      return { entry, text, previous, digest, signature, parts };
    }
  };
}

/** Null where what is kept cannot be opened in its place: it was put there, or altered. */
export function openPart(sealing: Sealing, sealed: string, place: Place): { json: Json } | null {
  try {
    return { json: JSON.parse(sealing.open(sealed, place)) as Json };
  } catch {
    return null;
  }
}
