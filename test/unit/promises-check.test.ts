import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { warn } from '../../src/documents/check-warnings.ts';
import { openLibrary } from '../../src/documents/library.ts';
import { showProblem } from '../../src/documents/problem.ts';
import { checkPromises } from '../../src/documents/promises/check.ts';
import { classify } from '../../src/documents/promises/classes.ts';
import { isProductPromise, productPromises } from '../../src/documents/promises/product.ts';
import { readClassing } from '../../src/documents/promises/promises.ts';
import { opening, split } from '../../src/documents/promises/sentences.ts';
import { readTexts } from '../../src/documents/promises/texts.ts';
import { publish } from '../../src/documents/publish.ts';
import { createRenderer } from '../../src/documents/render.ts';
import { draft, scratchLibrary } from '../support/library.ts';
import { testedPromises } from '../support/tested-promises.ts';

// The whole library is read each time, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

const today = '2026-11-23';

async function problemsIn(root: string, options: Partial<Parameters<typeof checkPromises>[1]> = {}) {
  const { problems } = await checkPromises(openLibrary(root), { today, ...options });
  return problems.map(showProblem);
}

test('every sentence in effect is a promise or a plain statement, and every promise has its proof', async () => {
  expect(await problemsIn('content')).toEqual([]);
});

test('every sentence of the next privacy policy is classed before it is published', async () => {
  const texts = await readTexts(openLibrary('content'), today);
  const next = texts.get('privacy')?.draft;
  const classed = next ? classify('privacy', next, readClassing('content', [])) : [];

  expect(classed.length).toBeGreaterThan(100);
  expect(classed.filter((sentence) => sentence.class === 'unclassed' || sentence.class === 'both')).toEqual([]);
});

test('the sentences of a version are its whole text, headings apart, numbered from the first', async () => {
  const library = openLibrary('content');
  const texts = await readTexts(library, today);
  const render = await createRenderer();
  for (const document of ['privacy', 'security', 'dpa']) {
    const [text] = texts.get(document)?.published ?? [];
    const sentences = text?.sentences ?? [];
    const rendered = await render(scratchText(text?.file ?? ''));
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
  expect(split(text)).toEqual(sentences);
});

test('a draft that alters a promised sentence is told which promise it touches', async () => {
  using library = scratchLibrary();
  library.edit('security/draft.mdx', 'The keys are kept outside the database.', 'The keys are kept apart.');

  expect(await problemsIn(library.root)).toEqual([
    'content/security/draft.mdx (#sealed-data): The draft drops or alters a promise that tests prove ("keys-apart"): “The keys are kept outside the database.”. Keep the wording; or write in content/promises/keys-apart.yaml, in the same change, the new wording as `next`, or with `dropped` why it goes.',
  ]);

  const quote = '    sentence: The keys are kept outside the database.\n';
  library.edit('promises/keys-apart.yaml', quote, `${quote}    next: The keys are kept apart.\n`);
  expect(await problemsIn(library.root)).toEqual([]);
});

test('a draft that changes a promised clause is told its new digest', async () => {
  using library = scratchLibrary();
  library.edit('dpa/draft.mdx', 'within 48 hours', 'within 72 hours');

  expect(await problemsIn(library.root)).toEqual([
    expect.stringMatching(
      /^content\/dpa\/draft\.mdx \(#breach-notice\): .*"addendum-breaches".*write in content\/promises\/addendum-breaches\.yaml, in the same change, next: "[0-9a-f]{12}"/,
    ),
  ]);
});

test('a promise that is dropped says why, and the draft no longer says it', async () => {
  using library = scratchLibrary();
  const sentence = 'We send no passwords by mail.';
  library.edit(
    'promises/passwords-not-mailed.yaml',
    `sentence: ${sentence}\n`,
    `sentence: ${sentence}\n    dropped: It goes without saying.\n`,
  );
  expect(await problemsIn(library.root)).toEqual([expect.stringContaining('still says what the promise')]);

  library.edit('security/draft.mdx', ` ${sentence}`, '');
  expect(await problemsIn(library.root)).toEqual([]);
});

test('on the day of effect the new wording follows the old without a change of the promises', async () => {
  using library = scratchLibrary();
  const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };
  const publication = {
    document: 'privacy',
    summary: 'Says more.',
    approvedBy,
    class: 'notice' as const,
    effectiveOn: null,
  };
  expect(await publish(library.root, publication, today)).toMatchObject({ ok: true });

  for (const day of [today, '2026-12-22', '2026-12-23', '2027-01-15']) {
    expect(await problemsIn(library.root, { today: day }), day).toEqual([]);
  }
});

test('another day of the last update is no new statement', async () => {
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
  expect(await publish(library.root, publication, '2026-12-01')).toMatchObject({ ok: true });

  expect(await problemsIn(library.root, { today: '2026-12-01' })).toEqual([]);
});

test('a sentence that is in nobody’s list is told, with its number and clause', async () => {
  using library = scratchLibrary();
  library.edit('promises/plain/security.yaml', '  - If you need to know about one of these, ask us.\n', '');

  expect(await problemsIn(library.root)).toEqual([
    expect.stringMatching(
      /^content\/promises\/plain\/security\.yaml \(#not-claimed\): security\/2026-11-23\.mdx, clause #not-claimed, sentence 42 is neither a promise nor a plain statement: “If you need to know about one of these, ask us\.”/,
    ),
  ]);
});

test('a new sentence of a draft is classed in the same change, or told with the digest of its clause', async () => {
  using library = scratchLibrary();
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\nWe test restoring a backup.\n`);

  const [problem, ...others] = await problemsIn(library.root);

  expect(others).toEqual([]);
  expect(problem).toMatch(
    /^content\/promises\/plain\/security\.yaml \(#report\): security\/draft\.mdx, clause #report/,
  );
  const [, digest] = /add its digest under clauses: "([0-9a-f]{12})"/.exec(problem ?? '') ?? [];
  const before = /report: ([0-9a-f]{12})/.exec(library.read('promises/plain/security.yaml'))?.[1];
  library.edit('promises/plain/security.yaml', `report: ${before}`, `report: [${before}, "${digest}"]`);
  expect(await problemsIn(library.root)).toEqual([]);
});

test('a fact that is confirmed, and a provider that joins the list, alter no statement', async () => {
  using library = scratchLibrary();
  const confirmed = 'value: "Example Holdings, Inc."\n    confirmed: { by: Ada Lovelace, on: "2026-11-20" }';
  const company = library.read('company.yaml');
  library.write('company.yaml', company.replaceAll('value: null\n    confirmed: false', confirmed));
  const list = library.read('subprocessors/list.yaml').replace('name: Twilio', 'name: Someone Else');
  const vetted = 'vetted: { value: Contract, confirmed: { by: Ada Lovelace, on: "2026-11-20" } }';
  library.write('subprocessors/list.yaml', list.replaceAll(/vetted: .*/g, vetted));

  expect(library.read('company.yaml')).not.toBe(company);
  expect(await problemsIn(library.root)).toEqual([]);

  const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };
  for (const document of ['privacy', 'dpa', 'security', 'subprocessors']) {
    const publication = { document, summary: 'Names us.', approvedBy, class: 'notice' as const, effectiveOn: null };
    expect(await publish(library.root, publication, today)).toMatchObject({ ok: true });
  }
  expect(library.read(`privacy/${today}.mdx`)).toContain('the company behind the Service: Example Holdings, Inc. Its');
  expect(await problemsIn(library.root, { today: '2027-01-15' })).toEqual([]);
});

test('a new document is told once, with a file to begin from', async () => {
  using library = scratchLibrary();
  library.write('terms/document.yaml', library.read('security/document.yaml').replace('Security', 'Terms'));
  library.write('terms/draft.mdx', draft('We agree.\n\n## Law [#law]\n\nOurs. Yours.\n\n## Courts [#courts]\n\nNone.'));

  const [problem, ...others] = await problemsIn(library.root);

  expect(others).toEqual([]);
  expect(problem).toContain('No sentence of terms/draft.mdx is classed yet: there are 4, in 3 clauses.');
  library.write('promises/plain/terms.yaml', problem?.slice(problem.indexOf('clauses:\n')) ?? '');
  expect(await problemsIn(library.root)).toEqual([]);
});

test('what the software promises is what tests prove, one for one', () => {
  expect([...testedPromises(join(import.meta.dirname, '..'))].sort()).toEqual(Object.keys(productPromises).sort());
});

test('no company must quote what the software promises, and none can quote what it does not', async () => {
  using library = scratchLibrary();
  library.edit('promises/form-limits.yaml', 'product: form-limits', 'outside: Nobody said so.');
  library.edit('promises/form-limits.yaml', 'scope: this-site', 'scope: company');
  expect(await problemsIn(library.root)).toEqual([]);

  library.edit('promises/session-cookie.yaml', 'product: session-cookie', 'product: no-cookies');
  expect(await problemsIn(library.root)).toEqual([
    expect.stringMatching(
      /^content\/promises\/session-cookie\.yaml: The software promises no "no-cookies"\. Name one of its promises: account-data, .*session-cookie, /,
    ),
  ]);
});

test('an attestation has an owner and an end, and ends', async () => {
  using library = scratchLibrary();
  const promised = library.read('promises/card-numbers.yaml');
  const attested = (expires: string) =>
    `${promised.slice(0, promised.indexOf('proof:'))}proof:\n  attested: { owner: Ada Lovelace, says: Stripe takes them., evidence: Contract of 2026., on: "2026-11-01", expires: "${expires}" }\n`;

  const ending = expect.objectContaining({
    file: 'promises/card-numbers.yaml',
    problem: 'The attestation of Ada Lovelace ends on April 30, 2027.',
  });

  library.write('promises/card-numbers.yaml', attested('2027-04-30'));
  expect(await problemsIn(library.root)).toEqual([]);
  expect(await problemsIn(library.root, { today: '2027-05-01' })).toEqual([
    expect.stringContaining('The attestation ended on 2027-04-30. Ask Ada Lovelace for a new one'),
  ]);
  expect(await warn(openLibrary(library.root), '2027-03-31')).not.toContainEqual(ending);
  expect(await warn(openLibrary(library.root), '2027-04-01')).toContainEqual(ending);
  expect(await problemsIn(library.root, { today: '2026-10-31' })).toEqual([
    expect.stringContaining('The attestation is of 2026-11-01, a day to come.'),
  ]);
  library.write('promises/card-numbers.yaml', attested('2028-04-30'));
  expect(await problemsIn(library.root)).toEqual([expect.stringContaining('expires within a year')]);
});

test('what the software promises reaches no further than this site', async () => {
  using library = scratchLibrary();
  library.edit('promises/form-limits.yaml', 'scope: this-site', 'scope: web-app');

  expect(await problemsIn(library.root)).toContainEqual(expect.stringContaining('reaches no further than this site'));
});

test('what later work must keep is listed, and never among what is kept', async () => {
  const { open } = await checkPromises(openLibrary('content'), { today });

  expect(open.map(({ id }) => id)).toEqual(expect.arrayContaining(['no-sale', 'vetted-providers']));
  expect(open.filter(({ id }) => isProductPromise(id))).toEqual([]);
});
