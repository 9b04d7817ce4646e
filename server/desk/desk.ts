import * as knownNetworks from '../accounts/sessions/known-networks.ts';
import * as accountSessions from '../accounts/sessions/sessions.ts';
import { attemptAll } from '../attempts.ts';
import type { Bound, Context } from '../context.ts';
import { objectionsDue } from '../notices/objections/objections.ts';
import { countUnreached } from '../notices/proofs.ts';
import * as links from '../one-time-links/one-time-links.ts';
import { mailRoom } from '../requests/messages-by-mail/received-mail.ts';
import { waitingMail, waitingMailCount } from '../requests/staff/waiting-mail.ts';
import { connections } from '../requests/tasks/connections.ts';
import { listActs } from './act-list.ts';
import { actOnChecklist, openChecklists } from './deletion.ts';
import { logRequest } from './intake.ts';
import { actOnMail, openMail, readSavedMail } from './mail.ts';
import { obstacles } from './notices/activation.ts';
import {
  actOnCampaign,
  commandAnnounce,
  commandCampaign,
  findProof,
  openCampaign,
  openNotices,
  openProof,
  openUnreached,
  previewCampaign,
  tellOtherwise,
} from './notices/notices.ts';
import { listObjections, logObjectionAtDesk, openObjectionCase, settleObjectionAtDesk } from './notices/objections.ts';
import { warnOfLateNotice } from './notices/warnings.ts';
import { actOnPackage, openPackageDesk, openPackageFile } from './package.ts';
import { remindOfMail, remindStaff } from './reminders.ts';
import { actOnRequest, draftOfAct, openRequest, openRequestFile } from './requests.ts';
import {
  acceptInvitation,
  addStaff,
  endStaff,
  invitation,
  inviteStaff,
  offerStaffFactor,
} from './staff/invitations.ts';
import { eraseEnded, listStaff } from './staff/records.ts';
import * as sessions from './staff/sessions.ts';
import { signIn, signOut } from './staff/sign-in.ts';
import { actOnSystem } from './systems.ts';
import { besideRequest, openHandOver, openWorklist, search, takeRequest } from './worklist.ts';

/** Where staff answer requests: who they are, what they may, and what they saw and did. The verbs of pages and commands. */
export const desk = {
  staffOf: sessions.find,
  endedCookie: accountSessions.endedCookie,
  signIn,
  signOut,
  listStaff,
  addStaff,
  inviteStaff,
  endStaff,
  invitation,
  offerStaffFactor,
  acceptInvitation,
  openWorklist,
  besideRequest,
  search,
  openHandOver,
  takeRequest,
  openPackageDesk,
  openPackageFile,
  actOnPackage,
  openChecklists,
  actOnChecklist,
  connections,
  actOnSystem,
  openRequest,
  openRequestFile,
  actOnRequest,
  draftOfAct,
  logRequest,
  openNotices,
  openCampaign,
  previewCampaign,
  actOnCampaign,
  commandCampaign,
  commandAnnounce,
  obstacles,
  objectionsDue,
  listObjections,
  openObjectionCase,
  settleObjectionAtDesk,
  logObjectionAtDesk,
  openProof,
  findProof,
  openUnreached,
  noticesUnreached: countUnreached,
  tellOtherwise,
  waitingMail,
  waitingMailCount,
  mailRoom,
  openMail,
  readSavedMail,
  actOnMail,
  listActs,
};

export type Desk = Bound<typeof desk>;

/** What time brings about. */
export async function runJobs(ctx: Context, signal?: AbortSignal): Promise<void> {
  await attemptAll([
    () => sessions.eraseExpired(ctx),
    () => links.eraseExpired(ctx, 'staff'),
    () => knownNetworks.eraseExpired(ctx, 'staff_network'),
    () => eraseEnded(ctx),
    () => remindStaff(ctx, signal),
    () => remindOfMail(ctx),
    () => warnOfLateNotice(ctx),
  ]);
}
