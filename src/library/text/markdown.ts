import Slugger from 'github-slugger';
import { LRUCache } from 'lru-cache';
import rehypeRaw from 'rehype-raw';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { keepPoints, keepSigns } from './literal-signs.ts';
import { type Heading, type Html, type Markdown, type Nodes, wordsOf } from './tree.ts';

/** In characters of source; a tree takes some fifty times as many bytes. */
const keptSource = 500_000;

const idPattern = /\s*\[#([a-z][a-z0-9-]*)\]\s*$/;

/** The one Markdown pipeline: page, text, digest, check and search all start from what it reads. */
const processor = unified()
  .use(remarkParse)
  .use(remarkGfm, { singleTilde: false })
  .use(remarkMdx)
  .use(keepSigns)
  .use(takeIds)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(giveIds)
  .use(rehypeRaw)
  .use(rehypeStringify, { allowDangerousHtml: true })
  .freeze();

/** The first derivation took a lone `~` for a stroke, and an asterisk inside a word for emphasis. */
const firstReader = unified().use(remarkParse).use(remarkGfm, { singleTilde: true }).use(remarkMdx).freeze();

const trees = new LRUCache<string, Markdown>({ maxSize: keptSource, sizeCalculation: (_, text) => text.length || 1 });

/**
 * Throws a `VFileMessage` with place and reason where the text is not MDX. The newest trees are kept, since whoever
 * checks, renders and reads promises asks for the same ones: nobody may change them, and they are frozen.
 */
export function parse(text: string): Markdown {
  const known = trees.get(text);
  if (known) return known;
  refuseDeep(text);
  const tree = processor.parse(text);
  keepPoints(tree);
  trees.set(text, frozen(tree));
  return tree;
}

export function parseAsFirst(text: string): Markdown {
  refuseDeep(text);
  return firstReader.parse(text);
}

export function toHtml(tree: Markdown): Html {
  return processor.runSync(structuredClone(tree));
}

export function writeHtml(tree: Html): string {
  return processor.stringify(tree);
}

function refuseDeep(text: string): void {
  const deep = tooDeepLine(text);
  if (deep !== null) throw new RangeError(`Line ${deep} is nested too deep to be read`);
}

/** Lists and quotations within each other, of which the parser makes more work than anybody waits for. */
const deepest = 50;

/** The first line that stands deeper than any text does; null where none is. */
export function tooDeepLine(text: string): number | null {
  const at = text.split(/\r\n?|\n/).findIndex((line) => {
    // A line across the page, however long.
    if (/^\s*([*-])(?:\s*\1)*\s*$/.test(line)) return false;
    const [start = ''] = /^[\s>*+\-.)\d]*/.exec(line) ?? [];
    const marks = start.match(/>|[*+-](?=\s)|\d[.)](?=\s)/g)?.length ?? 0;
    return marks > deepest || (marks > 0 && (/^[\s>]*/.exec(start)?.[0].length ?? 0) > 4 * deepest);
  });
  return at === -1 ? null : at + 1;
}

function frozen<Tree>(tree: Tree): Tree {
  if (typeof tree !== 'object' || tree === null || Object.isFrozen(tree)) return tree;
  Object.freeze(tree);
  for (const value of Object.values(tree)) frozen(value);
  return tree;
}

/** The words of a heading without the id at their end. */
export function withoutId(words: string): string {
  return words.replace(idPattern, '');
}

/** The id at the end of a heading, `## Data retention [#data-retention]`. */
export function idOf(heading: Heading): string | null {
  const last = heading.children.at(-1);
  return (last?.type === 'text' && idPattern.exec(last.value)?.[1]) || null;
}

/** Makes each heading's id its own, and the text of the heading a link to itself. */
function takeIds() {
  return (tree: Markdown): void => {
    for (const node of tree.children) {
      if (node.type !== 'heading') continue;
      const id = idOf(node);
      const last = node.children.at(-1);
      if (!id || last?.type !== 'text') continue;

      last.value = withoutId(last.value);
      const linked = node.children.some(({ type }) => type === 'link');
      if (!linked)
        node.children = [
          { type: 'link', url: `#${id}`, children: node.children as Extract<Nodes, { type: 'link' }>['children'] },
        ];
      node.data = { ...node.data, hProperties: { id } };
    }
  };
}

/** An id from its words for a heading that has none, as that of a draft. */
function giveIds() {
  return (tree: Html): void => {
    const slugger = new Slugger();
    visit(tree, 'element', (node) => {
      if (!/^h[1-6]$/.test(node.tagName) || typeof node.properties['id'] === 'string') return;
      node.properties['id'] = slugger.slug(wordsOf(node));
    });
  };
}
