import { gfmToMarkdown } from 'mdast-util-gfm';
import { mdxToMarkdown } from 'mdast-util-mdx';
import { type Options, toMarkdown } from 'mdast-util-to-markdown';
import { checkText } from '../checking/text.ts';
import type { Problem } from '../model/problem.ts';
import { passagesOf, writePassage } from '../text/passages.ts';
import { inline } from '../text/text.ts';
import type { Heading, Markdown, Nodes } from '../text/tree.ts';
import { wordsIn } from './tidy.ts';

type Blocks = Markdown['children'];

/** A body that the site reads as it is meant, and whether markup had to go for it; null where it cannot be. */
type Write = (tree: Markdown) => { body: string; isMended: boolean } | null;

const options: Options = {
  bullet: '-',
  emphasis: '*',
  rule: '-',
  listItemIndent: 'one',
  extensions: [
    gfmToMarkdown({ tablePipeAlign: false }),
    mdxToMarkdown(),
    {
      // What MDX takes for a program at the beginning of a line.
      unsafe: [
        { atBreak: true, character: 'i', after: 'mport[ {*"\']' },
        { atBreak: true, character: 'e', after: 'xport[ {*]' },
      ],
      handlers: {
        heading(node: Heading, _, state, info) {
          const hashes = '#'.repeat(node.depth);
          const exit = state.enter('headingAtx');
          const leave = state.enter('phrasing');
          const words = state.containerPhrasing(node, { ...info, before: '# ', after: '\n' });
          leave();
          exit();
          return `${hashes} ${words} [#${(node.data as { id: string }).id}]`;
        },
      },
    },
  ],
};

/** Writes clause by clause, and remembers those of the text before: of a policy, a change leaves most as they were. */
export function createWriter(): Write {
  let known = new Map<string, ReturnType<Write>>();

  return (tree) => {
    const used = new Map<string, ReturnType<Write>>();
    const parts = clausesOf(tree).map((blocks) => {
      const key = JSON.stringify(blocks, (name, value: unknown) => (name === 'position' ? undefined : value));
      const written = known.get(key) ?? write(root(blocks));
      used.set(key, written);
      return written;
    });
    known = used;
    if (parts.includes(null)) return null;
    const isMended = parts.some((part) => part?.isMended);
    return { body: parts.map((part) => part?.body).join('\n'), isMended };
  };

  function write(tree: Markdown): ReturnType<Write> {
    const body = toMarkdown(tree, options);
    if (isMeant(body, tree)) return { body, isMended: false };
    const isGood = (node: Nodes) =>
      isMeant(toMarkdown(root([node as Blocks[number]]), options), root([node as Blocks[number]]));
    const plain = root(tree.children.flatMap((node) => (isGood(node) ? [node] : inWords(node))));
    const mended = toMarkdown(plain, options);
    return isMeant(mended, plain) ? { body: mended, isMended: true } : null;
  }

  /** Whether the site reads the same words in the same blocks, and finds nothing wrong. */
  function isMeant(body: string, tree: Markdown): boolean {
    const problems: Problem[] = [];
    const source = `---\ntitle: T\n---\n\n${body}`;
    const checked = checkText('', source, { published: true, factIds: new Set() }, problems);
    if (!checked || problems.length > 0) return false;
    return visibleIn(checked.tree) === visibleIn(tree);
  }
}

/** What stands before the first heading, and each heading with what follows. A footnote's mark and words stand far apart. */
function clausesOf({ children }: Markdown): Blocks[] {
  if (children.some(({ type }) => type === 'footnoteDefinition')) return [children];
  const clauses: Blocks[] = [];
  for (const node of children) {
    const last = clauses.at(-1);
    if (last && node.type !== 'heading') last.push(node);
    else clauses.push([node]);
  }
  return clauses;
}

/** All that a reader sees; an address is a link to itself wherever it stands. */
function visibleIn(tree: Markdown): string {
  return passagesOf(withoutAddresses(tree), { section: null, title: '' }).map(writePassage).join('\n');
}

function withoutAddresses<Kind extends Nodes>(node: Kind): Kind {
  if (!('children' in node)) return node;
  const children = (node.children as Nodes[]).flatMap((child): Nodes[] => {
    const words = child.type === 'link' ? inline(child) : '';
    const isAddress = child.type === 'link' && [words, `http://${words}`, `mailto:${words}`].includes(child.url);
    return isAddress ? [{ type: 'text', value: words }] : [withoutAddresses(child)];
  });
  return { ...node, children } as Kind;
}

function root(children: Blocks): Markdown {
  return { type: 'root', children };
}

function inWords(node: Nodes): Blocks {
  if (node.type === 'heading') return [{ ...node, children: [{ type: 'text', value: wordsIn(node) }] }];
  if (node.type === 'code' || node.type === 'paragraph' || node.type === 'tableCell') {
    const value = node.type === 'code' ? node.value.replace(/\s+/g, ' ').trim() : wordsIn(node);
    return value ? [{ type: 'paragraph', children: [{ type: 'text', value }] }] : [];
  }
  return 'children' in node ? (node.children as Nodes[]).flatMap(inWords) : [];
}
