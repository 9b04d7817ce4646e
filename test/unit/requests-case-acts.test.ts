import { describe, expect, test } from 'vitest';
import { historyOf, itemState } from '../../src/words/requests/cases.ts';
import { confirmed, mailsWith, submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const withdrawal = (services: Services) => formOf({ stamp: services.formTokens.issue('withdraw') });
const against = (services: Services, kind: string, reason = 'You overlooked the notes.') =>
  formOf({ stamp: services.formTokens.issue('dispute'), kind, reason });

async function refused(services: Services, values: Record<string, string | readonly string[]> = {}) {
  const found = await confirmed(services, { region: 'US-VA', kind: ['access'], ...values });
  const closed = await services.requests.close(found.reference, {
    outcome: 'refused',
    ground: 'excessive',
    message: 'It is too much.',
    actor: 'command',
    meaning: 'Nothing changes.',
  });
  if (!closed.ok) throw new Error(closed.problems.join());
  return found;
}

const shown = async (services: Services, reference: string) => {
  const found = await services.requests.show(reference);
  if (!found.ok) throw new Error(found.problems.join());
  return found.value;
};

describe('withdrawing', () => {
  test('closes what is open, tells both, and leaves in effect what took effect', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services, { kind: ['access', 'withdraw_consent'] });
    const form = withdrawal(services);
    const sent = await Promise.all([1, 2].map(() => services.requests.withdraw(reference, caseToken, form)));
    expect(sent).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect(await shown(services, reference)).toMatchObject({
      outcome: 'withdrawn',
      case: { items: [{ outcome: 'withdrawn' }, { outcome: 'done' }] },
    });
    expect(await mailsWith(services, 'request-closed')).toHaveLength(1);
    expect(await mailsWith(services, 'request-staff-withdrawn')).toHaveLength(1);
  });

  test('asks for the link and for our form', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    const other = await services.requests.withdraw(reference, 'A'.repeat(43), withdrawal(services));
    expect(other).toEqual({ ok: false, problems: ['case-link-invalid'] });
    const forged = await services.requests.withdraw(reference, caseToken, formOf({ stamp: 'forged' }));
    expect(forged).toEqual({ ok: false, problems: ['form-expired'] });
    expect(await shown(services, reference)).toMatchObject({ closedOn: null });
  });
});

describe('an appeal', () => {
  test('is a request of its own with its own clock, confirmed, and on the list of staff at once', async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    const { reference, caseToken } = await refused(services);
    services.clock.set('2026-12-10T12:00:00Z');
    const form = against(services, 'appeal');
    const sent = await Promise.all([1, 2].map(() => services.requests.dispute(reference, caseToken, form)));
    const [path] = sent.map((one) => (one.ok ? one.value.path : one.problems.join()));
    expect(sent[1]).toEqual(sent[0]);
    const [, appeal = ''] = /requests\/(WT-\S+?)\//.exec(path ?? '') ?? [];
    const [listed, ...others] = await services.requests.list();
    expect(others).toEqual([]);
    expect(listed).toMatchObject({ reference: appeal, kinds: ['appeal'], isConfirmed: true, dueOn: '2027-01-09' });
    const found = await shown(services, appeal);
    expect(found.case).toMatchObject({ follows: reference, messages: [{ text: 'You overlooked the notes.' }] });
    expect(found.case.items[0]?.deadline.clocks[0]).toMatchObject({ row: { id: 'va-appeal' }, due: '2027-02-08' });
    expect((await shown(services, reference)).case).toMatchObject({
      mayAppeal: false,
      followedBy: [{ reference: appeal, kind: 'appeal' }],
    });
    const [, mail, ...rest] = await mailsWith(services, 'request-acknowledged');
    expect(rest).toEqual([]);
    expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain(
      `You asked for: an appeal against our answer, about your request ${reference}`,
    );
  });

  test.each([
    ['US-VA', 'Attorney General of Virginia (https://www.oag.state.va.us/)'],
    ['US-NJ', 'the Attorney General of your state (https://www.naag.org/find-my-ag/)'],
  ])('of %s is decided once: the decision says where to complain, and is no deed', async (region, authority) => {
    await using services = await openTestServices();
    const { requests } = services;
    const { reference, caseToken } = await refused(services, { region });
    const sent = await requests.dispute(reference, caseToken, against(services, 'appeal'));
    const [, appeal = '', token = ''] = (sent.ok && /(WT-[\w-]+)\/([^/]+)/.exec(sent.value.path)) || [];
    await requests.close(appeal, { outcome: 'done', message: 'It stays refused.', actor: 'command' });
    const mail = (await mailsWith(services, 'request-closed')).at(-1)?.text.replaceAll(/\s+/g, ' ');
    expect(mail).toContain('Outcome: answered.');
    expect(mail).toContain(
      `If you do not agree: you can complain to an authority: ${authority}; and you can go to court.`,
    );
    expect(mail).not.toContain('you can appeal');
    const page = await requests.openCase(appeal, token);
    if (!page.ok) throw new Error(page.problems.join());
    expect(page.value.items.map(itemState)).toEqual(['Answered, November 23, 2026']);
    expect(historyOf(page.value, 'Whitrack', '').at(-1)).toMatchObject({ text: 'The request was closed: Answered.' });
  });

  test('that is refused cannot be appealed against', async () => {
    await using services = await openTestServices();
    const { requests } = services;
    const { reference, caseToken } = await refused(services);
    const sent = await requests.dispute(reference, caseToken, against(services, 'appeal'));
    const [, appeal = '', token = ''] = (sent.ok && /(WT-[\w-]+)\/([^/]+)/.exec(sent.value.path)) || [];
    const meaning = 'Nothing changes.';
    const decision = { outcome: 'refused', ground: 'excessive', message: 'It is too much.', meaning } as const;
    expect(await requests.close(appeal, { ...decision, actor: 'command' })).toMatchObject({ ok: true });
    expect(await requests.openCase(appeal, token)).toMatchObject({ value: { mayAppeal: false } });
    const again = await requests.dispute(appeal, token, against(services, 'appeal'));
    expect(again).toEqual({ ok: false, problems: ['nothing-to-appeal'] });
  });

  test('that is answered with something else leaves that open to an appeal', async () => {
    await using services = await openTestServices();
    const { requests } = services;
    const other = await confirmed(services, { region: 'US-VA', kind: ['erasure'] });
    services.clock.set('2026-11-24T12:00:00Z');
    const { reference, caseToken } = await refused(services);
    const sent = await requests.dispute(reference, caseToken, against(services, 'appeal'));
    const [, appeal = ''] = (sent.ok && /(WT-[\w-]+)\//.exec(sent.value.path)) || [];
    expect(await requests.merge(appeal, { into: other.reference, actor: 'command' })).toMatchObject({ ok: true });
    const meaning = 'Nothing changes.';
    const decision = { outcome: 'refused', ground: 'excessive', message: 'It is too much.', meaning } as const;
    expect(await requests.close(other.reference, { ...decision, actor: 'command' })).toMatchObject({ ok: true });
    const mail = (await mailsWith(services, 'request-closed')).at(-1)?.text.replaceAll(/\s+/g, ' ');
    expect(mail).toContain('you can appeal');
    expect(await requests.openCase(other.reference, other.caseToken)).toMatchObject({ value: { mayAppeal: true } });
  });

  test.each(['done', 'nothing-held'] as const)(
    'of what was %s is offered by no mail, as by no page',
    async (outcome) => {
      await using services = await openTestServices();
      const { requests } = services;
      const { reference, caseToken } = await confirmed(services, { region: 'US-VA', kind: ['complaint'] });
      await requests.close(reference, { outcome, message: 'We looked into it.', actor: 'command' });
      expect(await requests.openCase(reference, caseToken)).toMatchObject({ ok: true, value: { mayAppeal: false } });
      const mail = (await mailsWith(services, 'request-closed')).at(-1)?.text.replaceAll(/\s+/g, ' ');
      expect(mail).toContain('If you do not agree: you can complain to an authority: Attorney General of Virginia');
      expect(mail).not.toContain('you can appeal');
    },
  );

  test('needs something that was refused, and a reason', async () => {
    await using services = await openTestServices();
    const open = await confirmed(services, { email: 'b@example.com' });
    const early = await services.requests.dispute(open.reference, open.caseToken, against(services, 'appeal'));
    expect(early).toEqual({ ok: false, problems: ['nothing-to-appeal'] });
    const { reference, caseToken } = await refused(services);
    const wordless = await services.requests.dispute(reference, caseToken, against(services, 'appeal', ' '));
    expect(wordless).toEqual({ ok: false, problems: ['reason-missing'] });
    const other = await services.requests.dispute(reference, caseToken, against(services, 'erasure'));
    expect(other).toEqual({ ok: false, problems: ['dispute-missing'] });
  });
});

describe('a complaint', () => {
  test('is made from the page of any request', async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    const { reference, caseToken } = await confirmed(services, { region: 'GB' });
    const sent = await services.requests.dispute(reference, caseToken, against(services, 'complaint'));
    expect(sent).toMatchObject({ ok: true });
    expect((await shown(services, reference)).case.followedBy).toMatchObject([{ kind: 'complaint' }]);
    const staff = (await mailsWith(services, 'request-staff-new')).at(-1);
    expect(staff?.text).toContain('Address: confirmed');
  });

  test('is acknowledged at once, confirmed or not, in none of its words', async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    await submitted(services, { region: 'GB', kind: ['complaint'], details: 'You sold the engine.' });
    const [mail, ...others] = await mailsWith(services, 'request-received');
    expect(others).toEqual([]);
    const text = mail?.text.replaceAll(/\s+/g, ' ') ?? '';
    expect(text).toMatch(/confirms that we have it.*answer by December 23, 2026.*Data Protection Act 2018 s\. 164A/);
    expect(text).not.toMatch(/engine|we close the request/);
    services.clock.set('2026-11-27T12:00:00Z');
    await services.requests.runJobs();
    expect(await mailsWith(services, 'request-reminder')).toEqual([]);
    // Nor is it ever closed because nobody confirmed an address.
    services.clock.set('2027-06-01T12:00:00Z');
    await services.timeSeen.watch();
    await services.requests.runJobs();
    const [open] = await services.requests.list();
    expect(open).toMatchObject({ kinds: ['complaint'], isConfirmed: false });
  });
});
