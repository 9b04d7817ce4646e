import { expect, test } from 'vitest';
import { showProblem } from '../../src/library/model/problem.ts';
import { check } from '../../src/library/review/check.ts';
import { draft, type ScratchLibrary, scratchLibrary } from '../support/library.ts';

function problemsIn(library: ScratchLibrary, mail?: Record<string, readonly string[]>): string[] {
  return check(library.root, mail ? { mail } : {}).map(showProblem);
}

test('nothing is wrong with the library as it is', () => {
  using library = scratchLibrary();

  expect(problemsIn(library)).toEqual([]);
});

const cases: [what: string, body: string, said: string][] = [
  [
    'a heading without an id',
    '## Data retention',
    'content/security/draft.mdx:5: The heading "Data retention" has no id. Put one at the end of the heading, as ## Data retention [#data-retention]; small letters, digits and hyphens.',
  ],
  [
    'a heading with accents and without an id',
    '## Cœur des données ?',
    'content/security/draft.mdx:5: The heading "Cœur des données ?" has no id. Put one at the end of the heading, as ## Cœur des données ? [#coeur-des-donnees]; small letters, digits and hyphens.',
  ],
  [
    'an id with accents',
    '## Données [#données]',
    'content/security/draft.mdx:5: The id of the heading "Données" cannot be an address: [#données]. Write [#donnees]: small letters without accents, digits and hyphens.',
  ],
  [
    'an id that is used twice',
    '## A [#same]\n\n## B [#same]',
    'content/security/draft.mdx:7: The id #same is used twice. Give one of the headings another id.',
  ],
  [
    'an id in braces, as other programs have it',
    'Text.\n\n## Data retention {#data-retention}',
    'content/security/draft.mdx:7: An id in braces is code here. Write it in brackets: ## Data retention [#data-retention]',
  ],
  [
    'a heading of the first level',
    '# Title [#title]',
    'content/security/draft.mdx:5: "Title" is a heading of the first level. The title stands in the front matter; start clauses with ##.',
  ],
  [
    'an expression',
    '## A [#a]\n\nWe keep it {days} days.',
    'content/security/draft.mdx:7 (#a): Words in braces are code, not text. Remove them, or write \\{ for a brace that is to be seen.',
  ],
  [
    'an import',
    'import fs from "node:fs"',
    'content/security/draft.mdx:5: Import and export are code, not text. Remove the line.',
  ],
  [
    'an export',
    'export const a = 1',
    'content/security/draft.mdx:5: Import and export are code, not text. Remove the line.',
  ],
  [
    'an unknown component',
    '<Video src="x" />',
    'content/security/draft.mdx:5: <Video> is not known. Only <Fact /> and <Subprocessors /> may stand in a draft; write \\< for a sign that is to be seen.',
  ],
  [
    'an unknown attribute',
    '<Subprocessors within="EU" />',
    'content/security/draft.mdx:5: <Subprocessors> has an unknown attribute "within". Remove it.',
  ],
  [
    'a comment',
    'A.\n\n<!-- later -->',
    'content/security/draft.mdx:7: Comments cannot stand in a text. Remove it; say it in the pull request.',
  ],
  [
    'a link to nowhere',
    'See [this](/nowhere/).',
    'content/security/draft.mdx:5: The link /nowhere/ leads nowhere. Mend the address.',
  ],
  [
    'a link without its slash',
    'See [this](/privacy).',
    'content/security/draft.mdx:5: The link /privacy leads nowhere. Write /privacy/, with a slash at the end.',
  ],
  [
    'a link to a clause that another document has not',
    'See [this](/privacy/#gone).',
    'content/security/draft.mdx:5: /privacy/ has no clause #gone. Mend the link, or the id in the other document.',
  ],
  [
    'a link to a clause that is not here',
    'See [this](#gone).',
    'content/security/draft.mdx:5: No heading here has the id #gone. Mend the link or the id.',
  ],
  [
    'a link to a clause that an old version has not',
    'See [this](/privacy/2026-04-23/#gone).',
    'content/security/draft.mdx:5: /privacy/2026-04-23/ has no clause #gone. Mend the link, or the id in the other document.',
  ],
  [
    'a comparison with a version that was never published',
    'See [this](/privacy/compare/2026-04-22/current/).',
    'content/security/draft.mdx:5: The link /privacy/compare/2026-04-22/current/ leads nowhere. Mend the address.',
  ],
  [
    'a word that was left for later',
    'We keep it for TBD days.',
    'content/security/draft.mdx:5: "TBD" was left to be filled in. Fill it in, or take it out. Square brackets that are to be seen can be round ones.',
  ],
  [
    'a blank in brackets',
    'This is between [Company name] and you.',
    'content/security/draft.mdx:5: "[Company name]" was left to be filled in. Fill it in, or take it out. Square brackets that are to be seen can be round ones.',
  ],
  [
    'a link that runs a script',
    'See [this](javascript:alert).',
    'content/security/draft.mdx:5: The link javascript:alert leads to a kind of address that is not used here. Write https:, mailto: or tel:.',
  ],
];

/** Each draft in a document of its own, so that one check tells of all. */
function checkCases(): string[] {
  using library = scratchLibrary();
  for (const [index, [, body]] of cases.entries()) {
    library.write(`case-${index}/document.yaml`, library.read('security/document.yaml'));
    library.write(`case-${index}/draft.mdx`, draft(body));
  }
  return problemsIn(library);
}

const problemsOfCases = checkCases();

test.each(cases.map((each, index) => [...each, index] as const))(
  'the check finds %s, and says what to do',
  (...each) => {
    const [, , said, index] = each;
    const found = problemsOfCases.filter((problem) => problem.startsWith(`content/case-${index}/`));

    expect(found).toEqual([said.replace('content/security/', `content/case-${index}/`)]);
  },
);

test('all that was left to be filled in is told at once, each with its line', () => {
  using library = scratchLibrary();
  library.write('terms/document.yaml', library.read('security/document.yaml'));
  library.write('terms/draft.mdx', draft('Between [Company name]\nand [●] of TBD, [sic].'));

  expect(problemsIn(library)).toEqual([
    expect.stringMatching(/draft\.mdx:5: "\[Company name\]" was left/),
    expect.stringMatching(/draft\.mdx:6: "\[●\]" was left/),
    expect.stringMatching(/draft\.mdx:6: "TBD" was left/),
  ]);
});

test('a fact that nobody wrote down is named with those that are there', () => {
  using library = scratchLibrary();
  library.write('terms/document.yaml', library.read('security/document.yaml'));
  library.write('terms/draft.mdx', draft('<Fact id="legal-nam" />'));

  expect(problemsIn(library)).toEqual([
    expect.stringMatching(
      /terms\/draft\.mdx:5: company\.yaml has no fact "legal-nam"\. Use one of: legal-name, postal-address/,
    ),
  ]);
});

test('unknown front matter is found, by line', () => {
  using library = scratchLibrary();
  library.write('security/draft.mdx', '---\ntitle: Security\nauthor: Ada\n---\n\nText.\n');

  expect(problemsIn(library)).toContain(
    'content/security/draft.mdx:3: The front matter has an unknown entry "author". Remove it; what can stand there: title, section, consent.',
  );
});

test('a published version that was changed by one byte is found', () => {
  using library = scratchLibrary();
  library.edit('privacy/2026-04-23.mdx', '30-day expiry', '31-day expiry');

  expect(problemsIn(library)).toEqual([
    'content/privacy/2026-04-23.mdx: A published version was changed. Restore the file from the main branch, make the change in draft.mdx and publish it.',
  ]);
});

test('a component in a published version is found', () => {
  using library = scratchLibrary();
  library.edit('security/2026-11-23.mdx', 'This site shows', '<Subprocessors />\n\nThis site shows');

  expect(problemsIn(library)).toContainEqual(
    expect.stringMatching(/2026-11-23\.mdx:\d+ \(#site\): <Subprocessors> stands in a published version\./),
  );
});

test('a version without a line, and a line without a version, are found', () => {
  using library = scratchLibrary();
  library.write('privacy/2026-05-01.mdx', draft('New.'));
  library.write('dpa/chain.jsonl', library.read('dpa/chain.jsonl').replaceAll('2026-11-23', '2026-11-22'));

  const problems = problemsIn(library);

  expect(problems).toContainEqual(
    expect.stringContaining('content/privacy/2026-05-01.mdx: This version is not on the chain.'),
  );
  expect(problems).toContainEqual(
    expect.stringContaining('content/dpa/2026-11-22.mdx: The chain has this version, its text is missing.'),
  );
});

test('a document cannot be named like an address of the site', () => {
  using library = scratchLibrary();
  library.write('search/document.yaml', library.read('security/document.yaml'));
  library.write('search/draft.mdx', draft('Text.'));

  expect(problemsIn(library)).toContainEqual(expect.stringContaining('A document cannot be named "search".'));
});

test('a slip in a YAML file is found, by line', () => {
  using library = scratchLibrary();
  library.edit('subprocessors/document.yaml', 'noticeDays: 30', 'noticeDays: thirty\nnotice: 30');

  const problems = problemsIn(library);

  expect(problems).toContainEqual(
    expect.stringMatching(/subprocessors\/document\.yaml:\d+: noticeDays: must be a number/),
  );
  expect(problems).toContainEqual(
    expect.stringMatching(/subprocessors\/document\.yaml:\d+: notice is not known here\./),
  );
});

test('a provider that was removed says from when, and one that was not does not', () => {
  using library = scratchLibrary();
  const list = library.read('subprocessors/list.yaml');
  library.write('subprocessors/list.yaml', list.replace('status: active', 'status: removed'));
  expect(problemsIn(library)).toContainEqual(expect.stringMatching(/list\.yaml:\d+: .*until: is the day from which/));

  library.write(
    'subprocessors/list.yaml',
    list.replace(
      "status: active\n  since: '2026-04-23'",
      "status: removed\n  since: '2026-04-23'\n  until: '2027-01-31'",
    ),
  );
  expect(problemsIn(library)).toEqual([]);
});

test('a fact is confirmed by a name and a day, not by a word', () => {
  using library = scratchLibrary();
  library.edit('company.yaml', 'value: null\n    confirmed: false', 'value: Whitrack, Inc.\n    confirmed: yes');

  expect(problemsIn(library)).toContainEqual(
    expect.stringMatching(
      /company\.yaml:\d+: facts\.legal-name\.confirmed: must be false, or who confirmed it and when/,
    ),
  );
});

test('a mail that asks for what it does not know, and the wording of a mail that is never sent, are found', () => {
  using library = scratchLibrary();
  library.write('mail/notices/updates-confirm.md', '---\nsubject: Confirm\n---\n\nHello {name}, {link}\n');

  library.write('mail/notices/updates-farewell.md', '---\nsubject: Farewell\n---\n\nGood bye.\n');
  library.write('mail/requests/answer.yaml', 'drafts: {}\n');

  const problems = problemsIn(library, {
    'notices/updates-confirm.md': ['link'],
  });

  expect(problems).toContain(
    'content/mail/notices/updates-confirm.md:5: The mail knows no {name}. Use one of: {link}, {company}, {privacyAddress}.',
  );
  for (const file of ['notices/updates-farewell.md', 'requests/answer.yaml'])
    expect(problems).toContain(`content/mail/${file}: No mail has this name. Rename the file or remove it.`);
});
