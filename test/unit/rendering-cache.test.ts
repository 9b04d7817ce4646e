import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openLibrary, versioned } from '../../src/library/model/library.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { check } from '../../src/library/review/check.ts';
import { createRenderer } from '../../src/library/text/render.ts';
import { openRenderingCache, type Place, placeIn } from '../../src/library/text/rendering-cache.ts';
import { renderMissing } from '../../src/site/rendering.ts';
import { draft, scratchLibrary } from '../support/library.ts';

const terms = draft('## A clause [#a-clause]\n\nWhat holds, holds.');
const other = draft('## A clause [#a-clause]\n\nWhat held, held.');

test('publishing one version more renders one version more', async () => {
  using library = scratchLibrary();
  using scratch = scratchCache();
  const versions = versioned(openLibrary(library.root)).flatMap(({ versions }) => versions).length;
  expect(await renderMissing(openLibrary(library.root), scratch.place)).toBe(versions);
  scratch.mark('rendered');

  library.edit('security/draft.mdx', 'encrypted', 'enciphered');
  const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };
  const publication = { document: 'security', summary: 'Another word.', approvedBy, class: 'notice' } as const;
  expect(publish(library.root, { ...publication, effectiveOn: null }, '2027-03-01')).toMatchObject({ ok: true });

  expect(await renderMissing(openLibrary(library.root), scratch.place)).toBe(1);
  expect(await renderMissing(openLibrary(library.root), scratch.place)).toBe(0);
  expect(scratch.made('rendered')).toHaveLength(1);
  expect(scratch.paths('rendered')).toHaveLength(versions + 1);
});

test('an archive is rendered on several threads, and each version once', async () => {
  using library = scratchLibrary();
  using scratch = scratchCache();
  const [document] = openLibrary(library.root).documents;
  const names = Array.from({ length: 120 }, (_, index) => `2020-01-01-${index + 2}`);
  for (const name of names) library.write(`${document?.slug}/${name}.mdx`, draft(`Text of ${name}.`));
  const versions = names.map((version) => ({ ...document?.versions[0], version }));
  const archive = { ...openLibrary(library.root), documents: [{ ...document, versions, files: names }], purposes: [] };

  expect(await renderMissing(archive as never, scratch.place)).toBe(120);
  expect(scratch.paths('rendered')).toHaveLength(120);
  expect(await renderMissing(archive as never, scratch.place)).toBe(0);
});

test('what is taken from the cache is what the pipeline makes of the text', async () => {
  using library = scratchLibrary();
  using scratch = scratchCache();
  await renderMissing(openLibrary(library.root), scratch.place);
  const [fresh, kept] = [createRenderer(), createRenderer({ cache: openRenderingCache(scratch.place) })];
  scratch.mark('rendered');

  for (const { slug, versions } of openLibrary(library.root).documents) {
    for (const { version } of versions) {
      const source = library.read(`${slug}/${version}.mdx`);
      expect(kept(source)).toEqual(fresh(source));
    }
  }
  expect(scratch.made('rendered')).toEqual([]);
});

const damages: [what: string, damage: (path: string, whole: Buffer, others: Buffer) => void][] = [
  ['is empty', (path) => writeFileSync(path, '')],
  ['ends early', (path, whole) => writeFileSync(path, whole.subarray(0, whole.length - 10))],
  ['holds another word', (path, whole) => writeFileSync(path, whole.toString().replaceAll('holds', 'molds'))],
  ['is that of another text', (path, _, others) => writeFileSync(path, others)],
  [
    'is no file',
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
];

test.each(damages)('an entry that %s is never trusted: the text is rendered again', (_, damage) => {
  using scratch = scratchCache();
  const render = (source: string) => createRenderer({ cache: openRenderingCache(scratch.place) })(source);
  const rendered = render(terms);
  const [path = ''] = scratch.paths('rendered');
  const whole = readFileSync(path);
  render(other);
  const [others = ''] = scratch.paths('rendered').filter((known) => known !== path);

  damage(path, whole, readFileSync(others));

  expect(openRenderingCache(scratch.place).take('rendered', terms)).toBeNull();
  expect(render(terms)).toEqual(rendered);
});

test('another program, other packages and another folder of sources find nothing', () => {
  using scratch = scratchCache();
  const root = join(scratch.place.folder, 'root');
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write('src/library/compare/formats/html.ts', 'one');
  expect(placeIn(root), 'as nobody knows what is installed').toBeNull();

  write('node_modules/.package-lock.json', '{ "remark": "1.0.0" }');
  const first = placeIn(root);
  expect(placeIn(root)).toEqual(first);
  write('node_modules/.package-lock.json', '{ "remark": "1.0.1" }');
  const upgraded = placeIn(root);
  write('src/library/compare/formats/html.ts', 'two');
  const changed = placeIn(root);
  write('src/words/documents/comparison.ts', 'inserted');
  const reworded = placeIn(root);
  expect(new Set([first, upgraded, changed, reworded].map((place) => place?.program)).size).toBe(4);

  openRenderingCache(first as Place).put('rendered', terms, 'stale');
  expect(openRenderingCache(first as Place).take('rendered', terms)).toBe('stale');
  expect(openRenderingCache(changed as Place).take('rendered', terms)).toBeNull();
});

test('a disk that takes nothing costs time alone', () => {
  using scratch = scratchCache();
  const file = join(scratch.place.folder, 'file');
  writeFileSync(file, '');
  const render = createRenderer({ cache: openRenderingCache({ ...scratch.place, folder: file }) });

  expect(render(terms).html).toContain('What holds, holds.');
});

test('what a build used stays, and what no build used for a week goes', () => {
  using scratch = scratchCache();
  const cache = openRenderingCache(scratch.place);
  const begun = Date.now();
  for (const name of ['used', 'recent', 'old', 'large']) cache.put('redline', name, name);
  const age = (name: string, days: number) => {
    const at = new Date(begun - days * 24 * 3_600_000);
    for (const path of scratch.paths('redline')) {
      if (readFileSync(path, 'utf8').includes(`"${name}"`)) utimesSync(path, at, at);
    }
  };
  for (const name of ['used', 'recent']) age(name, 2);
  age('old', 8);
  age('large', 3);
  for (const path of scratch.paths('redline')) {
    if (!readFileSync(path, 'utf8').includes('"large"')) continue;
    const at = statSync(path).mtime;
    truncateSync(path, 65 * 1024 * 1024);
    utimesSync(path, at, at);
  }
  expect(cache.take('redline', 'used')).toBe('used');

  cache.clear(begun - 1000);

  expect(['used', 'recent', 'old', 'large'].filter((name) => cache.has('redline', name))).toEqual(['used', 'recent']);
});

test('a published text with something wrong is told of each time', () => {
  using library = scratchLibrary();
  using scratch = scratchCache();
  const cache = openRenderingCache(scratch.place);
  expect(check(library.root, { cache })).toEqual([]);
  library.write('security/2026-11-23.mdx', `${library.read('security/2026-11-23.mdx')}\n## No id\n`);

  const told = check(library.root, { cache }).map(showProblem);
  expect(told).toContainEqual(expect.stringContaining('A published version was changed.'));
  expect(told).toContainEqual(expect.stringContaining('The heading "No id" has no id.'));
  expect(check(library.root, { cache }).map(showProblem)).toEqual(told);
  expect(check(library.root).map(showProblem)).toEqual(told);
});

function scratchCache() {
  const place: Place = { folder: mkdtempSync(join(tmpdir(), 'cache-')), program: 'a program' };
  const paths = (kind: string) => readdirSync(join(place.folder, kind)).map((name) => join(place.folder, kind, name));
  return {
    place,
    paths,
    /** Takes from each file the leave to write in it, which one that is made again has. */
    mark(kind: string): void {
      for (const path of paths(kind)) chmodSync(path, 0o444);
    },
    made: (kind: string) => paths(kind).filter((path) => statSync(path).mode & 0o200),
    [Symbol.dispose]: () => rmSync(place.folder, { recursive: true }),
  };
}
