import type { Db } from '../db/database.ts';
import type { LedgerEntryRow } from '../db/schema.ts';
import { commitmentTo, openingOf } from './commitments.ts';
import { type Entry, nameOf } from './entry.ts';
import { ownerPart } from './kinds.ts';
import { openPart, placeOfPart } from './ledger.ts';
import type { LedgerNeeds } from './needs.ts';
import { placeOfSalt } from './subjects.ts';
import { type Fault, type Verified, verifyChain, type Witness } from './verify.ts';

/** So many entries are held at once. */
const page = 500;

/** The ledger as this database keeps it. */
export function createKeeping({
  db,
  sealing,
  signing,
  isPublished,
}: Pick<LedgerNeeds, 'sealing' | 'signing' | 'isPublished'> & { readonly db: Db }) {
  return { links, verify };

  /** First to last. */
  async function* links(): AsyncGenerator<LedgerEntryRow> {
    let last: LedgerEntryRow | undefined;
    do {
      const after = last?.seq;
      const rows: LedgerEntryRow[] = await db
        .selectFrom('ledger_entry')
        .selectAll()
        .$if(after !== undefined, (query) => query.where('seq', '>', after ?? 0))
        .orderBy('seq')
        .limit(page)
        .execute();
      yield* rows;
      last = rows.at(-1);
    } while (last);
  }

  function verify(witnesses: readonly Witness[]): Promise<Verified> {
    return verifyChain(links(), witnesses, examine);
  }

  /** Whether the entry is ours, its columns say what it says, and the parts are those that it commits to. */
  async function examine(row: LedgerEntryRow, entry: Entry): Promise<Fault | null> {
    const isSame =
      row.id === entry.id &&
      row.kind === entry.kind &&
      row.subject_id === entry.subject &&
      row.about === nameOf(entry.about) &&
      row.version === entry.about.version &&
      row.at === entry.at;
    if (!isSame) return 'columns-differ';
    if (!isPublished(entry.about)) return 'text-unknown';
    if (signing.verify(row.digest, row.signature) !== 'right') return 'unsigned';

    const subject = await db
      .selectFrom('ledger_subject')
      .selectAll()
      .where('id', '=', row.subject_id)
      .executeTakeFirst();
    const parts = await db.selectFrom('ledger_part').selectAll().where('entry_id', '=', row.id).execute();
    // Whoever is erased has no account, and whoever has an account is not erased.
    if (subject?.erased_at && subject.account_id !== null) return 'owner-differs';
    if (!subject?.salt_sealed) return parts.length > 0 || !subject?.erased_at ? 'part-differs' : null;
    const salt = saltOf(subject.id, subject.salt_sealed);
    if (salt === null) return 'part-differs';
    const names = Object.keys(entry.commitments);
    if (!subject.erased_at && names.some((name) => !parts.some((part) => part.name === name))) return 'part-missing';
    for (const { name, content_sealed } of parts) {
      const content = openPart(sealing, content_sealed, placeOfPart(row.id, name));
      if (content === null || commitmentTo(content.json, openingOf(salt, row.id, name)) !== entry.commitments[name])
        return 'part-differs';
      if (name === ownerPart && content.json !== subject.account_id) return 'owner-differs';
    }
    return null;
  }

  /** Null where it is none of ours. */
  function saltOf(subjectId: string, sealed: string): string | null {
    try {
      return sealing.open(sealed, placeOfSalt(subjectId));
    } catch {
      return null;
    }
  }
}
