import { day, hour } from '../clock.ts';
import type { AccountRow } from '../db/schema.ts';
import { type Act, type Limit, under } from '../http/limits.ts';

export const signUpsOfClient: readonly Limit[] = [{ name: 'sign-up', most: 100, window: hour }];
export const confirmationsOfClient: readonly Limit[] = [{ name: 'sign-up-confirm', most: 300, window: hour }];
export const passwordsOfLink: readonly Limit[] = [{ name: 'sign-up-password', most: 10, window: hour }];
export const resetsOfClient: readonly Limit[] = [{ name: 'reset', most: 100, window: hour }];
/** How long a link for a new password is good. */
export const resetLinkTime = hour;
/** From a network where somebody signed in to the account before: strangers elsewhere cannot use them up. */
export const resetsOfKnownNetwork: readonly Limit[] = [
  { name: 'reset-known', most: 3, window: hour },
  { name: 'reset-known-daily', most: 10, window: day },
];
/**
 * Beyond all other mail, which strangers can have sent: the way back into an account is not theirs to use up. One
 * within the time that a link is good, so that when no more is sent, one that works is in the mailbox.
 */
export const resetsBeyond: readonly Limit[] = [{ name: 'reset-beyond', most: 1, window: resetLinkTime }];
export const resettingsOfClient: readonly Limit[] = [{ name: 'reset-set', most: 300, window: hour }];

export const addressesOfClient: readonly Limit[] = [{ name: 'address-change', most: 100, window: hour }];
/** Each asks us to write to somebody who may be a stranger. */
export const addressesOfAccount: readonly Limit[] = [{ name: 'address-change-account', most: 5, window: day }];
/** Wrong codes: with 30 a day, somebody who knows the password guesses one right in 30 years. */
export const codesOfAccount: readonly Limit[] = [{ name: 'second-factor', most: 30, window: day }];
export const codesOfKnownNetwork: readonly Limit[] = [{ name: 'second-factor-known', most: 30, window: day }];

/** Right ones too: whoever has accounts could otherwise keep the few at work for ever that look at passwords. */
export const passwordsOfClient: readonly Limit[] = [{ name: 'password-any', most: 300, window: hour }];

const failuresOfClient: readonly Limit[] = [{ name: 'password-client', most: 50, window: hour }];
const failuresOfPair: readonly Limit[] = [{ name: 'password-pair', most: 10, window: hour }];
/** With those of the holder no more than 100 wrong passwords in a row (NIST SP 800-63B section 3.2.2). */
const failuresOfAddress: readonly Limit[] = [{ name: 'password-address', most: 80, window: day }];
/** In its place where somebody signed in from there before: what strangers try elsewhere keeps nobody out there. */
const failuresOfKnownNetwork: readonly Limit[] = [{ name: 'password-known', most: 20, window: day }];
const failuresOfHolder: readonly Limit[] = [
  { name: 'password-holder', most: 10, window: hour },
  { name: 'password-holder-daily', most: 20, window: day },
];

/**
 * Wrong passwords of whoever wants to sign in: few for one account from one place, more from one place, and so many
 * for one account from everywhere but the networks where its holder signed in. A new password begins the last count
 * anew: whoever sets one by mail is never shut out by others.
 */
export function passwordTries({
  address,
  index,
  passwordSetAt = '',
  isKnown,
}: {
  /** The client's. */
  address: string;
  /** The account's, whether there is one or not. */
  index: string;
  passwordSetAt?: string | undefined;
  /** Whether somebody signed in to the account from there. */
  isKnown: boolean;
}): Act[] {
  return [
    ...under(failuresOfClient, address),
    ...under(failuresOfPair, `${index} ${address}`),
    ...(isKnown
      ? under(failuresOfKnownNetwork, `${index} ${address} ${passwordSetAt}`)
      : under(failuresOfAddress, `${index} ${passwordSetAt}`)),
  ];
}

/** Wrong passwords of whoever is signed in, counted apart: strangers at the sign-in page cannot use them up. */
export function passwordTriesOfHolder({ id, password_set_at }: Pick<AccountRow, 'id' | 'password_set_at'>): Act[] {
  return under(failuresOfHolder, `${id} ${password_set_at}`);
}
