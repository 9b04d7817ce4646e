import { expect, test } from 'vitest';
import type { Correction } from '../../server/requests/staff/corrections.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { admin } from '../support/admin.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { answerAsDone, confirmed, mailsWith, submitted } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const date = 'Date: Sun, 22 Nov 2026 09:00:00 +0000';

function mailOf(from: string, body: string | Buffer = 'Please.', ...headers: string[]): Buffer {
  const head = [date, `From: ${from}`, 'Subject: My data', ...headers].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body as string)]);
}

async function logged(services: Services, eml: Buffer, said: Partial<Correction> = {}) {
  const result = await services.requests.log({ channel: 'mail', eml, kinds: [], ...said, actor: 'command' });
  if (!result.ok) throw new Error(result.problems.join());
  const shown = await services.requests.show(result.value.reference);
  if (!shown.ok) throw new Error(shown.problems.join());
  return { ...shown.value, text: shown.value.case.messages[0]?.text ?? '' };
}

test.each([
  ['Ada <ada@bücher.example>', 'ada@xn--bcher-kva.example'],
  ['=?utf-8?q?Lovelace=2C_Ada?= <ada@example.com>', 'ada@example.com'],
  ['"Eve <eve@example.com>" <ada@example.com>', 'ada@example.com'],
  ['ada@example.com (Ada)', 'ada@example.com'],
  ['a@example.com, b@example.com', null],
  ['a@example.com\r\nFrom: b@example.com', null],
  ['Team: a@example.com, b@example.com;', null],
  ['ada@good.example(x)evil.example', null],
  ['ada(x)@evil.example', null],
  ['<ada@good.example(x)evil.example>', null],
  ['"ada@good.example"@evil.example', null],
  ['mar\u212a@example.com', null],
])('of a mail from %s the author is %s', async (from, address) => {
  await using services = await openTestServices();
  const { person, isConfirmed } = await logged(services, mailOf(from));
  expect(person?.email).toBe(address);
  expect(isConfirmed).toBe(false);
  expect((await mailsWith(services, 'request-confirm')).map(({ to }) => to)).toEqual(address ? [address] : []);
});

test('of several authors all are shown, and none of them adds to the request of another', async () => {
  await using services = await openTestServices();
  const { text } = await logged(services, mailOf('Ada <ada@example.com>, Eve <eve@example.com>', 'one'));
  expect(text).toContain('From: Ada <ada@example.com>, Eve <eve@example.com>');
  const reference = await submitted(services);
  for (const from of ['ada@example.com, eve@example.com', 'ada@example.com\r\nFrom: eve@example.com']) {
    const added = await services.requests.add(reference, { eml: mailOf(from), actor: 'command' });
    expect(added).toEqual({ ok: false, problems: ['sender-other'] });
  }
});

test('what is not UTF-8 is read as windows-1252, whatever it says of itself', async () => {
  await using services = await openTestServices();
  const grüße = Buffer.from('Gr\u00fc\u00dfe \u0096 M\u00fcller', 'latin1');
  const types = ['X-Type: none', 'Content-Type: text/plain', 'Content-Type: text/plain; charset=utf-8'];
  for (const type of types) {
    const { text } = await logged(services, mailOf('ada@example.com', grüße, type));
    expect(text).toContain('Gr\u00fc\u00dfe \u2013 M\u00fcller');
  }
  const encoded = mailOf('ada@example.com', 'Gr=FC=DFe', 'Content-Transfer-Encoding: quoted-printable');
  expect((await logged(services, encoded)).text).toContain('Gr\u00fc\u00dfe');
  const labelled = mailOf('ada@example.com', Buffer.from([0xb1]), 'Content-Type: text/plain; charset=iso-8859-2');
  expect((await logged(services, labelled)).text).toContain('\u0105');
  expect((await logged(services, mailOf('ada@example.com', 'Grüße in UTF-8'))).text).toContain('Grüße in UTF-8');
});

test('the names of old mail programs are read as windows-1252 too', async () => {
  await using services = await openTestServices();
  const eml = Buffer.from(`${date}\r\nFrom: J\u00fcrgen <j@example.com>\r\nSubject: L\u00f6schen\r\n\r\nx`, 'latin1');
  const { person, text } = await logged(services, eml);
  expect(person?.name).toBe('Jürgen');
  expect(text).toContain('Subject: Löschen');
});

test('what a page says of its own letters is obeyed, where the mail says nothing', async () => {
  await using services = await openTestServices();
  const html = 'Content-Type: text/html';
  const page = (meta: string, ...bytes: number[]) =>
    Buffer.concat([Buffer.from(`<html><head>${meta}</head><body>`), Buffer.from(bytes)]);
  const metas = ['<meta charset="koi8-r">', '<meta http-equiv=Content-Type content="text/html; charset=koi8-r">'];
  for (const meta of metas) {
    expect((await logged(services, mailOf('ada@example.com', page(meta, 0xc4, 0xc1), html))).text).toContain('да');
  }
  const labelled = mailOf('ada@example.com', page('<meta charset=koi8-r>', 0xe4), `${html}; charset=iso-8859-1`);
  expect((await logged(services, labelled)).text).toContain('ä');
});

test('what cannot be seen, or turns the words, does not get from a mail onto a page', async () => {
  await using services = await openTestServices();
  const eml = mailOf('=?utf-8?q?Ada_=E2=80=AEecalevoL=E2=80=8B?= <ada@example.com>', 'Delete \u202eeverything\u2066.');
  const { person, text } = await logged(services, eml);
  expect(person?.name).toBe('Ada \ufffdecalevoL');
  expect(text).toContain('Delete \ufffdeverything\u2066.');
});

test('a long name is cut between characters', async () => {
  await using services = await openTestServices();
  const { person } = await logged(services, mailOf(`${'a'.repeat(199)}😀 <ada@example.com>`));
  expect(person?.name).toBe('a'.repeat(199));
});

test('an agent’s mail to opt out does not act on the agent’s own address', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const agent = await signUpConfirmed(services, { email: 'agent@example.com' });
  await answerAs(services, agent, 'give');
  const eml = mailOf('agent@example.com');
  const kinds = ['withdraw_consent', 'objection_marketing'];

  expect(await services.requests.log({ channel: 'mail', eml, kinds, actor: 'command' })).toEqual({
    ok: false,
    problems: ['relation-missing'],
  });
  const behalf = 'Ada <ada@bücher.example>';
  const { relation, person, case: shown } = await logged(services, eml, { kinds, relation: 'agent', behalf });
  expect({ relation, behalf: person?.behalf }).toEqual({ relation: 'agent', behalf });
  expect(shown.items.every(({ tookEffectOn }) => tookEffectOn !== null)).toBe(true);

  expect(await services.consents.state(agent.account.id, 'ai-training')).toMatchObject({ given: true });
  const suppressed = await services.db.selectFrom('suppression').select('address_index').execute();
  const index = services.blindIndex.index('ada@xn--bcher-kva.example');
  expect(suppressed.map(({ address_index }) => address_index)).toEqual([index, index]);
});

test('who asks, from where and for what can be corrected later', async () => {
  await using services = await openTestServices();
  const { reference } = await logged(services, mailOf('agent@example.com'), {
    kinds: ['objection_marketing', 'access'],
    relation: 'none',
  });
  const other = await services.requests.log({
    channel: 'mail',
    eml: mailOf('agent@example.com', 'Mine.'),
    kinds: ['opt_out_sale_sharing'],
    relation: 'none',
    actor: 'command',
  });
  expect(other).toMatchObject({ ok: true });

  const kinds = ['objection_marketing', 'erasure'];
  expect(await services.requests.correct(reference, { kinds: ['erasure'], actor: 'command' })).toEqual({
    ok: false,
    problems: ['item-settled'],
  });
  expect(
    await services.requests.correct(reference, {
      kinds,
      relation: 'agent',
      behalf: 'Ada, ada@example.com',
      region: 'US-CA',
      actor: 'command',
    }),
  ).toEqual({ ok: true, value: { kinds: ['erasure', 'objection_marketing'], actedOnAgent: true } });

  expect(await services.requests.show(reference)).toMatchObject({
    value: {
      kinds: ['erasure', 'objection_marketing'],
      relation: 'agent',
      person: { behalf: 'Ada, ada@example.com', region: 'US-CA', email: 'agent@example.com' },
    },
  });
  const suppressed = await services.db
    .selectFrom('suppression')
    .select(['address_index', 'kind'])
    .orderBy('kind')
    .execute();
  expect(suppressed).toEqual([
    { address_index: services.blindIndex.index('ada@example.com'), kind: 'objection_marketing' },
    { address_index: services.blindIndex.index('agent@example.com'), kind: 'opt_out_sale_sharing' },
  ]);
});

test('a correction that says nothing right is refused in words, and changes nothing', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services, { kind: ['access'] });
  const before = await services.requests.show(reference);
  const correct = async (...words: string[]) => await admin(services, ['requests', 'correct', reference, ...words]);

  expect(await correct()).toMatchObject({ code: 1, complained: expect.stringContaining('Say what is right') });
  for (const [wrong, words] of [
    [['--kind', 'teleportation'], 'What can be asked: access'],
    [['--relation', 'friend'], 'Allowed choices are account-holder'],
  ] as const)
    expect(await correct(...wrong)).toMatchObject({ code: 64, complained: expect.stringContaining(words) });
  const both = await correct('--region', 'XX', '--behalf', 'a\u202eb');
  expect(both).toMatchObject({ code: 1, complained: expect.stringMatching(/no such place.*--behalf is one line/s) });
  expect(await services.requests.show(reference)).toEqual(before);
  const right = ['--relation', 'end-customer', '--business', 'Acme', '--region', 'DE'];
  expect(await correct(...right)).toMatchObject({ code: 0 });
  const after = await services.requests.show(reference);
  for (const same of [right, ['--kind', 'access', '--relation', 'end-customer'], ['--region', 'DE']]) {
    expect(await correct(...same)).toMatchObject({ code: 1, complained: expect.stringContaining('nothing differs') });
  }
  expect(await services.requests.show(reference)).toEqual(after);
  expect(await services.requests.show(reference)).toMatchObject({
    value: { relation: 'end-customer', person: { business: 'Acme', region: 'DE' } },
  });
  await answerAsDone(services, reference);
  expect(await services.requests.correct(reference, { kinds: [], region: 'FR', actor: 'command' })).toMatchObject({
    problems: ['request-closed'],
  });
});

test('open requests of one address are shown as belonging together, in whatever spelling', async () => {
  await using services = await openTestServices();
  const { reference: first } = await confirmed(services, { email: 'ada@bücher.example' });
  const { reference: second } = await logged(services, mailOf('ADA@xn--bcher-kva.example'));
  const closed = await submitted(services, { email: 'ada@bücher.example' });
  await services.requests.close(closed, { outcome: 'withdrawn', actor: 'command', message: 'As you wish.' });
  await submitted(services, { email: 'bob@example.com' });
  const call = {
    channel: 'phone',
    kinds: ['access'],
    name: 'Ada',
    receivedAt: '2026-11-20T09:00:00Z',
    actor: 'command',
  } as const;
  for (const _ of [1, 2]) await services.requests.log(call);

  const list = await services.requests.list({ all: true });
  const together = Object.fromEntries(list.map((entry) => [entry.reference, entry.together]));
  expect(together[first]).toEqual([second]);
  expect(together[second]).toEqual([first]);
  expect(together[closed]?.toSorted()).toEqual([first, second].toSorted());
  expect(list.filter(({ together }) => together.length > 0)).toHaveLength(3);
  expect(await services.requests.show(first)).toMatchObject({ value: { together: [second] } });

  const { printed } = await admin(services, ['requests', 'list']);
  expect(printed.split('\n').find((line) => line.startsWith(first))).toContain(`together with ${second}`);
  expect((await admin(services, ['requests', 'show', first])).printed).toContain(`Together  with ${second}`);
});
