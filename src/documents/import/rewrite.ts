import type { Heading, Markdown, Nodes } from '../markdown.ts';
import { inline } from '../text.ts';
import { createHtmlCleaner, escaped } from './html.ts';
import type { Ids } from './ids.ts';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const ownId = /\s*\{:?\s*#([\w:.-]+)[^}]*\}\s*$/;

/** The Markdown with each place mended that a version may not hold, and everything else as it was written. */
export function rewrite(
  source: string,
  tree: Markdown,
  options: { ids: Ids; dropped: Nodes | null; base: string | null; note: (words: string) => void },
): string {
  const { ids, dropped, base, note } = options;
  const edits: Edit[] = [];
  const urls = new Map(definitionsIn(tree).map(({ identifier, url }) => [identifier, url]));
  const headings = headingsIn(tree).filter((heading) => heading !== dropped && inline(heading).trim() !== '');
  // The first level is the title's.
  const shift = headings.some(({ depth }) => depth === 1) ? 1 : 0;
  const idOf = new Map(headings.map((heading) => [heading, ids.take(...nameOf(heading))]));
  const html = createHtmlCleaner(resolve, (text, level) => `${hashes(level)} ${text} [#${ids.take(text, null)}]`, note);
  visit(tree, []);

  let text = source;
  for (const { start, end, text: other } of edits.sort((a, b) => b.start - a.start || b.end - a.end)) {
    text = text.slice(0, start) + other + text.slice(end);
  }
  return text;

  function visit(node: Nodes, parents: readonly Nodes[]): void {
    const [start, end] = place(node);
    const isIndented = node.type === 'code' && !/^(`{3}|~{3})/.test(source.slice(start));
    if (node === dropped || node.type === 'definition') replace(start, end, '');
    else if (node.type === 'text') writeText(node, parents);
    else if (node.type === 'html') replace(start, end, html.clean(node.value, !parents.some(isInline)));
    else if (node.type === 'image' || node.type === 'imageReference') {
      note('A picture was left out; its description stays.');
      replace(start, end, escaped(node.alt ?? ''));
    } else if (isIndented) fence(node.value, start, end, parents);
    else visitInside(node, parents);
  }

  function visitInside(node: Nodes, parents: readonly Nodes[]): void {
    if (node.type === 'heading') writeHeading(node, parents);
    if (node.type === 'link') wrap(node, resolve(node.url));
    if (node.type === 'linkReference') {
      const url = urls.get(node.identifier);
      wrap(node, url === undefined ? null : resolve(url));
    }
    if ('children' in node) for (const child of node.children) visit(child as Nodes, [...parents, node]);
  }

  function writeText(node: Extract<Nodes, { type: 'text' }>, parents: readonly Nodes[]): void {
    const [start, end] = place(node);
    const parent = parents.at(-1);
    const isAutolink = parent?.type === 'link' && source[place(parent)[0]] === '<';
    let raw = source.slice(start, end);
    if (isAutolink) raw = raw.replace(/[\\`*_[\]]/g, '\\$&');
    if (parents.some(({ type }) => type === 'heading')) raw = raw.replace(ownId, '').replace(/\s*\n\s*/g, ' ');
    const isFirst = parent?.type === 'paragraph' && parent.children[0] === node;
    const text = escaped(raw);
    replace(
      start,
      end,
      isFirst ? text.replace(/^[ie](?=(mport|xport)\b)/, (sign) => `&#${sign.charCodeAt(0)};`) : text,
    );
  }

  function writeHeading(heading: Heading, parents: readonly Nodes[]): void {
    const [start, end] = place(heading);
    const [first, last] = [heading.children[0], heading.children.at(-1)];
    const id = idOf.get(heading);
    if (!first || !last || !id) {
      replace(start, end, '');
      return;
    }
    const isTop = parents.length === 1;
    if (!isTop) note('A heading inside a list or a quotation became a paragraph.');
    replace(start, place(first)[0], isTop ? `${hashes(heading.depth)} ` : '');
    replace(place(last)[1], end, isTop ? ` [#${id}]` : '');
  }

  /** The words of a link in a link that is good here, or by themselves. */
  function wrap(node: Extract<Nodes, { type: 'link' | 'linkReference' }>, url: string | null): void {
    const [start, end] = place(node);
    const [first, last] = [node.children[0], node.children.at(-1)];
    // A bare address is read as a link here too.
    if (!first || !last || (source[start] !== '[' && source[start] !== '<')) return;
    replace(start, place(first)[0], url ? '[' : '');
    replace(place(last)[1], end, url ? `](${url})` : '');
  }

  function fence(value: string, start: number, end: number, parents: readonly Nodes[]): void {
    if (parents.length !== 1) return;
    const line = source.lastIndexOf('\n', start) + 1;
    const ticks = '`'.repeat(Math.max(3, ...[...value.matchAll(/`+/g)].map(([found]) => found.length + 1)));
    replace(line, end, `${ticks}\n${value}\n${ticks}`);
  }

  function resolve(url: string): string | null {
    if (/^(https?:|mailto:|tel:)/i.test(url)) return safe(url);
    if (url.startsWith('#')) {
      const id = ids.find(decode(url.slice(1)));
      if (!id) note(`The link ${url} leads to no heading: its words stay.`);
      return id && `#${id}`;
    }
    const whole = base && !/^[a-z][a-z0-9+.-]*:/i.test(url) && URL.canParse(url, base) ? new URL(url, base).href : null;
    if (!whole) note(`The link ${url} leads into the old site: its words stay.`);
    return whole && safe(whole);
  }

  function hashes(depth: number): string {
    return '#'.repeat(Math.min(6, Math.max(2, depth + shift)));
  }

  function replace(start: number, end: number, text: string): void {
    if (source.slice(start, end) !== text) edits.push({ start, end, text });
  }
}

function nameOf(heading: Heading): [words: string, wanted: string | null] {
  const text = inline(heading);
  const [, anchor] = /<a\b[^>]*\b(?:name|id)\s*=\s*["']([^"']+)/i.exec(text) ?? [];
  const [, own] = ownId.exec(text) ?? [];
  return [
    text
      .replace(ownId, '')
      .replace(/<[^>]*>/g, '')
      .trim(),
    own ?? anchor ?? null,
  ];
}

function place(node: Nodes): [start: number, end: number] {
  return [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0];
}

function isInline({ type }: Nodes): boolean {
  return ['paragraph', 'heading', 'tableCell', 'link', 'emphasis', 'strong'].includes(type);
}

function headingsIn(node: Nodes): Heading[] {
  if (node.type === 'heading') return [node];
  return 'children' in node ? (node.children as Nodes[]).flatMap(headingsIn) : [];
}

function definitionsIn(node: Nodes): Extract<Nodes, { type: 'definition' }>[] {
  if (node.type === 'definition') return [node];
  return 'children' in node ? (node.children as Nodes[]).flatMap(definitionsIn) : [];
}

/** An address that ends where it ends, whatever reads it. */
function safe(url: string): string {
  return url.replace(/[\s()<>{}\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
