import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLibrary } from '../../src/library/model/library.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { checkPromises } from '../../src/library/promises/check.ts';
import { classify } from '../../src/library/promises/classes.ts';
import { showOpenPromises } from '../../src/library/promises/open-promises.ts';
import { isProductPromise, productPromises } from '../../src/library/promises/product.ts';
import { shownPromises } from '../../src/library/promises/promised-sentences.ts';
import { readClassing } from '../../src/library/promises/promises.ts';
import { opening, split } from '../../src/library/promises/sentences.ts';
import { readTexts } from '../../src/library/promises/texts.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { warn } from '../../src/library/review/check-warnings.ts';
import { createRenderer } from '../../src/library/text/render.ts';
import { draft, fixtureLibrary, scratchLibrary } from '../support/library.ts';
import { testedPromises } from '../support/tested-promises.ts';

const today = '2026-11-23';

function problemsIn(root: string, options = { today }) {
  const problems = checkPromises(openLibrary(root), options.today);
  return problems.map(showProblem);
}

test('every sentence in effect is a promise or a plain statement, and every promise has its proof', () => {
  expect(problemsIn(fixtureLibrary)).toEqual([]);
});

test('every sentence of the next privacy policy is classed before it is published', () => {
  const texts = readTexts(openLibrary(fixtureLibrary), today);
  const next = texts.get('privacy')?.draft;
  const classed = next ? classify('privacy', next, readClassing(fixtureLibrary, [])) : [];

  expect(classed.length).toBeGreaterThan(100);
  expect(classed.filter((sentence) => sentence.class === 'unclassed' || sentence.class === 'both')).toEqual([]);
});

test('the sentences of a version are its whole text, headings apart, numbered from the first', () => {
  const library = openLibrary(fixtureLibrary);
  const texts = readTexts(library, today);
  const render = createRenderer();
  for (const document of ['privacy', 'security', 'dpa']) {
    const [text] = texts.get(document)?.published ?? [];
    const sentences = text?.sentences ?? [];
    const rendered = render(scratchText(text?.file ?? ''));
    const own = (clause: string) => sentences.filter((sentence) => sentence.clause === clause);

    expect(sentences.map(({ number }) => number)).toEqual(sentences.map((_, index) => index + 1));
    expect(words(own(opening).map(({ text }) => text))).toBe(words([rendered.opening]));
    for (const { id, title, text } of rendered.clauses.filter(({ text }) => !text.includes('Transfer mechanism'))) {
      expect(words([title, ...own(id).map(({ text }) => text)])).toBe(words([text]));
    }
  }

  function scratchText(file: string): string {
    using library = scratchLibrary();
    return library.read(file);
  }

  function words(parts: readonly string[]): string {
    return parts.join(' ').replace(/\s+/g, ' ');
  }
});

test.each([
  ['One. Two? “Three.” Four!', ['One.', 'Two?', '“Three.”', 'Four!']],
  ['We keep it (GDPR Art. 17). Then it goes.', ['We keep it (GDPR Art. 17).', 'Then it goes.']],
  ['Some data, e.g. Names, under 11 CCR 7101.', ['Some data, e.g. Names, under 11 CCR 7101.']],
  ['To comply with legal obligations', ['To comply with legal obligations']],
])('%s', (text, sentences) => {
  expect(split(text, 'en')).toEqual(sentences);
});

test.each([
  [
    'de',
    'Gem. § 5 Abs. 1 Nr. 2 DDG gilt dies. Danach nicht.',
    ['Gem. § 5 Abs. 1 Nr. 2 DDG gilt dies.', 'Danach nicht.'],
  ],
  [
    'de',
    'Werkzeuge, z. B. Hämmer, z.B. Sägen bzw. Zangen. Gut!',
    ['Werkzeuge, z. B. Hämmer, z.B. Sägen bzw. Zangen.', 'Gut!'],
  ],
  [
    'de',
    'Art. 6 Abs. 1 UAbs. 1 Buchst. b DSGVO. Sonst nichts.',
    ['Art. 6 Abs. 1 UAbs. 1 Buchst. b DSGVO.', 'Sonst nichts.'],
  ],
  ['de', 'Stand: 4. Mai 2026', ['Stand: 4. Mai 2026']],
  [
    'de',
    'Es gilt i. V. m. Art. 7, d. h. Namen, u. a. Adressen.',
    ['Es gilt i. V. m. Art. 7, d. h. Namen, u. a. Adressen.'],
  ],
  ['de', '„Gut.“ Wirklich? Ja.', ['„Gut.“', 'Wirklich?', 'Ja.']],
  [
    'fr',
    'M. Dupont en répond (cf. art. L. 441-10, al. 2, p. ex. à Paris). « Oui. » Fin.',
    ['M. Dupont en répond (cf. art. L. 441-10, al. 2, p. ex. à Paris).', '« Oui. »', 'Fin.'],
  ],
  ['fr', '« Oui. Non ! » dit-il. Fin.', ['« Oui.', 'Non ! » dit-il.', 'Fin.']],
  ['de', 'Er sagt »Ja.« Sie geht.', ['Er sagt »Ja.«', 'Sie geht.']],
  ['de-AT', 'Gem. Art. 4 Nr. 7. Ende.', ['Gem. Art. 4 Nr. 7. Ende.']],
  [
    'en',
    'Example Inc. No. 5 is ours, e.g. Tools. We keep it.',
    ['Example Inc. No. 5 is ours, e.g. Tools.', 'We keep it.'],
  ],
  ['ja', '保存します。削除します。', ['保存します。', '削除します。']],
  ['hi', 'हम रखते हैं। हम हटाते हैं।', ['हम रखते हैं।', 'हम हटाते हैं।']],
  ['ar', 'نحتفظ بها. هل نحذفها؟ نعم.', ['نحتفظ بها.', 'هل نحذفها؟', 'نعم.']],
])('a sentence ends where its language ends it (%s): %s', (language, text, sentences) => {
  expect(split(text, language)).toEqual(sentences);
});

test('a draft that alters a promised sentence is told which promise it touches', () => {
  using library = scratchLibrary();
  library.edit('security/draft.mdx', 'The keys are kept outside the database.', 'The keys are kept apart.');

  expect(problemsIn(library.root)).toEqual([
    'content/security/draft.mdx (#sealed-data): The draft drops or alters a promise that tests prove ("keys-apart"): “The keys are kept outside the database.”. Keep the wording; or run `npm run policy -- class --document security`, which asks and writes the files; or write in content/promises/keys-apart.yaml, in the same change, the new wording below the old one under `sentence`, or with `dropped` why it goes.',
  ]);

  library.edit(
    'promises/keys-apart.yaml',
    '    sentence: The keys are kept outside the database.\n',
    '    sentence:\n      - The keys are kept outside the database.\n      - The keys are kept apart.\n',
  );
  expect(problemsIn(library.root)).toEqual([]);
});

test('a promise that is dropped says why, and the draft no longer says it', () => {
  using library = scratchLibrary();
  const sentence = 'We send no passwords by mail.';
  library.edit(
    'promises/passwords-not-mailed.yaml',
    `sentence: ${sentence}\n`,
    `sentence: ${sentence}\n    dropped: It goes without saying.\n`,
  );
  expect(problemsIn(library.root)).toEqual([expect.stringContaining('still says what the promise')]);

  library.edit('security/draft.mdx', ` ${sentence}`, '');
  expect(problemsIn(library.root)).toEqual([]);
});

test('on the day of effect the new wording follows the old without a change of the promises', () => {
  using library = scratchLibrary();
  const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };
  const publication = {
    document: 'privacy',
    summary: 'Says more.',
    approvedBy,
    class: 'notice' as const,
    effectiveOn: null,
  };
  expect(publish(library.root, publication, today)).toMatchObject({ ok: true });

  for (const day of [today, '2026-12-22', '2026-12-23', '2027-01-15']) {
    expect(problemsIn(library.root, { today: day }), day).toEqual([]);
  }
});

test.each([
  'Last updated: December 1, 2026',
  'Last updated on 1 December 2026.',
  'Stand: 02.03.2026',
  'Zuletzt geändert am 02.03.2026',
  'Last modified: 2026-12-01',
])('the day of the last update is no statement: %s', (line) => {
  using library = scratchLibrary();
  library.write('terms/document.yaml', library.read('security/document.yaml').replace('Security', 'Terms'));
  library.write('terms/draft.mdx', draft(`${line}\n\n## Law [#law]\n\nOurs.`));
  library.write('promises/plain/terms.txt', 'Ours.\n');

  expect(problemsIn(library.root)).toEqual([]);
});

test('another day of the last update is no new statement', () => {
  using library = scratchLibrary();
  library.edit('privacy/draft.mdx', 'Last updated: November 23, 2026', 'Last updated: December 1, 2026');
  const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };
  const publication = {
    document: 'privacy',
    summary: 'More.',
    approvedBy,
    class: 'notice' as const,
    effectiveOn: null,
  };
  expect(publish(library.root, publication, '2026-12-01')).toMatchObject({ ok: true });

  expect(problemsIn(library.root, { today: '2026-12-01' })).toEqual([]);
});

test('a sentence that is in nobody’s list is told, with its number and clause, and a line of it is enough', () => {
  using library = scratchLibrary();
  const sentence = 'If you need to know about one of these, ask us.';
  library.edit('promises/plain/security.txt', `${sentence}\n`, '');

  expect(problemsIn(library.root)).toEqual([
    expect.stringMatching(
      /^content\/promises\/plain\/security\.txt \(#not-claimed\): security\/2026-11-23\.mdx, clause #not-claimed, sentence 42 is neither a promise nor a plain statement: “If you need to know about one of these, ask us\.”/,
    ),
  ]);

  library.write(
    'promises/plain/security.txt',
    `\uFEFF${library.read('promises/plain/security.txt')}\r\n${sentence}\r\n`,
  );
  expect(problemsIn(library.root)).toEqual([]);
});

test.each([
  ['Questions?', 'Questions, or answers?'],
  ['The law sets conditions for some of them.', 'The law sets conditions: "for some" of them, at least.'],
])('a changed plain sentence takes one line: %s', (before, after) => {
  using library = scratchLibrary();
  library.edit('privacy/draft.mdx', before, after);

  const [problem, ...others] = problemsIn(library.root);
  expect(others).toEqual([]);
  expect(problem).toContain(`“${after}”`);

  library.write('promises/plain/privacy.txt', `${library.read('promises/plain/privacy.txt')}${after}\n`);
  expect(problemsIn(library.root)).toEqual([]);
});

test('what the check tells to write classes several new sentences of a draft', () => {
  using library = scratchLibrary();
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\nWe test restoring: yes. And “more”.\n`);

  const [problem = '', ...others] = problemsIn(library.root);

  expect(others).toEqual([]);
  expect(problem).toMatch(
    /^content\/promises\/plain\/security\.txt \(#report\): security\/draft\.mdx, clause #report, 2 /,
  );
  const [, lines] = /on a line each:\n([\s\S]*)$/.exec(problem) ?? [];
  library.write('promises/plain/security.txt', `${library.read('promises/plain/security.txt')}${lines}\n`);
  expect(problemsIn(library.root)).toEqual([]);
});

test('a digest that somebody pastes classes nothing', () => {
  using library = scratchLibrary();
  library.write('promises/plain/security.txt', 'report: cfdf18a79e42\nclauses:\n');
  expect(problemsIn(library.root).length).toBeGreaterThan(3);

  library.write('promises/plain/security.yaml', 'clauses: { report: cfdf18a79e42 }\n');
  expect(problemsIn(library.root)).toEqual([expect.stringContaining('Name it as small-letters-and-hyphens.txt')]);
});

test('a reworded sentence is not shown as proved until somebody confirms that the test still shows it', () => {
  using library = scratchLibrary();
  const [before, after] = ['We’ll answer within 30 days.', 'We’ll answer within 3 days.'];
  for (const file of ['security/2026-11-23.mdx', 'security/draft.mdx'])
    library.write(file, `${library.read(file)}\n${before}\n`);
  const promised = `scope: this-site\nquotes:\n  - document: security\n    sentence: ${before}\nproof:\n  product: answer-within-30-days\n`;
  const confirmed = (wording: string) =>
    `confirmed:\n  - { by: Ada Lovelace, on: "2026-11-20", wordings: ["${wording}"] }\n`;
  const shown = () => shownPromises(openLibrary(library.root), today, null).filter(({ id }) => id === 'answers').length;
  const warnings = () =>
    warn(openLibrary(library.root), today).flatMap(({ file, problem }) =>
      file === 'promises/answers.yaml' ? [problem] : [],
    );

  library.write('promises/answers.yaml', promised);
  expect([shown(), warnings()]).toEqual([
    0,
    [`Nobody has confirmed that the proof of "answers" shows this wording: “${before}”`],
  ]);
  library.write('promises/answers.yaml', `${promised}${confirmed(before)}`);
  expect([problemsIn(library.root), shown(), warnings()]).toEqual([[], 1, []]);

  for (const file of ['security/2026-11-23.mdx', 'security/draft.mdx', 'promises/answers.yaml'])
    library.edit(file, `${before}\n`, `${after}\n`);
  expect([problemsIn(library.root), shown(), warnings()]).toEqual([
    [],
    0,
    [`Nobody has confirmed that the proof of "answers" shows this wording: “${after}”`],
  ]);
  library.edit('promises/answers.yaml', `["${before}"]`, `["${after}"]`);
  expect([shown(), warnings()]).toEqual([1, []]);
});

test('a fact with stops in it is one thing in its sentence', () => {
  using library = scratchLibrary();
  const address =
    'value: "P.O. Box 1. Main St., Suite 2. Dover"\n    confirmed: { by: Ada Lovelace, on: "2026-11-20" }';
  library.write('company.yaml', library.read('company.yaml').replaceAll('value: null\n    confirmed: false', address));

  expect(problemsIn(library.root)).toEqual([]);
});

test('a fact that is confirmed, and a provider that joins the list, alter no statement', () => {
  using library = scratchLibrary();
  const confirmed = 'value: "Example Holdings, Inc."\n    confirmed: { by: Ada Lovelace, on: "2026-11-20" }';
  const company = library.read('company.yaml');
  library.write('company.yaml', company.replaceAll('value: null\n    confirmed: false', confirmed));
  const list = library.read('subprocessors/list.yaml').replace('name: Twilio', 'name: Someone Else');
  const vetted = 'vetted: { value: Contract, confirmed: { by: Ada Lovelace, on: "2026-11-20" } }';
  library.write('subprocessors/list.yaml', list.replaceAll(/vetted: .*/g, vetted));

  expect(library.read('company.yaml')).not.toBe(company);
  expect(problemsIn(library.root)).toEqual([]);

  const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };
  for (const document of ['privacy', 'dpa', 'security', 'subprocessors']) {
    const publication = { document, summary: 'Names us.', approvedBy, class: 'notice' as const, effectiveOn: null };
    expect(publish(library.root, publication, today)).toMatchObject({ ok: true });
  }
  expect(library.read(`privacy/${today}.mdx`)).toContain('the company behind the Service: Example Holdings, Inc. Its');
  expect(problemsIn(library.root, { today: '2027-01-15' })).toEqual([]);
});

test('a new document is told once', () => {
  using library = scratchLibrary();
  library.write('terms/document.yaml', library.read('security/document.yaml').replace('Security', 'Terms'));
  library.write('terms/draft.mdx', draft('We agree.\n\n## Law [#law]\n\nOurs. Yours.\n\n## Courts [#courts]\n\nNone.'));

  const [problem, ...others] = problemsIn(library.root);

  expect(others).toEqual([]);
  expect(problem).toContain('No sentence of terms/draft.mdx is classed yet (4 in all).');
  library.write('promises/plain/terms.txt', 'We agree.\nOurs.\nYours.\nNone.\n');
  expect(problemsIn(library.root)).toEqual([]);
});

test('what the software promises is what tests prove, one for one', () => {
  expect([...testedPromises(join(import.meta.dirname, '..'))].sort()).toEqual(Object.keys(productPromises).sort());
});

test('no company must quote what the software promises, and none can quote what it does not', () => {
  using library = scratchLibrary();
  library.edit('promises/form-limits.yaml', 'product: form-limits', 'outside: Nobody said so.');
  library.edit('promises/form-limits.yaml', 'scope: this-site', 'scope: company');
  expect(problemsIn(library.root)).toEqual([]);

  library.edit('promises/session-cookie.yaml', 'product: session-cookie', 'product: no-cookies');
  expect(problemsIn(library.root)).toEqual([
    expect.stringMatching(
      /^content\/promises\/session-cookie\.yaml: The software promises no "no-cookies"\. Name one of its promises: account-data, .*session-cookie, /,
    ),
  ]);
});

test('an attestation has an owner and an end, and ends', () => {
  using library = scratchLibrary();
  const promised = library.read('promises/card-numbers.yaml');
  const attested = (expires: string) =>
    `${promised.slice(0, promised.indexOf('proof:'))}proof:\n  attested: { owner: Ada Lovelace, says: Stripe takes them., evidence: Contract of 2026., on: "2026-11-01", expires: "${expires}" }\n`;

  const ending = expect.objectContaining({
    file: 'promises/card-numbers.yaml',
    problem: 'The attestation of Ada Lovelace ends on April 30, 2027.',
  });

  library.write('promises/card-numbers.yaml', attested('2027-04-30'));
  expect(problemsIn(library.root)).toEqual([]);
  expect(warn(openLibrary(library.root), '2027-03-31')).not.toContainEqual(ending);
  expect(warn(openLibrary(library.root), '2027-04-01')).toContainEqual(ending);
  expect(problemsIn(library.root, { today: '2027-05-01' })).toEqual([]);
  expect(warn(openLibrary(library.root), '2027-05-01')).toContainEqual({
    ...{ file: 'promises/card-numbers.yaml', line: null, clause: null },
    problem: 'The attestation of Ada Lovelace ended on April 30, 2027: the promise is shown as kept no more.',
    remedy: 'Ask for a new one, or say that the promise is open.',
  });
  expect(problemsIn(library.root, { today: '2026-10-31' })).toEqual([
    expect.stringContaining('The attestation is of 2026-11-01, a day to come.'),
  ]);
  library.write('promises/card-numbers.yaml', attested('2028-04-30'));
  expect(problemsIn(library.root)).toEqual([expect.stringContaining('expires within a year')]);
});

test('a promised sentence that leads elsewhere in the draft is told, word for word the same', () => {
  using library = scratchLibrary();
  const privacy = library.read('privacy/2026-04-23.mdx');
  library.write('privacy/draft.mdx', privacy);
  const leading = () =>
    warn(openLibrary(library.root), today)
      .map(showProblem)
      .filter((line) => line.includes('elsewhere'));
  expect(leading()).toEqual([]);

  library.write('privacy/draft.mdx', privacy.replace('](/dpa/', '](/terms/'));

  expect(leading()).toContainEqual(
    expect.stringMatching(
      /^content\/privacy\/draft\.mdx \(#.*\): The draft leads what ".*" promises elsewhere: “.*” led to \/dpa\/\S*, and leads to \/terms\//,
    ),
  );
});

test('what the software promises reaches no further than this site', () => {
  using library = scratchLibrary();
  library.edit('promises/form-limits.yaml', 'scope: this-site', 'scope: web-app');

  expect(problemsIn(library.root)).toContainEqual(expect.stringContaining('reaches no further than this site'));
});

test('what later work must keep is listed, and never among what is kept', () => {
  const open = showOpenPromises(fixtureLibrary).flatMap((line) => /^ {2}([a-z-]+)/.exec(line)?.[1] ?? []);

  expect(open).toEqual(expect.arrayContaining(['no-sale', 'vetted-providers']));
  expect(open.filter(isProductPromise)).toEqual([]);
});
