import { type Bound, type Context, today } from '../context.ts';
import { dispute, withdraw } from './case/acts.ts';
import { findAnswer, mailAnswerCode, openAnswer } from './case/answer-files.ts';
import { mailCaseLink } from './case/case-links.ts';
import { openCase, openFile } from './case/cases.ts';
import { write } from './case/messages.ts';
import { confirm, confirmation, renewConfirmation } from './confirmations.ts';
import { figuresOf, figureYears, publicFigures } from './figures.ts';
import { draft, keepDraft } from './form/drafts.ts';
import { submit } from './form/intake.ts';
import { receipt, receiptOfStamp } from './form/receipts.ts';
import { runJobs } from './jobs.ts';
import { takeReceivedMail } from './messages-by-mail/received-mail.ts';
import { answerPermission, permission } from './permission-links.ts';
import { listOf } from './personal-data.ts';
import { readReference } from './reference.ts';
import { askForHelp, openBusiness, recordBusinessAnswer, route, routeOf } from './referrals.ts';
import { asksForReach, kindsOffered } from './regimes/offers.ts';
import { clockTable } from './regimes/table.ts';
import { isRegion } from './regions.ts';
import { add } from './staff/additions.ts';
import { askPermission, recordPermission } from './staff/agent-permissions.ts';
import { markAsAbuse, merge, reopen } from './staff/closures.ts';
import { correct } from './staff/corrections.ts';
import { list, show, sources } from './staff/dossiers.ts';
import { draftFor } from './staff/drafts.ts';
import { endExtension, extend } from './staff/extensions.ts';
import { askIdentity, settleIdentity } from './staff/identity.ts';
import { log } from './staff/intake.ts';
import { pause, resume } from './staff/pauses.ts';
import { recordPosting } from './staff/postal-answers.ts';
import { rehearse } from './staff/rehearsal.ts';
import { type Closing, close, reply } from './staff/replies.ts';

/** What data subjects ask of the controller, until it is answered, closed and forgotten: the verbs of pages and commands. */
export const requests = {
  readReference: (_: Context, written: string) => readReference(written),
  keepDraft,
  draft,
  submit,
  receipt,
  receiptOfStamp,
  confirmation,
  confirm,
  renewConfirmation,
  openCase,
  openFile,
  write,
  withdraw,
  dispute,
  mailCaseLink,
  listOf,
  route,
  routeOf,
  openBusiness,
  recordBusinessAnswer,
  askForHelp,
  askPermission,
  permission,
  answerPermission,
  recordPermission,
  recordPosting,
  findAnswer,
  mailAnswerCode,
  openAnswer,
  /** What somebody who lives in a region is offered to ask today. */
  offer: (ctx: Context, region: string) => ({
    kinds: kindsOffered(region, today(ctx)),
    asksForReach: asksForReach(region),
  }),
  knowsRegion: (_: Context, region: string) => isRegion(region),
  list,
  show,
  sources,
  reply,
  close,
  log,
  correct,
  add,
  draftFor,
  askIdentity,
  settleIdentity,
  pause,
  resume,
  extend,
  endExtension,
  reopen,
  merge,
  markAsAbuse,
  /** What closing would send. */
  rehearseClose: (ctx: Context, reference: string, closing: Closing) =>
    rehearse(ctx, reference, (ctx) => close(ctx, reference, closing)),
  figuresOf,
  figureYears,
  publicFigures,
  clockTable,
  takeReceivedMail,
  runJobs,
};

export type Requests = Bound<typeof requests>;
