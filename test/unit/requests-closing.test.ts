import { expect, test } from 'vitest';
import { historyOf } from '../../src/words/requests/cases.ts';
import {
  answerAsDone,
  confirmed,
  confirmToken,
  dumpOf,
  mailsOf,
  mailsWith,
  submitted,
  systemsDone,
} from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

test('nothing is refused without telling the person why and what it means, and without a ground for the record', async () => {
  await using services = await openTestServices();
  const { requests } = services;
  const { reference } = await confirmed(services);
  const actor = 'command';
  const message = 'The law has us keep it.';
  const refused = (closing: object) => requests.close(reference, { outcome: 'refused', actor, ...closing });
  expect(await refused({})).toEqual({ ok: false, problems: ['ground-missing', 'reasons-missing', 'meaning-missing'] });
  expect(await refused({ message })).toEqual({ ok: false, problems: ['ground-missing', 'meaning-missing'] });
  expect(await requests.close(reference, { outcome: 'partly-done', message, actor })).toEqual({
    ok: false,
    problems: ['ground-missing', 'deed-missing'],
  });
  expect(await mailsWith(services, 'request-closed')).toEqual([]);
  expect(await requests.show(reference)).toMatchObject({ value: { closedOn: null, case: { messages: [{}] } } });

  expect(await refused({ message, ground: 'law-requires', meaning: 'We keep the invoices.' })).toMatchObject({
    ok: true,
  });
  const [mail] = await mailsWith(services, 'request-closed');
  const text = mail?.text.replaceAll(/\s+/g, ' ');
  expect(text).toContain('What this means for you: We keep the invoices.');
  expect(text).toMatch(
    /complain to a data protection authority.*\(GDPR Article 77\), and to go to court \(Article 79\)/,
  );
});

test.each([
  ['partly-done', 'access'],
  ['done', 'access_categories'],
  ['done', 'rectification'],
  ['done', 'complaint'],
  ['done', 'appeal'],
  ['refused', 'access'],
] as const)('what is drafted for %s of %s is not sent before staff have finished it', async (outcome, kind) => {
  await using services = await openTestServices();
  const { requests } = services;
  const { reference } = await confirmed(services, { kind: [kind], region: 'US-CO' });
  await systemsDone(services);
  const draft = await requests.draftFor(reference, { act: outcome });
  const closing = { outcome, actor: 'command', ground: 'law-requires', meaning: 'It stays.' } as const;
  const unfinished = { ok: false, problems: ['message-unfinished'] };
  for (const message of [draft, draft.replace(/ ____$/, ''), draft.replace(/: ____$/, '：')]) {
    expect(await requests.close(reference, { ...closing, message })).toEqual(unfinished);
    expect(await requests.reply(reference, { message, actor: 'command' })).toEqual(unfinished);
  }
  const message = draft.replace('____', 'a sentence, and a signature: ________');
  expect(await requests.close(reference, { ...closing, message })).toMatchObject({ ok: true });
});

test('what took effect at once is not drafted as refused with the rest', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services, { kind: ['erasure', 'withdraw_consent'] });
  const draft = await services.requests.draftFor(reference, { act: 'refused' });
  expect(draft).toContain('We cannot do what you asked (deletion of your data).');
});

test('nothing is closed without words, and no deletion without saying what was erased', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  await systemsDone(services);
  const close = (closing: object) =>
    services.requests.close(reference, { outcome: 'done', actor: 'command', ...closing });
  expect(await close({})).toEqual({ ok: false, problems: ['message-missing', 'deed-missing'] });
  expect(await close({ message: 'Done.' })).toEqual({ ok: false, problems: ['deed-missing'] });
  expect(await close({ message: 'Here it is.', items: ['access'] })).toMatchObject({
    value: { closed: false, ended: ['access'] },
  });
  expect(await close({ message: 'Done.', deed: 'Your account, in the app and on this site.' })).toMatchObject({
    value: { closed: true, ended: ['erasure'] },
  });
  const [mail] = await mailsWith(services, 'request-closed');
  expect(mail?.text).toContain('What we did: Your account, in the app and on this site.');
});

test('a message that nobody has answered is not closed over by accident', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services, { kind: ['access'] });
  services.clock.set('2026-11-24T12:00:00Z');
  const form = new FormData();
  form.set('stamp', services.formTokens.issue('message'));
  form.set('message', 'Wait, one more thing.');
  await services.requests.write(reference, caseToken, form);
  await systemsDone(services);
  const closing = { outcome: 'done', message: 'Here it is.', actor: 'command' } as const;
  expect(await services.requests.show(reference)).toMatchObject({ value: { isUnanswered: true } });
  expect(await services.requests.close(reference, closing)).toEqual({ ok: false, problems: ['message-unanswered'] });
  expect(await services.requests.close(reference, { ...closing, answersMessage: true })).toMatchObject({ ok: true });
});

test('that we hold nothing is told as an answer, and never as a refusal', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  const closing = { outcome: 'nothing-held', message: 'We found nothing.', actor: 'command' } as const;
  expect(await services.requests.close(reference, closing)).toMatchObject({ value: { closed: true } });
  const [mail] = await mailsWith(services, 'request-closed');
  expect(mail?.text.replaceAll(/\s+/g, ' ')).toMatch(/Outcome: answered: we hold no personal data\..*no refusal/);
  expect(await services.requests.show(reference)).toMatchObject({ value: { outcome: 'nothing-held' } });
});

test('the ground of a refusal and our words outlive what the person wrote', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  const message = 'Dear Ada, the law has us keep your invoices.';
  await services.requests.close(reference, {
    outcome: 'refused',
    ground: 'law-requires',
    message,
    actor: 'command',
    meaning: 'Nothing changes.',
  });
  await services.mail.send();
  services.clock.set('2027-11-23T12:00:00Z');
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toMatchObject({
    value: {
      person: null,
      case: { messages: [{ author: 'staff' }], items: [{ ground: 'law-requires' }, { ground: 'law-requires' }] },
    },
  });
  expect(await dumpOf(services)).not.toContain('invoices');
});

test('two of the staff who close the last two items at once close the request', async () => {
  await using services = await openTestServices();
  for (const email of ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com', 'e@example.com']) {
    const { reference } = await confirmed(services, { email, kind: ['access', 'restriction'] });
    await systemsDone(services);
    const closed = await Promise.all([
      services.requests.close(reference, {
        outcome: 'done',
        items: ['access'],
        actor: 'command',
        message: 'This is our answer.',
      }),
      services.requests.close(reference, {
        outcome: 'done',
        items: ['restriction'],
        actor: 'command',
        message: 'This is our answer.',
      }),
    ]);
    expect(closed.map((one) => one.ok && one.value.closed).sort()).toEqual([false, true]);
  }
  expect(await mailsWith(services, 'request-closed')).toHaveLength(5);
});

test('of two who close a request at once, one is told that it is closed, and nothing of theirs is sent', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  await systemsDone(services);
  const close = () =>
    services.requests.close(reference, {
      outcome: 'done',
      message: 'Here it is.',
      actor: 'command',
      deed: 'The account and its data.',
    });
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
    actor: 'command',
  });
  if (!byPost.ok) throw new Error(byPost.problems.join());
  for (const one of [reference, byPost.value.reference]) {
    expect(await services.requests.close(one, { outcome: 'unconfirmed', actor: 'command' })).toEqual({
      ok: false,
      problems: ['outcome-wrong'],
    });
  }
  expect(await services.requests.list()).toHaveLength(2);
});

test('no message is taken that nobody could read, because the request is closed as unconfirmed', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  expect(
    await services.requests.close(reference, { outcome: 'unconfirmed', message: 'Your data: …', actor: 'command' }),
  ).toEqual({
    ok: false,
    problems: ['message-unreadable'],
  });
  expect(await services.requests.close(reference, { outcome: 'unconfirmed', actor: 'command' })).toEqual({
    ok: true,
    value: { closed: true, ended: ['access', 'erasure'], delivery: 'how-to-go-on' },
  });
  expect(await mailsWith(services, 'request-closed-unconfirmed')).toHaveLength(1);
});

test('what took effect at once is done, also when the request is closed as unconfirmed by staff', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services, { kind: ['access', 'objection_marketing'] });
  await services.requests.close(reference, { outcome: 'unconfirmed', actor: 'command' });
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
  expect(await requests.close(reference, { outcome: 'unconfirmed', actor: 'command' })).toEqual({
    ok: false,
    problems: ['effect-missing'],
  });
  services.clock.set('2026-12-24T12:00:00Z');
  await requests.runJobs();
  expect(await requests.show(reference)).toMatchObject({ value: { closedOn: null, daysLeft: -9 } });

  await requests.close(reference, {
    outcome: 'done',
    items: ['opt_out_sale_sharing'],
    actor: 'command',
    message: 'This is our answer.',
  });
  await requests.runJobs();
  expect(await requests.show(reference)).toMatchObject({
    value: { outcome: 'unconfirmed', case: { items: [{ outcome: 'unconfirmed' }, { outcome: 'done' }] } },
  });
});

test('an answer that is given when the page is closed does not lead there', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services);
  await answerAsDone(services, reference);
  services.clock.set('2026-12-24T12:00:00Z');
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({ ok: false });
  expect(await services.requests.reply(reference, { message: 'We looked at it again.', actor: 'command' })).toEqual({
    ok: true,
    value: { delivery: 'mailed' },
  });
  const mail = (await mailsOf(services)).at(-1);
  expect(mail?.text).toContain('We looked at it again.');
  expect(mail?.text).not.toContain('/requests/');
});

test('a mail about closing claims no message where none was written', async () => {
  await using services = await openTestServices();
  const { reference } = await confirmed(services);
  await answerAsDone(services, reference);
  const [mail] = await mailsWith(services, 'request-closed');
  expect(mail?.text).not.toMatch(/we wrote/i);
});

test('who has not confirmed is not promised a message where a request was closed without one', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  await services.requests.close(reference, { outcome: 'withdrawn', actor: 'command', message: 'This is our answer.' });
  const [mail] = await mailsWith(services, 'request-reply-waiting');
  expect(mail).toBeDefined();
  expect(`${mail?.subject} ${mail?.text}`).not.toMatch(/message/i);
});

test('a link that confirms is asked for once more after staff closed the request, and works', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  await services.requests.close(reference, {
    outcome: 'done',
    message: 'Here it is.',
    actor: 'command',
    deed: 'The account and its data.',
  });
  await services.requests.renewConfirmation(await confirmToken(services));
  expect(await services.requests.confirm(await confirmToken(services))).toMatchObject({ value: { reference } });
});

test('the history of a case tells what happened in the order in which it happened, also after closing', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services);
  services.clock.set('2026-11-24T12:00:00Z');
  await answerAsDone(services, reference, { message: 'Here it is.' });
  services.clock.set('2026-11-24T13:00:00Z');
  const form = new FormData();
  form.set('stamp', services.formTokens.issue('message'));
  form.set('message', 'I appeal.');
  await services.requests.write(reference, caseToken, form);
  const opened = await services.requests.openCase(reference, caseToken);
  if (!opened.ok) throw new Error(opened.problems.join());
  expect(historyOf(opened.value, 'Whitrack', '/').map(({ text }) => text)).toEqual([
    'We received your request. The time for our answer began.',
    'Everything about the engine, please.',
    'Here it is.\n\nWhat we did: The account and its data.',
    'The request was closed: Done as you asked.',
    'I appeal.',
  ]);
});
