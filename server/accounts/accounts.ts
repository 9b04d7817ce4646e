import { attemptAll } from '../attempts.ts';
import { createAppPeople } from './app-people.ts';
import { createChangingAddress } from './changing-address.ts';
import { createChangingFactor } from './changing-factor.ts';
import { createChangingPassword } from './changing-password.ts';
import { createDevices } from './devices.ts';
import { createEndingFactor } from './ending-factor.ts';
import { createEnteringCode } from './entering-code.ts';
import { createHandingOver } from './handing-over.ts';
import { createHoldings } from './holdings.ts';
import { createKnownNetworks } from './known-networks.ts';
import { createLetters } from './letters.ts';
import { createAccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import { createPasswords } from './passwords.ts';
import { createPressedLinks } from './pressed-links.ts';
import { createProfile } from './profile.ts';
import { createRecords } from './records.ts';
import { createRecoveryCodes } from './recovery-codes.ts';
import { createResetting } from './resetting.ts';
import { createSecondFactors } from './second-factor.ts';
import { createSessions } from './sessions.ts';
import { createSigningIn } from './signing-in.ts';
import { createSigningUp } from './signing-up.ts';

export type Accounts = ReturnType<typeof createAccounts>;

/** The customers' logins: how they come about, and who is signed in. */
export function createAccounts(needs: AccountsNeeds) {
  const passwords = createPasswords(needs.config);
  const records = createRecords(needs);
  const knownNetworks = createKnownNetworks(needs);
  const sessions = createSessions({ ...needs, knownNetworks });
  const accountLinks = createAccountLinks(needs);
  const letters = createLetters(needs);
  const appPeople = createAppPeople({ ...needs, records });
  const recoveryCodes = createRecoveryCodes(needs);
  const secondFactors = createSecondFactors({ ...needs, records, recoveryCodes, letters, knownNetworks });
  const parts = {
    ...needs,
    ...{ passwords, records, sessions, accountLinks, letters },
    ...{ appPeople, recoveryCodes, secondFactors, knownNetworks },
  };
  const { signUp, signUpWaiting, confirm, eraseUnconfirmed } = createSigningUp(parts);
  const { signIn, enter, confirmPassword, signOut } = createSigningIn(parts);
  const { codeAsked, enterCode } = createEnteringCode(parts);
  const { askReset, resetLink, reset } = createResetting({ ...parts, enter });
  const handingOver = createHandingOver({ ...parts, enter });
  const { changeName, changeBusiness } = createProfile(parts);
  const { changePassword } = createChangingPassword(parts);
  const { askAddress, addressAsked, confirmAddress } = createChangingAddress(parts);
  const { offerFactor, turnOnFactor, turnOffFactor, renewRecoveryCodes, checkRecoveryCodes } =
    createChangingFactor(parts);
  const { announceEndOfFactor, endFactors } = createEndingFactor(parts);
  const { endSessions } = createDevices(parts);
  const { exportFor, hold, holdByAddress, erase, eraseSignUp, restore } = createHoldings(parts);
  const { hasWorked, hasBroughtBack } = createPressedLinks(parts);
  const { find, byAddress } = records;
  return {
    find,
    byAddress,
    sessionOf: sessions.find,
    endedCookie: sessions.endedCookie,
    signUp,
    signUpWaiting,
    confirm,
    signIn,
    codeAsked,
    enterCode,
    confirmPassword,
    signOut,
    askReset,
    resetLink,
    reset,
    changeName,
    changeBusiness,
    changePassword,
    askAddress,
    addressAsked,
    confirmAddress,
    secondFactorOf: secondFactors.find,
    offerFactor,
    turnOnFactor,
    turnOffFactor,
    renewRecoveryCodes,
    checkRecoveryCodes,
    announceEndOfFactor,
    sessionsOf: sessions.list,
    endSessions,
    isPassword: passwords.verify,
    appPeople,
    handingOver,
    exportFor,
    hold,
    holdByAddress,
    erase,
    eraseSignUp,
    restore,
    hasWorked,
    hasBroughtBack,
    keepUsedLink: accountLinks.keepUsed,
    runJobs,
  };

  async function runJobs(): Promise<void> {
    await attemptAll([
      eraseUnconfirmed,
      sessions.eraseExpired,
      knownNetworks.eraseExpired,
      accountLinks.eraseExpired,
      endFactors,
    ]);
  }
}
