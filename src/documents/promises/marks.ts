import { proofLabel } from '../../words/promises.ts';
import type { Element, Html } from '../markdown.ts';
import { normal } from '../text.ts';
import { split } from './sentences.ts';
import type { ShownPromise } from './shown.ts';

/** A sentence with a proof, and where to read of it. */
export interface Mark {
  readonly sentence: string;
  readonly id: string;
  readonly label: string;
}

/** Of one document. */
export function marksIn(promises: readonly ShownPromise[], document: string): Mark[] {
  return promises.flatMap((promise) =>
    promise.quotes.flatMap(({ document: of, sentence }) =>
      of === document ? [{ sentence, id: promise.id, label: proofLabel(promise) }] : [],
    ),
  );
}

type Child = Element['children'][number];

/**
 * Marks sentences in the page's markup. The text stays as it is: a note follows its paragraph or the words of its list
 * item, and holds none of its own.
 */
export function markSentences(tree: Html | Element, marks: readonly Mark[], language: string): void {
  if (marks.length === 0) return;
  for (const node of [...tree.children]) {
    if (node.type !== 'element') continue;
    if (node.tagName === 'p' || (node.tagName === 'li' && !node.children.some(isParagraph))) markBlock(tree, node);
    else markSentences(node, marks, language);
  }

  function markBlock(parent: Html | Element, block: Element): void {
    const end = block.children.findIndex((child) => child.type === 'element' && /^(ul|ol)$/.test(child.tagName));
    const rest = end === -1 ? [] : block.children.splice(end);
    const said = new Set(split(normal(textOf(block)), language));
    const found = marks.filter(({ sentence }) => said.has(sentence));
    for (const sentence of new Set(found.map(({ sentence }) => sentence))) underline(block, sentence);
    const notes = found.map(noteOf);
    if (block.tagName === 'li') block.children.push(...notes);
    else parent.children.splice(parent.children.indexOf(block as never) + 1, 0, ...(notes as never[]));
    block.children.push(...rest);
    for (const child of rest) if (child.type === 'element') markSentences(child, marks, language);
  }
}

function noteOf({ id, label }: Mark): Element {
  const properties = { className: ['proof'], href: `/promises/#${id}`, ariaLabel: label };
  return { type: 'element', tagName: 'a', properties, children: [] };
}

/** Leaves the words alone where the sentence begins or ends inside a link or other markup. */
function underline(block: Element, sentence: string): void {
  const start = textOf(block).indexOf(sentence);
  const end = start + sentence.length;
  const parts: [Child[], Child[], Child[]] = [[], [], []];
  let at = 0;
  for (const child of block.children) {
    const from = at;
    at += textOf(child).length;
    if (child.type === 'text') {
      const cuts = [start - from, end - from].map((cut) => Math.min(Math.max(cut, 0), child.value.length));
      const [first = 0, second = 0] = cuts;
      const values = [child.value.slice(0, first), child.value.slice(first, second), child.value.slice(second)];
      for (const [index, value] of values.entries()) if (value) parts[index]?.push({ type: 'text', value });
    } else if (at <= start) parts[0].push(child);
    else if (from >= end) parts[2].push(child);
    else if (from >= start && at <= end) parts[1].push(child);
    else return;
  }
  if (start === -1) return;
  const [before, inside, after] = parts;
  const span: Element = { type: 'element', tagName: 'span', properties: { className: ['promise'] }, children: inside };
  block.children = [...before, span, ...after];
}

function isParagraph(node: Child): boolean {
  return node.type === 'element' && node.tagName === 'p';
}

function textOf(node: Child): string {
  if (node.type === 'text') return node.value;
  return node.type === 'element' ? node.children.map(textOf).join('') : '';
}
