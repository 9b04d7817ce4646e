import { idOf, type Markdown, type Nodes } from '../markdown.ts';
import { inline, normal } from '../text.ts';

/** One sentence of a version, known by its number in it. */
export interface Sentence {
  /** Counted through the whole text, from 1. Headings are names of clauses and have none. */
  readonly number: number;
  readonly clause: string;
  readonly text: string;
}

/** What stands before the first clause. */
export const opening = 'opening';

/**
 * Every sentence in the order of the text: a list item ends one, and a row of a table is one. What is masked ends none
 * by the stops within it.
 */
export function sentencesOf(tree: Markdown, mask: Mask = (text) => text): Sentence[] {
  const sentences: Sentence[] = [];
  let clause = opening;
  for (const node of tree.children) {
    if (node.type === 'heading') clause = idOf(node) ?? clause;
    else for (const text of statementsIn(node, mask)) sentences.push({ number: sentences.length + 1, clause, text });
  }
  return sentences;
}

/** Writes other signs for those of a fact, as many as it has. */
export type Mask = (text: string) => string;

export function statementsIn(node: Nodes, mask: Mask = (text) => text): string[] {
  switch (node.type) {
    case 'paragraph':
      return splitMasked(normal(inline(node)), mask);
    case 'table':
      // The first row names the columns.
      return node.children.slice(1).map((row) => row.children.map((cell) => normal(inline(cell))).join(' | '));
    case 'code':
      return node.value.split('\n').map(normal).filter(Boolean);
    default:
      return 'children' in node ? (node.children as Nodes[]).flatMap((child) => statementsIn(child, mask)) : [];
  }
}

function splitMasked(text: string, mask: Mask): string[] {
  const masked = mask(text);
  let end = 0;
  return split(masked).map((sentence) => {
    const start = masked.indexOf(sentence, end);
    end = start + sentence.length;
    return text.slice(start, end);
  });
}

/** A point that ends none of these ends a sentence, if what follows does not begin with a small letter. */
const shortened = /(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|no|nos|art|arts|para|sec|inc|ltd|u\.s|mr|ms|dr|st)\.$/i;

/** Our own rule instead of the platform's: a new release of Node must not renumber a contract. */
export function split(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const { index, 0: end } of text.matchAll(/[.?!]+[)\]”’"']*(?=\s+[^\p{Ll}\s])/gu)) {
    const sentence = text.slice(start, index + end.length);
    if (shortened.test(sentence)) continue;
    sentences.push(sentence.trim());
    start = index + end.length;
  }
  return [...sentences, text.slice(start).trim()].filter(Boolean);
}
