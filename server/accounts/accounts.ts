import { attemptAll } from '../attempts.ts';
import type { Bound, Context } from '../context.ts';
import * as links from '../one-time-links/one-time-links.ts';
import { addressAsked, askAddress } from './address-change.ts';
import { changePassword } from './passwords/password-change.ts';
import { askReset, reset, resetLink } from './passwords/password-reset.ts';
import { eraseUnconfirmed } from './pending-sign-ups.ts';
import { byAddress, find } from './records.ts';
import {
  checkRecoveryCodes,
  offerFactor,
  renewRecoveryCodes,
  turnOffFactor,
  turnOnFactor,
} from './second-factor/enrolment.ts';
import { announceEndOfFactor, endFactors } from './second-factor/operator-removal.ts';
import { find as secondFactorOf } from './second-factor/second-factor.ts';
import { codeAsked, enterCode } from './second-factor/two-factor-challenge.ts';
import { endSessions } from './sessions/devices.ts';
import * as knownNetworks from './sessions/known-networks.ts';
import * as sessions from './sessions/sessions.ts';
import { confirmPassword, signIn, signOut } from './sessions/sign-in.ts';
import { look as lookAtSignInLink, take as takeSignInLink } from './sessions/sign-in-links.ts';
import { confirm, signUp, signUpWaiting } from './sign-up.ts';
import { hasBroughtBack, hasWorked } from './used-links.ts';

/** The customers' logins, how they come about, and who is signed in: the verbs of pages and commands. */
export const accounts = {
  find,
  byAddress,
  sessionOf: sessions.find,
  sessionsOf: sessions.list,
  endSessions,
  endedCookie: sessions.endedCookie,
  signUp,
  signUpWaiting,
  confirm,
  signIn,
  codeAsked,
  enterCode,
  confirmPassword,
  signOut,
  lookAtSignInLink,
  takeSignInLink,
  askReset,
  resetLink,
  reset,
  changePassword,
  askAddress,
  addressAsked,
  secondFactorOf,
  offerFactor,
  turnOnFactor,
  turnOffFactor,
  renewRecoveryCodes,
  checkRecoveryCodes,
  announceEndOfFactor,
  hasWorked,
  hasBroughtBack,
};

export type Accounts = Bound<typeof accounts>;

/** What time brings about. */
export async function runJobs(ctx: Context): Promise<void> {
  await attemptAll([
    () => eraseUnconfirmed(ctx),
    () => sessions.eraseExpired(ctx),
    () => knownNetworks.eraseExpired(ctx),
    () => links.eraseExpired(ctx, 'account'),
    () => endFactors(ctx),
  ]);
}
