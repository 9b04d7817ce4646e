import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ReceivedMailRow } from '../../server/db/schema.ts';
import { runJobs } from '../../server/desk/desk.ts';
import { mailsTo } from '../support/notices.ts';
import { type Provider, startProvider } from '../support/provider.ts';
import { eml, privacyAddress, proof, signedArrival } from '../support/received.ts';
import { confirmed, submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

const ada = 'ada@example.com';
const came = '2026-11-20T09:00:00.000Z';
const secret = `whsec_${randomBytes(24).toString('base64')}`;

async function openWith({ url }: Provider) {
  const env = {
    MAIL_FROM: 'legal@whitrack.example',
    RESEND_API_KEY: 're_test',
    RESEND_BASE_URL: url,
    RESEND_WEBHOOK_SECRET: secret,
  };
  return openTestServices({ env });
}

type Services = Awaited<ReturnType<typeof openWith>>;

async function receive(
  services: Services,
  provider: Provider,
  message: Uint8Array,
  about: { to?: string; event?: string } = {},
) {
  const { body, headers } = signedArrival(provider, secret, message, { came, ...about });
  return await services.requests.takeReceivedMail(body, headers);
}

/** All that there is to be fetched has been. */
async function fetched(services: Services) {
  await services.requests.runJobs();
  return await services.desk.waitingMail();
}

test('a mail to the privacy address waits at the desk, and counts from the day on which it came', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  expect(await receive(services, provider, eml())).toBe('taken');
  expect(await services.desk.waitingMail()).toMatchObject([{ sender: 'fetching', subject: 'My data', from: ada }]);
  const [mail] = await fetched(services);
  expect(mail).toMatchObject({ sender: 'person', receivedOn: '2026-11-20' });
  const { staff } = await staffMember(services);

  expect(await services.desk.openMail(staff, mail?.id ?? '')).toMatchObject({
    text: expect.stringContaining('Delete me.'),
    address: ada,
    authorship: 'unproven',
  });
  const form = { mail: mail?.id ?? '', act: 'log', kind: ['erasure'], relation: 'none', region: 'DE' };
  const stamp = services.formTokens.issue('desk-mail', staff.sessionId);
  const logged = await services.desk.actOnMail(formOf({ stamp, ...form }), staff);
  expect(logged).toMatchObject({ ok: true, value: { reference: expect.stringMatching(/^WT-/) } });
  const reference = logged.ok ? (logged.value.reference ?? '') : '';
  expect(await services.requests.show(reference)).toMatchObject({
    value: { receivedOn: '2026-11-20', dueOn: '2026-12-20' },
  });
  expect(await services.requests.sources(reference)).toEqual([eml()]);
  expect(await services.desk.waitingMail()).toEqual([]);
  // By then somebody has dealt with it.
  expect(await services.desk.actOnMail(formOf({ stamp, ...form }), staff)).toEqual({
    ok: false,
    problems: ['mail-unknown'],
  });
});

test('what the provider says counts once, if it signed it and it is about our address', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  expect(await receive(services, provider, eml(), { event: 'msg_once' })).toBe('taken');
  expect(await receive(services, provider, eml(), { event: 'msg_once' })).toBe('known');
  expect(await receive(services, provider, eml(), { to: 'sales@whitrack.com' })).toBe('ignored');
  expect(await services.requests.takeReceivedMail('{}', { id: 'x', timestamp: '0', signature: '' })).toBe('forged');
  expect(await services.desk.waitingMail()).toHaveLength(1);
});

test('a mail that the provider cannot give now is asked for again, and one that it has no more is for staff', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  await receive(services, provider, eml());
  provider.behave({ status: 500 });
  expect(await fetched(services)).toMatchObject([{ sender: 'fetching' }]);
  provider.behave({ status: 200 });
  services.clock.set('2026-11-23T12:10:00Z');
  expect(await fetched(services)).toMatchObject([{ sender: 'person' }]);

  await receive(services, provider, eml());
  provider.received.clear();
  expect(await fetched(services)).toMatchObject([{ sender: 'person' }, { sender: 'unreadable' }]);
});

test('who floods the address fills no disk: what came first stays, and staff are told that the provider has the rest', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  await receive(services, provider, eml());
  expect(await fetched(services)).toMatchObject([{ sender: 'person' }]);
  expect(await services.desk.mailRoom()).toBe('enough');

  // As much as many mails of ten megabytes take.
  await services.db
    .updateTable('received_mail')
    .set({ bytes: 600 * 1024 ** 2 })
    .execute();
  await receive(services, provider, eml());
  // They came at the same moment: their order is by chance.
  expect((await fetched(services)).map(({ sender }) => sender).sort()).toEqual(['fetching', 'person']);
  expect(await services.desk.mailRoom()).toBe('held-up');
  await services.db.updateTable('received_mail').set({ bytes: 0 }).execute();
  expect(await fetched(services)).toMatchObject([{ sender: 'person' }, { sender: 'person' }]);

  const [{ id: _, provider_id: __, ...one }] = (await services.db
    .selectFrom('received_mail')
    .selectAll()
    .execute()) as [ReceivedMailRow];
  for (let from = 2; from < 5_000; from += 500) {
    const rows = Array.from({ length: Math.min(500, 5_000 - from) }, (_, at) => `more-${from + at}`);
    await services.db
      .insertInto('received_mail')
      .values(rows.map((id) => ({ ...one, id, provider_id: id, body_sealed: null })))
      .execute();
  }
  expect(await receive(services, provider, eml(), { event: 'msg_late' })).toBe('full');
  expect(await services.desk.mailRoom()).toBe('full');
  // It says it again, and by then somebody has dealt with one.
  await services.db.deleteFrom('received_mail').where('id', '=', 'more-7').execute();
  expect(await receive(services, provider, eml(), { event: 'msg_late' })).toBe('taken');
});

test('an answer to a mail about a case stands in its thread, and staff are told', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  const { reference } = await confirmed(services, { email: ada });
  await receive(
    services,
    provider,
    eml({ subject: `Re: We have your privacy request ${reference}`, body: 'And my files.', headers: [proof] }),
  );

  expect(await fetched(services)).toEqual([]);
  const dossier = await services.requests.show(reference);
  expect(JSON.stringify(dossier)).toContain('And my files.');
  expect((await mailsTo(services, privacyAddress)).map(({ template }) => template)).toContain('request-staff-message');
});

test.each<[string, { from?: string; headers?: string[] }, string]>([
  ['comes from somebody else', { from: 'eve@example.com', headers: [proof] }, 'person'],
  ['does not come from where it says', { headers: ['Authentication-Results: mx; spf=fail; dmarc=fail'] }, 'person'],
  ['is not shown to come from anywhere', {}, 'person'],
  ['proves itself', { headers: ['Authentication-Results: mx; dmarc=none', proof] }, 'person'],
  ['names two authors', { from: `${ada}, eve@example.com` }, 'person'],
  ['says that somebody is away', { headers: ['Auto-Submitted: auto-replied'] }, 'machine'],
  ['says that a mail did not arrive', { from: 'MAILER-DAEMON@example.com', headers: ['Return-Path: <>'] }, 'machine'],
])('a mail that names a case and %s gets into no thread', async (_, change, sender) => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  const { reference } = await confirmed(services, { email: ada });
  const before = JSON.stringify(await services.requests.show(reference));
  await receive(services, provider, eml({ subject: `Re: ${reference}`, ...change }));

  expect(await fetched(services)).toMatchObject([{ sender }]);
  expect(JSON.stringify(await services.requests.show(reference))).toBe(before);
});

test('no mail is answered by a machine, and what we send to ourselves does not come back', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  const queued = async () => (await services.db.selectFrom('outgoing_mail').select('id').execute()).length;
  const before = await queued();
  await receive(services, provider, eml());
  await receive(services, provider, eml({ headers: ['Auto-Submitted: auto-replied'] }));
  const ours = eml({ from: 'legal@whitrack.example', headers: ['Auto-Submitted: auto-generated'] });
  await receive(services, provider, ours);
  await fetched(services);

  expect(await queued()).toBe(before);
  expect((await services.desk.waitingMail()).map(({ sender }) => sender)).toEqual(['person', 'machine']);
  expect(await services.desk.waitingMailCount()).toBe(1);
  // What a machine sent goes by itself.
  services.clock.set('2026-12-23T12:00:00Z');
  await services.timeSeen.watch();
  expect((await fetched(services)).map(({ sender }) => sender)).toEqual(['person']);
});

test('a mail of any size and any nesting waits like another', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  const nested = `${'Content-Type: message/rfc822\r\n\r\n'.repeat(400)}From: x@example.com\r\n\r\nDeep`;
  await receive(services, provider, Buffer.from(`From: ${ada}\r\n${nested}`));
  await receive(services, provider, Buffer.concat([eml(), Buffer.alloc(11 * 1024 ** 2, 'x\r\n')]));
  await receive(services, provider, eml({ body: '<script>alert(1)</script>', headers: ['Content-Type: text/html'] }));
  await receive(services, provider, randomBytes(5_000));

  expect(await fetched(services)).toHaveLength(4);
  const { staff } = await staffMember(services);
  for (const { id } of await services.desk.waitingMail())
    expect((await services.desk.openMail(staff, id))?.text?.length).toBeLessThan(250_000);
});

test('staff put a mail into the case of whoever sent it, into no other, or discard it; those who only read do neither', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  const reference = await submitted(services, { email: ada });
  const other = await submitted(services, { email: 'eve@example.com' });
  await receive(services, provider, eml());
  await receive(services, provider, eml({ body: 'Buy now.' }));
  const [first, second] = await fetched(services);
  const { staff } = await staffMember(services);
  const act = (who: typeof staff, form: Record<string, string>) =>
    services.desk.actOnMail(formOf({ stamp: services.formTokens.issue('desk-mail', who.sessionId), ...form }), who);

  const { staff: reader } = await staffMember(services, { address: 'kim@example.com', role: 'reads' });
  expect(await act(reader, { act: 'discard', mail: first?.id ?? '' })).toEqual({
    ok: false,
    problems: ['role-missing'],
  });
  const into = (where: string) => act(staff, { act: 'add', mail: first?.id ?? '', reference: where });
  expect(await into(other)).toEqual({ ok: false, problems: ['sender-other'] });
  expect(await into(reference)).toMatchObject({ ok: true, value: { reference } });
  expect(await act(staff, { act: 'discard', mail: second?.id ?? '' })).toMatchObject({ ok: true });
  expect(await services.desk.waitingMail()).toEqual([]);
  const acts = (await services.desk.listActs({ before: 0, about: '' })).acts.map(({ act }) => act);
  expect(acts).toEqual(expect.arrayContaining(['add-mail', 'discard-mail']));
});

test('staff who answer are told of mail that waits, once on each day on which some does', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider);
  await staffMember(services);
  await staffMember(services, { name: 'Bea Ruiz', address: 'bea@example.com', role: 'reads' });
  const told = async (address = 'ana@example.com') => {
    await services.timeSeen.watch();
    await runJobs(services.ctx);
    await runJobs(services.ctx);
    return (await mailsTo(services, address)).filter(({ template }) => template === 'desk-mail');
  };

  expect(await told()).toEqual([]);
  await receive(services, provider, eml());
  await receive(services, provider, eml({ subject: 'And more' }));
  await fetched(services);
  const [first, ...others] = await told();
  expect(others).toEqual([]);
  expect(first?.text.replaceAll(/\s+/g, ' ')).toContain('came on November 20, 2026');
  expect(first?.text).not.toMatch(/My data|ada@|Delete me/);
  services.clock.set('2026-11-24T08:00:00Z');
  expect(await told()).toHaveLength(2);
  expect(await told('bea@example.com')).toEqual([]);

  for (const { id } of await services.desk.waitingMail())
    await services.db.deleteFrom('received_mail').where('id', '=', id).execute();
  services.clock.set('2026-11-25T08:00:00Z');
  expect(await told()).toHaveLength(2);
});
