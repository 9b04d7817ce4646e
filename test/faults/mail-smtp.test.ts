import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { queue } from '../../server/mail/outbox.ts';
import { createSmtpTransport } from '../../server/mail/transports/smtp.ts';
import type { Mail } from '../../server/mail/transports/transport.ts';
import { fates, letter } from '../support/mail.ts';
import { openTestServices } from '../support/services.ts';
import { pipelining, type SmtpAnswers, startSmtp } from '../support/smtp.ts';

const mail: Mail = {
  id: '3e2b1f40-0000-4000-8000-000000000001',
  from: 'Whitrack Legal <legal@example.com>',
  to: 'ada@example.com',
  replyTo: 'privacy@example.com',
  subject: 'Your request — received',
  text: 'Hello,\n.\nA line that is a dot alone does not end the mail.\n',
  html: '<p>Hello</p>',
  headers: { 'Auto-Submitted': 'auto-generated', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  messageId: '<3e2b1f40@example.com>',
  queuedAt: '2026-11-23T12:00:00.000Z',
};

const timeouts = { step: 700, whole: 2_000 };

const cases: [string, SmtpAnswers, unknown, number][] = [
  ['accepts', {}, 'sent', 1],
  ['turns everybody away for now', { greeting: '421 later' }, { retry: 'server-unreachable' }, 0],
  ['never greets', { greeting: 'hang' }, { retry: 'server-unreachable' }, 0],
  ['does not accept our password', { AUTH: '535 no' }, { retry: 'server-denied' }, 0],
  ['does not accept our own address', { MAIL: '550 not you' }, { retry: 'server-denied' }, 0],
  ['asks to come back later', { RCPT: '451 greylisted' }, { retry: 'server-busy' }, 0],
  ['knows no such person', { RCPT: '550 5.1.1 unknown' }, { refused: 'address-refused' }, 0],
  ['refuses the mail after having read it', { content: '554 no' }, { refused: 'mail-refused' }, 1],
  ['has no room now for the mail it has read', { content: '452 full' }, { retry: 'server-busy' }, 1],
  ['breaks the connection after the mail', { content: 'close' }, { uncertain: 'server-silent' }, 1],
  ['never answers after the mail', { content: 'hang' }, { uncertain: 'server-silent' }, 1],
];
test.each([
  ...cases,
  ...cases.map(
    ([does, answers, ...known]) =>
      [`${does}, taking many commands at once`, { ...pipelining, ...answers }, ...known] as const,
  ),
])('what is known of a mail after the server %s', async (_, answers, outcome, messages) => {
  await using server = await startSmtp(answers);
  const url = server.url.replace('smtp://', 'smtp://ada:p%40ss@');
  expect(await createSmtpTransport({ url, timeouts }).send(mail)).toEqual(outcome);
  expect(server.messages).toHaveLength(messages);
});

test('a server that is not there has certainly not accepted a mail', async () => {
  const server = await startSmtp();
  await server[Symbol.asyncDispose]();
  expect(await createSmtpTransport({ url: server.url, timeouts }).send(mail)).toEqual({ retry: 'server-unreachable' });
});

test('an address that SMTP cannot carry is refused before anything is sent', async () => {
  await using server = await startSmtp();
  const hostile = { ...mail, to: 'ada@example.com>\r\nRCPT TO:<eve@example.com' };
  expect(await createSmtpTransport({ url: server.url, timeouts }).send(hostile)).toEqual({
    refused: 'address-invalid',
  });
  expect(server.messages).toEqual([]);
});

test('outside this machine neither a password nor a mail is sent in clear', async () => {
  await using server = await startSmtp();
  // The same server under an address that is not a loopback address.
  const url = server.url.replace('127.0.0.1', 'ada:secret@0.0.0.0');
  expect(await createSmtpTransport({ url, timeouts }).send(mail)).toEqual({ retry: 'server-denied' });
  expect(server.commands).toEqual(['EHLO', 'STAR']);
});

test('a mail arrives as it was written, and the same bytes each time', async () => {
  await using server = await startSmtp();
  const transport = createSmtpTransport({ url: server.url, timeouts });
  await transport.send(mail);
  await transport.send(mail);

  expect(server.messages[1]).toBe(server.messages[0]);
  const message = await PostalMime.parse(server.messages[0]?.replaceAll('\r\n..', '\r\n.') ?? '');
  expect(message).toMatchObject({
    from: { name: 'Whitrack Legal', address: 'legal@example.com' },
    to: [{ address: 'ada@example.com' }],
    replyTo: [{ address: 'privacy@example.com' }],
    subject: mail.subject,
    messageId: mail.messageId,
    date: mail.queuedAt,
  });
  expect(message.text?.trim()).toBe(mail.text.trim());
  expect(message.html?.trim()).toBe(mail.html);
  expect(message.headers).toContainEqual(
    expect.objectContaining({ key: 'list-unsubscribe-post', value: 'List-Unsubscribe=One-Click' }),
  );
});

test('a mail whose acceptance SMTP left open is repeated a few times at most, and then set aside', async () => {
  await using server = await startSmtp({ content: 'close' });
  await using services = await openTestServices({ env: { SMTP_URL: server.url } });
  await queue(services.ctx, letter());
  for (let minutes = 0; minutes < 24 * 60; minutes += 2) {
    services.clock.set(new Date(Date.parse('2026-11-23T12:00:00Z') + minutes * 60_000).toISOString());
    await services.mail.send();
  }

  expect(await fates(services.db)).toMatchObject([{ state: 'failed', problem: 'uncertain' }]);
  expect(server.messages.length).toBeGreaterThan(1);
  expect(server.messages.length).toBeLessThanOrEqual(5);
});

test('many mails go out over few connections, and each once', async () => {
  await using server = await startSmtp();
  const transport = createSmtpTransport({ url: server.url, timeouts });
  const mails = Array.from({ length: 60 }, (_, at) => ({ ...mail, to: `reader-${at}@example.com` }));
  expect(await Promise.all(mails.map(transport.send))).toEqual(mails.map(() => 'sent'));

  expect(server.connections()).toBeLessThanOrEqual(10);
  expect(server.messages).toHaveLength(60);
  transport.close?.();
});

test('a server that takes many commands at once gets them at once, before it answers the first', async () => {
  await using server = await startSmtp({ ...pipelining, MAIL: 'hang' });
  const outcome = await createSmtpTransport({ url: server.url, timeouts }).send(mail);
  expect(outcome).toEqual({ retry: 'server-unreachable' });
  expect(server.commands).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA']);
});

test.each([{}, pipelining])(
  'a connection that the server has closed meanwhile costs no mail, and repeats none',
  async (answers) => {
    await using server = await startSmtp(answers, { isImpatient: true });
    const transport = createSmtpTransport({ url: server.url, timeouts });
    for (let count = 0; count < 5; count += 1) expect(await transport.send(mail)).toBe('sent');

    expect(server.messages).toHaveLength(5);
    transport.close?.();
  },
);

test.each([{}, pipelining])(
  'one mail that the server refuses harms none of those that use the same connections',
  async (answers) => {
    await using server = await startSmtp({ ...answers, RCPT: '550 5.1.1 unknown' });
    const transport = createSmtpTransport({ url: server.url, timeouts });
    const outcomes = await Promise.all(Array.from({ length: 25 }, () => transport.send(mail)));

    expect(outcomes).toEqual(outcomes.map(() => ({ refused: 'address-refused' })));
    expect(server.connections()).toBeLessThanOrEqual(10);
    transport.close?.();
  },
);
