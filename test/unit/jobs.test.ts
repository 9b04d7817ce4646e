import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { attemptEach } from '../../server/attempts.ts';
import { ConfigError } from '../../server/config.ts';
import { createJobs } from '../../server/jobs.ts';
import { createLog } from '../../server/log.ts';
import { cancel, queue } from '../../server/mail/outbox.ts';
import { createSmtpTransport } from '../../server/mail/transports/smtp.ts';
import { outage, send } from '../../server/mail/worker.ts';
import { letter } from '../support/mail.ts';
import { manifestWith } from '../support/notices.ts';
import { serverSendingBy } from '../support/outbox.ts';
import { startProvider } from '../support/provider.ts';
import { openTestServer } from '../support/server.ts';
import { openTestServices, testPlaces } from '../support/services.ts';
import { startSmtp } from '../support/smtp.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('what fails in one room does not keep the others from their work', async () => {
  const manifest = join(folder, 'documents.json');
  writeFileSync(manifest, JSON.stringify(manifestWith()));
  await using services = await openTestServices({ places: { ...testPlaces, manifest } });
  await services.db.schema.dropTable('form_draft').execute();
  await expect(services.runJobs()).rejects.toThrow(/^1 of \d+ failed$/);
  expect(await services.db.selectFrom('notice').select('document').execute()).not.toEqual([]);
});

test('a mail that nobody will get is told of in the log, once and without the person', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 422 });
  await using services = await openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url } });
  await queue(services.ctx, letter());
  const lines: string[] = [];
  const given = Promise.withResolvers<void>();
  const log = createLog({
    write(line) {
      lines.push(line);
      if (line.includes('mail given up')) given.resolve();
    },
  });

  const jobs = createJobs(services, log);
  await given.promise;
  await jobs.stop();
  expect(await services.mail.send()).toEqual({ givenUp: 0 });

  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, msg: 'mail given up', count: 1 }]);
  expect(lines.join('')).not.toContain('ada@');
});

test('a job that takes long holds up neither the others nor the end, and what fails is told by its name', async () => {
  await using services = await openTestServices();
  const lines: string[] = [];
  const begun = Promise.withResolvers<void>();
  const log = createLog({
    write(line) {
      lines.push(line);
      begun.resolve();
    },
  });
  const telling = {
    name: 'notices',
    run: (signal?: AbortSignal) => new Promise((resolve) => signal?.addEventListener('abort', resolve)),
  };
  const failing = {
    name: 'requests',
    run: () => attemptEach([{ id: 'request-1' }], () => Promise.reject(new Error())),
  };

  const jobs = createJobs({ ...services, jobs: [telling, failing] }, log);
  await begun.promise;
  await jobs.stop();

  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'requests failed', causes: [{}, { code: 'request-1' }, {}] });
});

test('a key that is missing is told by its name', async () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) });
  log.error('sending failed', {}, new ConfigError(['ENCRYPTION_KEYS lacks the key "k2"']));
  expect(lines.join('')).toContain('ENCRYPTION_KEYS lacks the key \\"k2\\"');
});

test('what any room erased is in no file of the database an hour later', async () => {
  if (process.env['TEST_DATABASE_URL']) return;
  const files = join(folder, 'data');
  await using services = await openTestServices({ env: { DATABASE_URL: `file:${files}/t.db` } });
  await services.runJobs();
  await queue(services.ctx, letter());
  const mail = await services.db.selectFrom('outgoing_mail').select('content_sealed').executeTakeFirstOrThrow();
  const bytes = () =>
    readdirSync(files)
      .map((name) => readFileSync(join(files, name), 'latin1'))
      .join('');
  expect(bytes()).toContain(mail.content_sealed);
  await cancel(services.ctx, { about: 'request-1' });
  services.clock.set('2026-11-23T13:00:01Z');
  await services.runJobs();
  expect(bytes()).not.toContain(mail.content_sealed);
});

test('a mail server that accepts connections and says nothing is known for it after two minutes', async () => {
  await using silent = await startSmtp({ greeting: 'hang' });
  await using services = await openTestServices();
  const { clock } = services;
  const transport = createSmtpTransport({ url: silent.url, timeouts: { step: 100, whole: 200 } });
  const server = serverSendingBy(transport, services.ctx);
  await queue(services.ctx, letter());

  await send(server);
  clock.set('2026-11-23T12:01:59Z');
  expect(outage(server)).toBeNull();
  clock.set('2026-11-23T12:02:00Z');
  await send(server);
  expect(outage(server)).toEqual({ since: new Date('2026-11-23T12:00:00Z'), problem: 'server-unreachable' });
});

test('that no mail is accepted is told in the log once, and when it is over; until then the server is degraded', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 503 });
  const env = { DATA_DIR: join(folder, 'silent'), RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url };
  await using server = await openTestServer({ env });
  const { services } = server;
  await queue(services.ctx, letter());
  const lines: string[] = [];
  const told = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const log = createLog({
    write(line) {
      lines.push(line);
      if (line.includes('mail is not accepted')) told.resolve();
      if (line.includes('mail is accepted again')) over.resolve();
    },
  });
  await services.mail.send();
  expect((await server.ask('/readyz')).text).toBe('ready\n');
  services.clock.set('2026-11-23T12:05:00Z');

  const jobs = createJobs(services, log);
  await told.promise;
  expect(await server.ask('/readyz')).toMatchObject({ status: 200, text: 'degraded: mail is not accepted\n' });
  provider.behave({ status: 200 });
  services.clock.set('2026-11-23T14:00:00Z');
  await over.promise;
  await jobs.stop();

  expect((await server.ask('/readyz')).text).toBe('ready\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 50, msg: 'mail is not accepted', code: 'provider-unavailable' },
    { level: 30, msg: 'mail is accepted again' },
  ]);
});
