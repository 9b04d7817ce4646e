import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { day } from '../clock.ts';
import type { Db } from '../db/database.ts';
import { normalise, readAddress } from '../fields/address.ts';
import { type FormProblem, readForm } from '../form.ts';
import { mailToAddress, under } from '../rate-limits/rate-limits.ts';
import { stampNames } from './kinds.ts';
import type { Letters } from './letters.ts';
import { addressesOfAccount, addressesOfClient } from './limits.ts';
import type { AccountLinkProblem, AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import { placeOf, type Records } from './records.ts';
import type { Opened, Session, Sessions, Visitor } from './sessions.ts';

export type AskAddressProblem =
  | FormProblem
  | 'form-expired'
  | 'email-missing'
  | 'email-invalid'
  | 'email-same'
  | 'password-needed'
  | 'too-many-requests'
  | 'signed-out';

export type ConfirmAddressProblem = FormProblem | AccountLinkProblem | 'form-expired' | 'signed-out';

const linkTime = 7 * day;

/** Another address, which counts once it is confirmed. Until then the present one stays. */
export function createChangingAddress(
  needs: AccountsNeeds & {
    readonly records: Records;
    readonly sessions: Sessions;
    readonly accountLinks: AccountLinks;
    readonly letters: Letters;
  },
) {
  const { db, stamps, limits, sealing, addresses, records, sessions, accountLinks, letters } = needs;
  return { askAddress, addressAsked, confirmAddress };

  /** Mails the link, or that the address has an account: neither the answer nor the work tells which. */
  async function askAddress(
    form: FormData,
    visitor: Visitor,
    session: Session,
  ): Promise<Result<null, AskAddressProblem>> {
    const read = readForm(form, { one: ['stamp', 'email'] });
    if (!read.ok) return read;
    const { one } = read.value;
    if (!session.isFresh) return fail('password-needed');
    if (!stamps.read(stampNames.address, one.stamp, session.id)) return fail('form-expired');
    const email = readAddress(one.email);
    if (!email) return fail(one.email.trim() ? 'email-invalid' : 'email-missing');

    return await db.transaction().execute(async (db) => {
      const row = await records.hold(db, session.accountId);
      if (!row) return fail('signed-out');
      const account = records.toAccount(row);
      if (normalise(account.email) === normalise(email)) return fail('email-same');
      const acts = [
        ...under(addressesOfClient, visitor.address),
        ...under(addressesOfAccount, account.id),
        ...under(mailToAddress, addresses.mailbox(email)),
      ];
      if (await limits.reached(acts, db)) return fail('too-many-requests');

      // One at a time: that of a mistyped address is good no longer.
      await accountLinks.endAll(db, account.id, 'email');
      const taken = await records.byAddress(email, db);
      const link = { purpose: 'email', life: linkTime, detail: email } as const;
      const token = await accountLinks.issue(db, { ...link, accountId: taken ? null : account.id });
      if (taken) await letters.addressTaken(db, taken);
      else await letters.confirmAddress(db, { id: account.id, email }, token);
      await letters.tell(db, account, 'account-address-asked', visitor);
      return succeed(null);
    });
  }

  /** The address that a link would confirm, for whoever asked for it. Looking changes nothing. */
  async function addressAsked(token: string, session: Session): Promise<Result<string, AccountLinkProblem>> {
    return await askedWith(token, session, db);
  }

  /**
   * By the holder alone, who is signed in: a link that went to a stranger, by a slip of the keyboard, is worth nothing
   * there. Ends every other session and link; what stands under the old address comes along.
   */
  async function confirmAddress(
    token: string,
    form: FormData,
    visitor: Visitor,
    session: Session,
  ): Promise<Result<Opened, ConfirmAddressProblem>> {
    const read = readForm(form, { one: ['stamp'] });
    if (!read.ok) return read;
    if (!stamps.read(stampNames.confirmAddress, read.value.one.stamp, session.id)) return fail('form-expired');

    const asked = await askedWith(token, session, db);
    if (!asked.ok) return asked;
    try {
      return await db.transaction().execute((db) => take(db, token, visitor, session));
    } catch (error) {
      // Somebody opened an account with the address at this moment, and the database let one of us have it.
      const holder = await records.byAddress(asked.value);
      if (holder && holder.id !== session.accountId) return fail('link-unknown');
      throw error;
    }
  }

  async function take(
    db: Db,
    token: string,
    visitor: Visitor,
    session: Session,
  ): Promise<Result<Opened, ConfirmAddressProblem>> {
    const row = await records.hold(db, session.accountId);
    if (!row) return fail('signed-out');
    const asked = await askedWith(token, session, db);
    if (!asked.ok) return asked;
    const [before, email] = [records.toAccount(row), asked.value];
    if (await records.rowByAddress(email, db)) return fail('link-unknown');
    const renewed = await sessions.renewAlone(db, session, { hasPassword: false });
    if (!renewed) return fail('signed-out');
    const email_sealed = sealing.seal(email, placeOf('email_sealed', before.id));
    await db
      .updateTable('account')
      .set({ email_sealed, email_index: addresses.index(email) })
      .where('id', '=', before.id)
      .execute();
    await accountLinks.endAll(db, before.id);
    await needs.followAddress(db, { accountId: before.id, from: before.email, to: email });
    await letters.addressChanged(db, before, visitor);
    return succeed(renewed);
  }

  async function askedWith(
    token: string,
    { accountId }: Session,
    using: Db,
  ): Promise<Result<string, AccountLinkProblem>> {
    const found = await accountLinks.find('email', token, using);
    if (!found.ok) return found;
    const { detail } = found.value;
    return found.value.accountId === accountId && detail !== null ? succeed(detail) : fail('link-unknown');
  }
}
