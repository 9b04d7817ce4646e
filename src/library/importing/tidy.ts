import { withoutHiddenSigns } from '../model/hidden-signs.ts';
import { attempt } from '../model/result.ts';
import { inline, linesOf, normal } from '../text/text.ts';
import type { Heading, Markdown, Nodes } from '../text/tree.ts';
import { type NameClauses, slugOf } from './ids.ts';
import type { Note } from './notes.ts';
import { around, marked, type Phrase, paragraphsOf, spaced, withoutBreaks } from './phrases.ts';

type Child = Markdown['children'][number];

interface Options {
  readonly nameClauses: NameClauses;
  readonly base: string | null;
  readonly note: Note;
}

/** The tree with everything mended that a version may not hold, and an id for each clause. */
export function tidy(tree: Markdown, { nameClauses, base, note }: Options): Markdown {
  const urls = new Map(definitionsIn(tree).map(({ identifier, url }) => [identifier, url]));
  const headings = tree.children.filter((node): node is Heading => node.type === 'heading' && wordsIn(node) !== '');
  // The first level is the title's.
  const shift = headings.some(({ depth }) => depth === 1) ? 1 : 0;
  const ids = nameClauses(clausesIn(tree, headings));
  const idOf = new Map(headings.map((heading, index) => [heading, ids[index] ?? '']));
  const meant = meaningsOf(headings, idOf);
  return { type: 'root', children: tree.children.flatMap((node) => tidyTop(node)) };

  function tidyTop(node: Child): Child[] {
    const id = node.type === 'heading' ? idOf.get(node) : undefined;
    if (node.type !== 'heading' || !id) return tidyBlock(node) as Child[];
    const depth = Math.min(6, Math.max(2, node.depth + shift)) as Heading['depth'];
    const children = spaced(withoutBreaks(tidyPhrases(node.children)));
    return [{ type: 'heading', depth, children, data: { id } as Heading['data'] }];
  }

  function tidyBlock(node: Nodes): Nodes[] {
    switch (node.type) {
      case 'heading': {
        const children = spaced(tidyPhrases(node.children));
        if (children.length === 0) return [];
        note('A heading inside a list or a quotation became a paragraph.');
        return [{ type: 'paragraph', children: [{ type: 'strong', children }] }];
      }
      case 'paragraph':
        return paragraphsOf(tidyPhrases(node.children));
      case 'html':
      case 'definition':
      case 'yaml':
        return [];
      case 'table': {
        const rows = node.children.map((row) => ({
          ...row,
          children: row.children.map((cell) => ({
            ...cell,
            children: spaced(withoutBreaks(tidyPhrases(cell.children))),
          })),
        }));
        return [{ ...node, children: rows }];
      }
      case 'list':
      case 'listItem':
      case 'blockquote':
      case 'footnoteDefinition': {
        const children = (node.children as Nodes[]).flatMap(tidyBlock);
        return children.length === 0 ? [] : [{ ...node, children } as Nodes];
      }
      case 'code':
        return node.value.trim() === '' ? [] : [node];
      default:
        return [node];
    }
  }

  function tidyPhrases(nodes: readonly Nodes[]): Phrase[] {
    return nodes.flatMap((node): Phrase[] => {
      switch (node.type) {
        case 'html':
          return [];
        case 'image':
        case 'imageReference':
          note('A picture was left out; its description stays.');
          return node.alt ? [{ type: 'text', value: node.alt }] : [];
        case 'link':
          return linkTo(resolve(node.url), tidyPhrases(node.children));
        case 'linkReference': {
          const url = urls.get(node.identifier);
          return linkTo(url === undefined ? null : resolve(url), tidyPhrases(node.children));
        }
        case 'emphasis':
        case 'strong':
        case 'delete':
          return marked(node.type, tidyPhrases(node.children));
        // Signs that are not seen may have been written as codes.
        case 'text':
          return [{ ...node, value: withoutHiddenSigns(node.value) }];
        default:
          return [node as Phrase];
      }
    });
  }

  function linkTo(url: string | null, children: Phrase[]): Phrase[] {
    const inner = children.flatMap((child) => (child.type === 'link' ? child.children : [child]));
    if (!url || inner.every((child) => inline(child).trim() === '')) return inner;
    return around(inner, (children) => ({ type: 'link', url, children }) as Phrase);
  }

  function resolve(url: string): string | null {
    if (url === '') return null;
    if (/\{\{|\{%|<%/.test(decode(url))) {
      note(`The link ${decode(url)} leads where the repository does not tell: its words stay. Give it with --values.`);
      return null;
    }
    if (/^(https?:|mailto:|tel:)/i.test(url)) return safe(url);
    if (url.startsWith('#')) {
      const fragment = decode(url.slice(1));
      const id = meant.get(fragment) ?? meant.get(fragment.toLowerCase());
      if (!id) note(`The link ${url} leads to no heading: its words stay.`);
      return id ? `#${id}` : null;
    }
    const whole = base && !/^[a-z][a-z0-9+.-]*:/i.test(url) && URL.canParse(url, base) ? new URL(url, base).href : null;
    if (!whole) note(`The link ${url} leads into the old site: its words stay.`);
    return whole && safe(whole);
  }
}

/** The words of a heading or a paragraph, without its markup. */
export function wordsIn(node: Nodes): string {
  return normal(inlineText(node));
}

function inlineText(node: Nodes): string {
  if (node.type === 'html') return '';
  if (node.type === 'break') return ' ';
  if (node.type === 'image' || node.type === 'imageReference') return node.alt ?? '';
  if ('children' in node) return (node.children as Nodes[]).map(inlineText).join('');
  return 'value' in node ? node.value : '';
}

function clausesIn(tree: Markdown, headings: readonly Heading[]) {
  const places = headings.map((heading) => tree.children.indexOf(heading));
  const around: Heading[] = [];
  return headings.map((heading, index) => {
    while ((around.at(-1)?.depth ?? 0) >= heading.depth) around.pop();
    const within = around.map(wordsIn).join('\n');
    around.push(heading);
    const children = tree.children.slice(places[index], places[index + 1] ?? tree.children.length);
    const id = heading.data?.hProperties?.['id'];
    const wanted = typeof id === 'string' ? id : null;
    return { title: wordsIn(heading), wanted, within, text: linesOf({ type: 'root', children }).join('\n') };
  });
}

/** What links within the old text call a clause. */
function meaningsOf(headings: readonly Heading[], idOf: ReadonlyMap<Heading, string>): Map<string, string> {
  const meant = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const heading of headings) {
    const id = idOf.get(heading) ?? '';
    const slug = slugOf(wordsIn(heading));
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    const { id: own, dataAliases = [] } = (heading.data?.hProperties ?? {}) as { id?: string; dataAliases?: string[] };
    for (const name of [own, ...dataAliases, count === 0 ? slug : `${slug}-${count}`, id]) {
      if (name && !meant.has(name)) meant.set(name, id);
      if (name && !meant.has(name.toLowerCase())) meant.set(name.toLowerCase(), id);
    }
  }
  return meant;
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
  return attempt(() => decodeURIComponent(text)) ?? text;
}
