import { idOf, type Markdown, type Nodes } from '../markdown.ts';
import { inline, normal } from '../text.ts';
import { goesOn } from './abbreviations.ts';

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
export function sentencesOf(tree: Markdown, language: string, mask: Mask = (text) => text): Sentence[] {
  const sentences: Sentence[] = [];
  let clause = opening;
  for (const node of tree.children) {
    if (node.type === 'heading') clause = idOf(node) ?? clause;
    else {
      for (const text of statementsIn(node, language, mask)) {
        sentences.push({ number: sentences.length + 1, clause, text });
      }
    }
  }
  return sentences;
}

/** Writes other signs for those of a fact, as many as it has. */
export type Mask = (text: string) => string;

export function statementsIn(node: Nodes, language: string, mask: Mask = (text) => text): string[] {
  switch (node.type) {
    case 'paragraph':
      return splitMasked(normal(inline(node)), language, mask);
    case 'table':
      // The first row names the columns.
      return node.children.slice(1).map((row) => row.children.map((cell) => normal(inline(cell))).join(' | '));
    case 'code':
      return node.value.split('\n').map(normal).filter(Boolean);
    default:
      return 'children' in node
        ? (node.children as Nodes[]).flatMap((child) => statementsIn(child, language, mask))
        : [];
  }
}

function splitMasked(text: string, language: string, mask: Mask): string[] {
  const masked = mask(text);
  let end = 0;
  return split(masked, language).map((sentence) => {
    const start = masked.indexOf(sentence, end);
    end = start + sentence.length;
    return text.slice(start, end);
  });
}

/** As the language has it, save that an abbreviation ends no sentence. */
export function split(text: string, language: string): string[] {
  const sentences: string[] = [];
  let begun = '';
  for (const { segment } of segmenterOf(language).segment(text)) {
    begun += segment;
    if (goesOn(begun.trimEnd(), language)) continue;
    sentences.push(begun.trim());
    begun = '';
  }
  return [...sentences, begun.trim()].filter(Boolean);
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(language: string): Intl.Segmenter {
  const segmenter = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'sentence' });
  segmenters.set(language, segmenter);
  return segmenter;
}
