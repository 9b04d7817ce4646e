import { expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import type { Email } from '../../server/mail/outbox.ts';
import { queue } from '../../server/mail/outbox.ts';
import { eraseFor } from '../../server/mail/personal-data.ts';
import { sweep } from '../../server/mail/retention.ts';
import { clearRefusal, isUndeliverable } from '../../server/mail/undeliverable.ts';
import { follow } from '../../server/notices/address-change.ts';
import { admin } from '../support/admin.ts';
import { letter } from '../support/mail.ts';
import {
  mailsTo,
  manifestWith,
  noticesFor,
  noticesIn,
  noticesTo,
  subscribed,
  subscription,
} from '../support/notices.ts';
import { startProvider } from '../support/provider.ts';
import { submitted } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';
import { startSmtp } from '../support/smtp.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const ada = 'ada@example.com';
const unknown = '550 5.1.1 No such user here';

/** A mail to Ada is tried while the server answers so. */
async function tryMail(services: Services, one: Email = letter()): Promise<void> {
  await queue(services.ctx, one);
  await services.mail.send();
}

test.each([
  ['550 5.1.1 no such user', true],
  ['550-5.1.1 The email account that you tried to reach does not exist.\r\n550 5.1.1 See the help', true],
  ['550 5.1.10 Recipient address rejected', true],
  ['553 5.1.2 no such domain', true],
  ['550 5.1.3 Bad destination mailbox address syntax', true],
  ['550 no such user', true],
  ['551 user not local', true],
  ['550 <ada@example.com>: Recipient address rejected: User unknown in virtual mailbox table', true],
  ['550 The account ada@example.com does not exist', true],
  ['550 Unknown recipient', true],
  ['550 Requested action not taken: mailbox unavailable', false],
  ['550 go away', false],
  ['550 Blocked: 192.0.2.1 is on a blocklist, see https://list.example/', false],
  ['550 Rejected for policy reasons', false],
  ['550 Sender address unknown: no such user', false],
  ['553 sorry, that domain is not in my list of allowed recipients', false],
  ['550 5.1.0 Address rejected', false],
  ['550 5.1.7 Bad sender’s mailbox address syntax', false],
  ['550 5.2.1 The mailbox is disabled', false],
  ['550 5.2.1 The user receives mail too quickly now', false],
  ['550 5.7.1 Blocked, no such user', false],
  ['552 5.2.2 The mailbox is full', false],
  ['550 5.7.1 Your server is on a list of senders of spam', false],
  ['553 5.1.8 Bad sender', false],
  ['554 no', false],
  ['450 4.1.1 come back later', false],
])('an answer "%s" to a recipient says that the address is not there: %s', async (RCPT, isGone) => {
  await using server = await startSmtp({ RCPT });
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  await tryMail(services);

  expect(await isUndeliverable(services.ctx, ada)).toBe(isGone);
});

test('a server that says it after it has read the mail is believed as well', async () => {
  await using server = await startSmtp({ content: unknown });
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  await tryMail(services);

  expect(await isUndeliverable(services.ctx, 'ADA@example.com')).toBe(true);
  expect(await isUndeliverable(services.ctx, 'bob@example.com')).toBe(false);
});

test('a provider that does not take the address is believed, and one that does not take the mail is not', async () => {
  await using provider = await startProvider();
  await using services = await openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url } });
  provider.behave({ status: 422 });
  await tryMail(services);
  expect(await isUndeliverable(services.ctx, ada)).toBe(false);

  provider.behave({ status: 422, error: { name: 'validation_error', message: 'Invalid `to` field. The email …' } });
  await tryMail(services);
  expect(await isUndeliverable(services.ctx, ada)).toBe(true);
});

test('an address that is not there is not tried at each notice, and why stays on record', async () => {
  const answers: { RCPT?: string } = {};
  await using server = await startSmtp(answers);
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  await subscribed(services, ada);
  await noticesFor(services).announce();
  await services.mail.send();
  answers.RCPT = unknown;
  const tries = () => server.commands.filter((command) => command === 'RCPT').length;
  const before = tries();
  const versions = ['2026-04-23'];
  for (const version of ['2026-12-01', '2026-12-02', '2026-12-03']) {
    versions.push(version);
    await noticesFor(services, manifestWith({ privacy: versions })).announce();
    await services.mail.send();
  }

  expect(tries()).toBe(before + 1);
  const rows = await services.db.selectFrom('notice_recipient').select('problem').execute();
  expect(rows.map(({ problem }) => problem).sort()).toEqual(['address-refused', 'withheld', 'withheld']);
});

test('what a person asks for now is tried, and a mailbox that takes it gets notices again', async () => {
  const answers: { RCPT?: string } = {};
  await using server = await startSmtp(answers);
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  await subscribed(services, ada);
  await noticesFor(services).announce();
  await services.mail.send();
  answers.RCPT = unknown;
  await noticesFor(services, manifestWith({ privacy: ['2026-04-23', '2026-12-01'] })).announce();
  await services.mail.send();
  expect(await isUndeliverable(services.ctx, ada)).toBe(true);
  await noticesFor(services, manifestWith({ privacy: ['2026-04-23', '2026-12-01', '2026-12-02'] })).announce();
  expect(await noticesTo(services, ada)).toHaveLength(1);

  delete answers.RCPT;
  services.clock.set('2026-11-23T14:00:00Z');
  await noticesFor(services).subscribe(subscription(services, ada, ['privacy']), { address: '192.0.2.7' });
  await services.mail.send();
  expect((await mailsTo(services, ada)).map(({ template }) => template)).toContain('updates-preferences');
  expect(await isUndeliverable(services.ctx, ada)).toBe(false);

  const newest = manifestWith({ privacy: ['2026-04-23', '2026-12-01', '2026-12-02', '2026-12-03'] });
  await noticesFor(services, newest).announce();
  expect(await noticesTo(services, ada)).toHaveLength(2);
});

/** Ada hears of the first version; the notice of the next is refused, and the one after it withheld. */
async function missedTwo(services: Services, answers: { RCPT?: string }) {
  await subscribed(services, ada);
  await noticesFor(services).runJobs();
  await services.mail.send();
  answers.RCPT = unknown;
  await noticesFor(services, site('2026-12-01')).runJobs();
  await services.mail.send();
  await noticesFor(services, site('2026-12-01', '2026-12-02')).runJobs();
  delete answers.RCPT;
  const waiting = noticesFor(services, site('2026-12-01', '2026-12-02'));
  await waiting.runJobs();
  await services.mail.send();
  expect(await noticesSent(services)).toBe(0);
  return waiting;
}

const site = (...later: string[]) => manifestWith({ privacy: ['2026-04-23', ...later] });

async function noticesSent(services: Services): Promise<number> {
  return (await noticesIn(services)).filter(({ state }) => state === 'sent').length;
}

test('once the address is there again, what was missed and still waits for its day goes out, once', async () => {
  const answers: { RCPT?: string } = {};
  await using server = await startSmtp(answers);
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  const waiting = await missedTwo(services, answers);

  services.clock.set('2026-12-01T14:00:00Z');
  await noticesFor(services).subscribe(subscription(services, ada, ['privacy']), { address: '192.0.2.7' });
  await services.mail.send();
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([waiting.runJobs(), noticesFor(services, site('2026-12-01', '2026-12-02')).runJobs()]);
    await services.mail.send();
  }
  expect((await noticesTo(services, ada)).at(-1)?.text).toContain('What changed in 2026-12-02');
  expect(await noticesSent(services)).toBe(1);
});

test('staff who know that an address is there again say so, and what was missed goes out', async () => {
  const answers: { RCPT?: string } = {};
  await using server = await startSmtp(answers);
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  const waiting = await missedTwo(services, answers);
  const mail = /mail (\S+)/.exec(await run(services, 'mail', 'undeliverable'))?.[1] ?? '';

  expect(await run(services, 'mail', 'undeliverable', '--clear', mail)).toContain('gets notices again');
  expect(await run(services, 'mail', 'undeliverable')).toContain('No address');
  await waiting.runJobs();
  await services.mail.send();
  expect(await noticesSent(services)).toBe(2);
  // Nobody has to deal with the one that was refused any more.
  expect(await services.mail.list({ failed: true })).toEqual([]);
});

test('what was missed goes to the address that an account has now, by the day that holds now', async () => {
  const answers: { RCPT?: string } = {};
  await using server = await startSmtp(answers);
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  await missedTwo(services, answers);
  const moved = site('2026-12-01', '2026-12-02');
  const documents = moved.documents.map((document) => ({
    ...document,
    versions: document.versions.map((one) =>
      one.version === '2026-12-02' ? { ...one, effectiveOn: '2027-01-15', effectMoved: 1 } : one,
    ),
  }));
  const later = noticesFor(services, { documents });
  await later.runJobs();
  await transaction(services.ctx, (ctx) => follow(ctx, { accountId: 'account', from: ada, to: 'ada@example.org' }));
  services.clock.set('2026-12-02T14:00:00Z');
  for (let round = 0; round < 2; round += 1) await later.runJobs();
  await services.mail.send();

  const [only, ...others] = await noticesTo(services, 'ada@example.org');
  expect(others).toEqual([]);
  expect(only?.text).toContain('January 15, 2027');
});

test('what was missed is not sent to whoever has unsubscribed or objected since', async () => {
  const answers: { RCPT?: string } = {};
  await using server = await startSmtp(answers);
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  const waiting = await missedTwo(services, answers);
  services.clock.set('2026-11-24T12:00:00Z');
  const suppression = { address_index: services.blindIndex.index(ada), kind: 'objection_marketing' };
  await services.db
    .insertInto('suppression')
    .values({ ...suppression, since: '2026-11-24T12:00:00.000Z' })
    .execute();
  await clearRefusal(services.ctx, ada);
  await waiting.runJobs();
  await services.mail.send();

  expect(await noticesSent(services)).toBe(0);
});

test('after a restore that cannot tell what was sent since, nothing that was withheld goes out', async () => {
  const answers: { RCPT?: string } = {};
  await using server = await startSmtp(answers);
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  const waiting = await missedTwo(services, answers);
  await waiting.withhold();
  await clearRefusal(services.ctx, ada);
  await waiting.runJobs();
  await services.mail.send();

  expect(await noticesSent(services)).toBe(0);
});

test('another address of the same account gets notices', async () => {
  const answers: { RCPT?: string } = { RCPT: unknown };
  await using server = await startSmtp(answers);
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  await subscribed(services, ada);
  await services.mail.send();
  await noticesFor(services).announce();
  await transaction(services.ctx, (ctx) => follow(ctx, { accountId: 'account', from: ada, to: 'ada@example.org' }));
  await noticesFor(services, manifestWith({ privacy: ['2026-04-23', '2026-12-01'] })).announce();

  expect(await noticesTo(services, 'ada@example.org')).toHaveLength(1);
});

test('staff see an address that takes no mail, on the request and in a list', async () => {
  await using server = await startSmtp({ RCPT: unknown });
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  const reference = await submitted(services);
  await services.mail.send();

  const shown = await run(services, 'requests', 'show', reference);
  expect(shown).toContain('The address took no mail on 2026-11-23.');
  const list = await run(services, 'mail', 'undeliverable');
  expect(list).toMatch(/^2026-11-23T12:00:00.000Z\taddress-refused\tmail [0-9a-f-]{36}$/m);
  expect(list).not.toContain(ada);
});

test('that an address takes no mail is forgotten after half a year, and with the account', async () => {
  await using server = await startSmtp({ RCPT: unknown });
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  await tryMail(services);
  const { tables } = await services.personalData.dataOf({ accountId: 'account', email: ada });
  expect(tables['undeliverable']).toEqual([{ since: '2026-11-23T12:00:00.000Z', problem: 'address-refused' }]);
  await eraseFor(services.ctx, { accountId: 'account', email: ada }, {});
  expect(await isUndeliverable(services.ctx, ada)).toBe(false);

  await tryMail(services);
  services.clock.set('2027-05-22T12:00:00Z');
  await sweep(services.ctx);
  expect(await isUndeliverable(services.ctx, ada)).toBe(true);
  services.clock.set('2027-05-24T12:00:00Z');
  await sweep(services.ctx);
  expect(await isUndeliverable(services.ctx, ada)).toBe(false);
});

test('who opted out of sale and sharing alone, or asked for notices after an objection, gets notices', async () => {
  await using services = await openTestServices();
  await subscribed(services, ada);
  await noticesFor(services).announce();
  services.clock.set('2026-11-25T12:00:00Z');
  const address_index = services.blindIndex.index(ada);
  await services.db
    .insertInto('suppression')
    .values([
      { address_index, kind: 'opt_out_sale_sharing', since: '2026-11-24T12:00:00.000Z' },
      { address_index, kind: 'objection_marketing', since: '2026-10-20T12:00:00.000Z' },
    ])
    .execute();
  await noticesFor(services, manifestWith({ privacy: ['2026-04-23', '2026-12-01'] })).announce();
  await services.mail.send();

  expect(await noticesTo(services, ada)).toMatchObject([{ state: 'sent' }]);
});

test('a subscription that comes back from a backup or an undo stays silent after an objection', async () => {
  await using services = await openTestServices();
  await subscribed(services, ada);
  await noticesFor(services).announce();
  services.clock.set('2026-11-24T12:00:00Z');
  const objection = { kind: 'objection_marketing', since: services.clock.now().toISOString() };
  await services.db
    .insertInto('suppression')
    .values({ address_index: services.blindIndex.index(ada), ...objection })
    .execute();
  await noticesFor(services, manifestWith({ privacy: ['2026-04-23', '2026-12-01'] })).announce();
  await services.mail.send();

  expect(await noticesTo(services, ada)).toEqual([]);
});

async function run(services: Services, ...words: string[]): Promise<string> {
  const { code, said } = await admin(services, words);
  expect(code).toBe(0);
  return said;
}

test('a refusal that comes after the person was erased leaves no trace of the address', async () => {
  let onOffer = async () => {};
  await using provider = await startProvider({ onOffer: () => onOffer() });
  await using services = await openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url } });
  onOffer = () =>
    services.db
      .transaction()
      .execute((db) => eraseFor({ ...services.ctx, db }, { accountId: 'account', email: ada }, {}));
  provider.behave({ status: 422, error: { name: 'validation_error', message: 'Invalid `to` field. The email …' } });
  await tryMail(services);

  expect(provider.offered).toHaveLength(1);
  expect(await isUndeliverable(services.ctx, ada)).toBe(false);
});
