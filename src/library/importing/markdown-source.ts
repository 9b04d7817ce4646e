import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { keepPoints } from '../text/literal-signs.ts';
import { inline } from '../text/text.ts';
import type { Heading, Markdown, Nodes } from '../text/tree.ts';
import type { Note } from './notes.ts';
import { parseInSections } from './sections.ts';

/** Markdown as git hosts read it; what other programs add to it is left out, with a note. */
type ReadMarkdown = (text: string, note: Note) => Markdown;

const attributeLine = /\s*\{:{1,2}(?!\})[^{}\n]*\}/g;
const ownId = /\s*\{:?\s*#([\w:.-]+)[^{}]*\}\s*$/;

export function createMarkdownReader(): ReadMarkdown {
  const options = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };
  const parse = parseInSections((text) => fromMarkdown(text, options));
  return (text, note) => {
    const tree = parse(text);
    const read = { ...tree, children: childrenOf(tree, note) };
    keepPoints(read);
    return read;
  };
}

function childrenOf<Parent extends Nodes>(parent: Parent, note: Note): never[] {
  const children: Nodes[] = [];
  for (const node of 'children' in parent ? (parent.children as Nodes[]) : []) {
    const read = readNode(node, note);
    const before = children.at(-1);
    // The line below a heading may name it; a list in which only "TOC" stands is made by the program.
    const [, id] =
      node.type === 'paragraph' && before?.type === 'heading' ? (/^\{:[^}]*#([\w:.-]+)/.exec(inline(node)) ?? []) : [];
    if (id && before?.type === 'heading') children[children.length - 1] = withId(before, id);
    if (read === null) continue;
    children.push(read);
  }
  return children as never[];
}

function readNode(node: Nodes, note: Note): Nodes | null {
  if (node.type === 'heading') {
    const [, id] = ownId.exec(inline(node)) ?? [];
    const read = { ...node, children: withoutEnd(childrenOf(node, note)) } as Heading;
    return id ? withId(read, id) : read;
  }
  if (node.type === 'text') {
    const isContents = /\{:\s*toc\b/.test(node.value);
    const value = node.value.replace(attributeLine, (line) => {
      // An id that a heading has is kept.
      if (!/^\{:\s*#[\w:.-]+\s*\}$/.test(line.trim())) note(`The attributes ${line.trim()} were left out.`);
      return '';
    });
    return value === node.value ? node : { ...node, value: isContents ? '' : value };
  }
  if (!('children' in node)) return node;
  const isContents = node.type === 'list' && node.children.length === 1 && /^[^{]*\{:\s*toc\b/i.test(inline(node));
  if (isContents || (node.type === 'paragraph' && /^\s*(\[TOC\]|\[\[_?TOC_?\]\])\s*$/i.test(inline(node)))) {
    note('A list of contents that a program made was left out.');
    return null;
  }
  const children = childrenOf(node, note);
  const hadWords = inline(node).trim() !== '';
  const read = { ...node, children } as Nodes;
  return hadWords && node.type === 'paragraph' && inline(read).trim() === '' ? null : read;
}

function withId(heading: Heading, id: string): Heading {
  return { ...heading, data: { ...heading.data, hProperties: { id } } };
}

/** A heading's words, without the id behind them. */
function withoutEnd(children: Nodes[]): Nodes[] {
  const last = children.at(-1);
  if (last?.type !== 'text') return children;
  const value = last.value.replace(ownId, '');
  return value === last.value ? children : [...children.slice(0, -1), { ...last, value }];
}
