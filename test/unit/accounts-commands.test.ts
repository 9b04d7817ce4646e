import { expect, test } from 'vitest';
import { ada, codeAt, cookiesOf, signUpConfirmed, someVisitor, withSecondFactor } from '../support/accounts.ts';
import { admin } from '../support/admin.ts';
import { lastOf, mailsTo } from '../support/notices.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

async function endSecondFactor(services: Services, ...words: string[]) {
  return await admin(services, ['accounts', 'end-second-factor', ...words]);
}

async function isAskedForCode({ accounts }: Services): Promise<boolean> {
  const entered = await accounts.signIn(formOf({ email: ada.email, password: ada.password }), someVisitor());
  return entered.ok && entered.value.step === 'second-factor';
}

const reason = ['--reason', 'Showed us the passport in a call'];

test('the second factor of somebody who lost everything ends three days after the holder was told', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const here = await signUpConfirmed(services);
  const { cookie } = await withSecondFactor(services, here);

  const { code, said } = await endSecondFactor(services, ada.email, ...reason);

  expect([code, said]).toEqual([0, expect.stringContaining('November 26, 2026 at 12:00 UTC')]);
  const mail = lastOf(await mailsTo(services, ada.email));
  expect(mail).toMatchObject({ template: 'account-second-factor-ending' });
  expect(mail.text.replaceAll('\n', ' ')).toContain('ends on November 26, 2026 at 12:00 UTC');
  expect(mail.text).toContain('Showed us the passport');
  expect(await services.accounts.secondFactorOf(here.account.id)).toMatchObject({
    endsAt: new Date('2026-11-26T12:00:00Z'),
  });

  services.clock.set('2026-11-26T11:59:59Z');
  await services.runJobs();
  expect(await isAskedForCode(services)).toBe(true);
  expect(await services.accounts.sessionOf(cookiesOf(cookie))).not.toBeNull();
  services.clock.set('2026-11-26T12:00:00Z');
  await Promise.all([services.runJobs(), services.runJobs()]);
  expect(await services.accounts.sessionOf(cookiesOf(cookie))).toBeNull();
  expect(await isAskedForCode(services)).toBe(false);
  const ended = (await mailsTo(services, ada.email)).filter(({ template }) => template.endsWith('factor-ended'));
  expect(ended).toHaveLength(1);
  expect(ended[0]?.text.replaceAll('\n', ' ')).toContain('Every device was signed out.');
  expect(await services.db.selectFrom('recovery_code').selectAll().execute()).toEqual([]);
});

test('the holder keeps the second factor by signing in with it before then', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const here = await signUpConfirmed(services);
  const { secret } = await withSecondFactor(services, here);
  await endSecondFactor(services, ada.email, ...reason);
  services.clock.set('2026-11-25T12:00:00Z');

  const entered = await services.accounts.signIn(formOf({ email: ada.email, password: ada.password }), someVisitor());
  const token = entered.ok && entered.value.step === 'second-factor' ? entered.value.token : expect.fail();
  const form = formOf({ code: codeAt(secret, services.clock.now()) });
  expect((await services.accounts.enterCode(token, form, someVisitor())).ok).toBe(true);

  services.clock.set('2026-11-30T12:00:00Z');
  await services.runJobs();
  expect(await services.accounts.secondFactorOf(here.account.id)).toMatchObject({ endsAt: null });
});

test('an unknown address, an account without a factor and a missing reason are said, and nothing is done', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  expect(await endSecondFactor(services, ada.email, ...reason)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/no second factor/),
  });
  await withSecondFactor(services, here);
  const before = (await mailsTo(services, ada.email)).length;

  expect(await endSecondFactor(services, ada.email)).toMatchObject({ code: 1, said: expect.stringMatching(/Say why/) });
  expect(await endSecondFactor(services, ada.email, '--reason', 'two\nlines')).toMatchObject({ code: 1 });
  expect(await endSecondFactor(services, 'bob@example.com', ...reason)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/no account/),
  });
  expect((await endSecondFactor(services)).code).toBe(64);
  expect(await services.accounts.secondFactorOf(here.account.id)).toMatchObject({ endsAt: null });
  expect(await mailsTo(services, ada.email)).toHaveLength(before);
});
