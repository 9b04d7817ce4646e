import { after, minute } from '../clock.ts';
import { normalise } from '../fields/address.ts';
import type { LinkPurpose } from './kinds.ts';
import type { AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Records } from './records.ts';
import type { Session } from './sessions.ts';

/** A password that was set so long ago is the one that a link set. */
const recent = 10 * minute;

/** Links that are pressed once more: what each did, told to whom it did it for, and to nobody else. */
export function createPressedLinks({
  clock,
  records,
  accountLinks,
}: AccountsNeeds & { readonly records: Records; readonly accountLinks: AccountLinks }) {
  return { hasWorked, hasBroughtBack };

  /** Whether this browser is signed in to the account, and what the link was for is so. Looking changes nothing. */
  async function hasWorked(
    purpose: Exclude<LinkPurpose, 'undo'>,
    token: string,
    session: Pick<Session, 'accountId'> | null,
  ): Promise<boolean> {
    const link = session && (await accountLinks.usedJustNow(purpose, token));
    if (!link || link.accountId !== session.accountId) return false;
    const row = await records.rowOf(link.accountId);
    if (!row) return false;
    // Links also end unused, with every other one of the account.
    if (purpose === 'reset') return row.password_set_at > after(clock.now(), -recent).toISOString();
    if (purpose === 'email') return normalise(records.toAccount(row).email) === normalise(link.detail ?? '');
    return true;
  }

  /** Whether a deleted account came back by this link just now: nobody is signed in by that, so whoever has it is told. */
  async function hasBroughtBack(token: string): Promise<boolean> {
    return (await accountLinks.usedJustNow('undo', token)) !== null;
  }
}
