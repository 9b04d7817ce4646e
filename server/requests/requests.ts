import type { Bound, Context } from '../context.ts';
import { dispute, withdraw } from './case-acts.ts';
import { mailCaseLink, openCase, write } from './cases.ts';
import { confirm, confirmation, renewConfirmation } from './confirmations.ts';
import { draft, keepDraft } from './form/drafts.ts';
import { submit } from './form/intake.ts';
import { receipt, receiptOfStamp } from './form/receipts.ts';
import { runJobs } from './jobs.ts';
import { listOf } from './personal-data.ts';
import { today } from './records.ts';
import { readReference } from './reference.ts';
import { asksForReach, kindsOffered } from './regimes/offers.ts';
import { isRegion } from './regions.ts';
import { add } from './staff/additions.ts';
import { correct } from './staff/corrections.ts';
import { list, show, sources } from './staff/dossiers.ts';
import { log } from './staff/intake.ts';
import { close, reply } from './staff/replies.ts';

/** What data subjects ask of the controller, until it is answered, closed and forgotten: the verbs of pages and commands. */
export const requests = {
  readReference: (_: Context, written: string) => readReference(written),
  ...{ keepDraft, draft, submit, receipt, receiptOfStamp, confirmation, confirm, renewConfirmation },
  ...{ openCase, write, withdraw, dispute, mailCaseLink, listOf },
  /** What somebody who lives in a region is offered to ask today. */
  offer: (ctx: Context, region: string) => ({
    kinds: kindsOffered(region, today(ctx)),
    asksForReach: asksForReach(region),
  }),
  knowsRegion: (_: Context, region: string) => isRegion(region),
  ...{ list, show, sources, reply, close, log, correct, add },
  runJobs,
};

export type Requests = Bound<typeof requests>;
