import { describe, expect, test } from 'vitest';
import { requestActs } from '../../server/desk/request-acts.ts';
import type { Staff } from '../../server/desk/staff/sessions.ts';
import { businessLink, confirmed, mailsWith, systemsDone } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const words = { message: 'Here it is.', item: ['access'] };

async function act(
  services: Services,
  staff: Staff,
  { reference, name, ...values }: { reference: string; name: string; [field: string]: string | readonly string[] },
) {
  const stamp = services.formTokens.issue('desk-act', staff.sessionId);
  return await services.desk.actOnRequest(formOf({ stamp, ...values }), staff, { reference, name });
}

async function revisionOf({ requests }: Services, reference: string): Promise<string> {
  const shown = await requests.show(reference);
  return shown.ok ? String(shown.value.revision) : '';
}

describe('an act at the desk', () => {
  test('is first shown as it would go out, and then done once, by whom stands on record', async () => {
    await using services = await openTestServices();
    const { staff } = await staffMember(services);
    const { reference } = await confirmed(services, { kind: ['access'] });
    const revision = await revisionOf(services, reference);
    await systemsDone(services);
    const seen = await act(services, staff, { reference, name: 'answer', revision, ...words });
    expect(seen).toMatchObject({
      value: {
        step: 'preview',
        rehearsed: { mails: [{ to: 'ada@example.com', text: expect.stringContaining('Here it is.') }] },
      },
    });
    expect(await mailsWith(services, 'request-closed')).toEqual([]);
    expect(await services.db.selectFrom('desk_act').selectAll().where('act', '=', 'answer').execute()).toEqual([]);

    const send = { reference, name: 'answer', revision, step: 'send', ...words };
    expect(await act(services, staff, send)).toMatchObject({ value: { step: 'done' } });
    expect(await act(services, staff, send)).toEqual({ ok: false, problems: ['changed-meanwhile'] });
    expect(await mailsWith(services, 'request-closed')).toHaveLength(1);
    const rows = await services.db.selectFrom('desk_act').selectAll().where('act', '=', 'answer').execute();
    expect(rows).toMatchObject([{ actor: `staff:${staff.id}`, reference }]);
    expect(await services.requests.show(reference)).toMatchObject({
      value: { events: [{}, {}, { act: 'closed', actor: `staff:${staff.id}` }] },
    });
  });

  test.each(Object.keys(requestActs))('%s is for those who answer, and for the form that they opened', async (name) => {
    await using services = await openTestServices();
    const { staff } = await staffMember(services, { role: 'reads' });
    const { reference } = await confirmed(services, { kind: ['access'] });
    const revision = await revisionOf(services, reference);
    for (const step of ['', 'send']) {
      expect(await act(services, staff, { reference, name, revision, step, ...words })).toEqual({
        ok: false,
        problems: ['role-missing'],
      });
    }
    const strange = formOf({ stamp: services.formTokens.issue('desk-act', 'another'), revision, ...words });
    expect(await services.desk.actOnRequest(strange, staff, { reference, name })).toEqual({
      ok: false,
      problems: ['form-expired'],
    });
    expect(await revisionOf(services, reference)).toBe(revision);
  });

  test('upon an appeal against one’s own answer says so, to nobody else', async () => {
    await using services = await openTestServices();
    const { staff: one } = await staffMember(services);
    const { staff: other } = await staffMember(services, { name: 'Ben Ito', address: 'ben@example.com' });
    const { reference, caseToken } = await confirmed(services, { region: 'US-VA', kind: ['access'] });
    const refusal = { name: 'refuse', ground: 'excessive', message: 'It is too much.', meaning: 'Nothing changes.' };
    const revision = await revisionOf(services, reference);
    await act(services, one, { reference, ...refusal, revision, step: 'send', item: ['access'] });
    const stamp = services.formTokens.issue('dispute');
    const form = formOf({ stamp, kind: 'appeal', reason: 'It is not.' });
    const sent = await services.requests.dispute(reference, caseToken, form);
    const [appeal = ''] = (sent.ok && /WT-[\w-]+/.exec(sent.value.path)) || [];
    const isOwn = async (staff: Staff) => (await services.desk.openRequest(staff, appeal))?.isAgainstOwnAnswer;
    expect([await isOwn(one), await isOwn(other)]).toEqual([true, false]);
  });

  test('of two of the staff on one request the second is told, and both acts stand on record', async () => {
    await using services = await openTestServices();
    const { staff: one } = await staffMember(services);
    const { staff: other } = await staffMember(services, { name: 'Ben Ito', address: 'ben@example.com' });
    const { reference } = await confirmed(services, { kind: ['access'] });
    const revision = await revisionOf(services, reference);
    const step = 'send';
    const message = { name: 'reply', reference, revision, step, message: 'A word.' };
    expect(await act(services, one, message)).toMatchObject({ ok: true });
    expect(await act(services, other, message)).toEqual({ ok: false, problems: ['changed-meanwhile'] });
    const now = await revisionOf(services, reference);
    expect(await act(services, other, { ...message, revision: now })).toMatchObject({ ok: true });
    expect(await services.requests.show(reference)).toMatchObject({
      value: { events: [{}, {}, { actor: `staff:${one.id}` }, { actor: `staff:${other.id}` }] },
    });
  });

  test('without the revision that was seen does nothing', async () => {
    await using services = await openTestServices();
    const { staff } = await staffMember(services);
    const { reference } = await confirmed(services, { kind: ['access'] });
    for (const revision of ['', '-1', '1e9', '99999999999']) {
      expect(await act(services, staff, { reference, name: 'reply', revision, step: 'send', message: 'Hi.' })).toEqual({
        ok: false,
        problems: ['changed-meanwhile'],
      });
    }
  });
});

test('a customer of a business is passed on to the legal contact that staff name, and what it says comes back here', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const business = 'Babbage Plumbing';
  const { reference } = await confirmed(services, { kind: ['access'], relation: 'end-customer', business });
  const revision = await revisionOf(services, reference);
  const named = { reference, name: 'route', revision, business };
  expect(await act(services, staff, { ...named, contact: 'nobody' })).toEqual({
    ok: false,
    problems: ['email-invalid'],
  });
  const seen = await act(services, staff, { ...named, contact: 'legal@babbage.example' });
  const shown = seen.ok && seen.value.step === 'preview' ? seen.value.rehearsed.mails : [];
  expect(shown.map(({ to }) => to).sort()).toEqual(['ada@example.com', 'legal@babbage.example']);
  await act(services, staff, { ...named, contact: 'legal@babbage.example', step: 'send' });
  const [mail] = await mailsWith(services, 'request-business');
  const help = formOf({ stamp: services.formTokens.issue('business'), said: 'Export the ledger.' });
  await services.requests.askForHelp(...businessLink(mail ?? { text: '' }), help);
  const opened = await services.desk.openRequest(staff, reference);
  expect(opened?.dossier).toMatchObject({
    outcome: 'routed',
    referral: { business, email: 'legal@babbage.example', help: 'Export the ledger.' },
  });
});

test('to look at a request stands on record, and what we know is told apart from what somebody says', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services, { role: 'reads' });
  const { reference } = await confirmed(services, { relation: 'account-holder' });
  const opened = await services.desk.openRequest(staff, reference);
  expect(opened).toMatchObject({ accountSince: null, dossier: { relation: 'account-holder', isConfirmed: true } });
  const rows = await services.db.selectFrom('desk_act').selectAll().where('act', '=', 'view').execute();
  expect(rows).toMatchObject([{ actor: `staff:${staff.id}`, reference }]);
  expect(await services.desk.openRequest(staff, 'WT-7F3K-92QD')).toBeNull();
});

test.each([
  ['DE', ['access'], ['L2', 'L3']],
  ['US-CA', ['access'], ['L2', 'L3', 'L4']],
  ['DE', ['restriction'], ['L2']],
  ['US-CA', ['limit_sensitive'], []],
])('from %s for %j staff may ask for no more than is needed', async (region, kind, levels) => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const { reference } = await confirmed(services, { region, kind });
  expect(await services.desk.openRequest(staff, reference)).toMatchObject({ levels });
});
