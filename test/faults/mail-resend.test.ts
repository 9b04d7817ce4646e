import { describe, expect, test } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { queue } from '../../server/mail/outbox.ts';
import { createResendTransport } from '../../server/mail/transports/resend.ts';
import type { Mail } from '../../server/mail/transports/transport.ts';
import { fates, letter } from '../support/mail.ts';
import { type Behaviour, startProvider } from '../support/provider.ts';
import { openTestServices } from '../support/services.ts';

const hour = 3_600_000;

const mail: Mail = {
  id: '3e2b1f40-0000-4000-8000-000000000001',
  from: 'Whitrack Legal <legal@example.com>',
  to: 'ada@example.com',
  replyTo: 'privacy@example.com',
  subject: 'Your request',
  text: 'Hello',
  html: '<p>Hello</p>',
  headers: { 'Auto-Submitted': 'auto-generated' },
  messageId: '<3e2b1f40@example.com>',
  queuedAt: '2026-11-23T12:00:00.000Z',
};

const cases: readonly [string, Behaviour, unknown][] = [
  ['accepts', { status: 200 }, 'sent'],
  [
    'is busy and says for how long',
    { status: 429, headers: { 'retry-after': '7' } },
    { retry: 'provider-busy', after: 7_000 },
  ],
  ['is busy and does not say for how long', { status: 429 }, { retry: 'provider-busy' }],
  ['does not know the address of a domain', { status: 403 }, { retry: 'provider-denied' }],
  ['finds the mail wrong', { status: 422 }, { refused: 'provider-refused' }],
  ['is not reached by its gateway', { status: 503 }, { retry: 'provider-unavailable' }],
  ['fails', { status: 500 }, { uncertain: 'provider-failed' }],
  ['accepts and then fails', { status: 502, accepting: true }, { uncertain: 'provider-failed' }],
  ['is still at an earlier attempt', { status: 409 }, { uncertain: 'provider-undecided' }],
  ['breaks the connection', 'reset', { uncertain: 'provider-silent' }],
  ['accepts and breaks the connection within its answer', 'accept, then reset', { uncertain: 'provider-silent' }],
  ['accepts and never answers', 'accept, then hang', { uncertain: 'provider-silent' }],
  ['never answers', 'hang', { uncertain: 'provider-silent' }],
];

describe('what is known of a mail after the provider', () => {
  test.each(cases)('%s', async (_, behaviour, outcome) => {
    await using provider = await startProvider();
    provider.behave(behaviour);
    const transport = createResendTransport({
      apiKey: 're_test',
      baseUrl: provider.url,
      clock: systemClock,
      timeout: 1_500,
    });
    expect(await transport.send(mail)).toEqual(outcome);
    expect(provider.offered).toHaveLength(1);
  });

  test('cannot be reached', async () => {
    const provider = await startProvider();
    await provider[Symbol.asyncDispose]();
    const transport = createResendTransport({
      apiKey: 're_test',
      baseUrl: provider.url,
      clock: systemClock,
      timeout: 300,
    });
    expect(await transport.send(mail)).toEqual({ retry: 'provider-unreachable' });
  });

  test('does not accept our key', async () => {
    await using provider = await startProvider();
    const transport = createResendTransport({ apiKey: 're_wrong', baseUrl: provider.url, clock: systemClock });
    expect(await transport.send(mail)).toEqual({ retry: 'provider-denied' });
  });
});

async function openWith(url: string) {
  return openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: url } });
}

type Services = Awaited<ReturnType<typeof openWith>>;

/** Lets time pass in steps, sending at each. */
async function pass(services: Services, hours: number, step = 0.25): Promise<void> {
  const end = services.clock.now().getTime() + hours * hour;
  while (services.clock.now().getTime() < end) {
    services.clock.set(new Date(services.clock.now().getTime() + step * hour).toISOString());
    await services.mail.send();
  }
}

async function queueMany(services: Services, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await queue(services.ctx, letter({ about: `request-${n}` }));
}

test('a provider that cannot be reached for three and a half days loses no mail, and gets each once', async () => {
  const gone = await startProvider();
  await gone[Symbol.asyncDispose]();
  await using services = await openWith(gone.url);
  await queueMany(services, 25);
  await pass(services, 84);
  expect((await fates(services.db)).every(({ state }) => state === 'waiting')).toBe(true);

  await using back = await startProvider({ port: gone.port });
  await pass(services, 3);
  expect((await fates(services.db)).every(({ state }) => state === 'sent')).toBe(true);
  expect(back.offered).toHaveLength(25);
});

test('a provider that fails for three days leaves each mail sent once, or set aside for staff, and most untouched', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 500 });
  await using services = await openWith(provider.url);
  await queueMany(services, 200);
  await pass(services, 72);
  provider.behave({ status: 200 });
  await pass(services, 3);

  const all = await fates(services.db);
  const aside = all.filter(({ problem }) => problem === 'uncertain');
  expect(all.filter(({ state }) => state === 'sent').length + aside.length).toBe(200);
  expect(aside.length).toBeLessThan(100);
  expect(provider.delivered.size).toBe(200 - aside.length);
});

test('a mail that may have arrived is repeated under the same key for 23 hours, and not once more', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 500, accepting: true });
  await using services = await openWith(provider.url);
  await queueMany(services, 1);
  await services.mail.send();
  await pass(services, 48);

  expect(new Set(provider.offered.map(({ key, body }) => key + body)).size).toBe(1);
  expect(provider.delivered.size).toBe(1);
  expect(await fates(services.db)).toMatchObject([{ state: 'failed', problem: 'uncertain' }]);
  const before = provider.offered.length;
  expect(before).toBeGreaterThan(10);
  provider.behave({ status: 200 });
  await pass(services, 48);
  expect(provider.offered).toHaveLength(before);
});

test('the hours in which a mail was certainly not accepted do not count towards the 23', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 429 });
  await using services = await openWith(provider.url);
  await queueMany(services, 1);
  await pass(services, 48);
  provider.behave('accept, then reset');
  await pass(services, 1.5);
  provider.behave({ status: 200 });
  await pass(services, 3);

  expect(await fates(services.db)).toMatchObject([{ state: 'sent' }]);
  expect(provider.delivered.size).toBe(1);
});

test('a mail that the provider finds wrong dies at once, and is sent when staff say so', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 422 });
  await using services = await openWith(provider.url);
  await queueMany(services, 1);
  await services.mail.send();
  const [record] = await services.mail.list({ failed: true });
  expect(record).toMatchObject({ state: 'failed', problem: 'provider-refused', attempts: 1 });

  provider.behave({ status: 200 });
  await pass(services, 24);
  expect(provider.delivered.size).toBe(0);
  expect(await services.mail.retry(record?.id ?? '')).toBeNull();
  await services.mail.send();
  expect(provider.delivered.size).toBe(1);
});

test('a provider that asks to wait is left alone for that long', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 429, headers: { 'retry-after': '600' } });
  await using services = await openWith(provider.url);
  await queueMany(services, 30);
  await services.mail.send();
  const offered = provider.offered.length;
  expect(offered).toBeLessThanOrEqual(10);
  provider.behave({ status: 200 });
  services.clock.set('2026-11-23T12:09:59Z');
  await services.mail.send();
  expect(provider.offered).toHaveLength(offered);

  await pass(services, 1);
  expect(provider.delivered.size).toBe(30);
});
