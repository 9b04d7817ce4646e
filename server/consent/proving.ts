import { sha256 } from '../../src/library/model/digest.ts';
import type { Db } from '../db/database.ts';
import { openingOf } from './commitments.ts';
import type { Ledger } from './ledger.ts';
import type { Proof } from './proof.ts';
import type { Subjects } from './subjects.ts';

/** What shows to anybody that an entry stands in the ledger, and what it commits to. */
export function createProving({ db, ledger, subjects }: { db: Db; ledger: (db: Db) => Ledger; subjects: Subjects }) {
  return { proofOf };

  /** Null where the account has no such entry. */
  async function proofOf(accountId: string, entryId: string): Promise<Proof | null> {
    const recorded = await ledger(db).find(accountId, entryId);
    const subject = recorded && (await subjects.find(db, accountId));
    if (!recorded || !subject) return null;
    const { entry, text, previous, digest, signature, parts } = recorded;
    return {
      entry: text,
      previous,
      digest,
      signature,
      parts: Object.fromEntries(
        Object.entries(parts).map(([name, content]) => [
          name,
          {
            content: structuredClone(content) as Proof['parts'][string]['content'],
            opening: openingOf(subject.salt, entry.id, name),
          },
        ]),
      ),
      published: await publishedAfter(entry.seq),
    };
  }

  /** The first published head that rests on the entry, and how. */
  async function publishedAfter(seq: number): Promise<Proof['published']> {
    const head = await db
      .selectFrom('ledger_head')
      .selectAll()
      .where('seq', '>=', seq)
      .orderBy('seq')
      .orderBy('day')
      .limit(1)
      .executeTakeFirst();
    if (!head) return null;
    const between = await db
      .selectFrom('ledger_entry')
      .select('entry')
      .where('seq', '>', seq)
      .where('seq', '<=', head.seq)
      .orderBy('seq')
      .execute();
    return { head, contents: between.map(({ entry }) => sha256(entry)) };
  }
}
