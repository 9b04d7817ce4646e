import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/library/model/digest.ts';
import { problemsWithDate } from '../../src/library/model/last-updated.ts';
import { inEffect, openLibrary, waiting } from '../../src/library/model/library.ts';
import { manifestOf, manifestShape } from '../../src/library/model/manifest.ts';
import { type Publication, publish, publishAgain } from '../../src/library/publishing/publish.ts';
import { check } from '../../src/library/review/check.ts';
import { listCsv, publishedList } from '../../src/library/text/subprocessors.ts';
import { draft, type ScratchLibrary, scratchLibrary } from '../support/library.ts';

const publication: Publication = {
  document: 'security',
  summary: 'Says how logs are kept.',
  approvedBy: { name: 'Ada Lovelace', capacity: 'General Counsel' },
  class: 'editorial',
  confirm: 'The text has always meant this.',
  effectiveOn: null,
};
const today = '2027-03-01';

function amended(): ScratchLibrary {
  const library = scratchLibrary();
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\n## Logs [#logs]\n\nSixty days.\n`);
  return library;
}

function documentIn(library: ScratchLibrary, slug: string) {
  const document = openLibrary(library.root).documents.find((document) => document.slug === slug);
  if (!document) throw new Error(`no ${slug}`);
  return document;
}

test('publishing freezes the draft under its day and adds one line to the chain', () => {
  using library = amended();
  const before = library.read('security/chain.jsonl');

  const published = publish(library.root, publication, today);

  const text = library.read('security/2027-03-01.mdx');
  expect(published).toMatchObject({ ok: true, value: { seq: 2, version: '2027-03-01', effectiveOn: '2027-03-01' } });
  expect(library.read('security/chain.jsonl').startsWith(before)).toBe(true);
  expect(documentIn(library, 'security').versions.at(-1)).toMatchObject({
    class: 'editorial',
    summary: 'Says how logs are kept.',
    approvedBy: { name: 'Ada Lovelace', capacity: 'General Counsel' },
    sourceSha256: sha256(text),
    previous: sha256(before.trimEnd()),
  });
  expect(check(library.root)).toEqual([]);
});

test('the second version of a day is numbered', () => {
  using library = amended();
  publish(library.root, publication, today);
  library.edit('security/draft.mdx', 'Sixty days.', 'Ninety days.');

  expect(publish(library.root, publication, today)).toMatchObject({
    ok: true,
    value: { version: '2027-03-01-2' },
  });
});

test('facts and the list are written into the version; what is not confirmed says so', () => {
  using library = scratchLibrary();
  library.edit(
    'company.yaml',
    'value: null\n    confirmed: false',
    'value: Whit*rack, Inc.\n    confirmed: { by: Ada, on: "2027-01-01" }',
  );
  library.write('subprocessors/list.yaml', vetted(library.read('subprocessors/list.yaml')));
  library.write('terms/document.yaml', library.read('security/document.yaml'));
  library.write(
    'terms/draft.mdx',
    draft('We are <Fact id="legal-name" />, <Fact id="postal-address" />.\n\n<Subprocessors />'),
  );

  publish(library.root, { ...publication, document: 'terms', class: null }, today);

  const text = library.read('terms/2027-03-01.mdx');
  expect(text).toContain('We are Whit\\*rack, Inc., *to be confirmed*.');
  expect(text).toContain('| Name | Purpose | Data | Location | Transfer mechanism | Since |\n');
  expect(text).toContain('| AWS | Hosting |');
  expect(text).not.toContain('<');
  expect(check(library.root)).toEqual([]);
});

test.each(['notice', 'agreement'] as const)('a version of class %s waits for its notice period', (change) => {
  using library = amended();

  const early = publish(library.root, { ...publication, class: change, effectiveOn: '2027-03-30' }, today);
  const due = publish(library.root, { ...publication, class: change, effectiveOn: null }, today);

  expect(early).toEqual({
    ok: false,
    problems: ['It can take effect on 2027-03-31 (March 31, 2027) at the earliest: 30 days of notice must pass.'],
  });
  expect(due).toMatchObject({ ok: true, value: { publishedOn: '2027-03-01', effectiveOn: '2027-03-31' } });
});

test('until a version takes effect the one before binds, and no other is published', () => {
  using library = amended();
  publish(library.root, { ...publication, class: 'notice' }, today);
  const document = documentIn(library, 'security');
  library.edit('security/draft.mdx', 'Sixty days.', 'Ninety days.');

  expect(inEffect(document, '2027-03-30')?.version).toBe('2026-11-23');
  expect(waiting(document, '2027-03-30')?.version).toBe('2027-03-01');
  expect(inEffect(document, '2027-03-31')?.version).toBe('2027-03-01');
  expect(waiting(document, '2027-03-31')).toBeNull();
  expect(publish(library.root, { ...publication, class: 'notice' }, '2027-03-02')).toEqual({
    ok: false,
    problems: [
      'Version 2027-03-01 waits for March 31, 2027: until then only a correction (--class editorial) is published, or the urgent replacement of a subprocessor (--urgent).',
    ],
  });
});

test('nothing is published without a summary, without who approved it, without a class or without a change', () => {
  using library = scratchLibrary();
  const empty = { ...publication, summary: ' ', approvedBy: { name: '', capacity: '' }, class: null };

  const refused = publish(library.root, empty, today);

  expect(refused).toEqual({
    ok: false,
    problems: [
      'Say how far the change goes: --class editorial, notice or agreement.',
      'Say in --summary what changed, for the reader.',
      'Say in --approved-by who approved the text.',
      'Say in --capacity in what capacity, as "General Counsel".',
      'The draft says what version 2026-11-23 says: there is nothing to publish.',
    ],
  });
  expect(existsSync(join(library.root, 'security/2027-03-01.mdx'))).toBe(false);
});

test('a policy that says when it was last updated says so of each change, and truly', () => {
  using library = scratchLibrary();
  const notice = { ...publication, document: 'privacy', class: 'notice' } as const;
  const dated = (day: string) =>
    library.write(
      'privacy/draft.mdx',
      library.read('privacy/draft.mdx').replace(/Last updated: .*/, `Last updated: ${day}`),
    );

  dated('April 23, 2026');
  expect(publish(library.root, notice, today)).toEqual({
    ok: false,
    problems: [
      'The draft says “Last updated: April 23, 2026”, a day that is not after the one of the version before: write the day of this change.',
    ],
  });
  dated('March 2, 2027');
  expect(publish(library.root, notice, today)).toMatchObject({
    problems: [expect.stringContaining('a day to come')],
  });
  dated('February 28, 2027');
  expect(publish(library.root, notice, today)).toMatchObject({ ok: true });
});

test('a second version of one day keeps the day on which the text was last updated', () => {
  const text = (day: string, words: string) => `Last updated: ${day}\n\n${words}\n`;
  const [before, after] = [text('March 1, 2027', 'Sixty days.'), text('March 1, 2027', 'Ninety days.')];

  expect(problemsWithDate(before, after, '2027-03-01')).toEqual([]);
  expect(problemsWithDate(before, after, '2027-03-02')).toEqual([expect.stringContaining('write the day of this')]);
  expect(problemsWithDate(before, text('February 28, 2027', 'Ten.'), '2027-03-01')).toHaveLength(1);
});

test('the first version of a document can be made once more, a later state cannot', () => {
  using library = amended();

  const again = publishAgain(library.root, 'security', {});
  library.edit('security/draft.mdx', 'Sixty days.', 'Ninety days.');
  publish(library.root, publication, today);
  const late = publishAgain(library.root, 'security', {});

  expect(again).toMatchObject({ ok: true, value: { seq: 1, version: '2026-11-23', previous: null } });
  expect(library.read('security/2026-11-23.mdx')).toContain('Sixty days.');
  expect(late).toEqual({
    ok: false,
    problems: ['Security has more than one version: what is published stays as it is.'],
  });
});

test('the first version of the privacy policy is never made again', () => {
  using library = scratchLibrary();

  expect(publishAgain(library.root, 'privacy', {})).toEqual({
    ok: false,
    problems: ['The first version of Privacy Policy was published elsewhere and stays word for word.'],
  });
});

test('the manifest says of each document what is in effect, and keeps to its published shape', () => {
  using library = amended();
  publish(library.root, { ...publication, class: 'notice' }, today);

  const manifest = manifestOf(openLibrary(library.root), today);

  expect(manifestShape.parse(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest);
  expect(manifest.documents.map(({ slug, current }) => [slug, current])).toEqual([
    ['privacy', '2026-04-23'],
    ['dpa', '2026-11-23'],
    ['security', '2026-11-23'],
    ['subprocessors', '2026-11-23'],
  ]);
  expect(manifest.documents[2]?.versions[1]).toMatchObject({
    version: '2027-03-01',
    effectiveOn: '2027-03-31',
    class: 'notice',
    url: '/security/2027-03-01/',
  });
});

test('a provider joins the list once somebody has vetted it, by name and day', () => {
  using library = scratchLibrary();
  const notice = { ...publication, document: 'subprocessors', class: 'notice' } as const;
  const list = library.read('subprocessors/list.yaml');
  const added = (status: string, vetted: string) =>
    library.write(
      'subprocessors/list.yaml',
      `${list}\n${list
        .slice(list.indexOf('- id: aws'), list.indexOf('- id: stripe'))
        .replace('id: aws', 'id: new')
        .replace('name: AWS', 'name: New_Provider')
        .replace('status: active', `status: ${status}`)
        .replace(/vetted: .*/, `vetted: ${vetted}`)}`,
    );

  added('proposed', '{ value: null, confirmed: false }');
  expect(publish(library.root, notice, today)).toMatchObject({
    problems: [expect.stringContaining('nothing to')],
  });

  added('active', '{ value: null, confirmed: false }');
  expect(publish(library.root, notice, today)).toEqual({
    ok: false,
    problems: [
      'New_Provider is listed for the first time, and nobody has vetted it: say who did in subprocessors/list.yaml.',
    ],
  });

  added('active', '{ value: Contract, confirmed: { by: Ada, on: "2027-02-01" } }');
  expect(publish(library.root, notice, today)).toMatchObject({ ok: true });
  expect(library.read('subprocessors/2027-03-01.mdx')).toContain('| New\\_Provider | Hosting |');
});

function vetted(list: string): string {
  return list.replaceAll(/vetted: .*value.*/g, 'vetted: { value: Contract, confirmed: { by: Ada, on: "2027-02-01" } }');
}

/** The first provider of the list, vetted on that day, with something else said of it. */
function say(library: ScratchLibrary, vettedOn: string, ...changes: readonly (readonly [RegExp, string])[]): void {
  const list = library.read('subprocessors/list.yaml');
  const [from, to] = [list.indexOf('- id: aws'), list.indexOf('- id: stripe')];
  const fresh = [/vetted: .*/, `vetted: { value: Contract, confirmed: { by: Ada, on: "${vettedOn}" } }`] as const;
  const entry = [...changes, fresh].reduce((entry, [was, is]) => entry.replace(was, is), list.slice(from, to));
  library.write('subprocessors/list.yaml', list.slice(0, from) + entry + list.slice(to));
}

test.each([
  ['purpose', /purpose: .*/, 'purpose: Analytics'],
  ['data', /dataCategories: .*/, 'dataCategories: [Account data, Messages]'],
  ['place', /location: .*/, 'location: { value: Elsewhere, confirmed: { by: Ada, on: "2027-02-20" } }'],
  [
    'mechanism',
    /transferMechanism: .*/,
    'transferMechanism: { value: None, confirmed: { by: Ada, on: "2027-02-20" } }',
  ],
])('a provider with another %s is vetted again before that is published', (_, was, is) => {
  using library = scratchLibrary();
  const notice = { ...publication, document: 'subprocessors', class: 'notice' } as const;
  const confirmed = (value: string) => `{ value: ${value}, confirmed: { by: Ada, on: "2027-01-10" } }`;
  say(
    library,
    '2027-01-10',
    [/location: .*/, `location: ${confirmed('Ireland')}`],
    [/transferMechanism: .*/, `transferMechanism: ${confirmed('Adequacy decision')}`],
  );
  // What was to be confirmed is no change of what was said.
  expect(publish(library.root, notice, '2027-02-01')).toMatchObject({ ok: true });

  say(library, '2027-01-10', [was, is]);
  const early = publish(library.root, notice, '2027-03-10');
  expect(early).toEqual({
    ok: false,
    problems: [
      'AWS is listed with another purpose, other data, another place or mechanism, and was vetted before that, on 2027-01-10: say who has vetted it since in subprocessors/list.yaml.',
    ],
  });
  say(library, '2027-02-20');
  expect(publish(library.root, notice, '2027-03-10')).toMatchObject({ ok: true });
});

test('the providers of the first version are vetted as any others are', () => {
  using library = scratchLibrary();
  library.write(
    'terms/document.yaml',
    'title: Terms\ndescription: Terms.\naudience: everyone\nkind: agreement\norder: 90\nnoticeDays: 30\n',
  );
  library.write('terms/draft.mdx', draft('<Subprocessors />'));
  const first = { ...publication, document: 'terms', class: null };
  expect(publish(library.root, first, today)).toMatchObject({
    problems: expect.arrayContaining([
      'AWS is listed for the first time, and nobody has vetted it: say who did in subprocessors/list.yaml.',
    ]),
  });
  library.write('subprocessors/list.yaml', vetted(library.read('subprocessors/list.yaml')));
  expect(publish(library.root, first, today)).toMatchObject({ ok: true });
});

test.each([
  ['typed into its list', '| Evil Corp | Mail | Names | Here | None | 2027-01-01 |'],
  ['typed without strokes at the ends', 'Evil Corp | Mail | Names | Here | None | 2027-01-01'],
  ['typed in bold', '| **Evil Corp** | Mail | Names | Here | None | 2027-01-01 |'],
])('a provider that nobody entered is not published: %s', (_, row) => {
  using library = scratchLibrary();
  const listed = library.read('subprocessors/2026-11-23.mdx');
  library.write('subprocessors/draft.mdx', listed.replace(/^\| Twilio .*$/m, row));
  const before = library.read('subprocessors/document.yaml');
  library.write('subprocessors/document.yaml', `${before}urgentReplacement: true\n`);
  const notice = { ...publication, document: 'subprocessors', class: 'notice' } as const;
  const said = {
    ok: false,
    problems: [
      expect.stringContaining('Evil Corp is listed for the first time, and subprocessors/list.yaml has nobody'),
    ],
  };

  expect(publish(library.root, notice, today)).toEqual(said);
  if (row.startsWith('|')) expect(publish(library.root, { ...notice, urgent: 'At once.' }, today)).toEqual(said);
});

test('a provider that nobody entered is not published under columns of another name', () => {
  using library = scratchLibrary();
  const listed = library.read('subprocessors/2026-11-23.mdx');
  const row = '| Evil Corp | Mail | Names | Here | None | 2027-01-01 |';
  library.write('subprocessors/draft.mdx', listed.replace('| Name |', '| Provider |').replace(/^\| Twilio .*$/m, row));
  const notice = { ...publication, document: 'subprocessors', class: 'notice' } as const;

  expect(publish(library.root, notice, today)).toEqual({
    ok: false,
    problems: [expect.stringContaining('The table of subprocessors is not in the text: it begins with Name |')],
  });
});

test('a provider that is only proposed is not published, whoever types it', () => {
  using library = scratchLibrary();
  const listed = library.read('subprocessors/2026-11-23.mdx');
  library.edit('subprocessors/list.yaml', 'status: active', 'status: proposed');
  library.write('subprocessors/draft.mdx', listed.replace(/^\| AWS .*\n/m, ''));
  const notice = { ...publication, document: 'subprocessors', class: 'notice' } as const;
  expect(publish(library.root, notice, today)).toMatchObject({ ok: true });

  library.write('subprocessors/draft.mdx', listed);

  expect(publish(library.root, notice, '2027-05-01')).toMatchObject({
    problems: [expect.stringContaining('is proposed in subprocessors/list.yaml')],
  });
});

test('the list of subprocessors is that of the version in effect, whatever is prepared for the next', () => {
  using library = scratchLibrary();
  library.edit('subprocessors/list.yaml', 'name: Twilio', 'name: Someone Else');

  const list = publishedList(openLibrary(library.root), today);

  expect(list?.subprocessors.map(({ name }) => name)).toEqual([
    ...['AWS', 'Stripe', 'Twilio', 'WhatsApp Business', 'Resend', 'Anthropic', 'OpenAI'],
  ]);
  expect(list?.subprocessors[0]).toMatchObject({ purpose: 'Hosting', location: null, since: '2026-04-23' });
});

test('a spreadsheet takes no name in the list for a formula', () => {
  const row = { purpose: 'a "b"', data: 'c', location: null, transferMechanism: null, since: '2026-04-23' };
  const names = ['=HYPERLINK("x")', ' =1+1', '\u200b+1', '＝1', '@A1', 'Acme = Co'];
  const lines = listCsv({ subprocessors: names.map((name) => ({ name, ...row })) }).split('\r\n');

  expect(lines[1]).toBe(`"'=HYPERLINK(""x"")","a ""b""","c","to be confirmed","to be confirmed","2026-04-23"`);
  expect(lines.slice(2, 7).map((line) => line.split('"')[1])).toEqual([
    ...["' =1+1", "'\u200b+1", "'＝1", "'@A1", 'Acme = Co'],
  ]);
});
