import { day, hour } from '../clock.ts';
import type { Context } from '../context.ts';
import type { AccountRow } from '../db/schema.ts';
import { allow, type CountedAct, type Limit, reached, under } from '../rate-limits/rate-limits.ts';

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
const codesOfAccount: readonly Limit[] = [{ name: 'second-factor', most: 30, window: day }];
const codesOfKnownNetwork: readonly Limit[] = [{ name: 'second-factor-known', most: 30, window: day }];

/** Right ones too: whoever has accounts could otherwise keep the few at work for ever that look at passwords. */
export const passwordsOfClient: readonly Limit[] = [{ name: 'password-any', most: 300, window: hour }];

const failuresOfClient: readonly Limit[] = [{ name: 'password-client', most: 50, window: hour }];
const failuresOfPair: readonly Limit[] = [{ name: 'password-pair', most: 10, window: hour }];
/** With those of the holder no more than 100 wrong passwords in a row (NIST SP 800-63B section 3.2.2). */
const failuresOfAddress: readonly Limit[] = [{ name: 'password-address', most: 80, window: day }];
/** Before it where somebody signed in from there: see `takeTry`. */
const failuresOfKnownNetwork: readonly Limit[] = [{ name: 'password-known', most: 20, window: day }];
const failuresOfHolder: readonly Limit[] = [
  { name: 'password-holder', most: 10, window: hour },
  { name: 'password-holder-daily', most: 20, window: day },
];

/** Where somebody tries to get in. */
interface Attempt {
  /** The client's address. */
  readonly address: string;
  /** Whose account it is, whether there is one or not. */
  readonly holder: string;
  readonly passwordSetAt?: string | undefined;
  /** Whether somebody signed in to the account from there. */
  readonly isKnown: boolean;
}

/**
 * Counts a wrong password before anybody knows that it is one: few for one account from one place, more from one
 * place, where right ones are counted too, and then those of the account. Gives what is to be forgiven where it was right;
 * null when it is too many.
 */
export async function takePasswordTry(ctx: Context, attempt: Attempt): Promise<CountedAct[] | null> {
  const { address, holder } = attempt;
  if (await reached(ctx, under(passwordsOfClient, address))) return null;
  const near = [...under(failuresOfClient, address), ...under(failuresOfPair, `${holder} ${address}`)];
  if (await reached(ctx, near)) return null;
  const own = await takeTry(ctx, attempt, { known: failuresOfKnownNetwork, all: failuresOfAddress });
  return own && [...near, ...own];
}

export async function takeCodeTry(ctx: Context, attempt: Attempt): Promise<CountedAct[] | null> {
  return await takeTry(ctx, attempt, { known: codesOfKnownNetwork, all: codesOfAccount });
}

/**
 * A network where somebody signed in to the account has tries of its own, so that what strangers try elsewhere keeps
 * nobody out there. But it may be shared (an office, a provider's address for thousands), and nothing that a browser
 * sends tells the holder there from a stranger beside them. So what strangers use up there is not all that there is:
 * beyond it the network draws on the tries of everywhere else. To keep the holder out takes both, the strangers beside
 * them are slowed by the hour's limit of one place, and the bound stays what it was: so many in all, and those of the
 * networks of the holder. A new password begins every count anew: whoever sets one by mail is not shut out by others.
 */
async function takeTry(
  ctx: Context,
  { address, holder, passwordSetAt = '', isKnown }: Attempt,
  { known, all }: { readonly known: readonly Limit[]; readonly all: readonly Limit[] },
): Promise<CountedAct[] | null> {
  const there = `${holder} ${address} ${passwordSetAt}`;
  if (isKnown && (await allow(ctx, known, there))) return under(known, there);
  const anywhere = under(all, `${holder} ${passwordSetAt}`);
  return (await reached(ctx, anywhere)) ? null : anywhere;
}

/** Wrong passwords of whoever is signed in, counted apart: strangers at the sign-in page cannot use them up. */
export function passwordTriesOfHolder({
  id,
  password_set_at,
}: Pick<AccountRow, 'id' | 'password_set_at'>): CountedAct[] {
  return under(failuresOfHolder, `${id} ${password_set_at}`);
}
