import { expect, test } from 'vitest';
import { historyOf } from '../../src/words/cases.ts';
import { confirmed, confirmToken, dumpOf, mailsOf, mailsWith, submitted } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

test('nothing is refused without telling the person why, and without a ground for the record', async () => {
  await using services = await openTestServices();
  const { requests } = services;
  const { reference } = await confirmed(services);
  for (const outcome of ['refused', 'partly-done'] as const) {
    expect(await requests.close(reference, { outcome })).toEqual({
      ok: false,
      problems: ['ground-missing', 'reasons-missing'],
    });
    expect(await requests.close(reference, { outcome, message: 'The law has us keep it.' })).toEqual({
      ok: false,
      problems: ['ground-missing'],
    });
  }
  expect(await mailsWith(services, 'request-closed')).toEqual([]);
  expect(await requests.show(reference)).toMatchObject({ value: { closedOn: null, case: { messages: [{}] } } });

  // Reasons that were given before count.
  await requests.reply(reference, 'The law has us keep your invoices.');
  expect(await requests.close(reference, { outcome: 'refused', ground: 'law-requires' })).toMatchObject({ ok: true });
});

test('the ground of a refusal outlives what was written', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  const message = 'Dear Ada, the law has us keep your invoices.';
  await services.requests.close(reference, { outcome: 'refused', ground: 'law-requires', message });
  services.clock.set('2027-11-23T12:00:00Z');
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toMatchObject({
    value: {
      person: null,
      case: { messages: [], items: [{ ground: 'law-requires' }, { ground: 'law-requires' }] },
    },
  });
  expect(await dumpOf(services)).not.toContain('invoices');
});

test('two of the staff who close the last two items at once close the request', async () => {
  await using services = await openTestServices();
  for (const email of ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com', 'e@example.com']) {
    const { reference } = await confirmed(services, { email });
    const closed = await Promise.all([
      services.requests.close(reference, { outcome: 'done', item: 'access' }),
      services.requests.close(reference, { outcome: 'done', item: 'erasure' }),
    ]);
    expect(closed.map((one) => one.ok && one.value.closed).sort()).toEqual([false, true]);
  }
  expect(await mailsWith(services, 'request-closed')).toHaveLength(5);
});

test('of two who close a request at once, one is told that it is closed, and nothing of theirs is sent', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  const close = () => services.requests.close(reference, { outcome: 'done', message: 'Here it is.' });
  expect((await Promise.all([close(), close()])).map(({ ok }) => ok).sort()).toEqual([false, true]);
  expect(await services.requests.show(reference)).toMatchObject({
    value: { case: { messages: [{ author: 'person' }, { author: 'staff' }] } },
  });
});

test('only a request whose address was asked for and not confirmed is closed as unconfirmed', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  const byPost = await services.requests.log({
    channel: 'post',
    kinds: ['access'],
    name: 'Charles Babbage',
    receivedAt: '2026-11-20T09:00:00Z',
  });
  if (!byPost.ok) throw new Error(byPost.problems.join());
  for (const one of [reference, byPost.value.reference]) {
    expect(await services.requests.close(one, { outcome: 'unconfirmed' })).toEqual({
      ok: false,
      problems: ['outcome-wrong'],
    });
  }
  expect(await services.requests.list()).toHaveLength(2);
});

test('no message is taken that nobody could read, because the request is closed as unconfirmed', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  expect(await services.requests.close(reference, { outcome: 'unconfirmed', message: 'Your data: …' })).toEqual({
    ok: false,
    problems: ['message-unreadable'],
  });
  expect(await services.requests.close(reference, { outcome: 'unconfirmed' })).toEqual({
    ok: true,
    value: { closed: true, delivery: 'how-to-go-on' },
  });
  expect(await mailsWith(services, 'request-closed-unconfirmed')).toHaveLength(1);
});

test('what took effect at once is done, also when the request is closed as unconfirmed by staff', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services, { kind: ['access', 'objection_marketing'] });
  await services.requests.close(reference, { outcome: 'unconfirmed' });
  expect(await services.requests.show(reference)).toMatchObject({
    value: { outcome: 'unconfirmed', case: { items: [{ outcome: 'unconfirmed' }, { outcome: 'done' }] } },
  });
});

test('an opt-out that an agent made for somebody whose address is not known is never closed as unconfirmed', async () => {
  await using services = await openTestServices();
  const { requests } = services;
  const reference = await submitted(services, {
    relation: 'agent',
    behalf: 'Charles Babbage',
    region: 'US-CA',
    kind: ['access', 'opt_out_sale_sharing'],
  });
  expect(await requests.close(reference, { outcome: 'unconfirmed' })).toEqual({
    ok: false,
    problems: ['effect-missing'],
  });
  services.clock.set('2026-12-24T12:00:00Z');
  await requests.runJobs();
  expect(await requests.show(reference)).toMatchObject({ value: { closedOn: null, daysLeft: -9 } });

  await requests.close(reference, { outcome: 'done', item: 'opt_out_sale_sharing' });
  await requests.runJobs();
  expect(await requests.show(reference)).toMatchObject({
    value: { outcome: 'unconfirmed', case: { items: [{ outcome: 'unconfirmed' }, { outcome: 'done' }] } },
  });
});

test('an answer that is given when the page is closed does not lead there', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services);
  await services.requests.close(reference, { outcome: 'done' });
  services.clock.set('2026-12-24T12:00:00Z');
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({ ok: false });
  expect(await services.requests.reply(reference, 'We looked at it again.')).toEqual({ ok: true, value: 'mailed' });
  const mail = (await mailsOf(services)).at(-1);
  expect(mail?.text).toContain('We looked at it again.');
  expect(mail?.text).not.toContain('/requests/');
});

test('a mail about closing claims no message where none was written', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  await services.requests.close(reference, { outcome: 'done' });
  const [mail] = await mailsWith(services, 'request-closed');
  expect(mail?.text).not.toMatch(/we wrote/i);
});

test('who has not confirmed is not promised a message where a request was closed without one', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  await services.requests.close(reference, { outcome: 'withdrawn' });
  const [mail] = await mailsWith(services, 'request-reply-waiting');
  expect(mail).toBeDefined();
  expect(`${mail?.subject} ${mail?.text}`).not.toMatch(/message/i);
});

test('a link that confirms is asked for once more after staff closed the request, and works', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  await services.requests.close(reference, { outcome: 'done', message: 'Here it is.' });
  await services.requests.renewConfirmation(await confirmToken(services));
  expect(await services.requests.confirm(await confirmToken(services))).toMatchObject({ value: { reference } });
});

test('the history of a case tells what happened in the order in which it happened, also after closing', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services);
  services.clock.set('2026-11-24T12:00:00Z');
  await services.requests.close(reference, { outcome: 'done', message: 'Here it is.' });
  services.clock.set('2026-11-24T13:00:00Z');
  const form = new FormData();
  form.set('stamp', services.stamps.issue('message'));
  form.set('message', 'I appeal.');
  await services.requests.write(reference, caseToken, form);
  const opened = await services.requests.openCase(reference, caseToken);
  if (!opened.ok) throw new Error(opened.problems.join());
  expect(historyOf(opened.value, 'Whitrack').map(({ text }) => text)).toEqual([
    'We received your request. The time for our answer began.',
    'Everything about the engine, please.',
    'Here it is.',
    'The request was closed: Done as you asked.',
    'I appeal.',
  ]);
});
