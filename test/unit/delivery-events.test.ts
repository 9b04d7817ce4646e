import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { queue } from '../../server/mail/outbox.ts';
import { isUndeliverable } from '../../server/mail/undeliverable.ts';
import { letter } from '../support/mail.ts';
import { firstVersion, manifestWith, noticesFor, subscribed } from '../support/notices.ts';
import { startProvider } from '../support/provider.ts';
import { openTestServices } from '../support/services.ts';

const ada = 'ada@example.com';
const secret = `whsec_${randomBytes(24).toString('base64')}`;
const at = '2026-11-23T12:05:00.000Z';

async function openWith(url: string) {
  const env = { RESEND_API_KEY: 're_test', RESEND_BASE_URL: url, RESEND_WEBHOOK_SECRET: secret };
  return openTestServices({ env });
}

type Services = Awaited<ReturnType<typeof openWith>>;

/** The provider tells it; by the clock of this machine, for its signature is of now. */
async function tell(
  services: Services,
  type: string,
  {
    mail,
    id = `msg_${randomBytes(8).toString('hex')}`,
    change = {},
    forge = false,
    when = at,
  }: { mail: string; id?: string; change?: object; forge?: boolean; when?: string },
) {
  const body = JSON.stringify({ type, created_at: when, data: { to: [ada], tags: { mail }, ...change } });
  const now = new Date();
  const signature = new Webhook(secret).sign(id, now, body);
  const headers = { id, timestamp: String(Math.floor(now.getTime() / 1000)), signature };
  return await services.notices.takeDeliveryEvent(forge ? body.replace(ada, 'eve@example.com') : body, headers);
}

/** Ada has been told of a new version: the id of that mail. */
async function told(services: Services, provider: { offered: readonly { body: string }[] }): Promise<string> {
  await subscribed(services, ada);
  await noticesFor(services).announce();
  await noticesFor(services, manifestWith({ privacy: [firstVersion, '2026-12-01'] })).announce();
  await services.mail.send();
  return /"name":"mail","value":"([^"]+)"/.exec(provider.offered.at(-1)?.body ?? '')?.[1] ?? '';
}

const row = ({ db }: Services) =>
  db.selectFrom('notice_recipient').select(['delivered_at', 'problem']).executeTakeFirst();

test('what the provider says of a notice stands with whom it was sent to, in whichever order it comes', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const mail = await told(services, provider);
  const permanent = { bounce: { type: 'Permanent' } };

  expect(await tell(services, 'email.bounced', { mail, change: permanent })).toBe('taken');
  expect(await tell(services, 'email.delivered', { mail })).toBe('taken');
  expect(await row(services)).toEqual({ delivered_at: at, problem: 'bounced' });
});

test('an event that comes twice is taken once, and one that nobody signed is not', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const mail = await told(services, provider);

  expect(await tell(services, 'email.delivered', { mail, id: 'msg_1' })).toBe('taken');
  expect(await tell(services, 'email.delivered', { mail, id: 'msg_1' })).toBe('known');
  expect(await tell(services, 'email.complained', { mail, forge: true })).toBe('forged');
  expect(await row(services)).toEqual({ delivered_at: at, problem: null });
  services.clock.set('2027-01-23T12:00:00Z');
  await services.timeSeen.watch();
});

test('an address that bounces for good gets no notices, and one whose mailbox is full does', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const mail = await told(services, provider);

  expect(await tell(services, 'email.bounced', { mail, change: { bounce: { type: 'Transient' } } })).toBe('ignored');
  expect(await isUndeliverable(services.ctx, ada)).toBe(false);
  await tell(services, 'email.bounced', { mail, change: { bounce: { type: 'Permanent' } } });
  expect(await isUndeliverable(services.ctx, ada)).toBe(true);
});

test('an address is there again once a mail was delivered, not accepted, and a bounce of before takes nothing back', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const mail = await told(services, provider);
  const permanent = { bounce: { type: 'Permanent' } };
  await tell(services, 'email.bounced', { mail, change: permanent });

  await queue(services.ctx, letter({ to: ada }));
  await services.mail.send();
  expect(await isUndeliverable(services.ctx, ada)).toBe(true);
  const sent = (await services.mail.list()).find(({ template }) => template === letter().template);
  await tell(services, 'email.delivered', { mail: sent?.id ?? '', when: '2026-11-23T12:04:59.000Z' });
  expect(await isUndeliverable(services.ctx, ada)).toBe(true);
  await tell(services, 'email.delivered', { mail: sent?.id ?? '', when: '2026-11-23T12:06:00+00:00' });
  expect(await isUndeliverable(services.ctx, ada)).toBe(false);

  await tell(services, 'email.delivered', { mail, when: '2026-11-23T12:08:00.000Z' });
  await tell(services, 'email.bounced', { mail, change: permanent, when: '2026-11-23T12:07:00.000Z' });
  expect(await isUndeliverable(services.ctx, ada)).toBe(false);
  expect(await tell(services, 'email.delivered', { mail, when: 'yesterday' })).toBe('ignored');
});

test('a complaint ends every notice to the address', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const mail = await told(services, provider);
  // Of one that was ended before, and asked for again: the complaint is of then.
  await tell(services, 'email.complained', { mail, when: '2026-11-22T12:00:00.000Z' });
  expect(await services.db.selectFrom('subscriber').select('id').execute()).toHaveLength(1);
  await tell(services, 'email.complained', { mail });

  expect(await services.db.selectFrom('subscriber').select('id').execute()).toEqual([]);
  expect(await row(services)).toMatchObject({ problem: 'complained' });
});

test('a mail of the outbox that failed after all is for staff', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  await queue(services.ctx, letter());
  await services.mail.send();
  const [sent] = await services.mail.list();
  await tell(services, 'email.failed', { mail: sent?.id ?? '' });

  expect(await services.mail.list({ failed: true })).toMatchObject([{ id: sent?.id, problem: 'provider-failed' }]);
});
