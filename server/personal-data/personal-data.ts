import { attemptAll } from '../attempts.ts';
import { destroyKeptDue } from '../consent/kept-agreements.ts';
import type { Context } from '../context.ts';
import { checkpoint } from '../db/wal-checkpoint.ts';
import { confirmAddress } from './address-change.ts';
import { changeBusiness, changeName } from './corrections.ts';
import { carryOutWaiting, keepAfterAll, outlook, remove } from './deletion.ts';
import { eraseAgain, tidyUp } from './erasure.ts';
import { exportAll } from './export.ts';
import { dataOf } from './subject-data.ts';
import { destroyDue, undo, undoUntil } from './undo.ts';

/**
 * What people change of an account where other rooms follow, what they take with them, and what goes with it: the verbs
 * of pages.
 */
export const personalData = {
  changeName,
  changeBusiness,
  confirmAddress,
  dataOf,
  exportAll,
  outlook,
  remove,
  keepAfterAll,
  undoUntil,
  undo,
  eraseAgain,
  runJobs,
};

/** What time brings about. */
async function runJobs(ctx: Context): Promise<void> {
  await attemptAll([() => carryOutWaiting(ctx), () => destroy(ctx), () => tidyUp(ctx)]);
}

async function destroy(ctx: Context): Promise<void> {
  const gone = (await destroyDue(ctx)) + (await destroyKeptDue(ctx));
  if (gone > 0) await checkpoint(ctx);
}
