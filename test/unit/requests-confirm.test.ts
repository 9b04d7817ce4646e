import { expect, test } from 'vitest';
import { promise } from '../support/promise.ts';
import { client, confirmed, confirmToken, mailsOf, mailsWith, submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

test('looking at the link changes nothing, however often a scanner does', promise('links-need-a-button'), async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  const token = await confirmToken(services);
  for (let count = 0; count < 20; count += 1) {
    expect(await services.requests.confirmation(token)).toEqual({
      ok: true,
      value: { reference, kind: 'access', receivedOn: '2026-11-23', dueOn: '2026-12-23' },
    });
  }
  expect(await services.requests.show(reference)).toMatchObject({ value: { isConfirmed: false } });
});

test('confirming opens the case page, acknowledges with the due date, and tells the staff without details', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services);
  const [acknowledged] = await mailsWith(services, 'request-acknowledged');
  expect(acknowledged?.to).toBe('ada@example.com');
  expect(acknowledged?.text).toContain('December 23, 2026');
  expect(acknowledged?.text).toContain(`http://localhost:4321/requests/${reference}/${caseToken}/`);
  expect(acknowledged?.text).toContain('a copy of your data and deletion of your data');
  const [staff] = await mailsWith(services, 'request-staff-confirmed');
  expect(staff?.to).toBe('privacy@whitrack.com');
  expect(JSON.stringify(staff)).not.toMatch(/Ada|example\.com|engine/);
});

test(
  'a link is used once, also when it is pressed ten times at the same moment',
  promise('one-time-links'),
  async () => {
    await using services = await openTestServices();
    await submitted(services);
    const token = await confirmToken(services);
    const answers = await Promise.all(Array.from({ length: 10 }, () => services.requests.confirm(token)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.problems[0] === 'link-used')).toHaveLength(9);
    expect(await mailsWith(services, 'request-acknowledged')).toHaveLength(1);
    expect(await services.requests.confirmation(token)).toEqual({ ok: false, problems: ['link-used'] });
  },
);

test(
  'a link is good for seven days; the deadline does not wait for it',
  promise('one-time-links', 'retention'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    const reference = await submitted(services);
    const token = await confirmToken(services);
    services.clock.set('2026-11-30T12:00:01Z');
    expect(await services.requests.confirmation(token)).toEqual({ ok: false, problems: ['link-expired'] });
    expect(await services.requests.confirm(token)).toEqual({ ok: false, problems: ['link-expired'] });

    await services.requests.renewConfirmation(token);
    expect(await services.requests.confirm(await confirmToken(services))).toMatchObject({ ok: true });
    expect(await services.requests.show(reference)).toMatchObject({
      value: { dueOn: '2026-12-23', isConfirmed: true },
    });
  },
);

test('a link that was never ours says so, and asking for another mails nobody', async () => {
  await using services = await openTestServices();
  for (const token of ['', 'x', 'x'.repeat(10_000), '\ud800', '\u0000', '../../etc/passwd']) {
    expect(await services.requests.confirmation(token)).toEqual({ ok: false, problems: ['link-unknown'] });
    expect(await services.requests.confirm(token)).toEqual({ ok: false, problems: ['link-unknown'] });
    expect(await services.requests.renewConfirmation(token)).toBeUndefined();
  }
  expect(await mailsOf(services)).toEqual([]);
});

test('a used link mails a case link to the address on file, and the earlier case link ends', async () => {
  await using services = await openTestServices();
  await submitted(services);
  const token = await confirmToken(services);
  const first = await services.requests.confirm(token);
  if (!first.ok) throw new Error('not confirmed');
  const { reference, caseToken } = first.value;
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({ ok: true });

  await services.requests.renewConfirmation(token);
  const [mail] = await mailsWith(services, 'request-case-link');
  expect(mail?.to).toBe('ada@example.com');
  const fresh = new RegExp(`/requests/${reference}/([^/]+)/`).exec(mail?.text ?? '')?.[1] ?? '';
  expect(await services.requests.openCase(reference, caseToken)).toEqual({
    ok: false,
    problems: ['case-link-invalid'],
  });
  expect(await services.requests.openCase(reference, fresh)).toMatchObject({ ok: true });
});

test('asking for links over and over mails an address three times an hour, and does not end a link for nothing', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  for (let count = 0; count < 6; count += 1) {
    const form = formOf({ stamp: services.formTokens.issue('case-link') });
    expect(await services.requests.mailCaseLink(reference, form, client)).toEqual({ ok: true, value: null });
  }
  const mails = await mailsWith(services, 'request-case-link');
  expect(mails).toHaveLength(2);
  const tokens = mails.map(({ text }) => new RegExp(`/requests/${reference}/([^/]+)/`).exec(text)?.[1] ?? '');
  const opened = await Promise.all(tokens.map((token) => services.requests.openCase(reference, token)));
  expect(opened.filter(({ ok }) => ok)).toHaveLength(1);
});
