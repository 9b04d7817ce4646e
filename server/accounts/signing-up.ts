import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import { readAddress } from '../fields/address.ts';
import { type FormProblem, readForm } from '../form.ts';
import { mailToAddress, under } from '../rate-limits/rate-limits.ts';
import { stampNames } from './kinds.ts';
import { confirmationsOfClient, passwordsOfLink, signUpsOfClient } from './limits.ts';
import type { AccountLinks } from './links.ts';
import { checkName, type NameProblem } from './names.ts';
import type { AccountsNeeds } from './needs.ts';
import { checkLength, checkSecrecy, type PasswordProblem } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import type { Records } from './records.ts';
import type { Opened, Sessions, Visitor } from './sessions.ts';
import { createSignUps, type SignUpLinkProblem } from './sign-ups.ts';

export type SignUpProblem =
  | FormProblem
  | PasswordProblem
  | 'form-expired'
  | 'website-filled'
  | NameProblem
  | 'email-missing'
  | 'email-invalid'
  | 'too-many-requests'
  | 'busy';

type TooManyProblem = 'too-many-requests' | 'busy';
export type ConfirmProblem = FormProblem | SignUpLinkProblem | TooManyProblem | 'password-missing' | 'password-wrong';

/** To sign up is to ask; the account is made when the mailed link is confirmed with the password that was chosen. */
export function createSigningUp(
  needs: AccountsNeeds & {
    readonly passwords: Passwords;
    readonly records: Records;
    readonly sessions: Sessions;
    readonly accountLinks: Pick<AccountLinks, 'keepUsed'>;
  },
) {
  const { db, mail, addresses, links, stamps, limits, config, company, passwords, records, sessions } = needs;
  const signUps = createSignUps(needs);
  const { eraseUnconfirmed } = signUps;
  return { signUp, signUpWaiting, confirm, eraseUnconfirmed };

  /**
   * Mails a link; to somebody who has an account, that there is one. Neither the answer nor the work tells whether the
   * address is known. A form that is sent again asks for the same link, and then its last password counts.
   */
  async function signUp(form: FormData, visitor: Visitor): Promise<Result<null, SignUpProblem>> {
    const read = readSignUp(form);
    if (!read.ok) return read;
    const { name, email, password, stamp } = read.value;
    if (await limits.reached(under(signUpsOfClient, visitor.address))) return fail('too-many-requests');
    const guessable = checkSecrecy(password, { name, email, company: company.name });
    if (guessable) return fail(guessable);
    const hashed = await passwords.hash(password);
    if (!hashed.ok) return hashed;

    return await db.transaction().execute(async (db) => {
      const index = addresses.index(email);
      if (await limits.reached(under(mailToAddress, addresses.mailbox(email)), db)) return fail('too-many-requests');
      const known = await records.byAddress(email, db);
      const token = links.sign('sign-up', JSON.stringify([stamp, index]));
      const account_id = await signUps.keep(db, { token, name, email, passwordHash: hashed.value });
      const letter = { occasion: `sign-up:${tokenDigest(token)}` } as const;
      if (known) {
        const values = { signInLink: link('sign-in/'), resetLink: link('reset/') };
        await mail.queue(db, { ...letter, to: known.email, about: known.id, template: 'account-known', values });
      } else {
        const values = { link: link(`confirm/${token}/`) };
        await mail.queue(db, { ...letter, to: email, about: account_id, template: 'account-confirm', values });
      }
      return succeed(null);
    });
  }

  /** Whether the link still waits for its click. Looking changes nothing. */
  async function signUpWaiting(token: string): Promise<Result<null, SignUpLinkProblem>> {
    const found = await signUps.find(token);
    return found.ok ? succeed(null) : found;
  }

  /**
   * Makes the account and signs in. Asks for the password: whoever enters another person's address knows the password
   * but not the link, and that person has the link but not the password. Once: of two at the same moment, also with
   * two links for one address, one makes the account.
   */
  async function confirm(token: string, form: FormData, visitor: Visitor): Promise<Result<Opened, ConfirmProblem>> {
    const read = readForm(form, { one: ['password'] });
    if (!read.ok) return read;
    const { password } = read.value.one;
    const found = await signUps.find(token);
    if (!found.ok) return found;
    if (password === '') return fail('password-missing');
    const acts = [...under(confirmationsOfClient, visitor.address), ...under(passwordsOfLink, found.value.digest)];
    if (await limits.reached(acts)) return fail('too-many-requests');
    const right = await passwords.verify(found.value.password_hash, password);
    if (!right.ok) return right;
    if (!right.value) return fail('password-wrong');

    return await db.transaction().execute(async (db) => {
      const still = await signUps.find(token, db);
      // The form may have been sent again meanwhile, with another password.
      if (!still.ok || still.value.password_hash !== found.value.password_hash) return fail('link-unknown');
      const accountId = await signUps.makeAccount(db, still.value);
      if (!accountId) return fail('link-unknown');
      await needs.accountLinks.keepUsed(db, { accountId, purpose: 'sign-up', token });
      return succeed(await sessions.open(db, accountId, visitor, { hasPassword: true }));
    });
  }

  function readSignUp(
    form: FormData,
  ): Result<{ name: string; email: string; password: string; stamp: string }, SignUpProblem> {
    const read = readForm(form, { one: ['stamp', 'website', 'name', 'email', 'password'] });
    if (!read.ok) return read;
    const { one } = read.value;
    const stamp = stamps.read(stampNames.signUp, one.stamp);
    if (!stamp) return fail('form-expired');
    const name = one.name.trim();
    const email = readAddress(one.email);
    const wrong = checkLength(one.password);

    const problems: SignUpProblem[] = [];
    const wrongName = checkName(name);
    if (wrongName) problems.push(wrongName);
    if (!email) problems.push(one.email.trim() ? 'email-invalid' : 'email-missing');
    if (wrong) problems.push(wrong);
    if (one.website) problems.push('website-filled');
    if (!email || problems.length > 0) return fail(...problems);
    return succeed({ name, email, password: one.password, stamp });
  }

  function link(path: string): string {
    return `${config.origin}/account/${path}`;
  }
}
