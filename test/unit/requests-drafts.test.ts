import { expect, test } from 'vitest';
import { promise } from '../support/promise.ts';
import { client, mailsOf, requestForm } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

async function kept(services: Services, values: Record<string, string | readonly string[]> = {}) {
  const result = await services.requests.keepDraft(requestForm(services, { step: 'check', ...values }), client);
  if (!result.ok) throw new Error(result.problems.join());
  return result.value;
}

/** As the page on which the answers are checked sends it. */
function formFrom(typed: { one: Record<string, string>; many: Record<string, readonly string[]> }): FormData {
  return formOf({ ...typed.one, ...typed.many, step: 'send' });
}

async function openDraft(services: Services, token: string) {
  const draft = await services.requests.draft(token);
  if (!draft || 'sentAs' in draft) throw new Error('Nothing is kept under this token');
  return draft;
}

test('what was typed is shown again as often as the page is opened, right or wrong', async () => {
  await using services = await openTestServices();
  const right = await kept(services);
  const wrong = await kept(services, { email: 'ada@example', details: 'x'.repeat(6000) });
  expect([right.next, wrong.next]).toEqual(['check/', '']);
  expect((await kept(services, { region: '' })).next).toBe('start/');
  expect((await kept(services, { step: 'start' })).next).toBe('');

  for (let opened = 0; opened < 2; opened += 1) {
    expect((await openDraft(services, right.token)).checked).toMatchObject({ value: { name: 'Ada Lovelace' } });
    const { typed, checked } = await openDraft(services, wrong.token);
    expect(checked).toEqual({ ok: false, problems: ['email-invalid', 'details-too-long'] });
    expect(typed).toMatchObject({ one: { email: 'ada@example' }, many: { kind: ['access', 'erasure'] } });
    expect(typed.one.details).toHaveLength(6000);
  }
  expect(await services.requests.list()).toEqual([]);
});

test('a draft that is sent twice, or fifty times at once, is one request; its pages then lead to the receipt', async () => {
  await using services = await openTestServices();
  const { token } = await kept(services);
  const { typed } = await openDraft(services, token);
  const sent = await Promise.all(Array.from({ length: 50 }, () => services.requests.submit(formFrom(typed), client)));

  const paths = new Set(sent.map((one) => (one.ok ? one.value.path : one.problems.join())));
  expect(paths.size).toBe(1);
  expect(await mailsOf(services)).toHaveLength(2);
  const draft = await services.requests.draft(token);
  if (!draft || !('sentAs' in draft)) throw new Error('The draft does not say that it was sent');
  expect(await services.requests.receiptOfStamp(draft.sentAs)).toBe([...paths][0]);
  expect(await services.db.selectFrom('form_draft').select('content_sealed').execute()).toEqual([
    { content_sealed: null },
  ]);
});

test('two drafts of one page are two requests: whoever goes back and changes something has sent another', async () => {
  await using services = await openTestServices();
  const form = requestForm(services, { step: 'check' });
  for (let at = 0; at < 2; at += 1) {
    const result = await services.requests.keepDraft(form, client);
    if (!result.ok) throw new Error(result.problems.join());
    const { typed } = await openDraft(services, result.value.token);
    expect(await services.requests.submit(formFrom(typed), client)).toMatchObject({ ok: true });
  }
  expect(await services.requests.list()).toHaveLength(2);
});

test('nothing is kept of a form that is not ours, or that a program filled in', async () => {
  await using services = await openTestServices();
  for (const [problem, values] of [
    ['form-expired', { stamp: 'forged' }],
    ['website-filled', { website: 'https://spam.example' }],
    ['form-field-unknown', { role: 'admin' }],
    ['form-field-twice', { email: ['ada@example.com', 'eve@example.com'] }],
  ] as const) {
    const answer = await services.requests.keepDraft(requestForm(services, values), client);
    expect(answer).toEqual({ ok: false, problems: [problem] });
  }
  expect(await services.db.selectFrom('form_draft').selectAll().execute()).toEqual([]);
});

test('a form that is far too long is refused at once, so that nobody fills the disk', async () => {
  await using services = await openTestServices();
  const values = { details: 'x'.repeat(10_000) };
  expect(await services.requests.keepDraft(requestForm(services, values), client)).toEqual({
    ok: false,
    problems: ['details-too-long'],
  });
  const again = { kind: Array.from({ length: 5000 }, () => 'access') };
  const { token } = await kept(services, again);
  expect((await openDraft(services, token)).typed.many.kind).toEqual(['access']);
  expect(await services.db.selectFrom('form_draft').select('digest').execute()).toHaveLength(1);
});

test('what was typed and not sent is encrypted, opens for its token alone, and is gone after a day', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { token } = await kept(services);
  const rows = JSON.stringify(await services.db.selectFrom('form_draft').selectAll().execute());
  expect(rows).not.toMatch(/Ada|Lovelace|example\.com|engine/);
  expect(rows).not.toContain(token);
  expect(await services.requests.draft('A'.repeat(43))).toBeNull();

  services.clock.set('2026-11-24T11:59:59Z');
  await services.runJobs();
  expect(await openDraft(services, token)).toMatchObject({ checked: { ok: true } });
  services.clock.set('2026-11-24T12:00:00Z');
  expect(await services.requests.draft(token)).toBeNull();
  await services.runJobs();
  expect(await services.db.selectFrom('form_draft').selectAll().execute()).toEqual([]);
});

test('one network keeps 300 drafts an hour', promise('form-limits'), async () => {
  await using services = await openTestServices();
  for (let at = 0; at < 300; at += 1) await kept(services);
  const answer = await services.requests.keepDraft(requestForm(services), client);
  expect(answer).toEqual({ ok: false, problems: ['too-many-requests'] });
});

test('the receipt names the day of the answer, and the address for a day and until it is confirmed', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const sent = await services.requests.submit(requestForm(services), client);
  if (!sent.ok) throw new Error(sent.problems.join());
  const { reference, path } = sent.value;
  const token = path.split('/')[4] ?? '';
  expect(path).not.toMatch(/ada(@|%40)|example/i);
  expect(await services.requests.receipt(reference, token)).toEqual({
    reference,
    receivedOn: '2026-11-23',
    kind: 'access',
    dueOn: '2026-12-23',
    email: 'ada@example.com',
  });
  expect(await services.requests.receipt(reference, 'A'.repeat(43))).toBeNull();

  services.clock.set('2026-11-24T12:00:00Z');
  expect(await services.requests.receipt(reference, token)).toMatchObject({ reference, email: null });
});

test('no receipt opens with the link of another request', async () => {
  await using services = await openTestServices();
  const [one, other] = [
    await services.requests.submit(requestForm(services), client),
    await services.requests.submit(requestForm(services), client),
  ];
  if (!one.ok || !other.ok) throw new Error('A form was refused');
  expect(await services.requests.receipt(one.value.reference, other.value.path.split('/')[4] ?? '')).toBeNull();
});
