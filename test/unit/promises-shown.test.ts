import { expect, test, vi } from 'vitest';
import { openLibrary } from '../../src/documents/library.ts';
import { markSentences, marksIn } from '../../src/documents/promises/marks.ts';
import { proofsShape } from '../../src/documents/promises/proofs.ts';
import { shownPromises } from '../../src/documents/promises/shown.ts';
import { createRenderer } from '../../src/documents/render.ts';
import { provenBy, provingInPlaywright, provingInVitest } from '../proofs.ts';
import { draft, fixtureLibrary, scratchLibrary } from '../support/library.ts';

// The whole library is read each time, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

const today = '2026-11-23';
const render = await createRenderer();

test('marks add notes after paragraphs and list items, and not a letter to the text', async () => {
  const library = openLibrary(fixtureLibrary);
  const promises = await shownPromises(library, today, null);
  using scratch = scratchLibrary();
  for (const { slug, versions } of library.documents) {
    const source = scratch.read(`${slug}/${versions[0]?.version}.mdx`);
    const marks = marksIn(promises, slug);
    const [plain, marked] = [await render(source), await render(source, (html) => markSentences(html, marks, 'en'))];
    const bare = marked.html
      .replaceAll(/<a class="proof" href="\/promises\/#[a-z0-9-]+" aria-label="[^"]+"><\/a>/g, '')
      .replaceAll(/<span class="promise">(.*?)<\/span>/gs, '$1');

    expect(marked.textSha256).toBe(plain.textSha256);
    expect(bare).toBe(plain.html);
    expect(marked.html.match(/class="proof"/g)?.length ?? 0).toBe(marks.length);
  }
});

test('a sentence that ends inside a link keeps its words as they are', async () => {
  const mark = { sentence: 'We keep it.', id: 'kept', label: 'Kept on this site' };
  const { html } = await render(draft('- We [keep it. Or not](/dpa/).'), (tree) => markSentences(tree, [mark], 'en'));

  expect(html).toContain('<li>We <a href="/dpa/">keep it. Or not</a>.<a class="proof" href="/promises/#kept"');
});

test('what is open is not shown, and what is open beside a proof makes it a proof in part', async () => {
  const promises = await shownPromises(openLibrary(fixtureLibrary), today, null);
  const shown = new Map(promises.map((promise) => [promise.id, promise]));

  for (const id of ['no-sale', 'vetted-providers', 'retention']) expect(shown.has(id)).toBe(false);
  expect(shown.get('encryption-at-rest')).toMatchObject({ isInPart: true, scope: 'this-site', run: null });
  expect(shown.get('form-limits')).toMatchObject({ isInPart: false });
});

test('a document can keep its promises inside', async () => {
  using library = scratchLibrary();
  library.write('security/document.yaml', `${library.read('security/document.yaml')}promises: hidden\n`);
  const promises = await shownPromises(openLibrary(library.root), today, null);

  expect(promises.length).toBeGreaterThan(0);
  expect(promises.flatMap(({ quotes }) => quotes).filter(({ document }) => document === 'security')).toEqual([]);
});

test('a proof says when it last passed only if every test of it passed', async () => {
  const inVitest = (status: string) =>
    provingInVitest({
      testResults: [{ assertionResults: [{ fullName: ' counts', status, meta: { promises: ['form-limits'] } }] }],
    });
  const inBrowser = (status: string) => {
    const spec = {
      title: 'visits',
      tests: [{ status, annotations: [{ type: 'promise', description: 'form-limits' }] }],
    };
    const describes = { title: 'with scripts', specs: [spec] };
    return provingInPlaywright({ suites: [{ title: 'visitor.test.ts', specs: [], suites: [describes] }] });
  };
  const proven = (...runs: Parameters<typeof provenBy>[0][]) => provenBy(runs.flat());

  expect(proven(inVitest('passed'), inBrowser('expected'))).toEqual({
    'form-limits': { tests: ['counts', 'with scripts visits'] },
  });
  expect(proven(inVitest('passed'), inVitest('pending'))).toHaveProperty('form-limits');
  for (const bad of ['unexpected', 'flaky', 'skipped']) expect(proven(inVitest('passed'), inBrowser(bad))).toEqual({});
  expect(proven(inVitest('failed'), inVitest('passed'))).toEqual({});

  const promises = proven(inVitest('passed'));
  const proofs = proofsShape.parse({ at: '2026-11-23T12:00:00.000Z', commit: 'abc', isClean: true, promises });
  const shown = await shownPromises(openLibrary(fixtureLibrary), today, proofs);
  expect(shown.find(({ id }) => id === 'form-limits')?.run?.commit).toBe('abc');
  expect(shown.find(({ id }) => id === 'form-counts')?.run).toBeNull();
});
