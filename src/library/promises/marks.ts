import { proofLabel, proofLabelIn, proofName } from '../../words/documents/promises.ts';
import { pageLanguage } from '../../words/language.ts';
import { inPageLanguage, type Spoken } from '../model/direction.ts';
import { normal } from '../text/text.ts';
import { type Element, element, type Html, wordsOf } from '../text/tree.ts';
import type { PromisedSentence } from './promised-sentences.ts';

type Child = Element['children'][number];

/**
 * Marks what is proved in the page's markup: a note after each paragraph, after the words of a list item, and in the
 * last cell of a row, one for each, with a name of its own. The text stays as it is: a note holds none of its own, so
 * that whoever copies the text gets the text. Our words say their language in a text of another. Returns how many there
 * are.
 */
export function markSentences(
  tree: Html | Element,
  promised: readonly PromisedSentence[],
  language = pageLanguage,
): number {
  if (!promised.some(({ proofs }) => proofs.length > 0)) return 0;
  const labels = new Map<string, number>();
  let clause = '';
  let count = 0;
  markIn(tree);
  return count;

  function markIn(parent: Html | Element): void {
    for (const node of [...parent.children]) {
      if (node.type !== 'element') continue;
      if (/^h[1-6]$/.test(node.tagName)) clause = wordsOf(node);
      if (node.tagName === 'p') markParagraph(parent, node);
      else if (node.tagName === 'li' && !node.children.some(isParagraph)) markItem(node);
      else if (node.tagName === 'tr') markRow(node);
      else markIn(node);
    }
  }

  function markParagraph(parent: Html | Element, paragraph: Element): void {
    const note = noteOn(paragraph, normal(wordsOf(paragraph)));
    if (note) parent.children.splice(parent.children.indexOf(paragraph as never), 1, kept([paragraph, note]) as never);
  }

  function markItem(item: Element): void {
    const end = item.children.findIndex((child) => child.type === 'element' && /^(ul|ol)$/.test(child.tagName));
    const rest = end === -1 ? [] : item.children.splice(end);
    const note = noteOn(item, normal(wordsOf(item)));
    if (note) item.children = [kept([{ ...item, tagName: 'div', properties: {} }, note])];
    item.children.push(...rest);
    for (const child of rest) if (child.type === 'element') markIn({ ...item, children: [child] });
  }

  function markRow(row: Element): void {
    const cells = row.children.filter((child) => child.type === 'element' && child.tagName === 'td') as Element[];
    const note = noteOn(null, normal(cells.map(wordsOf).join(' | ')));
    if (note) cells.at(-1)?.children.push(note);
  }

  /** Without a block of its own it is a row, whose words stand in many. */
  function noteOn(block: Element | null, text: string): Element | null {
    const found = promised.filter(({ sentence }) => saysSentence(text, sentence));
    const proved = found.filter(({ proofs }) => proofs.length > 0);
    const [first] = proved.flatMap(({ proofs }) => proofs);
    if (!first) return null;
    if (block) for (const { sentence } of proved) underline(block, sentence);
    count += 1;
    return note(first.id, ownLabel(labelOf(found, block === null)), inPageLanguage(language));
  }

  function ownLabel(label: string): string {
    const before = labels.get(label) ?? 0;
    labels.set(label, before + 1);
    return before === 0 ? label : ownLabel(proofLabelIn(label, clause, before));
  }
}

function labelOf(found: readonly PromisedSentence[], isRow: boolean): string {
  const proved = found.filter(({ proofs }) => proofs.length > 0);
  const of = (kind: 'test' | 'attested') => {
    const own = found.filter(({ proofs }) => proofs.some(({ proof }) => kind in proof));
    const names = own.flatMap(({ proofs }) => proofs.filter(({ proof }) => kind in proof).map(proofName));
    return { names: [...new Set(names)], count: own.length };
  };
  const [tested, attested] = [of('test'), of('attested')];
  return proofLabel({
    tested: tested.names,
    attested: attested.names,
    counts: { promised: found.length, tested: tested.count, attested: attested.count },
    isInPart: proved.some(({ isInPart }) => isInPart),
    isRow,
  });
}

/** As a sentence of its own: it begins the text, or after the end of another. */
function saysSentence(text: string, sentence: string): boolean {
  for (let at = text.indexOf(sentence); at !== -1; at = text.indexOf(sentence, at + 1)) {
    const [before, after] = [text.slice(0, at).trimEnd(), text.slice(at + sentence.length)];
    if (/(^|[.?!…。！？)\]”’"'»])$/u.test(before) && /^(\s|$)/.test(after)) return true;
  }
  return false;
}

/** What is said and the note on it, side by side where there is a margin. */
function kept(children: Element[]): Element {
  return element('div', children, { className: ['kept'] });
}

function note(id: string, label: string, spoken: Spoken): Element {
  return element('a', [], { className: ['proof'], href: `/promises/#${id}`, ariaLabel: label, ...spoken });
}

/** Leaves the words alone where the sentence begins or ends inside a link or other markup. */
function underline(block: Element, sentence: string): void {
  const start = wordsOf(block).indexOf(sentence);
  const end = start + sentence.length;
  const parts: [Child[], Child[], Child[]] = [[], [], []];
  let at = 0;
  for (const child of block.children) {
    const from = at;
    at += wordsOf(child).length;
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
  block.children = [...before, element('span', inside, { className: ['promise'] }), ...after];
}

function isParagraph(node: Child): boolean {
  return node.type === 'element' && node.tagName === 'p';
}
