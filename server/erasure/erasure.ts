import * as logins from '../accounts/personal-data.ts';
import { attemptAll } from '../attempts.ts';
import { bind } from '../context.ts';
import { isPostgres } from '../db/database.ts';
import { checkpoint } from '../db/purge.ts';
import * as acts from '../ledger/personal-data.ts';
import * as mails from '../mail/personal-data.ts';
import * as subscriptions from '../notices/personal-data.ts';
import * as requests from '../requests/personal-data.ts';
import type { Exported, Subject } from '../subject.ts';
import { collect } from './collecting.ts';
import { createDeletion } from './deletion.ts';
import { createErasing } from './erasing.ts';
import { createExporting } from './exporting.ts';
import { createHolds } from './holds.ts';
import type { ErasureNeeds } from './needs.ts';
import { createUndo } from './undo.ts';

export type Erasure = ReturnType<typeof createErasure>;

/** What people take with them from their accounts, and what goes with an account. */
export function createErasure(needs: ErasureNeeds) {
  const { ctx, db, config } = needs;
  const erasing = createErasing(needs);
  const holds = createHolds(needs);
  const { outlook, remove, keepAfterAll, carryOutWaiting } = createDeletion({ ...needs, erasing, holds });
  const { undoUntil, undo, destroyDue } = createUndo({ ...needs, erasing });
  const { exportAll } = createExporting({ ...needs, holdingsOf });
  return {
    holdingsOf,
    exportAll,
    outlook,
    remove,
    keepAfterAll,
    undoUntil,
    undo,
    holds,
    eraseAgain: erasing.eraseAgain,
    eraseAllListed: erasing.eraseAllListed,
    eraseOne: erasing.eraseOne,
    runJobs,
  };

  /** All that is held about the holder of an account, opened. */
  async function holdingsOf(subject: Subject): Promise<Required<Exported>> {
    const matters = {
      about: await subscriptions.mattersOf(ctx, subject),
      shared: await requests.mattersOf(ctx, subject),
    };
    const ofMail = { exportFor: () => mails.exportFor(ctx, subject, matters) };
    return collect(
      [
        bind(ctx, logins),
        bind(ctx, acts),
        bind(ctx, requests),
        bind(ctx, subscriptions),
        ofMail,
        { exportFor: ownHoldings },
      ],
      subject,
    );
  }

  async function ownHoldings({ accountId }: Subject): Promise<Exported> {
    const rows = await db.selectFrom('pending_deletion').selectAll().where('account_id', '=', accountId).execute();
    return { tables: { pending_deletion: rows.map((row) => ({ ...row })) } };
  }

  async function runJobs(): Promise<void> {
    await attemptAll([carryOutWaiting, destroy, erasing.tidyUp]);
  }

  async function destroy(): Promise<void> {
    if ((await destroyDue()) > 0) await checkpoint(db, { isSqlite: !isPostgres(config.databaseUrl) });
  }
}
