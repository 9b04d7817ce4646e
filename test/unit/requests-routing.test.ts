import { expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import { eraseIn } from '../../server/requests/retention.ts';
import { promise } from '../support/promise.ts';
import { businessLink, confirmed, confirmToken, mailsOf, mailsWith, submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const customer = {
  ...{ relation: 'end-customer', business: 'Babbage Plumbing', region: 'IE', kind: ['access'] },
  details: 'Show me the invoices.',
};
const legal = { business: 'Babbage Plumbing', email: 'legal@babbage.example', actor: 'command' };
const said = (services: Services, text: string) => formOf({ stamp: services.formTokens.issue('business'), said: text });

async function passedOn(services: Services) {
  const found = await confirmed(services, customer);
  expect(await services.requests.route(found.reference, legal)).toEqual({
    ok: true,
    value: { isTold: true, delivery: 'mailed' },
  });
  const [mail] = await mailsWith(services, 'request-business');
  return { ...found, link: businessLink(mail ?? { text: '' }), mail };
}

test(
  'the request of a business’s customer is to be passed on within two business days',
  promise('end-customers'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-27T12:00:00Z' });
    const { reference } = await confirmed(services, customer);
    const [entry] = await services.requests.list();
    expect(entry).toMatchObject({ reference, dueOn: '2026-12-01', kinds: ['access', 'misdirected_end_customer'] });
  },
);

test('nobody is told of that day as the one of our answer', async () => {
  await using services = await openTestServices({ now: '2026-11-27T12:00:00Z' });
  const reference = await submitted(services, customer);
  const first = { reference, kind: 'misdirected_end_customer', dueOn: '2026-12-01' };
  const token = await confirmToken(services);
  expect(await services.requests.confirmation(token)).toMatchObject({ ok: true, value: first });
  await services.requests.confirm(token);
  for (const template of ['request-confirm', 'request-acknowledged'] as const) {
    const [mail] = await mailsWith(services, template);
    expect(mail?.text.replaceAll('\n', ' ')).toContain('We pass it on by December 1, 2026, and tell you.');
    expect(mail?.text).not.toContain('We answer by');
  }
  await services.requests.route(reference, { business: 'Babbage & Co.', actor: 'command' });
  await services.requests.reopen(reference, { message: 'It was for another business.', actor: 'command' });
  const reopened = (await mailsWith(services, 'request-reply')).at(-1);
  expect(reopened?.text.replaceAll('\n', ' ')).toContain('It is due on December 1, 2026.');
});

test(
  'the business’s legal contact is told, in a mail without a word of the person',
  promise('end-customers'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    const { mail, link } = await passedOn(services);
    expect(mail?.to).toBe('legal@babbage.example');
    expect(mail?.text).not.toMatch(/Lovelace|ada@example|invoices/);
    const shown = await services.requests.openBusiness(...link);
    expect(shown).toMatchObject({
      ok: true,
      value: {
        person: { name: 'Ada Lovelace', email: 'ada@example.com', region: 'IE' },
        kinds: ['access'],
        details: 'Show me the invoices.',
        toldOn: '2026-11-23',
        // One month by the GDPR, from the day on which the business was told.
        dueOn: '2026-12-23',
        // What we promise binds us alone.
        deadline: { clocks: [{ row: { regime: 'EU-GDPR' } }], promise: [] },
      },
    });
  },
);

test(
  'the person is told in the same words whether the business is known to us or not',
  promise('end-customers'),
  async () => {
    await using services = await openTestServices();
    const known = await confirmed(services, { ...customer, email: 'a@example.com' });
    const unknown = await confirmed(services, { ...customer, email: 'b@example.com' });
    await services.requests.route(known.reference, legal);
    expect(await services.requests.route(unknown.reference, { business: 'Nobody', actor: 'command' })).toEqual({
      ok: true,
      value: { isTold: false, delivery: 'mailed' },
    });
    const [one, other] = (await mailsWith(services, 'request-routed')).map(({ text }) =>
      text.replaceAll(/WT-\w{4}-\w{4}/g, 'WT').replaceAll(/\/requests\/\S+/g, 'LINK'),
    );
    expect(one).toBe(other);
    expect(one?.replaceAll(/\s+/g, ' ')).toMatch(/service provider.*cannot act on your request ourselves/);
    expect(one).not.toContain('refus');
  },
);

test('a request that is passed on is routed, and never refused', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await passedOn(services);
  const found = await services.requests.openCase(reference, caseToken);
  expect(found).toMatchObject({ value: { outcome: 'routed', mayAppeal: false } });
  expect(await services.requests.route(reference, legal)).toEqual({ ok: false, problems: ['request-closed'] });
});

test('nothing is passed on before somebody has confirmed the address', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services, customer);
  expect(await services.requests.route(reference, legal)).toEqual({ ok: false, problems: ['request-unconfirmed'] });
  expect(await mailsWith(services, 'request-business')).toEqual([]);
});

test('a business says what it answered and asks for help, and staff are told without its words', async () => {
  await using services = await openTestServices();
  const { link } = await passedOn(services);
  expect(await services.requests.recordBusinessAnswer(...link, said(services, 'Sent the invoices.'))).toMatchObject({
    ok: true,
  });
  expect(await services.requests.askForHelp(...link, said(services, 'Export the ledger.'))).toMatchObject({ ok: true });
  const shown = await services.requests.openBusiness(...link);
  expect(shown).toMatchObject({ value: { answer: 'Sent the invoices.', answeredOn: expect.any(String) } });
  const { id } = await services.db.selectFrom('request').select('id').executeTakeFirstOrThrow();
  expect(await services.requests.routeOf(id)).toMatchObject({ help: 'Export the ledger.' });
  const staff = (await mailsOf(services)).filter(({ template }) => template.startsWith('request-staff-business'));
  expect(staff).toHaveLength(2);
  expect(JSON.stringify(staff)).not.toMatch(/invoices|ledger/);
  for (const { text } of staff) expect(text).toContain(`/desk/requests/${link[0]}/`);
  expect(await services.requests.askForHelp(...link, said(services, ' '))).toMatchObject({
    problems: ['text-missing'],
  });
});

test('the page of a business opens by its own link alone, and goes with the request', async () => {
  await using services = await openTestServices();
  const { reference, caseToken, link } = await passedOn(services);
  const invalid = { ok: false, problems: ['business-link-invalid'] };
  expect(await services.requests.openBusiness(reference, caseToken)).toEqual(invalid);
  expect(await services.requests.openBusiness(reference, 'A'.repeat(43))).toEqual(invalid);
  const request = await services.db.selectFrom('request').select('id').executeTakeFirstOrThrow();
  await transaction(services.ctx, (ctx) => eraseIn(ctx, request));
  expect(await services.requests.openBusiness(...link)).toEqual(invalid);
  expect(JSON.stringify(await services.db.selectFrom('request_route').selectAll().execute())).not.toContain('v1.');
});

test('the customer of a business who wrote by mail or letter, or is found to be one, is passed on as quickly', async () => {
  await using services = await openTestServices({ now: '2026-11-27T12:00:00Z' });
  const came = { channel: 'post', kinds: ['access'], name: 'Ada', region: 'IE', actor: 'command' } as const;
  const receivedAt = '2026-11-27T09:00:00Z';
  const one = await services.requests.log({ ...came, relation: 'end-customer', receivedAt });
  expect(one).toMatchObject({ value: { dueOn: '2026-12-01' } });
  const other = await services.requests.log({ ...came, receivedAt });
  const reference = other.ok ? other.value.reference : '';
  const found = await services.requests.correct(reference, { kinds: [], relation: 'end-customer', actor: 'command' });
  expect(found).toMatchObject({ value: { kinds: ['access', 'misdirected_end_customer'] } });
  expect(await services.requests.show(reference)).toMatchObject({ value: { dueOn: '2026-12-01' } });
  const taken = await services.requests.correct(reference, { kinds: [], relation: 'none', actor: 'command' });
  expect(taken).toMatchObject({ value: { kinds: ['access'] } });
});

test('who wrote by post reads by post that the business answers, and the business is told', async () => {
  await using services = await openTestServices();
  const logged = await services.requests.log({
    ...{ channel: 'post', kinds: ['access'], relation: 'end-customer', name: 'Ada', actor: 'command' },
    receivedAt: '2026-11-20T09:00:00Z',
  });
  const reference = logged.ok ? logged.value.reference : '';
  expect(await services.requests.route(reference, legal)).toEqual({
    ok: true,
    value: { isTold: true, delivery: 'by-post' },
  });
  const shown = await services.requests.show(reference);
  expect(shown.ok && shown.value.case.messages.at(-1)?.text).toMatch(/We are a service provider here/);
});

test('a message that waits is answered before its request is passed on, or with it', async () => {
  await using services = await openTestServices();
  const { reference, caseToken } = await confirmed(services, customer);
  services.clock.set('2026-11-23T13:00:00Z');
  const stamp = services.formTokens.issue('message');
  await services.requests.write(reference, caseToken, formOf({ stamp, message: 'It is urgent.' }));
  expect(await services.requests.route(reference, legal)).toEqual({ ok: false, problems: ['message-unanswered'] });
  expect(await services.requests.route(reference, { ...legal, answersMessage: true })).toMatchObject({ ok: true });
});
