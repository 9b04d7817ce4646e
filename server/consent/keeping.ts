import type { Sealing } from '../crypto/sealing.ts';
import type { Db } from '../db/database.ts';
import type { LedgerEntryRow } from '../db/schema.ts';
import type { Json } from './canonical.ts';
import { commitmentTo, openingOf } from './commitments.ts';
import { type Entry, nameOf } from './entry.ts';
import { ownerPart, placeOfPart } from './ledger.ts';
import { placeOfSalt } from './subjects.ts';
import { type Fault, type Verified, verifyChain, type Witness } from './verify.ts';

/** So many entries are held at once. */
const page = 500;

/** The ledger as this database keeps it. */
export function createKeeping({ db, sealing }: { db: Db; sealing: Sealing }) {
  return { links, verify };

  /** First to last. */
  async function* links(): AsyncGenerator<LedgerEntryRow> {
    let after = 0;
    for (;;) {
      const rows = await db
        .selectFrom('ledger_entry')
        .selectAll()
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(page)
        .execute();
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = last.seq;
    }
  }

  function verify(witnesses: readonly Witness[]): Promise<Verified> {
    return verifyChain(links(), witnesses, examine);
  }

  /** Whether the columns say what the entry says, and the parts are those that it commits to. */
  async function examine(row: LedgerEntryRow, entry: Entry): Promise<Fault | null> {
    const isSame =
      row.id === entry.id &&
      row.kind === entry.kind &&
      row.subject_id === entry.subject &&
      row.about === nameOf(entry.about) &&
      row.version === entry.about.version &&
      row.at === entry.at;
    if (!isSame) return 'columns-differ';

    const subject = await db
      .selectFrom('ledger_subject')
      .selectAll()
      .where('id', '=', row.subject_id)
      .executeTakeFirst();
    const parts = await db.selectFrom('ledger_part').selectAll().where('entry_id', '=', row.id).execute();
    if (!subject?.salt_sealed) return parts.length > 0 || !subject?.erased_at ? 'part-differs' : null;
    const salt = sealing.open(subject.salt_sealed, placeOfSalt(subject.id));
    const names = Object.keys(entry.commitments);
    if (!subject.erased_at && names.some((name) => !parts.some((part) => part.name === name))) return 'part-missing';
    for (const { name, content_sealed } of parts) {
      const content = opened(content_sealed, row.id, name);
      if (content === null || commitmentTo(content.json, openingOf(salt, row.id, name)) !== entry.commitments[name])
        return 'part-differs';
      if (name === ownerPart && content.json !== subject.account_id) return 'owner-differs';
    }
    return null;
  }

  function opened(sealed: string, entryId: string, name: string): { json: Json } | null {
    try {
      return { json: JSON.parse(sealing.open(sealed, placeOfPart(entryId, name))) as Json };
    } catch {
      return null;
    }
  }
}
