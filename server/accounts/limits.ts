import { day, hour } from '../clock.ts';
import type { AccountRow } from '../db/schema.ts';
import { type Act, type Limit, under } from '../http/limits.ts';

export const signUpsOfClient: readonly Limit[] = [{ name: 'sign-up', most: 10, window: hour }];
export const confirmationsOfClient: readonly Limit[] = [{ name: 'sign-up-confirm', most: 30, window: hour }];
export const passwordsOfLink: readonly Limit[] = [{ name: 'sign-up-password', most: 10, window: hour }];
export const resetsOfClient: readonly Limit[] = [{ name: 'reset', most: 10, window: hour }];
/** Apart from all other mail, which strangers can have sent: the way back into an account is not theirs to use up. */
export const resetsOfAddress: readonly Limit[] = [
  { name: 'reset-of-address', most: 3, window: hour },
  { name: 'reset-of-address-daily', most: 10, window: day },
];
export const resettingsOfClient: readonly Limit[] = [{ name: 'reset-set', most: 30, window: hour }];

export const addressesOfClient: readonly Limit[] = [{ name: 'address-change', most: 10, window: hour }];
/** Each asks us to write to somebody who may be a stranger. */
export const addressesOfAccount: readonly Limit[] = [{ name: 'address-change-account', most: 5, window: day }];
/** Wrong codes: with 30 a day, somebody who knows the password guesses one right in 30 years. */
export const codesOfAccount: readonly Limit[] = [{ name: 'second-factor', most: 30, window: day }];

/** Right ones too: whoever has accounts could otherwise keep the few at work for ever that look at passwords. */
export const passwordsOfClient: readonly Limit[] = [{ name: 'password-any', most: 300, window: hour }];

const failuresOfClient: readonly Limit[] = [{ name: 'password-client', most: 50, window: hour }];
const failuresOfPair: readonly Limit[] = [{ name: 'password-pair', most: 10, window: hour }];
/** With those of the holder no more than 100 wrong passwords in a row (NIST SP 800-63B section 3.2.2). */
const failuresOfAddress: readonly Limit[] = [{ name: 'password-address', most: 80, window: day }];
const failuresOfHolder: readonly Limit[] = [
  { name: 'password-holder', most: 10, window: hour },
  { name: 'password-holder-daily', most: 20, window: day },
];

/**
 * Wrong passwords of whoever wants to sign in: few for one account from one place, more from one place, and so many
 * for one account from everywhere. A new password begins the last count anew: whoever sets one by mail is never shut
 * out by others.
 */
export function passwordTries({
  address,
  index,
  passwordSetAt = '',
}: {
  /** The client's. */
  address: string;
  /** The account's, whether there is one or not. */
  index: string;
  passwordSetAt?: string | undefined;
}): Act[] {
  return [
    ...under(failuresOfClient, address),
    ...under(failuresOfPair, `${index} ${address}`),
    ...under(failuresOfAddress, `${index} ${passwordSetAt}`),
  ];
}

/** Wrong passwords of whoever is signed in, counted apart: strangers at the sign-in page cannot use them up. */
export function passwordTriesOfHolder({ id, password_set_at }: Pick<AccountRow, 'id' | 'password_set_at'>): Act[] {
  return under(failuresOfHolder, `${id} ${password_set_at}`);
}
