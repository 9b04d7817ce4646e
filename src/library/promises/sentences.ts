import { idOf } from '../text/markdown.ts';
import { targetsIn } from '../text/references.ts';
import { inline, normal } from '../text/text.ts';
import type { Markdown, Nodes } from '../text/tree.ts';
import { readable } from '../text/visible.ts';
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
      return withNotes(splitMasked(readable(said(node)), language, mask));
    case 'table':
      // The first row names the columns.
      return node.children.slice(1).map(rowOf);
    case 'list':
      return node.children.flatMap((item, at) => {
        const [first = '', ...others] = item.children.flatMap((child) => statementsIn(child, language, mask));
        return [`${signOf(node, at)}${first}`, ...others].filter(Boolean);
      });
    case 'code':
      return node.value.split('\n').map(normal).filter(Boolean);
    default:
      return 'children' in node
        ? (node.children as Nodes[]).flatMap((child) => statementsIn(child, language, mask))
        : [];
  }
}

/** A link, with its words and the statement that it stands in. */
export interface Link {
  readonly url: string;
  readonly words: string;
  readonly statement: string;
}

export function linksIn(tree: Markdown): Link[] {
  const targets = targetsIn(tree);
  const found: Link[] = [];
  walk(tree, ({ node, block }) => {
    const url = node.type === 'link' ? node.url : node.type === 'linkReference' ? targets.get(node.identifier) : null;
    if (url && block) found.push({ url, words: readable(said(node)), statement: statementOf(block) });
  });
  return found;
}

/** Where the links lead whose words stand in a sentence, as far as that can be told from the words. */
export function linksOf(links: readonly Link[], sentence: string): string[] {
  return links
    .filter(({ words, statement }) => sentence.includes(words) && statement.includes(sentence))
    .map(({ url }) => url);
}

function statementOf(block: Nodes): string {
  return block.type === 'tableRow' ? rowOf(block) : readable(said(block));
}

/** One space around each stroke, also beside an empty cell. */
function rowOf(row: Extract<Nodes, { type: 'tableRow' }>): string {
  return readable(row.children.map(said).join(' | '));
}

function walk(
  node: Nodes,
  see: (seen: { node: Nodes; block: Nodes | null }) => void,
  block: Nodes | null = null,
): void {
  const inside = node.type === 'paragraph' || node.type === 'tableRow' ? node : block;
  see({ node, block: inside });
  if ('children' in node) for (const child of node.children as Nodes[]) walk(child, see, inside);
}

/** What is struck out is not said, and a footnote may take back what is. */
function said(node: Nodes): string {
  if (node.type === 'footnoteReference') return `[^${node.label ?? node.identifier}]`;
  if (!('children' in node)) return inline(node);
  const words = (node.children as Nodes[]).map(said).join('');
  return node.type === 'delete' ? `~~${words}~~` : words;
}

/** A footnote's mark behind a full stop belongs to the sentence before it. */
function withNotes(sentences: readonly string[]): string[] {
  const whole: string[] = [];
  for (const sentence of sentences) {
    const last = whole.at(-1);
    const [mark = ''] = last?.endsWith('[') ? (/^\^[^\]]*\]/.exec(sentence) ?? []) : [];
    if (mark) whole[whole.length - 1] = `${last}${mark}`;
    whole.push(sentence.slice(mark.length).trim());
  }
  return whole.filter(Boolean);
}

/** A tick, and a number that counts no points: `5. June`. */
function signOf({ ordered, start, children }: Extract<Nodes, { type: 'list' }>, at: number): string {
  const checked = children[at]?.checked;
  const number = ordered && (start ?? 1) !== 1 ? `${(start ?? 1) + at}. ` : '';
  return `${number}${typeof checked === 'boolean' ? (checked ? '[x] ' : '[ ] ') : ''}`;
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
  for (const segment of segmentsOf(text, language)) {
    begun += segment;
    if (goesOn(begun.trimEnd(), language)) continue;
    sentences.push(begun.trim());
    begun = '';
  }
  return [...sentences, begun.trim()].filter(Boolean);
}

/** « Yes. » has a space before the sign that closes it, which begins no sentence. */
function segmentsOf(text: string, language: string): string[] {
  const segments: string[] = [];
  for (const { segment, index } of segmenterOf(language).segment(text)) {
    const isQuoted = text.lastIndexOf('«', index) > text.lastIndexOf('»', index - 1);
    const closes = (isQuoted && /^»(?:\s*[\p{Ll},;:.)].*|\s*)/su.exec(segment)?.[0]) || '';
    if (closes) segments.push((segments.pop() ?? '') + closes);
    if (segment.length > closes.length) segments.push(segment.slice(closes.length));
  }
  return segments;
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(language: string): Intl.Segmenter {
  const segmenter = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'sentence' });
  segmenters.set(language, segmenter);
  return segmenter;
}
