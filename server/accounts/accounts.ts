import { attemptAll } from '../attempts.ts';
import type { Bound, Context } from '../context.ts';
import { addressAsked, askAddress } from './changing-address.ts';
import { checkRecoveryCodes, offerFactor, renewRecoveryCodes, turnOffFactor, turnOnFactor } from './changing-factor.ts';
import { changePassword } from './changing-password.ts';
import { endSessions } from './devices.ts';
import { announceEndOfFactor, endFactors } from './ending-factor.ts';
import { codeAsked, enterCode } from './entering-code.ts';
import { look as lookAtSignInLink, take as takeSignInLink } from './handing-over.ts';
import * as knownNetworks from './known-networks.ts';
import * as links from './links.ts';
import { hasBroughtBack, hasWorked } from './pressed-links.ts';
import { changeBusiness, changeName } from './profile.ts';
import { byAddress, find } from './records.ts';
import { askReset, reset, resetLink } from './resetting.ts';
import { find as secondFactorOf } from './second-factor.ts';
import * as sessions from './sessions.ts';
import { eraseUnconfirmed } from './sign-ups.ts';
import { confirmPassword, signIn, signOut } from './signing-in.ts';
import { confirm, signUp, signUpWaiting } from './signing-up.ts';

/** The customers' logins, how they come about, and who is signed in: the verbs of pages and commands. */
export const accounts = {
  ...{ find, byAddress, sessionOf: sessions.find, sessionsOf: sessions.list, endSessions },
  ...{ endedCookie: sessions.endedCookie, signUp, signUpWaiting, confirm },
  ...{ signIn, codeAsked, enterCode, confirmPassword, signOut, lookAtSignInLink, takeSignInLink },
  ...{ askReset, resetLink, reset, changeName, changeBusiness, changePassword, askAddress, addressAsked },
  ...{ secondFactorOf, offerFactor, turnOnFactor, turnOffFactor, renewRecoveryCodes, checkRecoveryCodes },
  ...{ announceEndOfFactor, hasWorked, hasBroughtBack },
};

export type Accounts = Bound<typeof accounts>;

/** What time brings about. */
export async function runJobs(ctx: Context): Promise<void> {
  await attemptAll([
    () => eraseUnconfirmed(ctx),
    () => sessions.eraseExpired(ctx),
    () => knownNetworks.eraseExpired(ctx),
    () => links.eraseExpired(ctx),
    () => endFactors(ctx),
  ]);
}
