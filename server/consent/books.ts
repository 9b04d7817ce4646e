import { attemptAll } from '../attempts.ts';
import type { Db } from '../db/database.ts';
import { beginning } from './entry.ts';
import { exportLines } from './export-file.ts';
import { createHeads, type Head } from './heads.ts';
import { createHoldings } from './holdings.ts';
import { createKeeping } from './keeping.ts';
import { createLedger } from './ledger.ts';
import type { LedgerNeeds } from './needs.ts';
import { createProving } from './proving.ts';
import { createSubjects } from './subjects.ts';
import { headWitness, type Verified, type Witness } from './verify.ts';

export type Books = ReturnType<typeof openBooks>;

/** The ledger with all that goes with it: heads, subjects, and how it is checked. */
export function openBooks(needs: LedgerNeeds & { readonly db: Db }) {
  const { db, clock, company } = needs;
  const subjects = createSubjects(needs);
  const ledger = createLedger({ ...needs, subjects });
  const heads = createHeads({ db, clock, timeZone: company.timeZone });
  const keeping = createKeeping(needs);
  const { exportFor, erase, restore } = createHoldings({ db, ledger, subjects });
  const { proofOf } = createProving({ db, ledger, subjects });
  const { publicKeys } = needs.signing;
  return { ledger, heads, publicKeys, verify, lines, proofOf, exportFor, erase, restore, runJobs };

  /** With the heads that this database has published, and whatever else somebody kept. */
  async function verify(witnesses: readonly Witness[] = []): Promise<Verified> {
    return await keeping.verify([...witnesses, ...(await heads.all()).map((head) => headWitness(head))]);
  }

  /** The export, line by line. */
  async function* lines(): AsyncGenerator<string> {
    const last = await db
      .selectFrom('ledger_entry')
      .select(['seq', 'digest'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const published: Head[] = last ? (await heads.all()).filter(({ seq }) => seq <= last.seq) : [];
    yield* exportLines(keeping.links(), {
      last: last ?? { seq: 0, digest: beginning },
      heads: published,
      keys: publicKeys,
    });
  }

  async function runJobs(): Promise<void> {
    await attemptAll([heads.settle, () => subjects.destroySalts(db)]);
  }
}
