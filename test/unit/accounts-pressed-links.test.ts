import { expect, test } from 'vitest';
import { runJobs } from '../../server/accounts/accounts.ts';
import { offer } from '../../server/accounts/sessions/sign-in-links.ts';
import {
  ada,
  codeAt,
  linkToken,
  signUpConfirmed,
  signUpForm,
  someVisitor,
  withSecondFactor,
} from '../support/accounts.ts';
import { lastOf, mailsTo } from '../support/notices.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const tokenMailed = async (services: Services, email: string, path: string) =>
  linkToken(lastOf(await mailsTo(services, email)), path);

test('a link that opened an account says so to the browser that is signed in to it, for ten minutes', async () => {
  await using services = await openTestServices();
  const { accounts, clock } = services;
  const eve = await signUpConfirmed(services, { name: 'Eve', email: 'eve@example.com' });
  await accounts.signUp(signUpForm(services), someVisitor());
  const token = await tokenMailed(services, ada.email, 'confirm');
  expect(await accounts.hasWorked('sign-up', token, eve.session)).toBe(false);
  const confirmed = await accounts.confirm(token, formOf({ password: ada.password }), someVisitor());
  const session = confirmed.ok ? confirmed.value.session : null;

  expect(await accounts.hasWorked('sign-up', token, session)).toBe(true);
  expect(await accounts.hasWorked('sign-up', token, null)).toBe(false);
  expect(await accounts.hasWorked('sign-up', token, eve.session)).toBe(false);
  expect(await accounts.hasWorked('reset', token, session)).toBe(false);
  // Pressed with the password it opens nothing a second time.
  expect(await accounts.confirm(token, formOf({ password: ada.password }), someVisitor())).toMatchObject({ ok: false });
  clock.set('2026-11-23T12:11:00Z');
  expect(await accounts.hasWorked('sign-up', token, session)).toBe(false);
});

test('a link that set a password says so where it signed in, and one that ended unused does not', async () => {
  await using services = await openTestServices();
  const { accounts, formTokens, clock } = services;
  const person = await signUpConfirmed(services);
  clock.set('2026-11-23T14:00:00Z');
  await accounts.askReset(formOf({ stamp: formTokens.issue('reset'), website: '', email: ada.email }), someVisitor());
  const token = await tokenMailed(services, ada.email, 'reset');
  expect(await accounts.hasWorked('reset', token, person.session)).toBe(false);
  const done = await accounts.reset(token, formOf({ password: 'eleven walnuts on the stairs' }), someVisitor());
  const opened = done.ok && done.value.step === 'signed-in' ? done.value.session : null;
  expect(opened).not.toBeNull();
  expect(await accounts.hasWorked('reset', token, opened)).toBe(true);
  expect(await accounts.hasWorked('reset', token, null)).toBe(false);
});

test('a link that changed an address says so, and one that was replaced by another does not', async () => {
  await using services = await openTestServices();
  const { accounts, formTokens, personalData } = services;
  const { session } = await signUpConfirmed(services);
  const ask = async (email: string) => {
    const form = formOf({ stamp: formTokens.issue('address', session.id), email });
    expect(await accounts.askAddress(form, someVisitor(), session)).toMatchObject({ ok: true });
    return await tokenMailed(services, email, 'address/confirm');
  };
  const [replaced, token] = [await ask('ada@old.example'), await ask('ada@new.example')];
  const form = formOf({ stamp: formTokens.issue('confirm-address', session.id) });
  const confirmed = await personalData.confirmAddress(token, form, someVisitor(), session);
  const renewed = confirmed.ok ? confirmed.value.session : null;
  expect(renewed).not.toBeNull();
  expect(await accounts.hasWorked('email', token, renewed)).toBe(true);
  expect(await accounts.hasWorked('email', replaced, renewed)).toBe(false);
});

test('a link of the app says so to the browser that it signed in, longer than it would have worked', async () => {
  await using services = await openTestServices();
  const { accounts, clock } = services;
  const { account, session: before } = await signUpConfirmed(services);
  const eve = await signUpConfirmed(services, { name: 'Eve', email: 'eve@example.com' });
  const token = await offered(services, account.id);
  expect(await accounts.hasWorked('sign-in', token, before)).toBe(false);
  const taken = await accounts.takeSignInLink(token, someVisitor());
  const opened = taken.ok && taken.value.entered.step === 'signed-in' ? taken.value.entered.session : null;

  expect(await accounts.hasWorked('sign-in', token, opened)).toBe(true);
  expect(await accounts.hasWorked('sign-in', token, null)).toBe(false);
  expect(await accounts.hasWorked('sign-in', token, eve.session)).toBe(false);
  clock.set('2026-11-23T12:09:00Z');
  await runJobs(services.ctx);
  expect(await accounts.hasWorked('sign-in', token, opened)).toBe(true);
  expect(await accounts.takeSignInLink(token, someVisitor())).toEqual({ ok: false, problems: ['link-used'] });
  clock.set('2026-11-23T12:11:00Z');
  expect(await accounts.hasWorked('sign-in', token, opened)).toBe(false);
});

test('the page of a code says so where the code signed in', async () => {
  await using services = await openTestServices();
  const { accounts, clock } = services;
  const person = await signUpConfirmed(services);
  const { secret } = await withSecondFactor(services, person);
  const taken = await accounts.takeSignInLink(await offered(services, person.account.id), someVisitor());
  if (!taken.ok || taken.value.entered.step !== 'second-factor') throw new Error('The code was not asked for');
  const { token } = taken.value.entered;
  expect(await accounts.hasWorked('second-factor', token, person.session)).toBe(false);
  clock.set('2026-11-23T12:00:30Z');
  const entered = await accounts.enterCode(token, formOf({ code: codeAt(secret, clock.now()) }), someVisitor());

  const opened = entered.ok ? entered.value.session : null;
  expect(opened).not.toBeNull();
  expect(await accounts.hasWorked('second-factor', token, opened)).toBe(true);
  expect(await accounts.hasWorked('second-factor', token, null)).toBe(false);
});

async function offered({ ctx }: Services, accountId: string): Promise<string> {
  const link = await offer(ctx, accountId, null);
  if (!link.ok) throw new Error('No link was offered');
  return link.value;
}
