import type { Db } from '../db/database.ts';
import type { Exported, Subject } from '../erasure/subject.ts';
import { nameOf } from './entry.ts';
import type { Ledger } from './ledger.ts';
import type { KeptSubject, Subjects } from './subjects.ts';

/** What somebody consented and agreed to. The entries stay, the person goes from them. */
export function createHoldings({ db, ledger, subjects }: { db: Db; ledger: (db: Db) => Ledger; subjects: Subjects }) {
  return { exportFor, erase, restore };

  /** Each entry as it stands in the ledger, with what it commits to: enough to check it. */
  async function exportFor({ accountId }: Subject): Promise<Exported> {
    const entries = await ledger(db).entriesOf(accountId);
    return {
      tables: {
        ledger: entries.map(({ entry, text, previous, digest, signature, parts }) => ({
          seq: entry.seq,
          id: entry.id,
          at: entry.at,
          kind: entry.kind,
          about: nameOf(entry.about),
          version: entry.about.version,
          account_id: accountId,
          parts: JSON.stringify(parts),
          entry: text,
          previous,
          digest,
          signature,
        })),
      },
    };
  }

  function erase(db: Db, { accountId }: Subject): Promise<KeptSubject | null> {
    return subjects.erase(db, accountId);
  }

  async function restore(db: Db, kept: KeptSubject | null, { accountId }: Subject): Promise<void> {
    if (kept) await subjects.restore(db, kept, accountId);
  }
}
