import {
  cpSync,
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lineFor as importedLine } from '../../src/library/importing/line.ts';
import { extend, writeChain } from '../../src/library/model/chain/chain.ts';
import { type ChainLine, type PublishedLine, parseLine } from '../../src/library/model/chain/line.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import { canonicalJson } from '../../src/library/model/files/canonical-json.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { cancel, postpone } from '../../src/library/publishing/decision.ts';
import { type Publication, publish, publishAgain } from '../../src/library/publishing/publish.ts';
import { rename } from '../../src/library/publishing/rename.ts';
import { check } from '../../src/library/review/check.ts';
import { digestsOf } from '../../src/library/text/derivation.ts';
import { createRenderer } from '../../src/library/text/render.ts';
import { branchFrom } from '../support/branch.ts';
import { type SmallLibrary, smallLibrary } from '../support/small-library.ts';

const today = '2027-03-01';
const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };
const amendment: Publication = {
  document: 'terms',
  summary: 'Ends by mail.',
  approvedBy,
  class: 'notice',
  effectiveOn: null,
};
const decision = { document: 'terms', reason: 'The post is late.', by: approvedBy };

/** Two documents of one version each, published on main; the branch is checked out. */
function branched() {
  const library = smallLibrary();
  return { library, git: branchFrom(library), [Symbol.dispose]: () => library[Symbol.dispose]() };
}

function problemsOf({ root }: { root: string }, { on = today, ref = 'main' } = {}) {
  return check(root, { main: { ref, today: on } });
}

const told = (library: SmallLibrary, options = {}) => problemsOf(library, options).map(showProblem);

/** Edits the newest line of a chain by hand, as somebody would who knows how digests are made. */
function forge(library: SmallLibrary, edit: (line: PublishedLine) => object, text?: string): void {
  const file = 'terms/chain.jsonl';
  const lines = library.read(file).trimEnd().split('\n').map(parseLine) as ChainLine[];
  const last = lines.pop() as PublishedLine;
  const forged = { ...last, ...edit(last) } as PublishedLine;
  const source = text ?? library.read(`terms/${last.version}.mdx`);
  if (forged.version !== last.version) unlinkSync(join(library.root, `terms/${last.version}.mdx`));
  library.write(`terms/${forged.version}.mdx`, source);
  const { textSha256 } = createRenderer()(source);
  library.write(file, writeChain([...lines, { ...forged, sourceSha256: sha256(source), textSha256 }]));
}

function amended(library: SmallLibrary, publication: Partial<Publication> = {}, on = today) {
  library.edit('terms/draft.mdx', 'by writing a letter', 'by sending a mail');
  expect(publish(library.root, { ...amendment, ...publication }, on)).toMatchObject({ ok: true });
}

test('a branch that publishes, postpones and cancels by the commands is in order', () => {
  using branch = branched();
  const { library } = branch;

  amended(library, { recordedBy: 'ada' });
  expect(told(library)).toEqual([]);
  postpone(library.root, { ...decision, effectiveOn: '2027-05-01' }, '2027-03-02');
  cancel(library.root, decision, '2027-03-03');
  expect(told(library, { on: '2027-03-03' })).toEqual([]);
});

test('to look at main leaves nothing behind', () => {
  using branch = branched();
  using folder = mkdtempDisposableSync(join(tmpdir(), 'looking-'));
  // Other tests come and go in the one that all share.
  vi.stubEnv('TMPDIR', folder.path);
  onTestFinished(() => void vi.unstubAllEnvs());

  expect(told(branch.library)).toEqual([]);
  expect(readdirSync(folder.path)).toEqual([]);
});

test.each<[string, (library: SmallLibrary) => void, string]>([
  [
    'a version changed by a letter',
    (library) => library.edit('terms/2027-01-04.mdx', '30 days', '31 days'),
    'terms/2027-01-04.mdx: Version 2027-01-04 is published, and its text is another here than on main.',
  ],
  [
    'a version that gained a space at its end',
    (library) => library.write('note/2027-01-04.mdx', `${library.read('note/2027-01-04.mdx')} \n`),
    'note/2027-01-04.mdx: Version 2027-01-04 is published, and its text is another here than on main.',
  ],
  [
    'a version whose line ends were turned',
    (library) => library.write('note/2027-01-04.mdx', library.read('note/2027-01-04.mdx').replaceAll('\n', '\r\n')),
    'note/2027-01-04.mdx: Version 2027-01-04 is published, and its text is another here than on main.',
  ],
  [
    'a version that is gone',
    (library) => unlinkSync(join(library.root, 'terms/2027-01-04.mdx')),
    'terms/2027-01-04.mdx: Version 2027-01-04 is published on main, and is gone here.',
  ],
  [
    'a line with another summary',
    (library) => library.edit('terms/chain.jsonl', 'What changed.', 'Little changed.'),
    'terms/chain.jsonl:1: Line 1 of what was recorded is another here than on main.',
  ],
  [
    'a line with a space more',
    (library) => library.edit('terms/chain.jsonl', '"class":', '"class": '),
    'terms/chain.jsonl:1: Line 1 of what was recorded is another here than on main.',
  ],
  [
    'a chain that is empty',
    (library) => library.write('terms/chain.jsonl', ''),
    'terms/chain.jsonl:1: Line 1 of what was recorded stands on main, and is gone here.',
  ],
  [
    'a chain that is gone',
    (library) => unlinkSync(join(library.root, 'terms/chain.jsonl')),
    'terms: This document is published on main, and is gone here.',
  ],
  [
    'a document that is gone',
    (library) => rmSync(join(library.root, 'note'), { recursive: true }),
    'note: This document is published on main, and is gone here.',
  ],
  [
    'a folder that was renamed by hand',
    (library) => renameSync(join(library.root, 'terms'), join(library.root, 'conditions')),
    'terms: This document is published on main, and its folder is called content/conditions here.',
  ],
  [
    'a company that cannot be read, with a version changed behind it',
    (library) => {
      library.write('company.yaml', 'name: [');
      library.edit('terms/2027-01-04.mdx', '30 days', '31 days');
    },
    'terms/2027-01-04.mdx: Version 2027-01-04 is published, and its text is another here than on main.',
  ],
  [
    'a first version that is made again, where main does not let it',
    (library) => {
      library.write('terms/document.yaml', `${library.read('terms/document.yaml')}provisional: true\n`);
      library.edit('terms/chain.jsonl', 'What changed.', 'First version.');
    },
    'terms/chain.jsonl:1: Line 1 of what was recorded is another here than on main.',
  ],
])('%s is told, first and with what restores it', (_, change, expected) => {
  using branch = branched();
  const { library } = branch;
  change(library);

  const [first] = problemsOf(library);

  expect(first && showProblem(first)).toContain(`content/${expected}`);
  expect(first?.isFrozen).toBe(true);
});

test('text and line that were changed together, digests and all, are both told', () => {
  using branch = branched();
  const { library } = branch;
  const text = library.read('terms/2027-01-04.mdx').replace('30 days', '90 days');
  forge(library, () => ({}), text);

  expect(check(library.root)).toEqual([]);
  expect(told(library)).toEqual([
    expect.stringContaining('chain.jsonl:1: Line 1 of what was recorded is another here than on main.'),
    expect.stringContaining('Version 2027-01-04 is published, and its text is another here than on main.'),
  ]);
});

test('the newest line cannot be dropped with its text, as if it had never been', () => {
  using branch = branched();
  const { library, git } = branch;
  amended(library);
  git('add', '.');
  git('commit', '-qm', 'Publish');
  git('branch', '-f', 'main');
  const [first] = library.read('terms/chain.jsonl').split('\n');
  library.write('terms/chain.jsonl', `${first}\n`);
  unlinkSync(join(library.root, 'terms/2027-03-01.mdx'));

  expect(check(library.root)).toEqual([]);
  expect(told(library)).toEqual([
    expect.stringContaining('chain.jsonl:2: Line 2 of what was recorded stands on main, and is gone here.'),
    expect.stringContaining('Version 2027-03-01 is published on main, and is gone here.'),
  ]);
});

test('a version that became a link to another file is told, with or without a main branch', () => {
  using branch = branched();
  const { library } = branch;
  const path = join(library.root, 'terms/2027-01-04.mdx');
  const elsewhere = join(dirname(library.root), 'elsewhere.mdx');
  renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);

  expect(check(library.root).map(showProblem)).toContainEqual(
    expect.stringContaining('content/terms/2027-01-04.mdx: This is no file but leads to another.'),
  );
  expect(told(library)).toContainEqual(
    expect.stringContaining('Version 2027-01-04 is published on main, and is gone here.'),
  );
});

test('a folder that leads out of content, and a document hidden behind it, are told', () => {
  using branch = branched();
  const { library } = branch;
  const outside = join(dirname(library.root), 'outside');
  renameSync(join(library.root, 'note'), outside);
  symlinkSync(outside, join(library.root, 'note'));

  expect(told(library)).toContainEqual(expect.stringContaining('content/note: This is no file but leads to another.'));
});

test('names that look like others, that steer git, or that are one file on some machines are told', () => {
  using branch = branched();
  const { root } = branch.library;
  mkdirSync(join(root, 'Terms'));
  writeFileSync(join(root, 'Terms/draft.mdx'), '');
  writeFileSync(join(root, 'note/e\u0301.md'), '');
  writeFileSync(join(root, 'note/\u202Exdm.md'), '');
  writeFileSync(join(root, 'note/.gitattributes'), '*.mdx export-ignore\n');

  const problems = check(root).map(showProblem).join('\n');

  expect(problems).toMatch(/On some machines this is the same file as [Tt]erms\./);
  expect(problems).toContain(
    'The name "e\\u{301}.md" holds signs that look like others, that are not seen, or that some machines cannot write.',
  );
  expect(problems).toContain('The name "\\u{202e}xdm.md" holds signs');
  expect(problems).toContain('note/.gitattributes: This file steers git, and could alter what others get');
});

test('what the ledger’s witness recorded is only ever added to', () => {
  using library = smallLibrary();
  library.write('ledger-heads.jsonl', '{"day":"2027-01-01"}\n{"day":"2027-01-02"}\n');
  branchFrom(library);

  library.write('ledger-heads.jsonl', '{"day":"2027-01-01"}\n{"day":"2027-01-02"}\n{"day":"2027-01-03"}\n');
  expect(told(library)).toEqual([]);
  library.write('ledger-heads.jsonl', '{"day":"2027-01-01"}\n{"day":"2027-01-03"}\n');
  expect(told(library)).toEqual([expect.stringContaining('content/ledger-heads.jsonl:2: Line 2')]);
  rmSync(join(library.root, 'ledger-heads.jsonl'));
  expect(told(library)).toEqual([expect.stringContaining('and is gone here')]);
});

test.each<[string, (line: PublishedLine) => object, RegExp]>([
  ['another class', () => ({ class: 'editorial', effectiveOn: today }), /An editorial change corrects spelling/],
  ['no notice', () => ({ effectiveOn: '2027-03-02' }), /It can take effect on 2027-03-31 .* at the earliest/],
  [
    'a day long gone',
    () => ({ version: '2027-01-05', publishedOn: '2027-01-05', effectiveOn: '2027-02-04' }),
    /This line is of January 5, 2027 and gets to readers today: more than 14 days lie between/,
  ],
  [
    'a day to come',
    () => ({ version: '2027-04-01', publishedOn: '2027-04-01', effectiveOn: '2027-05-01' }),
    /This line is of April 1, 2027, a day to come/,
  ],
  ['another number of that day', () => ({ version: '2027-03-01-2' }), /is not what the command makes of it: version/],
  ['a reason that no notice has', () => ({ confirmed: 'Trust me.' }), /is not what the command makes of it: confirmed/],
  ['a summary of two lines', () => ({ summary: 'One.\nTwo.' }), /The summary is one line/],
  ['a summary with a space before it', () => ({ summary: ' Ends.' }), /is not what the command makes of it: summary/],
  [
    'an old way of making its digest',
    () => ({ derivation: undefined }),
    /is not what the command makes of it: derivation/,
  ],
  [
    'a login that is none',
    () => ({ recordedBy: 'the General Counsel' }),
    /--recorded-by is the login of who runs this/,
  ],
  ['no class', () => ({ class: null }), /Say how far the change goes/],
  [
    'the look of an import',
    () => ({ class: null, effectiveOn: today, imported: { commit: 'a'.repeat(40), path: 'terms.md' } }),
    /is not what the command makes of it: approvedBy/,
  ],
])('a new line that was given %s by hand is told', (_, edit, expected) => {
  using branch = branched();
  const { library } = branch;
  library.edit('terms/draft.mdx', '30 days', '60 days');
  amended(library);
  expect(told(library)).toEqual([]);
  forge(library, edit);

  const problems = problemsOf(library);

  expect(
    problems
      .filter(({ isFrozen }) => isFrozen)
      .map(showProblem)
      .join('\n'),
  ).toMatch(expected);
});

test('a text that was put beside its draft, digests and all, is told', () => {
  using branch = branched();
  const { library } = branch;
  amended(library);
  forge(library, () => ({}), library.read('terms/2027-03-01.mdx').replace('30 days', '90 days'));

  expect(told(library)).toEqual([expect.stringContaining('Version 2027-03-01 does not say what its draft says')]);
});

test('a digest that is wrong alone is told', () => {
  using branch = branched();
  const { library } = branch;
  amended(library);
  const [first, second = ''] = library.read('terms/chain.jsonl').split('\n');
  const line = parseLine(second) as PublishedLine;
  library.write('terms/chain.jsonl', `${first}\n${canonicalJson({ ...line, textSha256: 'a'.repeat(64) })}\n`);

  expect(told(library)).toEqual([expect.stringContaining('is not what the command makes of it: textSha256')]);
});

test('a fact that changed after the text was frozen is told', () => {
  using branch = branched();
  const { library } = branch;
  library.edit('terms/draft.mdx', 'Questions go', '<Fact id="legal-name" /> answers. Questions go');
  amended(library);
  expect(told(library)).toEqual([]);
  library.edit(
    'company.yaml',
    'value: null\n    confirmed: false',
    'value: Evil\n    confirmed: { by: E, on: "2027-01-01" }',
  );

  expect(told(library)).toEqual([expect.stringContaining('does not say what its draft says, with the facts')]);
});

test('a notice period that is shortened in the same change is not shorter yet', () => {
  using branch = branched();
  const { library } = branch;
  library.edit('terms/document.yaml', 'noticeDays: 30', 'noticeDays: 0');
  amended(library);

  expect(told(library)).toContainEqual(expect.stringContaining('30 days of notice must pass'));
});

test('an editorial change is measured by the names and promises that main knows', () => {
  using library = smallLibrary();
  library.edit('terms/draft.mdx', 'What Acme', 'What acme');
  branchFrom(library);
  library.edit('company.yaml', 'name: Acme', 'name: Zzzz');
  const published = publish(library.root, { ...amendment, class: 'editorial' }, today);
  expect(published).toMatchObject({ ok: true });

  expect(told(library)).toEqual([expect.stringContaining('“Acme” is gone')]);
});

test('a first version is made again only where main’s own rules allow it, and by the command alone', () => {
  using library = smallLibrary();
  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}provisional: true\n`);
  branchFrom(library);
  library.edit('terms/draft.mdx', '30 days', '14 days');
  expect(publishAgain(library.root, 'terms', { summary: 'First version.' })).toMatchObject({ ok: true });

  expect(told(library)).toEqual([]);
  forge(library, () => ({ effectiveOn: '2027-01-20' }));
  expect(told(library)).toEqual([expect.stringContaining('is not what the command makes of it: effectiveOn')]);
  expect(publishAgain(library.root, 'note', {})).toEqual({
    ok: false,
    problems: ['The first version of Note is published and stays as it is.'],
  });
});

test('a decision that was written by hand is told', () => {
  using branch = branched();
  const { library } = branch;
  amended(library);
  postpone(library.root, { ...decision, effectiveOn: '2027-05-01' }, '2027-03-02');
  library.edit('terms/chain.jsonl', 'The post is late.', ' The post is late. ');

  expect(told(library, { on: '2027-03-02' })).toEqual([
    expect.stringContaining('The postponement is not what the command makes of it: reason'),
  ]);
});

test('a document that main does not have, with a line by hand, is derived as well', () => {
  using branch = branched();
  const { library } = branch;
  cpSync(join(library.root, 'terms'), join(library.root, 'rules'), { recursive: true });

  expect(told(library)).toContainEqual(
    expect.stringContaining('content/rules/chain.jsonl:1: This line is of January 4, 2027 and gets to readers today'),
  );
});

test('a branch that is merely behind is not accused: it is told to update', () => {
  using branch = branched();
  const { library, git } = branch;
  git('switch', '-q', 'main');
  amended(library);
  git('add', '.');
  git('commit', '-qm', 'Publish');
  git('switch', '-q', 'branch');
  library.edit('note/draft.mdx', '30 days', '31 days');

  const problems = problemsOf(library);

  expect(problems.map(showProblem)).toEqual([
    'content/terms/chain.jsonl: Main went on since this branch began: it recorded something of this document that is not here yet. Update the branch (`git merge main`), and check again.',
  ]);
  expect(problems[0]?.isFrozen).toBeUndefined();
  git('commit', '-qam', 'Draft');
  git('merge', '-q', 'main');
  expect(told(library)).toEqual([]);
});

test('behind or not, what was published when the branch began is frozen', () => {
  using branch = branched();
  const { library, git } = branch;
  git('switch', '-q', 'main');
  library.edit('note/draft.mdx', '30 days', '31 days');
  git('commit', '-qam', 'Draft');
  git('switch', '-q', 'branch');
  expect(told(library)).toEqual([]);
  library.edit('terms/2027-01-04.mdx', '30 days', '31 days');

  expect(told(library)[0]).toContain('its text is another here than on main');
});

test('without a branch checked out, and of a commit named by its digest, it is the same', () => {
  using branch = branched();
  const { library, git } = branch;
  git('switch', '-q', '--detach', 'branch');
  library.edit('terms/2027-01-04.mdx', '30 days', '31 days');

  expect(told(library, { ref: git('rev-parse', 'main').trim() })[0]).toContain(
    'its text is another here than on the main branch',
  );
});

test('where the clone does not reach back to where the branch began, nobody says that all is well', () => {
  using branch = branched();
  const { library, git } = branch;
  library.edit('note/draft.mdx', '30 days', '31 days');
  git('commit', '-qam', 'Draft');
  git('switch', '-q', 'main');
  library.edit('note/draft.mdx', '30 days', '32 days');
  git('commit', '-qam', 'Draft');
  const shallow = `${dirname(library.root)}-shallow`;
  git('clone', '-q', '--depth=1', '--no-single-branch', '-b', 'branch', `file://${dirname(library.root)}`, shallow);
  try {
    const problems = problemsOf({ root: join(shallow, 'content') }, { ref: 'origin/main' }).map(showProblem);
    expect(problems).toEqual([
      expect.stringContaining('Git cannot tell here where this branch left origin/main: its history is not all there.'),
    ]);
  } finally {
    rmSync(shallow, { recursive: true });
  }
});

test('a main branch that nobody knows is no reason to let anything pass', () => {
  using branch = branched();

  for (const ref of ['nowhere', '', '--help', 'main:content']) {
    expect(told(branch.library, { ref })).toEqual([expect.stringContaining('so nobody can say what is published')]);
  }
});

test('a document that was renamed by the command is the same document: chain, texts and rules', () => {
  using branch = branched();
  const { library } = branch;
  expect(rename(library.root, { document: 'terms', to: 'conditions' })).toMatchObject({ ok: true });
  expect(told(library)).toEqual([]);

  library.edit('conditions/document.yaml', 'noticeDays: 30', 'noticeDays: 0');
  library.edit('conditions/draft.mdx', '30 days', '60 days');
  publish(library.root, { ...amendment, document: 'conditions' }, today);
  expect(told(library)).toContainEqual(expect.stringContaining('30 days of notice must pass'));
});

test.each(['formerly:\n  - terms\n', 'terms\n'])(
  'a name that a document had stays its own: %j cannot be taken out',
  (name) => {
    using branch = branched();
    const { library, git } = branch;
    rename(library.root, { document: 'terms', to: 'conditions' });
    git('add', '.');
    git('commit', '-qm', 'Rename');
    git('branch', '-f', 'main');
    library.edit('conditions/document.yaml', name, name === 'terms\n' ? 'rules\n' : '');

    expect(problemsOf(library)[0]).toMatchObject({
      file: 'conditions/document.yaml',
      problem:
        'This document was called "terms" on main, and "formerly:" says otherwise here: its old addresses would lead nowhere.',
      isFrozen: true,
    });
  },
);

test('a folder in the place of a file hides nothing that was done to what is published', () => {
  using branch = branched();
  const { library } = branch;
  library.edit('terms/2027-01-04.mdx', '30 days', '90 days');
  mkdirSync(join(library.root, 'note/letter.mdx'));

  expect(told(library)[0]).toContain('content/terms/2027-01-04.mdx: Version 2027-01-04 is published');
  expect(told(library)[1]).toContain('content/note/letter.mdx: A folder stands where a file is expected.');
});

test('a name that a document claims to have had covers no other document’s texts', () => {
  using branch = branched();
  const { library } = branch;
  rename(library.root, { document: 'terms', to: 'conditions' });
  library.edit('conditions/2027-01-04.mdx', '30 days', '90 days');
  expect(told(library)[0]).toContain(
    'content/conditions/2027-01-04.mdx: Version 2027-01-04 is published, and its text is another here than on main.',
  );

  rmSync(join(library.root, 'conditions'), { recursive: true });
  library.write('note/document.yaml', `${library.read('note/document.yaml')}formerly: [terms]\n`);
  expect(told(library)[0]).toContain('content/terms: This document is published on main, and is gone here.');
});

test('a copy that claims the name of a document does not stand for it', () => {
  using branch = branched();
  const { library } = branch;
  cpSync(join(library.root, 'note'), join(library.root, 'zzz'), { recursive: true });
  library.write(
    'zzz/document.yaml',
    `${library.read('note/document.yaml').replace('order: 2', 'order: 9')}formerly: [note]\n`,
  );
  library.edit('note/2027-01-04.mdx', '30 days', '90 days');
  expect(told(library)[0]).toContain('content/note/2027-01-04.mdx: Version 2027-01-04 is published');
});

test('a purpose is frozen like a document', () => {
  using library = smallLibrary();
  cpSync(join(library.root, 'terms'), join(library.root, 'purposes/training'), { recursive: true });
  branchFrom(library);
  library.edit('purposes/training/2027-01-04.mdx', '30 days', '90 days');
  expect(told(library)[0]).toContain('content/purposes/training/2027-01-04.mdx: Version 2027-01-04');
  rmSync(join(library.root, 'purposes'), { recursive: true });

  expect(told(library)[0]).toContain('content/purposes/training: This document is published on main');
});

test('a second line that stands on a forged one is told as well as the first', () => {
  using branch = branched();
  const { library } = branch;
  amended(library);
  forge(library, () => ({ class: 'editorial', effectiveOn: today, confirmed: undefined }));
  library.edit('terms/draft.mdx', '30 days', '60 days');
  expect(publish(library.root, amendment, today)).toMatchObject({ ok: true, value: { seq: 3 } });

  expect(told(library, { on: '2027-03-20' }).join('\n')).toMatch(
    /chain\.jsonl:2: This line is of March 1, 2027 and gets to readers today: more than 14 days[\s\S]*chain\.jsonl:3: This line is of March 1, 2027/,
  );
});

test('a list of providers that changed after the text was frozen is told', () => {
  using library = smallLibrary();
  const fact = 'value: X\n    confirmed: { by: Ada, on: "2027-01-01" }';
  const provider = ['legalName', 'location', 'transferMechanism', 'vetted'].map((name) => `  ${name}:\n    ${fact}\n`);
  const list = `- id: a\n  name: Aaa\n  purpose: Mail\n  dataCategories: [names]\n  status: active\n  since: "2027-01-01"\n${provider.join('')}`;
  library.write('subprocessors/list.yaml', list);
  branchFrom(library);
  library.edit('terms/draft.mdx', '## Ending', '<Subprocessors />\n\n## Ending');
  amended(library);
  expect(told(library)).toEqual([]);
  library.edit('subprocessors/list.yaml', 'purpose: Mail', 'purpose: Everything');

  expect(told(library)).toEqual([expect.stringContaining('does not say what its draft says')]);
});

test('an imported history is derived as well: its days, its class and its texts', () => {
  using branch = branched();
  const { library } = branch;
  const source = library.read('note/2027-01-04.mdx');
  library.write('old/document.yaml', library.read('note/document.yaml').replace('order: 2', 'order: 3'));
  const state = { day: '2020-05-01', commit: 'a'.repeat(40), path: 'old.md' };
  const digests = digestsOf(source, createRenderer()(source));
  const line = extend([], importedLine(state, 'Begun.', digests));
  library.write('old/2020-05-01.mdx', source);
  const record = (edit: object) => library.write('old/chain.jsonl', writeChain([{ ...line, ...edit } as ChainLine]));

  record({});
  expect(told(library)).toEqual([]);
  for (const [edit, entry] of [
    [{ approvedBy }, 'approvedBy'],
    [{ effectiveOn: '2021-01-01' }, 'effectiveOn'],
    [{ textSha256: 'a'.repeat(64) }, 'textSha256'],
    [{ confirmed: 'It is fine.' }, 'confirmed'],
  ] as const) {
    record(edit);
    expect(told(library)).toContainEqual(expect.stringContaining(`is not what the command makes of it: ${entry}`));
  }
});

test('where a time zone moved west, the day of the last line is no day to come', () => {
  using branch = branched();
  const { library } = branch;
  amended(library, {}, '2027-03-02');
  cancel(library.root, decision, '2027-03-02');

  expect(told(library, { on: '2027-03-01' }).join('\n')).toMatch(
    /^[^\n]*chain\.jsonl:2: This line is of March 2, 2027, a day to come[^\n]*$/,
  );
});
