import { randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import { accounts } from '../../server/accounts/accounts.ts';
import { createPasswordQueue } from '../../server/accounts/passwords/password-queue.ts';
import type { Account } from '../../server/accounts/records.ts';
import type { Session, Visitor } from '../../server/accounts/sessions/sessions.ts';
import { later } from '../../server/clock.ts';
import { bind } from '../../server/context.ts';
import { tokenDigest } from '../../server/crypto/tokens.ts';
import type { Subject } from '../../server/subject.ts';
import { lastOf, mailsTo, type TestServices } from './notices.ts';
import { contextOf, formOf } from './services.ts';

export const ada = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'nine walnuts under the stove' };

export const visitor: Visitor = {
  address: '192.0.2.7',
  agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  session: null,
};

/** Somebody with an account, signed in, and the Cookie header that the browser sends. */
export interface SignedIn {
  readonly account: Account;
  readonly password: string;
  readonly session: Session;
  readonly cookies: string;
}

/** Somebody who signed up and confirmed. */
export async function signUpConfirmed(services: TestServices, person: Partial<typeof ada> = {}): Promise<SignedIn> {
  const { name, email, password } = { ...ada, ...person };
  const asked = await services.accounts.signUp(signUpForm(services, { name, email, password }), someVisitor());
  if (!asked.ok) throw new Error(asked.problems.join());
  const token = linkToken(lastOf(await mailsTo(services, email)), 'confirm');
  const confirmed = await services.accounts.confirm(token, formOf({ password }), someVisitor());
  if (!confirmed.ok) throw new Error(confirmed.problems.join());
  const account = await services.accounts.byAddress(email);
  if (!account) throw new Error('No account was made');
  return { account, password, session: confirmed.value.session, cookies: cookiesOf(confirmed.value.cookie) };
}

/** The room as another server has it, over the same database. */
export function otherServer(services: TestServices) {
  const ctx = contextOf(services);
  const own = { ...ctx, resources: { ...ctx.resources, passwords: createPasswordQueue() } };
  return { ...services.accounts, ...bind(own, accounts) };
}

/** The form as a person sends it, with a fresh stamp. */
export function signUpForm(services: Pick<TestServices, 'formTokens'>, values: Record<string, string> = {}): FormData {
  return formOf({ stamp: services.formTokens.issue('sign-up'), website: '', ...ada, ...values });
}

/** What an app shows that has the key. */
export function codeAt(secret: string, at: Date): string {
  return new TOTP({ secret }).generate({ timestamp: at.getTime() });
}

/** Turns the second factor on, and gives its key, the recovery codes and the session that goes on. */
export async function withSecondFactor(services: TestServices, { account, session }: SignedIn) {
  const { secret, stamp } = services.accounts.offerFactor(account, session);
  const form = formOf({ stamp, secret, code: codeAt(secret, services.clock.now()) });
  const turned = await services.accounts.turnOnFactor(form, someVisitor(), session);
  if (!turned.ok) throw new Error(turned.problems.join());
  return { secret, ...turned.value };
}

/** What a browser sends back of a Set-Cookie header. */
export function cookiesOf(setCookie: string): string {
  return setCookie.split(';', 1)[0] ?? '';
}

/** The token in the link below `/account/` that a mail holds. */
export function linkToken(mail: { text: string } | undefined, page: string): string {
  const token = new RegExp(`/account/${page}/([^/\\s]+)/`).exec(mail?.text ?? '')?.[1];
  if (!token) throw new Error(`No link to /account/${page}/ in ${mail?.text}`);
  return token;
}

/** Each at a place of its own, so that no limit counts them together. */
export function someVisitor(): Visitor {
  return { ...visitor, address: randomUUID() };
}

/** An account of that id, with all that one can leave, as rows: the ways there are tested elsewhere. */
export async function leaveAccount({ db, encryption, blindIndex, clock }: TestServices, { accountId, email }: Subject) {
  const now = clock.now().toISOString();
  const seal = (text: string, table: string, column: string, row: string) =>
    encryption.seal(text, { table, column, row });
  const business = { name: 'Analytical Works', address: '12 St James’s Square, London', country: 'GB' };
  const contact = {
    website: 'https://analytical.example',
    phone: '+44 20 0000',
    legalContact: 'legal@analytical.example',
  };
  await db
    .insertInto('account')
    .values({
      id: accountId,
      email_sealed: seal(email, 'account', 'email_sealed', accountId),
      email_index: blindIndex.index(email),
      name_sealed: seal(ada.name, 'account', 'name_sealed', accountId),
      business_sealed: seal(JSON.stringify({ ...business, ...contact }), 'account', 'business_sealed', accountId),
      ...{ password_hash: 'test:hash', password_set_at: now, created_at: now },
    })
    .execute();
  const [id, digest] = [tokenDigest(`session of ${accountId}`), tokenDigest(`link of ${accountId}`)];
  const expires_at = later(clock.now(), 'P7D').toISOString();
  const device_sealed = seal('Firefox on Linux', 'session', 'device_sealed', id);
  await db
    .insertInto('session')
    .values({ id, account_id: accountId, signed_in_at: now, expires_at, password_at: now, device_sealed })
    .execute();
  const detail_sealed = seal('lovelace@example.com', 'account_link', 'detail_sealed', digest);
  await db
    .insertInto('account_link')
    .values([
      { digest, subject_id: accountId, purpose: 'email', detail_sealed, expires_at, used_at: now, tries: 0 },
      {
        digest: tokenDigest(`reset of ${accountId}`),
        subject_id: accountId,
        purpose: 'reset',
        expires_at,
        used_at: now,
        tries: 0,
      },
    ])
    .execute();
  await leaveSecondFactor({ db, encryption, clock }, accountId);
  await db
    .insertInto('linked_identity')
    .values({ id_index: blindIndex.index(`app of ${accountId}`), account_id: accountId, linked_at: now })
    .execute();
  await db
    .insertInto('recovery_code')
    .values({ holder_id: accountId, digest: tokenDigest('code'), used_at: now })
    .execute();
}

/** A second factor that is on. */
export async function leaveSecondFactor(
  { db, encryption, clock }: Pick<TestServices, 'db' | 'encryption' | 'clock'>,
  accountId: string,
) {
  const secret_sealed = encryption.seal('secret', { table: 'second_factor', column: 'secret_sealed', row: accountId });
  const confirmed_at = clock.now().toISOString();
  await db
    .insertInto('second_factor')
    .values({ account_id: accountId, secret_sealed, confirmed_at, last_step: 1, ends_at: confirmed_at })
    .execute();
}
