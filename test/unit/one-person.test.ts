import { expect, test } from 'vitest';
import { signUpConfirmed, someVisitor } from '../support/accounts.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { mailsWith, submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

const [chromium, firefox] = ['ada@xn--bcher-kva.example', 'ada@bücher.example'];

test('a withdrawal reaches the consent of an account, in whichever spelling of its domain', async () => {
  for (const [account, form] of [
    [chromium, firefox],
    [firefox, chromium],
    [firefox, 'Ada@BÜCHER.example'],
  ] as const) {
    await using services = await openTestServices({ now: afterPublication });
    const person = await signUpConfirmed(services, { email: account });
    expect(person.account.email).toBe(chromium);
    await answerAs(services, person, 'give');
    await submitted(services, { kind: ['withdraw_consent'], email: form });
    expect(await services.consents.state(person.account.id, 'ai-training')).toMatchObject({ given: false });
  }
});

test('two spellings of a domain are one account, and mail goes to its ASCII name', async () => {
  await using services = await openTestServices();
  const { account, password } = await signUpConfirmed(services, { email: firefox });
  const form = formOf({ email: chromium, password });
  expect(await services.accounts.signIn(form, someVisitor())).toMatchObject({ ok: true });
  expect(await services.accounts.byAddress(firefox)).toMatchObject({ id: account.id });
  const mails = await mailsWith(services, 'account-confirm');
  expect(mails.map(({ to }) => to)).toEqual([chromium]);
});

test('the contact for legal notices is kept under the ASCII name of its domain', async () => {
  await using services = await openTestServices();
  const person = await signUpConfirmed(services);
  const stamp = services.formTokens.issue('business', person.session.id);
  const form = formOf({ stamp, business: 'Bücher', legalContact: 'legal@bücher.example' });
  expect(await services.personalData.changeBusiness(form, someVisitor(), person.session)).toMatchObject({ ok: true });
  expect((await services.accounts.find(person.account.id))?.business?.legalContact).toBe('legal@xn--bcher-kva.example');
});

test('the Kelvin sign opens no account of a k', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services, { email: 'mark@example.com' });
  const stamp = services.formTokens.issue('reset');
  const asked = await services.accounts.askReset(
    formOf({ stamp, website: '', email: 'mar\u212a@example.com' }),
    someVisitor(),
  );
  expect(asked).toEqual({ ok: false, problems: ['email-invalid'] });
  expect(await services.accounts.byAddress('mar\u212a@example.com')).toBeNull();
});
