import { LRUCache } from 'lru-cache';
import { visit } from 'unist-util-visit';
import { sha256 } from '../model/digest.ts';
import { rightToLeft } from '../model/direction.ts';
import { type FrontMatter, readableSource } from '../model/source.ts';
import { parse, toHtml, writeHtml } from './markdown.ts';
import { linesIn, type Passage, passagesOf, writePassage } from './passages.ts';
import { noCache, type RenderingCache } from './rendering-cache.ts';
import { type Element, element, type Html, type Markdown, wordsOf } from './tree.ts';
import { readable } from './visible.ts';

interface Clause {
  readonly id: string;
  readonly level: number;
  readonly title: string;
  /** Title and own text, without the clauses below it. */
  readonly text: string;
}

/** What a version's source says: everything that shows, compares, digests or finds a version starts here. */
export interface Rendered {
  readonly title: string;
  readonly section: string | null;
  readonly consent: FrontMatter['consent'] | null;
  readonly html: string;
  /** All that is read, section and title first, a line for each block. */
  readonly text: string;
  /** Of all that is seen, by the derivation of today: of the text, and of how it stands and is marked. */
  readonly textSha256: string;
  /** What stands before the first clause. */
  readonly opening: string;
  readonly clauses: readonly Clause[];
  /** The same text for comparing, in headings, paragraphs, items and rows. */
  readonly passages: readonly Passage[];
}

interface Options {
  /** May add to the page's markup, and never to the text. */
  readonly adorn?: (html: Html) => void;
  /** Reads what `parse` reads, as it does. */
  readonly read?: (body: string) => Markdown;
}

export type Render = (source: string) => Rendered;

/** As many results are kept in memory where nothing is said. */
const usualMost = 1_000;

/** The same source gives the same result, which is kept: a published version never changes. */
export function createRenderer({
  most = usualMost,
  cache = noCache,
}: {
  /** As many results are kept in memory. */
  most?: number;
  /** Where results of other programs stand, and these will. */
  cache?: RenderingCache;
} = {}): Render {
  const kept = new LRUCache<string, Rendered>({ max: most });

  return function renderOnce(source) {
    const digest = sha256(source);
    const known = kept.get(digest) ?? cache.take<Rendered>('rendered', source);
    const rendered = known ?? render(source);
    if (!known) cache.put('rendered', source, rendered);
    kept.set(digest, rendered);
    return rendered;
  };
}

/** Whether nothing but spaces and signs that nobody sees differs, nor what receipts repeat. */
export function isSeenAlike(before: Rendered, after: Rendered): boolean {
  const seen = ({ title, section, html, consent }: Rendered) =>
    readable(JSON.stringify([title, section, html.replaceAll('\n', ' '), consent]));
  return seen(before) === seen(after);
}

export function render(text: string, { adorn, read = parse }: Options = {}): Rendered {
  const { frontMatter, body } = readableSource(text);
  const { title, section, consent } = frontMatter;

  const tree = read(body);
  refuseCode(tree);
  const passages = passagesOf(tree, { section: section ?? null, title });
  const html = toHtml(tree);
  frameTables(html, title);
  showSigns(html);
  giveDirections(html);
  adorn?.(html);
  return {
    title,
    section: section ?? null,
    consent: consent ?? null,
    html: writeHtml({ type: 'root', children: inClauses(html.children) }).trim(),
    text: passages.flatMap(linesIn).join('\n'),
    textSha256: sha256(passages.map(writePassage).join('\n')),
    ...clausesIn(passages),
    passages,
  };
}

function clausesIn(passages: readonly Passage[]): Pick<Rendered, 'opening' | 'clauses'> {
  const opening: string[] = [];
  const clauses: (Omit<Clause, 'text'> & { lines: string[] })[] = [];
  for (const passage of passages) {
    const lines = linesIn(passage);
    if (passage.kind === 'heading' && passage.id) {
      clauses.push({ id: passage.id, level: passage.level, title: lines[0] ?? '', lines: [] });
    }
    if (passage.kind !== 'section' && passage.kind !== 'title') (clauses.at(-1)?.lines ?? opening).push(...lines);
  }
  return {
    opening: opening.join('\n'),
    clauses: clauses.map(({ lines, ...clause }) => ({ ...clause, text: lines.join('\n') })),
  };
}

/** Components are resolved when a version is published: what is rendered is plain Markdown. */
function refuseCode(tree: Markdown): void {
  visit(tree, ({ type, position }) => {
    if (type.startsWith('mdx')) throw new Error(`Line ${position?.start.line}: components and code are not text`);
  });
}

/** Each heading with what follows it becomes a section; a lower heading's section stands inside. */
function inClauses(nodes: Readonly<Html['children']>): Html['children'] {
  const top: Html['children'] = [];
  const open: { level: number; section: Element }[] = [];
  for (const node of nodes) {
    const level = node.type === 'element' && /^h[1-6]$/.test(node.tagName) ? Number(node.tagName[1]) : null;
    while (level !== null && (open.at(-1)?.level ?? 0) >= level) open.pop();
    const parent = (open.at(-1)?.section.children ?? top) as Html['children'];
    if (level === null) {
      parent.push(node);
      continue;
    }
    const section = element('section', [node as Element['children'][number]], { className: ['clause'] });
    parent.push(section);
    open.push({ level, section });
  }
  return top;
}

/** A wide table scrolls in a region of its own, which the keyboard reaches. */
function frameTables(tree: Html, title: string): void {
  const regions: Element[] = [];
  let clause = title;
  walk(tree);
  for (const [index, { properties }] of regions.entries()) {
    const same = regions.slice(0, index).filter((region) => region.properties['ariaLabel'] === properties['ariaLabel']);
    if (same.length > 0) properties['ariaLabel'] = `${properties['ariaLabel']} (${same.length + 1})`;
  }

  function walk(parent: Html | Element): void {
    for (const [index, node] of parent.children.entries()) {
      if (node.type !== 'element') continue;
      if (/^h[1-6]$/.test(node.tagName)) clause = wordsOf(node);
      // The attribute is obsolete; the sheet aligns.
      const { align, ...properties } = node.properties;
      node.properties = align === 'right' ? { ...properties, className: ['end'] } : properties;
      if (node.tagName === 'th') node.properties['scope'] = 'col';
      walk(node);
      if (node.tagName !== 'table') continue;
      const region = { className: ['scroll'], role: 'region', ariaLabel: `Table: ${clause}`, tabIndex: 0 };
      const framed = element('div', [node], region);
      regions.push(framed);
      parent.children[index] = framed;
    }
  }
}

/** Ticks and footnotes as the text has them: no field that cannot be used, and no word that nobody wrote. */
function showSigns(parent: Html | Element): void {
  for (const [index, node] of parent.children.entries()) {
    if (node.type !== 'element') continue;
    const { tagName, properties } = node;
    if (tagName === 'input') parent.children[index] = { type: 'text', value: properties['checked'] ? '☑' : '☐' };
    if (properties['dataFootnotes'] !== undefined) node.children = node.children.filter((child) => !isHeading(child));
    if (properties['dataFootnoteRef'] !== undefined) {
      delete properties['ariaDescribedBy'];
      node.children = [{ type: 'text', value: `[${wordsOf(node)}]` }];
    }
    if (properties['dataFootnoteBackref'] !== undefined) delete properties['ariaLabel'];
    showSigns(node);
  }
}

/** Each passage runs as its own words do, where any of the text runs from right to left. */
function giveDirections(tree: Html): void {
  if (!rightToLeft.test(wordsOf(tree))) return;
  visit(tree, 'element', ({ tagName, properties }) => {
    if (/^(p|li|h[1-6]|th|td)$/.test(tagName)) properties['dir'] ??= 'auto';
  });
}

function isHeading(node: Element['children'][number]): boolean {
  return node.type === 'element' && /^h[1-6]$/.test(node.tagName);
}
