import { expect, test } from 'vitest';
import { openLibrary } from '../../src/library/model/library.ts';
import { markSentences } from '../../src/library/promises/marks.ts';
import { productPromises } from '../../src/library/promises/product.ts';
import {
  daysAfterAttestations,
  type PromisedSentence,
  promisedSentences,
  shownPromises,
} from '../../src/library/promises/promised-sentences.ts';
import { readClassing } from '../../src/library/promises/promises.ts';
import type { Proofs } from '../../src/library/promises/proofs.ts';
import { render } from '../../src/library/text/render.ts';
import { provenBy } from '../proofs.ts';
import { resultsOfPlaywright, resultsOfVitest } from '../results.ts';
import { draft, fixtureLibrary, scratchLibrary } from '../support/library.ts';

const today = '2026-11-23';

/** As if every test had passed. */
const passed: Proofs = {
  at: '2026-11-23T12:00:00.000Z',
  commit: 'abc',
  isClean: true,
  promises: Object.fromEntries(Object.keys(productPromises).map((id) => [id, { tests: ['a test'] }])),
};
const note = /<a class="proof" href="\/promises\/#[a-z0-9-]+" aria-label="([^"]+)"><\/a>/g;

test('notes stand after paragraphs, items and rows, one for each, and add not a letter to the text', () => {
  const library = openLibrary(fixtureLibrary);
  const promised = promisedSentences(library, today, passed);
  using scratch = scratchLibrary();
  let total = 0;
  for (const { slug, versions } of library.documents) {
    const source = scratch.read(`${slug}/${versions[0]?.version}.mdx`);
    let count = 0;
    const plain = render(source);
    const marked = render(source, {
      adorn(html) {
        count = markSentences(html, promised.get(slug) ?? []);
      },
    });
    const labels = [...marked.html.matchAll(note)].map(([, label]) => label);

    expect(marked.textSha256).toBe(plain.textSha256);
    expect(readText(marked.html.replaceAll(note, ''))).toBe(readText(plain.html));
    expect(labels).toHaveLength(count);
    expect(new Set(labels).size).toBe(count);
    expect(marked.html).not.toMatch(/class="proof"[^>]*><\/a>\s*<a class="proof"/);
    total += count;
  }
  expect(total).toBeGreaterThan(20);

  function readText(html: string): string {
    return html.replaceAll(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  }
});

test('nothing is marked where no run of the tests stands behind it', () => {
  const promised = promisedSentences(openLibrary(fixtureLibrary), today, null);

  expect([...promised.values()].flat().filter(({ proofs }) => proofs.length > 0)).toEqual([]);
});

const cookie = { id: 'session-cookie', proof: { product: 'session-cookie', test: 'A visit.' } } as const;
const cards = {
  id: 'card-numbers',
  proof: { attested: { owner: 'Ada', says: 'So.', evidence: 'Seen.', on: '2026-11-01', expires: '2027-04-30' } },
};
const says = (sentence: string, proofs: PromisedSentence['proofs'] = [], isInPart = false) => ({
  ...{ sentence, proofs, isInPart },
});

test.each([
  ['We keep it. Or not.', [says('We keep it.', [cookie])], 'Tested: session cookie'],
  ['We keep it. We try.', [says('We keep it.', [cookie]), says('We try.')], '1 of 2 tested: session cookie'],
  ['We keep it.', [says('We keep it.', [cookie], true)], 'Tested in part: session cookie'],
  [
    'We keep it. We try.',
    [says('We keep it.', [cookie]), says('We try.', [cards])],
    '1 of 2 tested: session cookie; 1 of 2 attested: card numbers',
  ],
  ['Oh, We keep it. All', [says('We keep it.', [cookie])], null],
  ['We keep it.', [says('We keep it.')], null],
])('what stands beside “%s” says what was tested, and of how much', (text, promised, label) => {
  const { html } = render(draft(text), {
    adorn: (tree) => void markSentences(tree, [...promised, says('Other.', [cookie])]),
  });

  expect([...html.matchAll(note)].map(([, label]) => label)).toEqual(label ? [label] : []);
});

test('a row is marked as a row, in its last cell, and a second note with the same words says its clause', () => {
  const table = '| Measure | Detail |\n| --- | --- |\n| Cookies | One, and card numbers |\n| Other | None |';
  const text = draft(`We keep it.\n\n## Sold [#sold]\n\n${table}\n\n- We keep it.\n  - We keep it.`);
  const promised = [says('We keep it.', [cookie]), says('Cookies | One, and card numbers', [cookie])];
  const { html } = render(text, { adorn: (tree) => void markSentences(tree, promised) });

  expect([...html.matchAll(note)].map(([, label]) => label)).toEqual([
    'Tested: session cookie',
    'Tested in this row: session cookie',
    'Tested: session cookie (in Sold)',
    'Tested: session cookie (in Sold, 2)',
  ]);
  expect(html).toMatch(/<td>One, and card numbers<a class="proof"[^>]*><\/a><\/td>/);
});

test('a note says its language in a text of another', () => {
  const marked = (language: string) =>
    render(draft('We keep it.'), {
      adorn: (tree) => void markSentences(tree, [says('We keep it.', [cookie])], language),
    }).html;

  expect(marked('de')).toContain('aria-label="Tested: session cookie" lang="en" dir="ltr"></a>');
  expect(marked('en')).toContain('aria-label="Tested: session cookie"></a>');
});

test('a sentence that ends inside a link keeps its words as they are', () => {
  const { html } = render(draft('- We [keep it. Or not](/dpa/).'), {
    adorn: (tree) => void markSentences(tree, [says('We keep it.', [cookie])]),
  });

  expect(html).toContain('<div>We <a href="/dpa/">keep it. Or not</a>.</div><a class="proof" href="/promises/#session');
});

test('an attestation is shown until its last day, and the site is built for the day after', () => {
  using library = scratchLibrary();
  const promised = library.read('promises/card-numbers.yaml');
  const [quotes] = promised.split('proof:');
  const wordings = readClassing(library.root, []).promises.find(({ id }) => id === 'card-numbers')?.quotes ?? [];
  const confirmed = JSON.stringify(wordings.flatMap(({ wordings }) => wordings));
  library.write(
    'promises/card-numbers.yaml',
    `${quotes}proof:\n  attested: { owner: Ada Lovelace, says: Stripe takes them., evidence: Contract., on: "2026-11-01", expires: "2027-04-30" }\nconfirmed:\n  - { by: Ada Lovelace, on: "2026-11-01", wordings: ${confirmed} }\n`,
  );
  const opened = openLibrary(library.root);
  const isShown = (day: string) => {
    const list = shownPromises(opened, day, null).some(({ id }) => id === 'card-numbers');
    const sentences = [...promisedSentences(opened, day, null).values()].flat();
    return [list, sentences.some(({ proofs }) => proofs.some(({ id }) => id === 'card-numbers'))];
  };

  expect(isShown('2027-04-30')).toEqual([true, true]);
  expect(isShown('2027-05-01')).toEqual([false, false]);
  expect(daysAfterAttestations(opened, '2026-11-23')).toEqual(['2027-05-01']);
  expect(daysAfterAttestations(opened, '2027-05-01')).toEqual([]);
});

test('what is open is not shown, and what is open beside a proof makes it a proof in part', () => {
  const promises = shownPromises(openLibrary(fixtureLibrary), today, null);
  const shown = new Map(promises.map((promise) => [promise.id, promise]));

  for (const id of ['no-sale', 'vetted-providers', 'retention']) expect(shown.has(id)).toBe(false);
  expect(shown.get('encryption-at-rest')).toMatchObject({ isInPart: true, scope: 'this-site', run: null });
  expect(shown.get('form-limits')).toMatchObject({ isInPart: false });
});

test('a document can keep its promises inside', () => {
  using library = scratchLibrary();
  library.write('security/document.yaml', `${library.read('security/document.yaml')}promises: hidden\n`);
  const promises = shownPromises(openLibrary(library.root), today, null);

  expect(promises.length).toBeGreaterThan(0);
  expect(promises.flatMap(({ quotes }) => quotes).filter(({ document }) => document === 'security')).toEqual([]);
});

test('a proof says when it last passed only if every test of it passed', () => {
  const inVitest = (status: string) =>
    resultsOfVitest({
      testResults: [{ assertionResults: [{ fullName: ' counts', status, meta: { promises: ['form-limits'] } }] }],
    });
  const inBrowser = (status: string) => {
    const spec = {
      title: 'visits',
      tests: [{ status, annotations: [{ type: 'promise', description: 'form-limits' }] }],
    };
    const describes = { title: 'with scripts', specs: [spec] };
    return resultsOfPlaywright({ suites: [{ title: 'visitor.test.ts', specs: [], suites: [describes] }] });
  };
  const proven = (...runs: Parameters<typeof provenBy>[0][]) => provenBy(runs.flat());

  expect(proven(inVitest('passed'), inBrowser('expected'))).toEqual({
    'form-limits': { tests: ['counts', 'with scripts visits'] },
  });
  expect(proven(inVitest('passed'), inVitest('pending'))).toHaveProperty('form-limits');
  for (const bad of ['unexpected', 'flaky', 'skipped']) expect(proven(inVitest('passed'), inBrowser(bad))).toEqual({});
  expect(proven(inVitest('failed'), inVitest('passed'))).toEqual({});

  const promises = proven(inVitest('passed'));
  const proofs = { ...passed, promises };
  const shown = shownPromises(openLibrary(fixtureLibrary), today, proofs);
  expect(shown.find(({ id }) => id === 'form-limits')?.run?.commit).toBe('abc');
  expect(shown.find(({ id }) => id === 'form-counts')?.run).toBeNull();
});
