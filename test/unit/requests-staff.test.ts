import { expect, test } from 'vitest';
import { promise } from '../support/promise.ts';
import {
  answerAsDone,
  confirmed,
  confirmToken,
  mailsOf,
  mailsWith,
  submitted,
  systemsDone,
} from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

const secret = 'Your data: the Analytical Engine.';

test('the list shows what is due first, its days left, and which addresses are not confirmed', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { reference: first } = await confirmed(services);
  services.clock.set('2026-11-25T12:00:00Z');
  const second = await submitted(services, { kind: 'complaint' });
  expect(await services.requests.list()).toMatchObject([
    { reference: first, dueOn: '2026-12-23', daysLeft: 28, isConfirmed: true, kinds: ['access', 'erasure'] },
    { reference: second, dueOn: '2026-12-25', daysLeft: 30, isConfirmed: false, kinds: ['complaint'] },
  ]);
  await answerAsDone(services, first);
  expect(await services.requests.list()).toHaveLength(1);
  expect(await services.requests.list({ all: true })).toHaveLength(2);
});

test('a reply reaches a confirmed person by mail and on the case page', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services);
  services.clock.set('2026-11-24T09:00:00Z');
  expect(
    await services.requests.reply(reference, { message: `${secret}\r\n\r\nSecond paragraph.`, actor: 'command' }),
  ).toEqual({
    ok: true,
    value: { delivery: 'mailed' },
  });
  const [mail] = await mailsWith(services, 'request-reply');
  expect(mail?.to).toBe('ada@example.com');
  expect(mail?.text).toContain(secret);
  expect(mail?.text).toContain(`/requests/${reference}/${caseToken}/`);
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({
    value: { messages: [{}, { author: 'staff', text: `${secret}\n\nSecond paragraph.` }] },
  });
});

test(
  'to an unconfirmed address nothing is disclosed; the reply waits behind the confirmation',
  promise('unconfirmed-requests'),
  async () => {
    await using services = await openTestServices();
    const reference = await submitted(services);
    services.clock.set('2026-11-24T09:00:00Z');
    expect(await services.requests.reply(reference, { message: secret, actor: 'command' })).toEqual({
      ok: true,
      value: { delivery: 'waiting' },
    });
    const mails = await mailsOf(services);
    expect(JSON.stringify(mails)).not.toContain('Analytical');
    expect(await mailsWith(services, 'request-reply-waiting')).toHaveLength(1);

    const result = await services.requests.confirm(await confirmToken(services));
    if (!result.ok) throw new Error('not confirmed');
    expect(await services.requests.openCase(reference, result.value.caseToken)).toMatchObject({
      value: { messages: [{ author: 'person' }, { author: 'staff', text: secret }] },
    });
  },
);

test('closing tells the person the outcome and until when the page opens', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  expect(
    await services.requests.close(reference, {
      outcome: 'refused',
      ground: 'excessive',
      message: secret,
      actor: 'command',
      meaning: 'Nothing changes.',
    }),
  ).toEqual({
    ok: true,
    value: { closed: true, ended: ['access', 'erasure'], delivery: 'mailed' },
  });
  const [mail] = await mailsWith(services, 'request-closed');
  expect(mail?.text).toContain('Outcome: refused');
  expect(mail?.text).toContain(secret);
  expect(mail?.text).toContain('December 23, 2026');
  expect(
    await services.requests.close(reference, {
      outcome: 'done',
      actor: 'command',
      message: 'This is our answer.',
      deed: 'The account and its data.',
    }),
  ).toEqual({
    ok: false,
    problems: ['request-closed'],
  });
});

test('an item is closed alone; with the last one the request is closed, done in part if they differ', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services, { kind: ['access', 'erasure'] });
  await systemsDone(services);
  expect(
    await services.requests.close(reference, {
      outcome: 'done',
      items: ['complaint'],
      actor: 'command',
      message: 'This is our answer.',
    }),
  ).toEqual({
    ok: false,
    problems: ['item-unknown'],
  });
  expect(
    await services.requests.close(reference, {
      outcome: 'done',
      items: ['access'],
      actor: 'command',
      message: 'This is our answer.',
    }),
  ).toEqual({
    ok: true,
    value: { closed: false, ended: ['access'], delivery: 'mailed' },
  });
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({
    value: { status: 'open', items: [{ outcome: 'done' }, { outcome: null }] },
  });
  const words = { message: 'The law has us keep it.', meaning: 'It stays.' };
  const refusal = { outcome: 'refused', ground: 'law-requires', ...words } as const;
  expect(await services.requests.close(reference, { ...refusal, items: ['erasure'], actor: 'command' })).toMatchObject({
    value: { closed: true },
  });
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({
    value: { status: 'closed', outcome: 'partly-done', items: [{ outcome: 'done' }, { outcome: 'refused' }] },
  });
});

test('a request that is closed before its address is confirmed keeps its answer for whoever confirms it', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  await systemsDone(services);
  expect(
    await services.requests.close(reference, {
      outcome: 'done',
      message: secret,
      actor: 'command',
      deed: 'The account and its data.',
    }),
  ).toEqual({
    ok: true,
    value: { closed: true, ended: ['access', 'erasure'], delivery: 'waiting' },
  });
  expect(JSON.stringify(await mailsOf(services))).not.toContain('Analytical');
  const result = await services.requests.confirm(await confirmToken(services));
  if (!result.ok) throw new Error(result.problems.join());
  expect(await services.requests.openCase(reference, result.value.caseToken)).toMatchObject({
    value: { status: 'closed', messages: [{}, { text: expect.stringContaining(secret) }] },
  });
  expect(await mailsWith(services, 'request-closed')).toHaveLength(1);
  expect(await mailsWith(services, 'request-acknowledged')).toEqual([]);
});

test('staff may close what nobody confirmed, and the person learns how to go on', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  await services.requests.close(reference, { outcome: 'unconfirmed', actor: 'command' });
  expect(await mailsWith(services, 'request-closed-unconfirmed')).toHaveLength(1);
  expect(await services.requests.reply(reference, { message: 'Hello', actor: 'command' })).toEqual({
    ok: false,
    problems: ['request-closed'],
  });
});

test.each(['', ' \n', '\u0000', 'a\u001b[2Jb'])('a reply of %j is not sent', async (text) => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  expect(await services.requests.reply(reference, { message: text, actor: 'command' })).toMatchObject({ ok: false });
  expect(await mailsWith(services, 'request-reply')).toEqual([]);
});

test('a reference that does not exist is said to be unknown', async () => {
  await using services = await openTestServices();
  const unknown = { ok: false, problems: ['reference-unknown'] };
  expect(await services.requests.show('WT-7F3K-92QD')).toEqual(unknown);
  expect(await services.requests.reply('nonsense', { message: 'Hello', actor: 'command' })).toEqual(unknown);
  expect(
    await services.requests.close('', {
      outcome: 'done',
      actor: 'command',
      message: 'This is our answer.',
      deed: 'The account and its data.',
    }),
  ).toEqual(unknown);
  expect(await services.requests.sources('WT-7F3K-92QD')).toEqual([]);
});
