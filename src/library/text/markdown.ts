import { createMarkdownProcessor, type RemarkPlugin } from '@astrojs/markdown-remark';
import { LRUCache } from 'lru-cache';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import { keepPoints, keepSigns } from './literal-signs.ts';
import type { Heading, Html, Markdown, Nodes } from './tree.ts';

/** The one Markdown pipeline: page, text, digest, check and search all start from what it reads. */
export interface Pipeline {
  /**
   * Throws a `VFileMessage` with place and reason where the text is not MDX. The newest trees are kept, since whoever
   * checks, renders and reads promises asks for the same ones: nobody may change them, and they are frozen.
   */
  parse(text: string): Markdown;
  toHtml(tree: Markdown): Promise<Html>;
  write(tree: Html): string;
}

/** In characters of source; a tree takes some fifty times as many bytes. */
const keptSource = 500_000;

const pipelines = new Map<boolean, Promise<Pipeline>>();

const idPattern = /\s*\[#([a-z][a-z0-9-]*)\]\s*$/;

/** The first derivation took a lone `~` for a stroke, and an asterisk inside a word for emphasis. */
export function createPipeline({ isFirst = false } = {}): Promise<Pipeline> {
  const pipeline = pipelines.get(isFirst) ?? create(isFirst);
  pipelines.set(isFirst, pipeline);
  return pipeline;
}

async function create(isFirst: boolean): Promise<Pipeline> {
  const trees = new LRUCache<string, Markdown>({ maxSize: keptSource, sizeCalculation: (_, text) => text.length || 1 });
  let steps: Pipeline | null = null;

  // Astro's processor offers only its last step and writes failures to the console. A plugin sees the whole.
  const keepSteps: RemarkPlugin = function (this) {
    steps = {
      parse: (text) => {
        const known = trees.get(text);
        if (known) return known;
        const tree = this.parse(text) as Markdown;
        if (!isFirst) keepPoints(tree);
        trees.set(text, frozen(tree));
        return tree;
      },
      toHtml: async (tree) => (await this.run(structuredClone(tree))) as unknown as Html,
      write: (tree) => String(this.stringify(tree as unknown as Parameters<typeof this.stringify>[0])),
    };
  };
  const markdown = await createMarkdownProcessor({
    smartypants: false,
    syntaxHighlight: false,
    gfm: false,
    remarkPlugins: [
      keepSteps,
      [remarkGfm as RemarkPlugin, { singleTilde: isFirst }],
      remarkMdx as RemarkPlugin,
      ...(isFirst ? [] : [keepSigns as RemarkPlugin]),
      takeIds,
    ],
  });
  await markdown.render('');
  if (!steps) throw new Error('The Markdown processor did not start');
  return steps;
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
