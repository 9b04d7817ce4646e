import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareVersions } from '../../src/library/compare/compare.ts';
import { toHtml } from '../../src/library/compare/formats/html.ts';
import type { Version } from '../../src/library/model/chain/effects.ts';
import type { ChangeClass } from '../../src/library/model/chain/line.ts';
import { openLibrary, sourceOf } from '../../src/library/model/library.ts';
import { cancel, postpone } from '../../src/library/publishing/decision.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { createRenderer } from '../../src/library/text/render.ts';
import { feedOf, jsonFeed, type Redline } from '../../src/site/feeds.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';

const origin = 'https://legal.example.com';
let scratch: ScratchLibrary;

beforeEach(() => {
  scratch = scratchLibrary();
});

afterEach(() => {
  scratch[Symbol.dispose]();
});

test('a new version stands first, with its summary, its redline and absolute links', () => {
  publishDay('security', '2026-12-01', 'We say "less" & <less>.');

  const feed = JSON.parse(jsonFeed(feedFor('json'))) as { items: Record<string, string>[] };
  const [first] = feed.items;

  expect(first).toMatchObject({
    id: `${origin}/security/2026-12-01/`,
    url: `${origin}/security/2026-12-01/`,
    title: 'Security: version 2026-12-01',
    summary: 'We say "less" & <less>.',
    date_published: '2026-12-01T12:00:00.000Z',
  });
  expect(first?.['content_html']).toContain(`href="${origin}/security/compare/2026-11-23/2026-12-01/"`);
  expect(first?.['content_html']).toContain(
    `<ins>Nothing new on 2026-12-01, see <a href="${origin}/dpa/">the addendum</a>.</ins>`,
  );
  expect(first?.['content_html']).toContain('We say &quot;less&quot; &amp; &lt;less&gt;.');
});

test('in Atom, whose titles and summaries are markup, a summary reads as it was written', () => {
  publishDay('security', '2026-12-01', 'We say <less>.');

  const atom = feedFor('atom').atom1();

  expect(atom).toContain('<summary type="html"><![CDATA[We say &lt;less&gt;.]]></summary>');
  expect(atom).toContain(`<link rel="self" href="${origin}/feed.xml"/>`);
  expect(atom).toContain('<updated>2026-12-01T12:00:00.000Z</updated>');
  expect([...atom.matchAll(/href="([^"]*)"/g)].every(([, href]) => href?.startsWith(`${origin}/`))).toBe(true);
});

test('a feed holds the last 20 versions, newest first, and one of a document only its own', () => {
  for (let day = 1; day <= 22; day++) publishDay('security', `2026-12-${String(day).padStart(2, '0')}`, 'Less.');

  const ids = feedFor('atom').items.map(({ id }) => id);
  const own = feedFor('atom', 'dpa').items.map(({ id }) => id);

  expect(ids).toHaveLength(20);
  expect([ids[0], ids[19]]).toEqual([`${origin}/security/2026-12-22/`, `${origin}/security/2026-12-03/`]);
  expect(own).toEqual([`${origin}/dpa/2026-11-23/`]);
});

test('an entry says when a version takes effect, and why that was put off or taken back', () => {
  publishDay('security', '2026-12-01', 'More.', 'notice');
  const by = { name: 'Grace Hopper', capacity: 'General Counsel' };
  const decision = { document: 'security', by, reason: 'The form <is> not ready.' };
  const said = () => feedFor('json', 'security').items[0]?.content;

  postpone(scratch.root, { ...decision, effectiveOn: '2027-02-01' }, '2026-12-10');
  expect(said()).toContain(
    'Takes effect on February 1, 2027. Moved on December 10, 2026: The form &lt;is&gt; not ready.',
  );
  cancel(scratch.root, decision, '2026-12-11');
  expect(said()).toContain('cancelled on December 11, 2026: The form &lt;is&gt; not ready.');
});

test('a decision about an effect makes its entry and the feed young, and the entry comes first', () => {
  publishDay('security', '2026-12-01', 'More.', 'notice');
  publishDay('dpa', '2026-12-05', 'Less.');
  const by = { name: 'Grace Hopper', capacity: 'General Counsel' };
  const decision = { document: 'security', by, reason: 'Not ready.' };
  const entries = () => JSON.parse(jsonFeed(feedFor('json'))).items as Record<string, string>[];
  expect(entries()[0]?.['url']).toBe(`${origin}/dpa/2026-12-05/`);

  postpone(scratch.root, { ...decision, effectiveOn: '2027-02-01' }, '2026-12-10');
  expect(entries()[0]).toMatchObject({
    url: `${origin}/security/2026-12-01/`,
    date_published: '2026-12-01T12:00:00.000Z',
    date_modified: '2026-12-10T12:00:00.000Z',
  });
  expect(feedFor('atom').atom1()).toContain('<updated>2026-12-10T12:00:00.000Z</updated>');

  cancel(scratch.root, decision, '2026-12-11');
  expect(entries()[0]?.['date_modified']).toBe('2026-12-11T12:00:00.000Z');
  expect(feedFor('atom', 'security').options.updated?.toISOString()).toBe('2026-12-11T12:00:00.000Z');
  expect(feedFor('atom', 'dpa').options.updated?.toISOString()).toBe('2026-12-05T12:00:00.000Z');
});

test('what is decided on the day of publication, and twice on one day, is younger each time', () => {
  publishDay('dpa', '2026-12-01', 'Less.');
  publishDay('security', '2026-12-01', 'More.', 'notice');
  const decision = { document: 'security', by: { name: 'Ada', capacity: 'Counsel' }, reason: 'Not ready.' };
  const ages = () => {
    const { items, options } = feedFor('atom');
    return [items[0]?.link.slice(origin.length), items[0]?.date.toISOString(), options.updated?.toISOString()];
  };
  const first = '2026-12-01T12:00:00.000Z';
  expect(ages().slice(1)).toEqual([first, first]);

  postpone(scratch.root, { ...decision, effectiveOn: '2027-02-01' }, '2026-12-01');
  const second = '2026-12-01T12:01:00.000Z';
  expect(ages()).toEqual(['/security/2026-12-01/', second, second]);
  cancel(scratch.root, decision, '2026-12-01');
  const third = '2026-12-01T12:02:00.000Z';
  expect(ages()).toEqual(['/security/2026-12-01/', third, third]);
});

test('the JSON feed is of version 1.1, with its language and its authors', () => {
  const feed = JSON.parse(jsonFeed(feedFor('json')));

  expect(feed).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    language: 'en',
    authors: [{ name: 'Whitrack', url: `${origin}/` }],
    feed_url: `${origin}/feed.json`,
    home_page_url: `${origin}/`,
  });
  expect(feed).not.toHaveProperty('author');
});

function feedFor(format: 'atom' | 'json', slug?: string) {
  const library = openLibrary(scratch.root);
  const only = library.documents.find((document) => document.slug === slug);
  const render = createRenderer();
  const redline: Redline = ({ slug }, before, after) => {
    const textOf = ({ version }: Version) => render(sourceOf(library, slug, version));
    return toHtml(compareVersions(textOf(before), textOf(after)), 'changes', { language: 'en', origin });
  };
  return feedOf(library, { origin, redline, format, only });
}

function publishDay(document: string, day: string, summary: string, change: ChangeClass = 'editorial'): void {
  scratch.write(
    `${document}/draft.mdx`,
    `${scratch.read(`${document}/draft.mdx`)}\nNothing new on ${day}, see [the addendum](/dpa/).\n`,
  );
  const approvedBy = { name: 'Grace Hopper', capacity: 'General Counsel' };
  const effectiveOn = change === 'editorial' ? day : null;
  const publication = { document, summary, approvedBy, class: change, confirm: 'a test', effectiveOn };
  const published = publish(scratch.root, publication, day);
  if (!published.ok) throw new Error(published.problems.join('\n'));
}
