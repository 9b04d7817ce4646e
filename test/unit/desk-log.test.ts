import { expect, test } from 'vitest';
import type { Staff } from '../../server/desk/staff/sessions.ts';
import { mailsWith } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const letter = {
  ...{ channel: 'post', kind: ['access', 'erasure'], relation: 'none', region: 'DE', name: 'Ada Lovelace' },
  ...{ email: '', behalf: '', business: '', details: 'Send me my data, then delete it.' },
  ...{ day: '2026-11-20', time: '' },
};

function log(
  services: Services,
  staff: Staff,
  values: Readonly<Record<string, string | readonly string[]>> = {},
  stamp = services.formTokens.issue('desk-log', staff.sessionId),
) {
  return services.desk.logRequest(formOf({ stamp, ...letter, ...values }), staff);
}

test('a letter is entered with the day on which it came, and counts from it', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const logged = await log(services, staff);
  expect(logged).toMatchObject({ value: { receivedOn: '2026-11-20', dueOn: '2026-12-20', isNew: true } });
  const reference = logged.ok ? logged.value.reference : '';
  expect(await services.requests.show(reference)).toMatchObject({
    value: {
      channel: 'post',
      kinds: ['access', 'erasure'],
      person: { name: 'Ada Lovelace', email: null, region: 'DE' },
      events: [{ act: 'received', actor: `staff:${staff.id}` }],
    },
  });
  const rows = await services.db.selectFrom('desk_act').selectAll().where('act', '=', 'log').execute();
  expect(rows).toMatchObject([{ actor: `staff:${staff.id}`, reference }]);
});

test('what was said on the phone with an address asks its holder to confirm it', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  await log(services, staff, { channel: 'phone', email: 'ada@example.com', day: '2026-11-23', time: '09:30' });
  const [mail] = await mailsWith(services, 'request-confirm');
  expect(mail?.to).toBe('ada@example.com');
  const row = await services.db.selectFrom('request').select('received_at').executeTakeFirstOrThrow();
  // Our clock stands at 12:00 in UTC, which is where the company of these tests is.
  expect(row.received_at).toBe('2026-11-23T09:30:00.000Z');
});

test('sent twice, it is one request', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const stamp = services.formTokens.issue('desk-log', staff.sessionId);
  const [one, other] = [await log(services, staff, {}, stamp), await log(services, staff, {}, stamp)];
  expect(other).toMatchObject({ value: { reference: one.ok ? one.value.reference : '', isNew: false } });
  expect(await services.requests.list()).toHaveLength(1);
});

test('a form that is not right says all that is wrong with it, and enters nothing', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const nothing = { channel: '', kind: [], region: '', name: '', details: '', day: '', email: 'nobody' };
  expect(await log(services, staff, nothing)).toMatchObject({
    problems: ['channel-missing', 'received-at-missing', 'kind-missing', 'region-missing', 'email-invalid'],
  });
  for (const [values, problem] of [
    [{ day: '2026-02-30' }, 'received-at-invalid'],
    [{ day: '20.11.2026' }, 'received-at-invalid'],
    [{ time: '25:00' }, 'received-at-invalid'],
    [{ day: '2026-11-24' }, 'received-at-in-future'],
    [{ kind: ['tea'] }, 'kind-unknown'],
    [{ region: 'Atlantis' }, 'region-unknown'],
    [{ relation: 'agent' }, 'behalf-missing'],
  ] as const) {
    expect(await log(services, staff, values)).toMatchObject({ ok: false, problems: [problem] });
  }
  expect(await services.requests.list()).toEqual([]);
});

test('is for those who answer, and for the form that they opened', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services, { role: 'reads' });
  expect(await log(services, staff)).toEqual({ ok: false, problems: ['role-missing'] });
  const strange = services.formTokens.issue('desk-log', 'another');
  expect(await log(services, staff, {}, strange)).toEqual({ ok: false, problems: ['form-expired'] });
});
