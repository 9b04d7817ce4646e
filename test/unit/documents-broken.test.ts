import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wordingFiles } from '../../server/mail/writing/templates.ts';
import { openPublished } from '../../src/library/model/library.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { begin } from '../../src/library/publishing/new-document.ts';
import { check } from '../../src/library/review/check.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';
import { policy } from '../support/policy.ts';
import { type SmallLibrary, smallLibrary } from '../support/small-library.ts';

const today = '2027-02-01';

/** Words of programs, which say nothing to whoever writes the texts. */
const jargon =
  /acorn|closing tag|map keys|YAML|Invalid input|expected \w+, received|undefined|zod|Unexpected|E[A-Z]{4,}\b|not one that was foreseen|^\s+at |\bat \S+:\d+:\d+/m;

interface Damage {
  readonly file: string;
  spoil(library: ScratchLibrary): void;
}

const write = (file: string, text: string | Buffer): Damage => ({
  file,
  spoil: ({ root }) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  },
});
const edit = (file: string, from: string, to: string): Damage => ({
  file,
  spoil: (library) => library.edit(file, from, to),
});
const added = (file: string, text: string): Damage => ({
  file,
  spoil: ({ root }) => appendFileSync(join(root, file), text),
});
const removed = (file: string): Damage => ({
  file,
  spoil: ({ root }) => rmSync(join(root, file), { recursive: true }),
});
const folderAt = (file: string): Damage => ({
  file,
  spoil: ({ root }) => {
    rmSync(join(root, file), { force: true });
    mkdirSync(join(root, file), { recursive: true });
  },
});
const loop = (file: string): Damage => ({
  file,
  spoil: ({ root }) => {
    rmSync(join(root, file), { force: true });
    mkdirSync(dirname(join(root, file)), { recursive: true });
    symlinkSync(basename(file), join(root, file));
  },
});
/** As an old editor saves umlauts. */
const bytes = (file: string) => write(file, Buffer.from([0x6e, 0xe4, 0x68, 0x0a]));
const body = (text: string) => write('note/draft.mdx', `---\ntitle: Note\n---\n\n${text}\n`);
/** Nine names of nine names, nine times over. */
const bomb = Array.from('bcdefghij', (name, at) => {
  const before = String.fromCharCode(name.charCodeAt(0) - 1);
  return `${name}: &${name} [${Array(9)
    .fill(at === 0 ? 'x' : `*${before}`)
    .join(', ')}]\n`;
}).join('');

/** Two documents in order, of which the terms have a version that waits. */
let whole: SmallLibrary;

beforeAll(async () => {
  whole = smallLibrary();
  const next = whole.read('terms/draft.mdx').replace('within 30 days', 'within 20 days');
  whole.write('terms/draft.mdx', next);
  whole.freeze('terms', next, { publishedOn: '2027-01-20', effectiveOn: '2027-03-01' });
  for (const document of ['terms', 'note']) {
    await policy(whole.root, ['class', '--document', document, '--rest', 'plain'], today);
  }
});

afterAll(() => whole[Symbol.dispose]());

const by = ['--by', 'Ada', '--capacity', 'Counsel', '--reason', 'No.'];
const approved = ['--summary', 'More.', '--approved-by', 'Ada', '--capacity', 'Counsel'];
const commands: readonly (readonly string[])[] = [
  ['check'],
  ['check', '--json'],
  ['status'],
  ['compare', '--document', 'note'],
  ['review'],
  ['verify'],
  ['class', '--document', 'note', '--rest', 'plain'],
  ['publish', '--document', 'note', ...approved, '--class', 'editorial'],
  ['publish', '--document', 'note', ...approved, '--again'],
  ['import', '--document', 'note', '--git', 'nowhere', '--path', 'x.md'],
  ['postpone', '--document', 'terms', '--effective-on', '2027-04-01', ...by],
  ['cancel', '--document', 'terms', ...by],
  ['new', '--document', 'rules', '--title', 'Rules'],
  ['rename', '--document', 'note', '--to', 'remark'],
];

test('the library is in order before it is damaged', () => {
  expect(check(whole.root, { mail: wordingFiles, promises: true, today })).toEqual([]);
});

test.each<[string, Damage]>([
  ['company.yaml empty', write('company.yaml', '')],
  ['company.yaml is a list', write('company.yaml', '- a\n- b\n')],
  ['company.yaml with a quotation mark left open', edit('company.yaml', 'name: Acme', 'name: "Acme')],
  ['company.yaml with an entry twice', edit('company.yaml', 'name: Acme', 'name: Acme\nname: Acme')],
  ['company.yaml with a tab', edit('company.yaml', 'name: Acme', '\tname: Acme')],
  ['company.yaml with a colon in its words', edit('company.yaml', 'siteName: Acme Legal', 'siteName: Acme: Legal: x')],
  ['company.yaml without its zone', edit('company.yaml', 'timeZone: UTC\n', '')],
  ['company.yaml with an address that is none', edit('company.yaml', 'privacy@acme.example', 'privacy')],
  ['company.yaml with a number for a name', edit('company.yaml', 'name: Acme', 'name: 5')],
  ['company.yaml with a name that refers to nothing', edit('company.yaml', 'name: Acme', 'name: *other')],
  ['company.yaml with an empty entry', edit('company.yaml', 'name: Acme', 'name:')],
  ['company.yaml not in UTF-8', bytes('company.yaml')],
  ['company.yaml gone', removed('company.yaml')],
  ['company.yaml a folder', folderAt('company.yaml')],
  [
    'a fact confirmed that has no value',
    edit('company.yaml', 'confirmed: false', 'confirmed: { by: Ada, on: "2027-01-01" }'),
  ],
  ['retention.yaml gone', removed('retention.yaml')],
  ['retention.yaml a folder', folderAt('retention.yaml')],
  ['retention.yaml no list', write('retention.yaml', 'keep: long\n')],
  ['a list of subprocessors that is none', write('subprocessors/list.yaml', 'AWS\n')],
  ['a list of subprocessors with a bracket left open', write('subprocessors/list.yaml', '- id: [\n')],
  ['a list of subprocessors that is a folder', folderAt('subprocessors/list.yaml')],
  ['document.yaml gone', removed('note/document.yaml')],
  ['document.yaml a folder', folderAt('note/document.yaml')],
  ['document.yaml of an unknown kind', edit('note/document.yaml', 'kind: information', 'kind: contract')],
  ['document.yaml with words for a number', edit('note/document.yaml', 'noticeDays: 30', 'noticeDays: thirty')],
  ['document.yaml with a day too few', edit('note/document.yaml', 'noticeDays: 30', 'noticeDays: -1')],
  ['document.yaml with a slip in a name', edit('note/document.yaml', 'noticeDays', 'noticedays')],
  ['a draft without front matter', write('note/draft.mdx', 'Hello.\n')],
  ['a draft that is empty', write('note/draft.mdx', '')],
  ['a draft without a title', write('note/draft.mdx', '---\n---\n\nHello.\n')],
  ['a draft with a broken front matter', write('note/draft.mdx', '---\ntitle: "Note\n---\n\nHello.\n')],
  ['a draft with a title twice', write('note/draft.mdx', '---\ntitle: A\ntitle: B\n---\n\nHello.\n')],
  ['a draft that is a folder', folderAt('note/draft.mdx')],
  ['a draft not in UTF-8', bytes('note/draft.mdx')],
  ['a draft with a brace', body('Pay {amount.')],
  ['a draft with an expression', body('Pay {1 +}.')],
  ['a draft with a tag left open', body('<b>Pay.')],
  ['a draft with a tag of another', body('<Fact id="nothing" />')],
  ['a draft with a stray angle', body('a < b and <5')],
  ['a draft with a comment', body('<!-- later -->')],
  ['a draft with an id in braces', body('## Paying {#paying}')],
  ['a chain that is none', write('note/chain.jsonl', 'hello\n')],
  ['a chain without an end', write('note/chain.jsonl', '{"a":1}')],
  ['a chain that is a folder', folderAt('note/chain.jsonl')],
  ['a chain not in UTF-8', bytes('note/chain.jsonl')],
  ['a version gone', removed('note/2027-01-04.mdx')],
  ['a version that is a folder', folderAt('note/2027-01-04.mdx')],
  ['a version not in UTF-8', bytes('note/2027-01-04.mdx')],
  ['a mail that nobody sends', write('mail/notices/updates-notices.md', '---\nsubject: New\n---\n\nNew.\n')],
  ['a mail that is a folder', folderAt('mail/notices/updates-notice.md')],
  [
    'a mail with a colon in its subject',
    write('mail/notices/updates-confirm.md', '---\nsubject: New: {documents}\n---\n\n{link} {documents}\n'),
  ],
  ['a mail without its link', write('mail/notices/updates-confirm.md', '---\nsubject: New\n---\n\n{documents}\n')],
  ['a promise with a bracket left open', write('promises/one.yaml', 'quotes: [\n')],
  ['a promise that is a folder', folderAt('promises/one.yaml')],
  ['company.yaml with names of names', added('company.yaml', bomb)],
  ['company.yaml with a sign of no text', edit('company.yaml', 'name: Acme', 'name: Ac\0me')],
  ['company.yaml that leads to itself', loop('company.yaml')],
  ['company.yaml with a fact of an unknown form', edit('company.yaml', 'value: null', 'value: [a, b]')],
  ['company.yaml with facts that are a list', edit('company.yaml', 'facts:\n', 'facts: []\nothers:\n')],
  ['company.yaml in UTF-16', write('company.yaml', Buffer.from('name: Acme\n', 'utf16le'))],
  ['retention.yaml with names of names', write('retention.yaml', bomb)],
  ['retention.yaml not in UTF-8', bytes('retention.yaml')],
  ['a list of subprocessors not in UTF-8', bytes('subprocessors/list.yaml')],
  ['document.yaml empty', write('note/document.yaml', '')],
  ['document.yaml not in UTF-8', bytes('note/document.yaml')],
  ['document.yaml that leads to itself', loop('note/document.yaml')],
  ['document.yaml with names of names', added('note/document.yaml', bomb)],
  ['a draft with a sign of no text', body('Pay\0 it.')],
  ['a draft that leads to itself', loop('note/draft.mdx')],
  ['a draft with names of names above it', write('note/draft.mdx', `---\n${bomb}---\n\nHello.\n`)],
  ['a chain that leads to itself', loop('note/chain.jsonl')],
  ['a chain with a sign of no text', added('note/chain.jsonl', '\0\n')],
  ['a chain with a line twice', added('note/chain.jsonl', '{}\n')],
  ['a version with a sign more', added('note/2027-01-04.mdx', '.')],
  ['a version that leads to itself', loop('note/2027-01-04.mdx')],
  ['answers that lack what the law has us say', write('mail/requests/answers.yaml', 'locked: {}\n')],
  ['a mail that is empty', write('mail/notices/updates-notice.md', '')],
  ['a mail not in UTF-8', bytes('mail/notices/updates-notice.md')],
  ['a mail that leads to itself', loop('mail/notices/updates-notice.md')],
  ['a promise not in UTF-8', bytes('promises/one.yaml')],
  ['a promise that says nothing', write('promises/one.yaml', '')],
  ['a promise that leads to itself', loop('promises/one.yaml')],
  ['a list of plain sentences not in UTF-8', bytes('promises/plain/note.txt')],
  ['a list of plain sentences that is a folder', folderAt('promises/plain/note.txt')],
  ['a list of plain sentences that leads to itself', loop('promises/plain/note.txt')],
  ['a file that steers git', write('.gitattributes', '* text=auto\n')],
  ['a file of another kind', write('note/notes.mdx', 'Hello.\n')],
])('%s is told in words, with what to do, and ends no command in a trace', async (name, { file, spoil }) => {
  using library = scratchLibrary(whole.root);
  spoil(library);

  const found = check(library.root, { mail: wordingFiles, promises: true, today });
  const own = found.filter((problem) => problem.file === file);
  expect(own.length, found.map(showProblem).join('\n')).toBeGreaterThan(0);
  expect(found.map(showProblem).filter((line) => jargon.test(line))).toEqual([]);
  for (const { remedy } of found) expect(remedy).toMatch(/\S/);
  if (/UTF/.test(name)) expect(own.map(({ problem }) => problem).join()).toContain('not saved as UTF-8');

  for (const command of commands) {
    const { status, stdout, stderr } = await policy(library.root, command, today);
    // The name of the folder is chance, and could be anything.
    const said = `${stdout}${stderr}`.replaceAll(library.root, '');
    expect([0, 1]).toContain(status);
    expect(said, command.join(' ')).not.toMatch(jargon);
    // Whatever stands in other files, an emergency is none of theirs.
    if (command[0] === 'cancel') expect(said).toContain('is cancelled');
  }
});

test.each([
  [
    'whose front matter cannot be read',
    '---\ntitle: "Note\n---\n\nPay {amount}.\n\n## Ending\n',
    ['3: A quotation mark', '5: Words in braces', '7: The heading "Ending" has no id.'],
  ],
  [
    'without front matter',
    'Pay {amount}.\n\n<!-- later -->\n',
    ['1: The front matter is missing.', '1: Words in braces', '3: Comments cannot'],
  ],
  [
    'whose front matter does not end',
    '---\ntitle: Note\n\nPay <b>it.\n\n## Ending\n',
    ['1: The front matter is missing.', '4: <b> is not known.', '6: The heading "Ending" has no id.'],
  ],
  [
    'with components that are not whole',
    '---\ntitle: Note\n---\n\nBy <Fact id=x />.\n\nOf <Fact id={1 +} />.\n\n## Ending\n\nIt is <Fact "x" />.\n',
    [
      '5: <Fact id=x /> is not written as it must be.',
      '7: <Fact id={1 +} /> is not written as it must be.',
      '9: The heading "Ending" has no id.',
      '11: <Fact "x" /> is not written as it must be.',
    ],
  ],
])('of a draft %s all that is wrong is told at once', (_, text, expected) => {
  using library = scratchLibrary(whole.root);
  library.write('note/draft.mdx', text);

  const found = check(library.root).filter(({ file }) => file === 'note/draft.mdx');
  const said = found.map(({ line, problem }) => `${line}: ${problem}`);

  for (const one of expected) expect(said).toContainEqual(expect.stringContaining(one));
  expect(found.map(showProblem).filter((line) => jargon.test(line))).toEqual([]);
});

test.each([
  ['description', 'dpa/document.yaml', '\nrole: [\n'],
  ['draft', 'privacy/draft.mdx', '\nWe {keep it.\n'],
])('one %s that cannot be read is all that is told, whatever leads to it or is promised there', (_, file, text) => {
  using library = scratchLibrary();
  appendFileSync(join(library.root, file), text);

  const found = check(library.root, { promises: true, today: '2026-11-23' });

  expect(found.map(({ file }) => file)).toEqual([file]);
});

test.each(['privacy/draft.mdx', 'company.yaml', 'promises/plain/privacy.txt', 'mail/requests/request-received.md'])(
  'that git left both sides of a merge in %s is all that is told',
  (file) => {
    using library = scratchLibrary();
    mkdirSync(dirname(join(library.root, file)), { recursive: true });
    appendFileSync(join(library.root, file), '<<<<<<< HEAD\nOurs.\n=======\nTheirs.\n>>>>>>> branch\n');

    const found = check(library.root, { mail: wordingFiles, promises: true, today: '2026-11-23' });

    expect(found).toMatchObject([{ file, problem: expect.stringContaining('git left both') }]);
  },
);

test('a paragraph that cannot be read makes no heading look like another', () => {
  using library = scratchLibrary();
  appendFileSync(join(library.root, 'privacy/draft.mdx'), '\n## More [#more]\n\n<<<<<<<\nWe keep it.\n');

  const found = check(library.root, { today: '2026-11-23' });

  expect(found.map(({ problem }) => problem)).toEqual(['The text cannot be read here.']);
});

test('what nobody has published yet holds up no page of what is published', () => {
  using library = scratchLibrary(whole.root);
  library.write('rules/document.yaml', 'title: Rules\n');
  library.write('rules/draft.mdx', 'Pay {amount.');
  library.write('note/draft.mdx', 'Pay {amount.');
  expect(openPublished(library.root).documents.map(({ slug }) => slug)).toEqual(['terms', 'note']);

  library.edit('note/document.yaml', 'kind: information', 'kind: contract');
  library.edit('company.yaml', 'privacy@acme.example', 'privacy');
  expect(() => openPublished(library.root)).toThrow(
    /company\.yaml:\d+: privacyAddress[\s\S]*note\/document\.yaml:\d+: kind/,
  );
});

test('how an editor ends lines and begins files makes no difference', async () => {
  using library = scratchLibrary(whole.root);
  library.write('mail/accounts/account-unknown.md', '---\nsubject: No account\n---\n\nThere is none: {signUpLink}\n');
  for (const file of [
    'company.yaml',
    'retention.yaml',
    'note/document.yaml',
    'note/draft.mdx',
    'mail/accounts/account-unknown.md',
    'promises/plain/note.txt',
  ]) {
    library.write(file, `\uFEFF${library.read(file).replaceAll('\n', '\r\n')}`);
  }

  expect(check(library.root, { mail: wordingFiles, promises: true, today })).toEqual([]);
  const { status } = await policy(library.root, ['check'], today);
  expect(status).toBe(0);
});

test('whoever begins a document of an unknown kind is told which there are', () => {
  using library = smallLibrary();
  const described = { title: 'Rules', description: 'Rules.', audience: 'everyone', noticeDays: 30 };

  expect(begin(library.root, { ...described, document: 'rules', kind: 'contract' })).toEqual({
    ok: false,
    problems: ['--kind is one of notice, agreement, information.'],
  });
});
