import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { archiveOf } from '../../server/erasure/archive.ts';
import { type Holding, inventory } from '../../server/erasure/inventory.ts';
import { toCsv } from '../../src/library/model/csv.ts';
import { signUpConfirmed, someVisitor } from '../support/accounts.ts';
import { ada as adasAccount, leaveTraces } from '../support/ada.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

async function exported(services: Services, accountId = adasAccount.accountId) {
  const session = { id: 'a-session', accountId, isFresh: true };
  const form = formOf({ stamp: services.stamps.issue('export-account', session.id) });
  const made = await services.erasure.exportAll(form, session);
  if (!made.ok) throw new Error(made.problems.join());
  const files = unzipSync(made.value.archive);
  return { ...made.value, files, text: (name: string) => strFromU8(files[name] ?? new Uint8Array()) };
}

test(
  'an export holds every table as JSON and as CSV, and the mails as they reached us',
  promise('export'),
  async () => {
    await using services = await openTestServices();
    const { logged } = await leaveTraces(services);
    const holdings = await services.erasure.holdingsOf(adasAccount);
    const { fileName, files, text } = await exported(services);

    expect(fileName).toBe('account-2026-11-23.zip');
    const tables = Object.keys(holdings.tables);
    expect(tables.length).toBeGreaterThan(12);
    const expected = tables.flatMap((name) => [`csv/${name}.csv`, `json/${name}.json`]);
    expect(Object.keys(files).sort()).toEqual(['README.txt', `files/requests/${logged}.eml`, ...expected].sort());
    for (const name of tables) {
      expect(JSON.parse(text(`json/${name}.json`))).toEqual(holdings.tables[name]);
      expect(readCsv(text(`csv/${name}.csv`))).toHaveLength(
        (holdings.tables[name]?.length ?? 0) + (holdings.tables[name]?.length ? 1 : 0),
      );
    }
    expect(text(`files/requests/${logged}.eml`)).toContain('Forget the Difference.');
    expect(text('csv/account.csv')).toContain('"Ada Lovelace"');
  },
);

test('an export says what it holds and what it leaves out, with the reason', promise('export'), async () => {
  await using services = await openTestServices();
  await leaveTraces(services);
  const { text } = await exported(services);
  const readme = text('README.txt');
  for (const [table, holdings] of Object.entries(inventory)) {
    for (const [column, holding] of Object.entries(holdings as Record<string, Holding>)) {
      if (typeof holding !== 'object') continue;
      expect(readme).toContain(holding.excluded);
      expect(readme).toContain(`${table}.${column}`);
    }
  }
  expect(readme).toContain('- account (1): Your name');
  expect(readme).toContain('http://localhost:4321');
});

test('an export holds no password, no secret and nothing that lets somebody in', promise('export'), async () => {
  await using services = await openTestServices();
  const { account, cookies, password } = await signUpConfirmed(services);
  await services.db
    .insertInto('second_factor')
    .values({
      account_id: account.id,
      secret_sealed: 'sealed-secret',
      confirmed_at: '2026-11-23T12:00:00Z',
      last_step: 7,
    })
    .execute();
  await services.db
    .insertInto('recovery_code')
    .values({ account_id: account.id, digest: 'code-digest', used_at: null })
    .execute();
  const { password_hash } = await services.db.selectFrom('account').select('password_hash').executeTakeFirstOrThrow();
  const { id: session } = await services.db.selectFrom('session').select('id').executeTakeFirstOrThrow();
  const { files } = await exported(services, account.id);
  const all = Object.values(files)
    .map((file) => strFromU8(file))
    .join('\n');
  expect(all).toContain('ada@example.com');
  for (const secret of [password, cookies.split('=')[1], password_hash, session, 'sealed-secret', 'code-digest'])
    expect(all).not.toContain(secret);
});

test('one account has twenty exports an hour made, and keeps nobody else from theirs', async () => {
  await using services = await openTestServices();
  const [ofAda, ofGrace] = [
    await signUpConfirmed(services),
    await signUpConfirmed(services, { email: 'grace@example.com', name: 'Grace Hopper' }),
  ];
  for (let n = 0; n < 20; n += 1) await exported(services, ofAda.account.id);
  await expect(exported(services, ofAda.account.id)).rejects.toThrow('too-many-exports');
  await exported(services, ofGrace.account.id);
  services.clock.set('2026-11-23T14:00:00Z');
  await exported(services, ofAda.account.id);
});

test(
  'no link that an export holds lets anybody in, or shows that an address is somebody’s',
  promise('export'),
  async () => {
    await using services = await openTestServices();
    const { caseToken } = await leaveTraces(services);
    const grace = await signUpConfirmed(services, { email: 'grace@example.com', name: 'Grace Hopper' });
    const askAddress = async (email: string) => {
      const form = formOf({ stamp: services.stamps.issue('address', grace.session.id), email });
      expect(await services.accounts.askAddress(form, someVisitor(), grace.session)).toMatchObject({ ok: true });
      const { text } = await exported(services, grace.account.id);
      return [text('json/mails.json'), text('json/account_links.json')].join();
    };
    const reset = formOf({ stamp: services.stamps.issue('reset'), website: '', email: 'grace@example.com' });
    expect(await services.accounts.askReset(reset, someVisitor())).toMatchObject({ ok: true });
    const ofGrace = await askAddress('nobody@example.com');
    expect(ofGrace).toContain('http://localhost:4321/account/reset/…/');
    expect(ofGrace).not.toContain('nobody@example.com');
    expect(await askAddress('ada@example.com')).not.toContain('ada@example.com');

    const ofAda = (await exported(services)).text('json/mails.json');
    expect(ofAda).toContain('/requests/');
    expect(ofAda).toContain('/updates/confirm/…/');
    expect(ofAda).not.toContain(caseToken);
    for (const mails of [ofGrace, ofAda]) expect(mails).not.toMatch(/https?:\S*[\w-]{43}/);
  },
);

test('an export is made by its own form, in its own session, just after the password, for the account of that session', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services);
  const { stamps, erasure } = services;
  for (const stamp of ['', stamps.issue('export-account', 'another'), stamps.issue('delete-account', session.id)])
    expect(await erasure.exportAll(formOf({ stamp }), session)).toEqual({ ok: false, problems: ['form-expired'] });
  const stamp = stamps.issue('export-account', session.id);
  const stale = { ...session, isFresh: false };
  expect(await erasure.exportAll(formOf({ stamp }), stale)).toEqual({ ok: false, problems: ['password-needed'] });
  expect(await erasure.exportAll(formOf({ stamp, accountId: 'other' }), session)).toEqual({
    ok: false,
    problems: ['form-field-unknown'],
  });
});

test('no field of a CSV begins as a formula does, and each is read back as it was', promise('export'), () => {
  const beginning = fc.constantFrom(
    '',
    '=',
    '+',
    '-',
    '@',
    '\t=',
    '\r',
    '\n',
    ' =',
    '＝',
    '"',
    "'",
    '=cmd|calc',
    '\u200b=',
  );
  const field = fc.tuple(beginning, fc.string({ unit: 'binary' })).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(fc.record({ one: field, other: field }), { minLength: 1 }), (rows) => {
      const [, ...lines] = readCsv(toCsv(rows));
      const fields = lines.flat();
      expect(fields.filter((text) => /^[\t\r\n]|^[\s\p{Cf}]*[=+\-@＝＋－＠]/u.test(text))).toEqual([]);
      const original = rows.flatMap(({ one, other }) => [one, other]);
      expect(fields.map((text, at) => (text === original[at] ? text : text.slice(1)))).toEqual(original);
    }),
  );
});

test('numbers stay numbers, what is missing is empty, and an empty table is an empty file', () => {
  expect(
    toCsv([
      { a: -1, b: null },
      { a: 2, b: true },
    ]),
  ).toBe('"a","b"\r\n"-1",""\r\n"2","true"\r\n');
  expect(toCsv([])).toBe('');
});

/** RFC 4180, every field in quotes. */
function readCsv(text: string): string[][] {
  const csv = text.replace(/^\ufeff/, '');
  const lines: string[][] = [];
  let fields: string[] = [];
  for (const [, field = '', end] of csv.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
    fields.push(field.replaceAll('""', '"'));
    if (end === '\r\n') {
      lines.push(fields);
      fields = [];
    }
  }
  return lines;
}

test('an archive is made while everybody else is served, however large it is', async () => {
  const mail = () => randomBytes(3_000_000);
  const files = { 'requests/1.eml': mail(), 'requests/2.eml': mail(), 'requests/3.eml': mail() };
  const head = { origin: 'http://localhost:4321', siteName: 'Whitrack Legal', at: new Date('2026-11-23T12:00:00Z') };
  let turns = 0;
  let isMade = false;
  const turning = (async () => {
    for (; !isMade; turns += 1) await setImmediate();
  })();

  const archive = await archiveOf({ holdings: { tables: {}, files }, head });
  isMade = true;
  await turning;

  expect(archive.length).toBeGreaterThan(9_000_000);
  // Made on this thread, it would have let others have one.
  expect(turns).toBeGreaterThan(20);
});
