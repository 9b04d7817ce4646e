import { createAdding } from './adding.ts';
import { createAnswering } from './answering.ts';
import { createCases } from './cases.ts';
import { createConfirming } from './confirming.ts';
import { createCorrections } from './corrections.ts';
import { createDrafts } from './drafts.ts';
import { createEffects } from './effects.ts';
import { createErasing } from './erasing.ts';
import { createFollowing } from './following.ts';
import { createHoldings } from './holdings.ts';
import { createIntake } from './intake.ts';
import { createJobs } from './jobs.ts';
import { createLetters } from './letters.ts';
import { createLogging } from './logging.ts';
import type { RequestsNeeds } from './needs.ts';
import { readPeriods } from './periods.ts';
import { createReceipts } from './receipts.ts';
import { createRecords } from './records.ts';
import { readReference } from './reference.ts';
import { createSources } from './sources.ts';
import { createStaff } from './staff.ts';

export type Requests = ReturnType<typeof createRequests>;

/** What data subjects ask of the controller, until it is answered, closed and forgotten. */
export function createRequests(needs: RequestsNeeds) {
  const periods = readPeriods(needs.retention);
  const records = createRecords({ ...needs, periods });
  const sources = createSources(needs);
  const letters = createLetters({ ...needs, records, periods });
  const effects = createEffects({ ...needs, letters });
  const confirming = createConfirming({ ...needs, records, letters });

  const drafts = createDrafts(needs);
  const { keepDraft, draft } = drafts;
  const receipts = createReceipts({ ...needs, records });
  const { receipt, receiptOfStamp } = receipts;
  const { submit } = createIntake({ ...needs, records, letters, effects, drafts, receipts });
  const { confirmation, confirm, renewConfirmation } = confirming;
  const { openCase, write, mailCaseLink, toCase } = createCases({ ...needs, records, letters, confirming });
  const staff = createStaff({ ...needs, records, sources, toCase });
  const { reply, close } = createAnswering({ ...needs, records, letters });
  const { log } = createLogging({ ...needs, records, sources, letters, effects });
  const { correct } = createCorrections({ ...needs, records, effects });
  const { add } = createAdding({ ...needs, records, sources });
  const erasing = createErasing({ ...needs, periods });
  const { runJobs } = createJobs({ ...needs, records, letters, periods, erasing });
  const { follow } = createFollowing({ ...needs, records });
  const { exportFor, mattersOf, openOf, listOf, erase, part, restore } = createHoldings({
    ...needs,
    records,
    sources,
    erasing,
  });

  return {
    readReference,
    keepDraft,
    draft,
    submit,
    receipt,
    receiptOfStamp,
    confirmation,
    confirm,
    renewConfirmation,
    openCase,
    write,
    mailCaseLink,
    ...staff,
    reply,
    close,
    log,
    correct,
    add,
    follow,
    exportFor,
    mattersOf,
    openOf,
    listOf,
    erase,
    part,
    restore,
    runJobs,
  };
}
