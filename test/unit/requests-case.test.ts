import { expect, test } from 'vitest';
import { sweep } from '../../server/rate-limits/rate-limits.ts';
import { sameForAll } from '../../server/requests/limits.ts';
import { promise } from '../support/promise.ts';
import { answerAsDone, client, confirmed, mailsOf, mailsWith, submitted } from '../support/requests.ts';
import { formOf, inTens, openTestServices } from '../support/services.ts';

test('the case page shows status, items, messages and the due date with its reasoning', async () => {
  await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
  const { reference, caseToken } = await confirmed(services, { kind: ['access', 'objection_marketing'] });
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({
    ok: true,
    value: {
      reference,
      receivedOn: '2027-01-31',
      status: 'open',
      items: [
        { kind: 'access', dueOn: '2027-02-28', tookEffectOn: null, outcome: null },
        { kind: 'objection_marketing', dueOn: '2027-03-02', tookEffectOn: '2027-01-31', outcome: null },
      ],
      messages: [{ author: 'person', writtenOn: '2027-01-31', text: 'Everything about the engine, please.' }],
      dueOn: '2027-02-28',
      closedOn: null,
      outcome: null,
      openUntil: null,
    },
  });
});

test(
  'the link of another case, a forged one and the reference alone open nothing',
  promise('reusable-links'),
  async () => {
    await using services = await openTestServices();
    const one = await confirmed(services);
    const other = await confirmed(services, { email: 'charles@example.com' });
    const invalid = { ok: false, problems: ['case-link-invalid'] };
    expect(await services.requests.openCase(one.reference, other.caseToken)).toEqual(invalid);
    expect(await services.requests.openCase(one.reference, '')).toEqual(invalid);
    expect(await services.requests.openCase(one.reference, 'x'.repeat(1e5))).toEqual(invalid);
    expect(await services.requests.openCase('WT-7F3K-92QD', one.caseToken)).toEqual(invalid);
    expect(await services.requests.openCase('\ud800', one.caseToken)).toEqual(invalid);
  },
);

test('the page opens until thirty days after closing, and no longer', promise('retention'), async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { reference, caseToken } = await confirmed(services);
  await answerAsDone(services, reference);
  services.clock.set('2026-12-23T23:59:59Z');
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({
    ok: true,
    value: { status: 'closed', closedOn: '2026-11-23', outcome: 'done', openUntil: '2026-12-23' },
  });
  services.clock.set('2026-12-24T00:00:00Z');
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({ ok: false });

  const form = formOf({ stamp: services.formTokens.issue('case-link') });
  expect(await services.requests.mailCaseLink(reference, form, client)).toMatchObject({ ok: true });
  expect(await mailsWith(services, 'request-case-link')).toEqual([]);
});

test('a message of the person is on the page, and the staff hear of it without its words', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services);
  services.clock.set('2026-11-24T09:00:00Z');
  const form = formOf({
    stamp: services.formTokens.issue('message'),
    message: 'And the notes, by Menabrea.\r\nThanks',
  });
  const sent = await Promise.all(Array.from({ length: 5 }, () => services.requests.write(reference, caseToken, form)));
  expect(sent).toEqual(sent.map(() => ({ ok: true, value: null })));

  const opened = await services.requests.openCase(reference, caseToken);
  expect(opened).toMatchObject({
    value: {
      messages: [{}, { author: 'person', writtenOn: '2026-11-24', text: 'And the notes, by Menabrea.\nThanks' }],
    },
  });
  const staff = await mailsWith(services, 'request-staff-message');
  expect(staff).toHaveLength(1);
  expect(JSON.stringify(staff)).not.toMatch(/Menabrea|Ada|example\.com/);
});

test('a second message by a form that was sent before, as a browser goes back to it, is not lost', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services);
  const stamp = services.formTokens.issue('message');
  for (const message of ['One.', 'Two.', 'Two.'])
    await services.requests.write(reference, caseToken, formOf({ stamp, message }));
  const opened = await services.requests.openCase(reference, caseToken);
  expect(opened).toMatchObject({ value: { messages: [{}, { text: 'One.' }, { text: 'Two.' }] } });
  expect(await mailsWith(services, 'request-staff-message')).toHaveLength(2);
});

const wrong: readonly [string, Record<string, string | string[]>][] = [
  ['message-missing', { message: ' \n' }],
  ['message-too-long', { message: 'x'.repeat(5001) }],
  ['message-invalid', { message: 'a\u0000' }],
  ['form-expired', { stamp: 'forged' }],
  ['form-field-unknown', { author: 'staff' }],
  ['form-field-twice', { message: ['a', 'b'] }],
];

test('a message has its limits and its problems; a wrong one is not taken', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services);
  for (const [problem, values] of wrong) {
    const form = formOf({ stamp: services.formTokens.issue('message'), message: 'Hello', ...values });
    expect(await services.requests.write(reference, caseToken, form)).toEqual({ ok: false, problems: [problem] });
  }
  expect(await mailsWith(services, 'request-staff-message')).toEqual([]);
});

test('a message to somebody else\u2019s case is refused', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  const form = formOf({ stamp: services.formTokens.issue('message'), message: 'Hello' });
  expect(await services.requests.write(reference, 'forged', form)).toEqual({
    ok: false,
    problems: ['case-link-invalid'],
  });
});

test('asking for the case link answers alike for known, unconfirmed and unknown references, and in like time', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  const unconfirmed = await submitted(services, { email: 'charles@example.com' });
  const before = (await mailsOf(services)).length;
  const answers: unknown[] = [];
  for (const asked of [reference, unconfirmed, 'WT-7F3K-92QD', 'nonsense', '\ud800']) {
    const form = formOf({ stamp: services.formTokens.issue('case-link') });
    answers.push(await services.requests.mailCaseLink(asked, form, client));
  }
  expect(answers).toEqual(answers.map(() => ({ ok: true, value: null })));
  expect(services.clock.waits).toEqual(answers.map(() => sameForAll));
  const mails = (await mailsOf(services)).slice(before);
  expect(mails.map(({ template, to }) => [template, to]).sort()).toEqual([
    ['request-case-link', 'ada@example.com'],
    ['request-confirm', 'charles@example.com'],
  ]);
});

test('asking twice with one form mails once', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  const form = formOf({ stamp: services.formTokens.issue('case-link') });
  await Promise.all([1, 2, 3].map(() => services.requests.mailCaseLink(reference, form, client)));
  expect(await mailsWith(services, 'request-case-link')).toHaveLength(1);
});

test('a form that failed on our side mails when it is sent again', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  const form = formOf({ stamp: services.formTokens.issue('case-link') });
  await services.db.schema.alterTable('outgoing_mail').renameTo('taken_away').execute();
  await expect(services.requests.mailCaseLink(reference, form, client)).rejects.toThrow('outgoing_mail');

  await services.db.schema.alterTable('taken_away').renameTo('outgoing_mail').execute();
  expect(await services.requests.mailCaseLink(reference, form, client)).toEqual({ ok: true, value: null });
  expect(await mailsWith(services, 'request-case-link')).toHaveLength(1);
});

test('who asked for a link is forgotten after a day', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { reference } = await confirmed(services);
  await services.requests.mailCaseLink(reference, formOf({ stamp: services.formTokens.issue('case-link') }), client);
  services.clock.set('2026-11-24T12:00:00Z');
  await sweep(services.ctx);
  expect(await services.db.selectFrom('limit_count').selectAll().execute()).toEqual([]);
});

test('a client asks for a hundred links an hour', async () => {
  await using services = await openTestServices();
  const answers = await inTens(101, () =>
    services.requests.mailCaseLink('WT-7F3K-92QD', formOf({ stamp: services.formTokens.issue('case-link') }), client),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(100);
  expect(answers.find(({ ok }) => !ok)).toEqual({ ok: false, problems: ['too-many-requests'] });
});
