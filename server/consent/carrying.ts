import type { Db } from '../db/database.ts';
import type { PublishedVersion } from '../documents/documents.ts';
import { aboutOf } from './agreements.ts';
import type { AgreementNeeds } from './needs.ts';

/** So many are carried forward in one transaction. */
const batch = 50;

/**
 * A corrected version takes over the agreements to the one before, each by an entry of its own: whoever checks the
 * ledger sees what binds, and that nobody was asked. So does one that took another's place before that was in effect.
 * Notices and new terms are not carried.
 */
export function createCarrying({ db, ledger, documents }: Pick<AgreementNeeds, 'db' | 'ledger' | 'documents'>) {
  /** Versions to which everything was carried: whoever agrees since agrees to them. */
  const done = new Set<string>();
  return { carryForward };

  async function carryForward(): Promise<void> {
    for (const { slug, isAgreement, inEffect } of documents.list()) {
      const name = `${slug} ${inEffect?.version}`;
      const isCorrection = inEffect?.class === 'editorial' || Boolean(inEffect?.corrects);
      if (!isAgreement || !inEffect || !isCorrection || done.has(name)) continue;
      let goesOn = true;
      while (goesOn) goesOn = await carryBatch(inEffect);
      done.add(name);
    }
  }

  async function carryBatch(current: PublishedVersion): Promise<boolean> {
    const about = aboutAnyNameOf(current);
    const corrected = correctedBy(current);
    if (corrected.length === 0) return false;
    const rows = await db
      .selectFrom('ledger_entry')
      .innerJoin('ledger_subject', 'ledger_subject.id', 'ledger_entry.subject_id')
      .select('ledger_subject.account_id')
      .where('ledger_entry.about', 'in', about)
      .where('ledger_entry.version', 'in', corrected)
      .where('ledger_entry.kind', 'in', ['agreement', 'carried-forward'])
      .where('ledger_subject.account_id', 'is not', null)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('ledger_entry as later')
              .select('later.seq')
              .whereRef('later.subject_id', '=', 'ledger_entry.subject_id')
              .where('later.about', 'in', about)
              .whereRef('later.seq', '>', 'ledger_entry.seq'),
          ),
        ),
      )
      .limit(batch)
      .execute();
    for (const { account_id } of rows) {
      if (account_id !== null) await db.transaction().execute((db) => carry(db, account_id, current, corrected));
    }
    return rows.length === batch;
  }

  async function carry(
    db: Db,
    accountId: string,
    current: PublishedVersion,
    corrected: readonly string[],
  ): Promise<void> {
    const account = await db.selectFrom('account').select('id').where('id', '=', accountId).executeTakeFirst();
    if (!account) return;
    await ledger(db).hold(accountId);
    const last = await ledger(db).lastOf(accountId, aboutAnyNameOf(current));
    // Something else was done meanwhile, perhaps by another server.
    if (!last || !corrected.includes(last.entry.about.version ?? '') || last.entry.kind === 'objection') return;
    await ledger(db).append({
      ...{ accountId, kind: 'carried-forward', about: aboutOf(current), refersTo: last.entry.id, parts: {} },
      shown: [],
      given: { by: 'server', through: 'job', where: current.url, control: 'editorial' },
    });
  }

  function aboutAnyNameOf({ document }: PublishedVersion): string[] {
    return documents.namesOf(document).map((name) => `document:${name}`);
  }

  /** The versions before, back to the last one that was more than a correction. */
  function correctedBy({ document, version }: PublishedVersion): string[] {
    return documents
      .versions(document)
      .filter((earlier) => {
        if (earlier.version === version) return false;
        if (documents.standsFor(document, earlier.version)?.version === version) return true;
        const later = documents.since(document, earlier.version) ?? [];
        return later.length > 0 && later.every((one) => one.class === 'editorial');
      })
      .map((earlier) => earlier.version);
  }
}
