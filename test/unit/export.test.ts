import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { copies as copyVerbs } from '../../server/consent/copies.ts';
import { bind } from '../../server/context.ts';
import { archiveOf } from '../../server/personal-data/archive/archive.ts';
import { toArchive } from '../../server/personal-data/archive/files.ts';
import { exportsOfAccount } from '../../server/personal-data/export.ts';
import { inventory, type Treatment } from '../../server/personal-data/inventory.ts';
import { reached, under } from '../../server/rate-limits/rate-limits.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import { toCsv } from '../../src/library/model/files/csv.ts';
import { sourceOf } from '../../src/library/model/library.ts';
import { exportWords, tableWords } from '../../src/words/account/export.ts';
import { signUpConfirmed, someVisitor } from '../support/accounts.ts';
import { ada as adasAccount, leaveTraces } from '../support/ada.ts';
import { agreeForm, agreementsWith } from '../support/agreements.ts';
import { fixtureLibrary } from '../support/library.ts';
import { promise } from '../support/promise.ts';
import { contextOf, formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const fileOf = (table: string) => tableWords[table]?.file ?? table;

async function exported(services: Services, accountId = adasAccount.accountId) {
  const session = { id: 'a-session', accountId, isFresh: true };
  const form = formOf({ stamp: services.formTokens.issue('export-account', session.id) });
  const made = await services.personalData.exportAll(form, session);
  if (!made.ok) throw new Error(made.problems.join());
  const files = unzipSync(made.value.archive);
  return { ...made.value, files, text: (name: string) => strFromU8(files[name] ?? new Uint8Array()) };
}

test(
  'an export holds every table as JSON and as CSV, and the mails and files as they reached us',
  promise('export'),
  async () => {
    await using services = await openTestServices();
    const { logged } = await leaveTraces(services);
    const personalData = await services.personalData.dataOf(adasAccount);
    const { fileName, files, text } = await exported(services);

    expect(fileName).toBe('account-2026-11-23.zip');
    const tables = Object.keys(personalData.tables);
    expect(tables.length).toBeGreaterThan(12);
    expect(Object.keys(tableWords).sort()).toEqual(tables.sort());
    const expected = tables.flatMap((name) => [`csv/${fileOf(name)}.csv`, `json/${fileOf(name)}.json`]);
    const [attached] = personalData.tables['request_files'] ?? [];
    const sent = [
      'files/received-mails/received-mail-of-ada.eml',
      `files/requests/${logged}.eml`,
      `files/${attached?.['path']}`,
    ];
    expect(Object.keys(files).sort()).toEqual(['index.html', ...sent, ...expected].sort());
    for (const name of tables) {
      const rows = personalData.tables[name] ?? [];
      expect(JSON.parse(text(`json/${fileOf(name)}.json`))).toEqual(rows);
      const [heads, ...lines] = readCsv(text(`csv/${fileOf(name)}.csv`));
      expect(lines).toHaveLength(rows.length);
      // Each by a name that people know, also where the file holds no row.
      const { columns } = tableWords[name] ?? { columns: {} };
      expect(heads).toEqual(Object.values(columns));
      expect(new Set(heads).size).toBe(heads?.length);
      for (const row of rows) expect(Object.keys(columns)).toEqual(expect.arrayContaining(Object.keys(row)));
    }
    expect(text(`files/requests/${logged}.eml`)).toContain('Forget the Difference.');
    expect(text(`files/${attached?.['path']}`)).toBe('The Analytical Engine.');
    expect(text('csv/account.csv')).toContain('"Ada Lovelace"');
  },
);

test('an export says what it holds and what it leaves out, with the reason', promise('export'), async () => {
  await using services = await openTestServices();
  await leaveTraces(services);
  const { text } = await exported(services);
  const readme = text('index.html');
  for (const [table, personalData] of Object.entries(inventory)) {
    for (const [column, treatment] of Object.entries(personalData as Record<string, Treatment>)) {
      if (typeof treatment !== 'object' || !('excluded' in treatment)) continue;
      expect(readme).toContain(treatment.excluded);
      expect(readme).toContain(`${table}.${column}`);
    }
  }
  expect(readme).toContain('Your account (1)');
  expect(readme).toContain('Your name, your address');
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
    .values({ holder_id: account.id, digest: 'code-digest', used_at: null })
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
  // The first nineteen are counted without being made.
  const counted = under(exportsOfAccount, ofAda.account.id);
  for (let n = 0; n < 19; n += 1) expect(await reached(services.ctx, counted)).toBeNull();
  await exported(services, ofAda.account.id);
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
      const form = formOf({ stamp: services.formTokens.issue('address', grace.session.id), email });
      expect(await services.accounts.askAddress(form, someVisitor(), grace.session)).toMatchObject({ ok: true });
      const { text } = await exported(services, grace.account.id);
      return [text('json/emails.json'), text('json/account-links.json')].join();
    };
    const reset = formOf({ stamp: services.formTokens.issue('reset'), website: '', email: 'grace@example.com' });
    expect(await services.accounts.askReset(reset, someVisitor())).toMatchObject({ ok: true });
    const ofGrace = await askAddress('nobody@example.com');
    expect(ofGrace).toContain('http://localhost:4321/account/reset/…/');
    expect(ofGrace).not.toContain('nobody@example.com');
    expect(await askAddress('ada@example.com')).not.toContain('ada@example.com');

    const ofAda = (await exported(services)).text('json/emails.json');
    expect(ofAda).toContain('/requests/');
    expect(ofAda).toContain('/updates/confirm/…/');
    expect(ofAda).not.toContain(caseToken);
    for (const mails of [ofGrace, ofAda]) expect(mails).not.toMatch(/https?:\S*[\w-]{43}/);
  },
);

test('an export is made by its own form, in its own session, just after the password, for the account of that session', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services);
  const { formTokens, personalData } = services;
  for (const stamp of [
    '',
    formTokens.issue('export-account', 'another'),
    formTokens.issue('delete-account', session.id),
  ])
    expect(await personalData.exportAll(formOf({ stamp }), session)).toEqual({ ok: false, problems: ['form-expired'] });
  const stamp = formTokens.issue('export-account', session.id);
  const stale = { ...session, isFresh: false };
  expect(await personalData.exportAll(formOf({ stamp }), stale)).toEqual({ ok: false, problems: ['password-needed'] });
  expect(await personalData.exportAll(formOf({ stamp, accountId: 'other' }), session)).toEqual({
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

const head = {
  ...{ origin: 'http://localhost:4321', siteName: 'Whitrack Legal', company: 'Whitrack' },
  at: new Date('2026-11-23T12:00:00Z'),
};

test('whatever somebody wrote stands in the page of an export as words, and does nothing', promise('export'), () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</title></style></main><script>',
    '<!-- ',
    'javascript:alert(1)',
    '2026-99-99T00:00:00Z',
    '2026-13-45',
  ];
  for (const words of hostile) {
    const tables = Object.fromEntries(
      Object.entries(tableWords).map(([name, { columns }]) => [
        name,
        [Object.fromEntries([...Object.keys(columns), words].map((column) => [column, words]))],
      ]),
    );
    const files = unzipSync(toArchive({ personalData: { tables, files: {} }, copies: [], head }));
    const html = strFromU8(files['index.html'] ?? new Uint8Array());
    expect(html).toContain(words.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'));
    const tags = [...html.matchAll(/<(?![/!])([a-z][a-z0-9]*)([^>]*)>/gi)];
    expect(new Set(tags.map(([, tag]) => tag))).toEqual(
      new Set('html head meta title style body main h1 h2 p ul li a bdi dl dt dd small'.split(' ')),
    );
    expect(tags.filter(([, , attributes]) => /\son\w|javascript:|http/i.test(attributes ?? '')).length).toBe(1);
    expect(html).toContain("default-src 'none'");
  }
});

test('the page of an export leads to each of its files, and says what is empty', async () => {
  await using services = await openTestServices();
  await leaveTraces(services);
  const { files, text } = await exported(services);
  const html = text('index.html');
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => `#${id}`));
  const links = [...html.matchAll(/ href="([^"]+)"/g)].map(([, to = '']) => to);
  expect(links.filter((to) => !(to.startsWith('#') ? ids.has(to) : to in files))).toEqual([]);
  expect(Object.keys(files).filter((name) => !links.includes(name))).toEqual(['index.html']);
  expect(html).toContain('November 23, 2026');
  expect(html).toContain(exportWords.nothing);
});

test('an export holds the signed copy of each agreement with its text, and the receipt', async () => {
  await using services = await openTestServices();
  const signatory = await signUpConfirmed(services);
  const { agreements, documents } = agreementsWith(services, [['2026-11-23', null]]);
  const business = '<b>Analytical & Works</b>';
  const agreed = await agreements.agree(
    agreeForm(services, signatory, { version: '2026-11-23', list: '', business }),
    signatory.session,
  );
  expect(agreed).toMatchObject({ ok: true });
  const copies = bind(contextOf(services, { documents }), copyVerbs);
  const [copy, ...others] = await copies.all(signatory.account.id);
  expect(others).toEqual([]);
  const sourceSha256 = sha256(sourceOf({ root: fixtureLibrary }, 'dpa', '2026-11-23'));
  // As the library has it: the versions of these tests are nobody's bytes.
  const texts = copy?.texts.map((text) => ({ ...text, sourceSha256 })) ?? [];
  const order = {
    personalData: await services.personalData.dataOf({
      accountId: signatory.account.id,
      email: 'ada@example.com',
    }),
    copies: copy ? [{ ...copy, texts }] : [],
    content: fixtureLibrary,
    head,
  };
  const files = unzipSync(await archiveOf(order));

  const names = Object.keys(files).filter((name) => name.startsWith('agreements/'));
  expect(names).toEqual([
    expect.stringMatching(/^agreements\/dpa-2026-11-23-[0-9a-f]{8}\.html$/),
    expect.stringMatching(/^agreements\/dpa-2026-11-23-[0-9a-f]{8}-receipt\.json$/),
  ]);
  const [html = '', receipt = ''] = names.map((name) => strFromU8(files[name] ?? new Uint8Array()));
  expect(html).toContain('&lt;b&gt;Analytical &amp; Works&lt;/b&gt;');
  expect(html).toContain('Ada Lovelace, Director');
  expect(html).toContain('<h2><bdi>For Whitrack</bdi></h2>');
  expect(html).toContain('http://localhost:4321/dpa/2026-11-23/');
  expect(html).toMatch(/<h3[ >]/);
  expect(html).not.toMatch(/ href="\//);
  expect(JSON.parse(receipt)).toEqual(copy?.receipt);
  await expect(archiveOf({ ...order, copies: copy ? [copy] : [] })).rejects.toThrow('is not what was published');
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

  let turns = 0;
  let isMade = false;
  const turning = (async () => {
    for (; !isMade; turns += 1) await setImmediate();
  })();

  const archive = await archiveOf({ personalData: { tables: {}, files }, copies: [], content: fixtureLibrary, head });
  isMade = true;
  await turning;

  expect(archive.length).toBeGreaterThan(9_000_000);
  // Made on this thread, it would have let others have one.
  expect(turns).toBeGreaterThan(20);
});
