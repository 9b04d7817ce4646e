import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import { readAddress } from '../fields/address.ts';
import { type AddressProblem, type FormProblem, readForm } from '../form.ts';
import { mailToAddress, under } from '../rate-limits/rate-limits.ts';
import { stampNames } from './kinds.ts';
import type { KnownNetworks } from './known-networks.ts';
import type { Letters } from './letters.ts';
import { resetLinkTime, resetsBeyond, resetsOfClient, resetsOfKnownNetwork, resettingsOfClient } from './limits.ts';
import type { AccountLinkProblem, AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import { checkLength, checkSecrecy, type PasswordProblem } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import type { Records } from './records.ts';
import type { Sessions, Visitor } from './sessions.ts';
import type { Entered } from './signing-in.ts';

export type AskResetProblem = FormProblem | AddressProblem | 'form-expired' | 'website-filled' | 'too-many-requests';

export type ResetProblem = FormProblem | PasswordProblem | AccountLinkProblem | 'too-many-requests' | 'busy';

/** A forgotten password: a mailed link, and with it a new one. */
export function createResetting(
  needs: AccountsNeeds & {
    readonly passwords: Passwords;
    readonly records: Records;
    readonly sessions: Sessions;
    readonly accountLinks: AccountLinks;
    readonly letters: Letters;
    readonly knownNetworks: KnownNetworks;
    readonly enter: (db: AccountsNeeds['db'], accountId: string, visitor: Visitor) => Promise<Entered>;
  },
) {
  const { db, clock, mail, addresses, stamps, limits, config, company } = needs;
  const { passwords, records, sessions, accountLinks, letters, knownNetworks } = needs;
  return { askReset, resetLink, reset };

  /** Mails the link, or that there is no account: neither the answer nor the work tells which. */
  async function askReset(form: FormData, visitor: Visitor): Promise<Result<null, AskResetProblem>> {
    const read = readAsk(form);
    if (!read.ok) return read;
    const { email, stamp } = read.value;

    return await db.transaction().execute(async (db) => {
      const account = await records.byAddress(email, db);
      if (!(await mayMail(db, email, account?.id, visitor.address))) return fail('too-many-requests');
      const accountId = account?.id ?? null;
      const token = await accountLinks.issue(db, { accountId, purpose: 'reset', life: resetLinkTime });
      const letter = {
        about: accountId ?? stamp,
        occasion: `reset:${tokenDigest(JSON.stringify([stamp, addresses.index(email)]))}`,
      } as const;
      if (account) {
        const values = { link: `${config.origin}/account/reset/${token}/` };
        await mail.queue(db, { ...letter, to: account.email, template: 'account-reset', values });
      } else {
        const values = { signUpLink: `${config.origin}/account/sign-up/` };
        await mail.queue(db, { ...letter, to: email, template: 'account-unknown', values });
      }
      return succeed(null);
    });
  }

  /** Where it may not, the mailbox has a link that is good still, or the network has asked too often. */
  async function mayMail(db: Db, email: string, accountId: string | undefined, network: string): Promise<boolean> {
    if (!(await limits.allow(resetsOfClient, network, db))) return false;
    const mailbox = addresses.mailbox(email);
    const isKnown = await knownNetworks.has(accountId, network, db);
    if (isKnown && (await limits.allow(resetsOfKnownNetwork, `${mailbox} ${network}`, db))) return true;
    return (await limits.allow(mailToAddress, mailbox, db)) || (await limits.allow(resetsBeyond, mailbox, db));
  }

  /** Whether the link is still good. Looking changes nothing. */
  async function resetLink(token: string): Promise<Result<null, AccountLinkProblem>> {
    const found = await accountLinks.find('reset', token);
    return found.ok ? succeed(null) : found;
  }

  /** Sets the password, ends every session and every other link, and leads in, but never past a second factor. */
  async function reset(token: string, form: FormData, visitor: Visitor): Promise<Result<Entered, ResetProblem>> {
    const read = readForm(form, { one: ['password'] });
    if (!read.ok) return read;
    const { password } = read.value.one;
    const found = await accountLinks.find('reset', token);
    if (!found.ok) return found;
    const wrong = checkLength(password);
    if (wrong) return fail(wrong);
    if (await limits.reached(under(resettingsOfClient, visitor.address))) return fail('too-many-requests');
    const account = await records.find(found.value.accountId);
    if (!account) return fail('link-unknown');
    const guessable = checkSecrecy(password, { ...account, company: company.name });
    if (guessable) return fail(guessable);
    const hashed = await passwords.hash(password);
    if (!hashed.ok) return hashed;

    return await db.transaction().execute(async (db) => {
      await records.hold(db, account.id);
      const used = await accountLinks.use(db, 'reset', token);
      if (!used.ok) return used;
      const changedAt = clock.now();
      await db
        .updateTable('account')
        .set({ password_hash: hashed.value, password_set_at: changedAt.toISOString() })
        .where('id', '=', account.id)
        .execute();
      await sessions.endAll(db, account.id);
      await knownNetworks.forgetAll(db, account.id);
      await accountLinks.endAll(db, account.id);
      await letters.tell(db, account, 'account-password-changed', visitor);
      return succeed(await needs.enter(db, account.id, visitor));
    });
  }

  function readAsk(form: FormData): Result<{ email: string; stamp: string }, AskResetProblem> {
    const read = readForm(form, { one: ['stamp', 'website', 'email'] });
    if (!read.ok) return read;
    const { one } = read.value;
    const stamp = stamps.read(stampNames.reset, one.stamp);
    if (!stamp) return fail('form-expired');
    const email = readAddress(one.email);
    const problems: AskResetProblem[] = [];
    if (!email) problems.push(one.email.trim() ? 'email-invalid' : 'email-missing');
    if (one.website) problems.push('website-filled');
    return email && problems.length === 0 ? succeed({ email, stamp }) : fail(...problems);
  }
}
