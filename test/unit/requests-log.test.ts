import { expect, test } from 'vitest';
import { promise } from '../support/promise.ts';
import { confirmToken, dumpOf, mailsOf, mailsWith } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const head = [
  'Return-Path: <maria@example.net>',
  'Received: from mx.example.net by in.example.com with ESMTPS',
  '\tid abc; Fri, 20 Nov 2026 23:30:00 +0100 (CET)',
  'Received: from laptop by mx.example.net; Thu, 19 Nov 2026 09:00:00 +0100',
  'Date: Wed, 18 Nov 2026 08:59:00 +0100',
  'From: "Maria Santos" <maria@example.net>',
  'To: privacy@whitrack.com',
  'Subject: My data',
];

function eml(lines: readonly string[], body = 'Please delete everything.'): Buffer {
  return Buffer.from([...lines, '', body].join('\r\n'));
}

async function logged(services: Services, mail: Buffer, kinds: string[] = []) {
  const result = await services.requests.log({ channel: 'mail', eml: mail, kinds, actor: 'command' });
  if (!result.ok) throw new Error(result.problems.join());
  const shown = await services.requests.show(result.value.reference);
  if (!shown.ok) throw new Error(shown.problems.join());
  return { ...result.value, ...shown.value, text: shown.value.case.messages[0]?.text ?? '' };
}

test(
  'a mail counts from its arrival, as the topmost Received header tells it',
  promise('answer-within-30-days'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    const request = await logged(services, eml(head), ['erasure']);
    expect(request).toMatchObject({
      receivedAt: new Date('2026-11-20T22:30:00Z'),
      receivedOn: '2026-11-20',
      // Nobody knows yet where the person lives: the shortest time of any law counts.
      dueOn: '2026-12-05',
      channel: 'mail',
      kinds: ['erasure'],
      person: { name: 'Maria Santos', email: 'maria@example.net' },
      isConfirmed: false,
    });
    expect(request.text).toBe('From: Maria Santos <maria@example.net>\nSubject: My data\n\nPlease delete everything.');
    const [mail] = await mailsWith(services, 'request-confirm');
    expect(mail).toMatchObject({ to: 'maria@example.net' });
    expect(mail?.text).toContain('November 20, 2026');
    expect(await services.requests.confirm(await confirmToken(services))).toMatchObject({ ok: true });
  },
);

test('what came is kept byte for byte, and nothing of it stands in clear', async () => {
  await using services = await openTestServices();
  const raw = Buffer.concat([eml(head), Buffer.from([0, 255, 254, 13, 10])]);
  const { reference } = await logged(services, raw);
  expect((await services.requests.sources(reference))[0]?.equals(raw)).toBe(true);
  expect(await dumpOf(services)).not.toMatch(/maria santos|example\.net|delete everything/i);
});

test('the same mail is one request, also when it is logged twice at the same moment', async () => {
  await using services = await openTestServices();
  const twice = await Promise.all([logged(services, eml(head)), logged(services, eml(head))]);
  const third = await logged(services, eml(head));
  expect(new Set([...twice, third].map(({ reference }) => reference)).size).toBe(1);
  expect(twice.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(third.isNew).toBe(false);
  expect(await services.requests.list()).toHaveLength(1);
  expect(await mailsOf(services)).toHaveLength(1);
});

test('without a Received header the Date counts, and without either staff must say when it came', async () => {
  await using services = await openTestServices();
  const dated = await logged(services, eml(head.filter((line) => !/^(Received|\t)/.test(line))));
  expect(dated.receivedOn).toBe('2026-11-18');
  const undated = eml(head.filter((line) => !/^(Received|Date|\t)/.test(line)));
  const log = (receivedAt?: string) =>
    services.requests.log({ channel: 'mail', eml: undated, kinds: [], receivedAt, actor: 'command' });
  expect(await log()).toEqual({ ok: false, problems: ['received-at-missing'] });
  expect(await log('yesterday')).toEqual({ ok: false, problems: ['received-at-invalid'] });
  expect(await log('2026-11-20')).toEqual({ ok: false, problems: ['received-at-invalid'] });
  expect(await log('2026-11-23T12:00:01Z')).toEqual({ ok: false, problems: ['received-at-in-future'] });
  expect(await log('2026-11-20T09:00:00Z')).toMatchObject({ value: { receivedOn: '2026-11-20', isNew: true } });
});

test('a time in the future is not believed; a mail server whose clock is a little fast is', async () => {
  await using services = await openTestServices({ now: '2026-11-20T22:29:00Z' });
  expect((await logged(services, eml(head))).receivedAt).toEqual(new Date('2026-11-20T22:29:00Z'));
  services.clock.set('2026-11-18T12:00:00Z');
  expect((await logged(services, eml(head, 'another'))).receivedOn).toBe('2026-11-18');
  services.clock.set('2026-11-01T12:00:00Z');
  expect(
    await services.requests.log({ channel: 'mail', eml: eml(head, 'third'), kinds: [], actor: 'command' }),
  ).toEqual({
    ok: false,
    problems: ['received-at-missing'],
  });
});

test('a day that no month has is not taken for one of the next month', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const received = (day: string) => `Received: from a.example.net by in.example.com; ${day} 2026 09:00:00 +0000`;
  const date = 'Date: Fri, 20 Nov 2026 08:59:00 +0000';
  expect(await logged(services, eml([received('31 Sep'), date]))).toMatchObject({ receivedOn: '2026-11-20' });
  const log = { channel: 'phone', kinds: [], name: 'Ada' } as const;
  expect(await services.requests.log({ ...log, receivedAt: '2026-02-30T09:00:00Z', actor: 'command' })).toEqual({
    ok: false,
    problems: ['received-at-invalid'],
  });
});

test('a mail that came through a list is answered to the person who wrote it', async () => {
  await using services = await openTestServices();
  expect(await logged(services, eml(['Precedence: list', 'List-Id: <privacy.whitrack.com>', ...head]))).toMatchObject({
    isAsked: true,
    person: { email: 'maria@example.net' },
  });
});

test('a mail of HTML alone is shown as its words', async () => {
  await using services = await openTestServices();
  const html =
    '<html><head><title>t</title><style>p { color: red }</style></head><body><!-- hidden --><p>Delete <b>all</b> &amp; tell me.</p><script>alert(1)</script><ul><li>mail</li><li>phone &#x2713;</li></ul><a href="https://example.net/x">my page</a></body></html>';
  const { text } = await logged(services, eml([...head, 'Content-Type: text/html; charset=utf-8'], html));
  expect(text.split('\n\n').slice(1).join('\n\n')).toBe(
    'Delete all & tell me.\n- mail\n- phone \u2713\nmy page (https://example.net/x)',
  );
});

test('attachments are listed by name and size', async () => {
  await using services = await openTestServices();
  const body = [
    '--b',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Gr=FC=DFe',
    '--b',
    'Content-Type: application/pdf; name="r\u00e9sum\u00e9.pdf"',
    'Content-Disposition: attachment; filename="../../etc/letter.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.alloc(3000).toString('base64'),
    '--b--',
  ].join('\r\n');
  const { text } = await logged(services, eml([...head, 'Content-Type: multipart/mixed; boundary=b'], body));
  expect(text).toContain('Gr\u00fc\u00dfe');
  expect(text).toContain('Attachment: ../../etc/letter.pdf (application/pdf, 3 kB)');
});

const broken: readonly [string, Buffer][] = [
  [
    'multipart without an end',
    eml([...head, 'Content-Type: multipart/mixed; boundary=b'], '--b\r\nContent-Type: text/plain\r\n\r\nHello'),
  ],
  ['multipart without a boundary', eml([...head, 'Content-Type: multipart/mixed'], 'Hello')],
  ['a charset that nobody knows', eml([...head, 'Content-Type: text/plain; charset=klingon'], 'Hello')],
  ['broken base64', eml([...head, 'Content-Transfer-Encoding: base64'], '!!!! not base64')],
  ['an encoding that nobody knows', eml([...head, 'Content-Transfer-Encoding: x-foo'], 'Hello')],
  ['no body', eml(head, '')],
  ['no From', eml(head.filter((line) => !line.startsWith('From')))],
  ['a From that is none', eml([...head.filter((line) => !line.startsWith('From')), 'From: <<>>,,;;@'])],
  ['several senders', eml([...head.filter((line) => !line.startsWith('From')), 'From: a@example.net, b@example.net'])],
  ['control characters', eml([...head, 'X: \u0000\u001b'], 'a\u0000b\u001b[2J\ud800')],
  [
    'a thousand levels',
    eml(
      [...head, 'Content-Type: multipart/mixed; boundary=b0'],
      Array.from(
        { length: 1000 },
        (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n`,
      ).join('\r\n'),
    ),
  ],

  ['nothing at all', Buffer.alloc(0)],
  ['noise', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256))],
];

test('a mail is logged however broken it is, and can be read back', async () => {
  await using services = await openTestServices();
  for (const [what, mail] of broken) {
    const log = {
      channel: 'mail',
      eml: mail,
      kinds: [],
      receivedAt: '2026-11-20T09:00:00Z',
      actor: 'command',
    } as const;
    const result = await services.requests.log(log);
    if (!result.ok) throw new Error(`${what}: ${result.problems.join()}`);
    const { reference } = result.value;
    expect(await services.requests.show(reference), what).toMatchObject({ ok: true, value: { kinds: ['other'] } });
    expect((await services.requests.sources(reference))[0]?.equals(mail), what).toBe(true);
  }
  expect(await services.requests.list()).toHaveLength(broken.length);
});

test('a mail of 20 MB is logged and read back', async () => {
  await using services = await openTestServices();
  const mail = eml(head, `${'All about me. '.repeat(71)}\r\n`.repeat(20_000));
  expect(mail.length).toBeGreaterThan(19e6);
  const { reference, text } = await logged(services, mail);
  expect(text.length).toBeLessThan(101_000);
  expect(text).toContain('The rest stands in the original mail.');
  expect((await services.requests.sources(reference))[0]?.equals(mail)).toBe(true);
});

test.each([
  ['Auto-Submitted: auto-replied', 'maria@example.net'],
  ['Precedence: bulk', 'maria@example.net'],
  ['X-Nothing: x', 'no-reply@example.net'],
  ['X-Nothing: x', 'MAILER-DAEMON@example.net'],
  ['X-Nothing: x', 'privacy@whitrack.com'],
])(
  'a machine is not written to (%s, %s), and the request waits for staff, never closed by itself',
  async (header, from) => {
    await using services = await openTestServices();
    const request = await logged(
      services,
      eml([header, ...head.filter((line) => !line.startsWith('From')), `From: ${from}`]),
    );
    expect(request).toMatchObject({ isAsked: false, hasAddress: false });
    expect(request.text).toContain(from);
    services.clock.set('2027-02-01T12:00:00Z');
    await services.requests.runJobs();
    expect(await mailsOf(services)).toEqual([]);
    expect(await services.requests.show(request.reference)).toMatchObject({ value: { closedOn: null } });
    expect(await services.requests.reply(request.reference, { message: 'Hello', actor: 'command' })).toEqual({
      ok: true,
      value: { delivery: 'by-post' },
    });
  },
);

test('a letter or a call is logged with what staff say of it, and answered by post', async () => {
  await using services = await openTestServices();
  const result = await services.requests.log({
    channel: 'post',
    kinds: ['access', 'objection_marketing'],
    name: 'Charles Babbage',
    details: 'A letter of two pages.',
    receivedAt: '2026-11-20T09:00:00+02:00',
    actor: 'command',
  });
  expect(result).toMatchObject({ value: { receivedOn: '2026-11-20', dueOn: '2026-11-20', isAsked: false } });
  if (!result.ok) return;
  expect(await services.requests.show(result.value.reference)).toMatchObject({
    value: {
      channel: 'post',
      kinds: ['access', 'objection_marketing'],
      person: { name: 'Charles Babbage', email: null },
    },
  });
});

test('a request that is logged long after it came is not closed before its sender could confirm', async () => {
  await using services = await openTestServices({ now: '2026-12-21T12:00:00Z' });
  const { reference, daysLeft } = await logged(services, eml(head), ['access']);
  expect(daysLeft).toBe(-16);
  const [mail] = await mailsWith(services, 'request-confirm');
  expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain('still not confirmed on December 28, 2026, we close');
  await services.requests.runJobs();
  services.clock.set('2026-12-28T11:59:59Z');
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toMatchObject({ value: { closedOn: null } });
  services.clock.set('2026-12-28T12:00:00Z');
  await services.requests.runJobs();
  expect(await services.requests.show(reference)).toMatchObject({ value: { outcome: 'unconfirmed' } });
});

test('what staff mistype is refused, and nothing is logged', async () => {
  await using services = await openTestServices();
  const log = { channel: 'phone', kinds: [], name: 'Ada', receivedAt: '2026-11-20T09:00:00Z' } as const;
  expect(await services.requests.log({ ...log, kinds: ['teleportation'], actor: 'command' })).toEqual({
    ok: false,
    problems: ['kind-unknown'],
  });
  expect(await services.requests.log({ ...log, email: 'ada', actor: 'command' })).toEqual({
    ok: false,
    problems: ['email-invalid'],
  });
  expect(await services.requests.log({ channel: 'phone', kinds: ['access'], actor: 'command' })).toEqual({
    ok: false,
    problems: ['nothing-to-log'],
  });
  expect(await services.requests.list({ all: true })).toEqual([]);
});
