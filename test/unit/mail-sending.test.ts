import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { cancel, queue } from '../../server/mail/outbox.ts';
import { sweep } from '../../server/mail/retention.ts';
import { createResendTransport } from '../../server/mail/transports/resend.ts';
import type { Mail } from '../../server/mail/transports/transport.ts';
import { send, stop } from '../../server/mail/worker.ts';
import { fates, letter } from '../support/mail.ts';
import { firstVersion, manifestWith, manySubscribed, noticesFor } from '../support/notices.ts';
import { serverSendingBy, takingMail } from '../support/outbox.ts';
import { promise } from '../support/promise.ts';
import { startProvider } from '../support/provider.ts';
import { openTestServices } from '../support/services.ts';

/** The services with a local mailbox in a folder of their own. */
async function openWithMailbox(env: Record<string, string> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'mailbox-'));
  const services = await openTestServices({ env: { DATA_DIR: dataDir, ...env } });
  return {
    ...services,
    folder: join(dataDir, 'mailbox'),
    async [Symbol.asyncDispose]() {
      await services[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true });
    },
  };
}

test('a mail that is due goes out once, however often the outbox is looked at', async () => {
  await using services = await openWithMailbox();
  await queue(services.ctx, letter());
  await services.mail.send();
  await services.mail.send();

  expect(await fates(services.db)).toEqual([{ about: 'request-1', attempts: 1, state: 'sent', problem: null }]);
  expect(await services.mailbox?.list()).toHaveLength(1);
});

test('the local mailbox keeps the mail as it would go out, readable to its owner alone', async () => {
  await using services = await openWithMailbox();
  await queue(services.ctx, letter({ headers: { 'List-Unsubscribe': '<http://localhost:4321/x/>' } }));
  await services.mail.send();

  const [file = ''] = await readdir(services.folder);
  expect(file).toMatch(/^20261123T120000000Z-.+\.eml$/);
  expect((await stat(join(services.folder, file))).mode & 0o777).toBe(0o600);
  expect((await stat(services.folder)).mode & 0o777).toBe(0o700);

  const [mail] = (await services.mailbox?.list()) ?? [];
  expect(mail).toMatchObject({ to: 'ada@example.com', subject: expect.stringContaining('WT-7F3K-92QD') });
  const message = String(await services.mailbox?.read(mail?.id ?? ''));
  expect(message).toContain('Auto-Submitted: auto-generated');
  expect(message).toContain('List-Unsubscribe: <http://localhost:4321/x/>');
  expect(message).toContain('Reply-To: privacy@whitrack.com');
  expect(message).toContain('Date: Mon, 23 Nov 2026 12:00:00 +0000');
  expect(message).toContain(`Message-ID: <${mail?.id}@localhost>`);
});

test('what is attached arrives byte for byte as it was written, for digests rest on it', async () => {
  await using services = await openWithMailbox();
  const content = '{\n  "name": "Ada"\n}\n\nÄ\r\n';
  const attachments = [{ filename: 'receipt.json', type: 'application/json', content }];
  await queue(services.ctx, { ...letter(), attachments });
  await services.mail.send();
  const [mail] = (await services.mailbox?.list()) ?? [];
  const message = (await services.mailbox?.read(mail?.id ?? '')) ?? Buffer.of();
  const [attached] = (await PostalMime.parse(message)).attachments;
  expect(Buffer.from(attached?.content as ArrayBuffer).toString()).toBe(content);
  expect(String(message).replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

test('a mail that a person wrote is not marked as made by a program', async () => {
  await using services = await openWithMailbox();
  const values = { reference: 'WT-7F3K-92QD', message: 'Dear Ada', caseLink: 'http://localhost:4321/requests/x/' };
  await queue(services.ctx, { ...letter(), template: 'request-reply', values });
  await services.mail.send();

  const [mail] = (await services.mailbox?.list()) ?? [];
  expect(String(await services.mailbox?.read(mail?.id ?? ''))).not.toContain('Auto-Submitted');
});

test('several servers that send at the same time send each mail once', async () => {
  await using provider = await startProvider();
  await using services = await openTestServices();
  for (let n = 0; n < 60; n += 1) await queue(services.ctx, letter({ about: `request-${n}` }));

  const transport = createResendTransport({ apiKey: 're_test', baseUrl: provider.url, clock: services.clock });
  await Promise.all(Array.from({ length: 4 }, () => send(serverSendingBy(transport, services.ctx))));

  expect(provider.offered).toHaveLength(60);
  expect(provider.delivered.size).toBe(60);
});

test('an answer to a person does not wait behind a great many notices', promise('service-mail'), async () => {
  await using provider = await startProvider();
  await using services = await openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url } });
  await manySubscribed(services, 350);
  await noticesFor(services).announce();
  await noticesFor(services, manifestWith({ privacy: [firstVersion, '2026-12-01'] })).announce();
  services.clock.set('2026-11-23T12:01:00Z');
  await queue(services.ctx, letter({ to: 'grace@example.com' }));
  await services.mail.send();

  expect(provider.offered[0]?.body).toContain('grace@example.com');
  expect(provider.arrived).toHaveLength(350);
});

test('a mail taken back while it is being sent is not tried a second time', async () => {
  await using services = await openTestServices();
  const provider = await startProvider({
    onOffer: () => cancel(services.ctx, { about: 'request-1' }),
  });
  await using _ = provider;
  provider.behave({ status: 503 });
  const { db } = services;
  const transport = createResendTransport({ apiKey: 're_test', baseUrl: provider.url, clock: services.clock });
  const server = serverSendingBy(transport, services.ctx);
  await queue(services.ctx, letter());
  await send(server);
  provider.behave({ status: 200 });
  services.clock.set('2026-11-24T12:00:00Z');
  await send(server);

  expect(provider.offered).toHaveLength(1);
  const [row] = await db.selectFrom('outgoing_mail').selectAll().execute();
  expect(row).toMatchObject({ problem: 'cancelled', content_sealed: null });
});

test('a mail whose stored text is damaged is given up, and those behind it go out', async () => {
  await using services = await openWithMailbox();
  for (const about of ['request-1', 'request-2']) await queue(services.ctx, letter({ about }));
  const damaged = services.db.updateTable('outgoing_mail').where('about', '=', 'request-1');
  await damaged.set({ content_sealed: 'v1.test.AAAA' }).execute();
  expect(await services.mail.send()).toEqual({ givenUp: 1 });
  expect(await fates(services.db)).toMatchObject([
    { about: 'request-1', state: 'failed', problem: 'unreadable' },
    { about: 'request-2', state: 'sent' },
  ]);
  const [record] = await services.mail.list({ failed: true });
  expect(await services.mail.retry(record?.id ?? '')).toBe('mail-erased');
});

test('a pass ends no sooner than what it sent is on record, though the disk was full for a moment', async () => {
  await using services = await openTestServices();
  await queue(services.ctx, letter());
  let failing = 0;
  const db = services.db.withPlugin({
    transformQuery({ node }) {
      if (node.kind === 'SelectQueryNode' || failing === 0) return node;
      failing -= 1;
      throw new Error('database or disk is full');
    },
    transformResult: async ({ result }) => result,
  });
  const { transport } = takingMail();
  // Once for each of what is recorded of a mail that went.
  const filling = { ...transport, send: (mail: Mail) => transport.send(mail).finally(() => (failing = 2)) };
  await send(serverSendingBy(filling, { ...services.ctx, db })).catch(() => undefined);
  expect(await fates(services.db)).toMatchObject([{ state: 'sent' }]);
});

test('a server that stops finishes the mails it is at, and begins no others', async () => {
  await using services = await openTestServices();
  const { db } = services;
  for (let n = 0; n < 30; n += 1) await queue(services.ctx, letter({ about: `request-${n}` }));
  let stopped: Promise<void> | undefined;
  await using provider = await startProvider({
    onOffer: () => {
      stopped ??= stop(server);
    },
  });
  const transport = createResendTransport({ apiKey: 're_test', baseUrl: provider.url, clock: services.clock });
  const server = serverSendingBy(transport, services.ctx);
  await send(server);
  await stopped;

  const all = await fates(db);
  expect(all.filter(({ state }) => state === 'sent')).toHaveLength(10);
  expect(await db.selectFrom('outgoing_mail').select('id').where('lease', 'is not', null).execute()).toEqual([]);
});

test(
  'the text of a sent mail is erased after thirty days, that it was sent stays on record for three years',
  promise('retention'),
  async () => {
    await using services = await openWithMailbox();
    await queue(services.ctx, letter());
    await services.mail.send();
    const sealed = () => services.db.selectFrom('outgoing_mail').select('content_sealed').execute();

    services.clock.set('2026-12-23T11:59:59Z');
    await sweep(services.ctx);
    expect(await sealed()).toEqual([{ content_sealed: expect.any(String) }]);
    expect(await readdir(services.folder)).toHaveLength(1);

    services.clock.set('2026-12-23T13:00:01Z');
    await sweep(services.ctx);
    expect(await sealed()).toEqual([{ content_sealed: null }]);
    expect(await readdir(services.folder)).toEqual([]);

    services.clock.set('2029-11-24T12:00:00Z');
    await sweep(services.ctx);
    expect(await sealed()).toEqual([]);
  },
);

test('a mail that has failed is kept until somebody has dealt with it', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 422 });
  await using services = await openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url } });
  await queue(services.ctx, letter());
  await services.mail.send();
  services.clock.set('2030-11-23T12:00:00Z');
  await sweep(services.ctx);

  const [record] = await services.mail.list({ failed: true });
  expect((await services.mail.show(record?.id ?? ''))?.mail).toMatchObject({ to: 'ada@example.com' });
  expect(await services.mail.discard(record?.id ?? '')).toBeNull();
  expect(await services.mail.list({ failed: true })).toEqual([]);
  expect(await services.db.selectFrom('outgoing_mail').select('content_sealed').execute()).toEqual([
    { content_sealed: null },
  ]);
});
