import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { templates } from '../../server/mail/templates.ts';
import { check } from '../../src/documents/check.ts';
import { showProblem } from '../../src/documents/problem.ts';
import { cancel } from '../../src/documents/publish-decide.ts';
import { begin } from '../../src/documents/publish-new.ts';
import { rename } from '../../src/documents/publish-rename.ts';
import { verify } from '../../src/documents/publish-verify.ts';
import { type SmallLibrary, smallLibrary } from '../support/small-library.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Words of programs, which say nothing to whoever writes the texts. */
const jargon =
  /acorn|closing tag|map keys|YAML|Invalid input|expected \w+, received|undefined|zod|Unexpected|EISDIR|ENOENT|\bat \S+:\d+:\d+/;

const write = (file: string, text: string) => (library: SmallLibrary) => library.write(file, text);
const edit = (file: string, from: string, to: string) => (library: SmallLibrary) => library.edit(file, from, to);
const folderAt = (file: string) => (library: SmallLibrary) => {
  rmSync(join(library.root, file), { force: true });
  mkdirSync(join(library.root, file));
};
const removed = (file: string) => (library: SmallLibrary) => rmSync(join(library.root, file), { recursive: true });
const bytes = (file: string) => (library: SmallLibrary) =>
  writeFileSync(join(library.root, file), Buffer.from([0x6e, 0xe4, 0x68, 0x0a]));
const body = (text: string) => write('note/draft.mdx', `---\ntitle: Note\n---\n\n${text}\n`);

test.each<[string, (library: SmallLibrary) => void]>([
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
  [
    'a list of subprocessors that is a folder',
    (library) => mkdirSync(join(library.root, 'subprocessors/list.yaml'), { recursive: true }),
  ],
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
  ['a mail gone', removed('mail/updates-notice.md')],
  ['a mail that is a folder', folderAt('mail/updates-notice.md')],
  [
    'a mail with a colon in its subject',
    write('mail/updates-confirm.md', '---\nsubject: New: {documents}\n---\n\n{link} {documents}\n'),
  ],
  ['a mail without its link', write('mail/updates-confirm.md', '---\nsubject: New\n---\n\n{documents}\n')],
  ['a promise with a bracket left open', write('promises/one.yaml', 'quotes: [\n')],
  ['a promise that is a folder', (library) => mkdirSync(join(library.root, 'promises/one.yaml'), { recursive: true })],
])('%s is told in words, with what to do, and stops no command half-way', async (_, spoil) => {
  using library = await smallLibrary();
  spoil(library);

  const found = await check(library.root, { mail: templates, promises: true, today: '2027-02-01' });
  const said = found.map(showProblem);

  expect(said.length).toBeGreaterThan(0);
  expect(said.filter((line) => jargon.test(line))).toEqual([]);
  for (const { remedy } of found) expect(remedy).toMatch(/\S/);
  await verify(library.root);
  const decision = { document: 'note', reason: 'No.', by: { name: 'Ada', capacity: 'Counsel' } };
  expect(cancel(library.root, decision, '2027-02-01')).toMatchObject({ ok: false });
  rename(library.root, { document: 'terms', to: 'conditions' });
});

test('whoever begins a document of an unknown kind is told which there are', async () => {
  using library = await smallLibrary();
  const described = { title: 'Rules', description: 'Rules.', audience: 'everyone', noticeDays: 30 };

  expect(begin(library.root, { ...described, document: 'rules', kind: 'contract' })).toEqual({
    ok: false,
    problems: ['--kind is one of notice, agreement, information.'],
  });
});
