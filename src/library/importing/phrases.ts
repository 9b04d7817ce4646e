import { inline } from '../text/text.ts';
import type { Heading, Nodes } from '../text/tree.ts';

/** What stands in a line: words, marks, links. */
export type Phrase = Heading['children'][number];

/** Two breaks in a row end a paragraph. */
export function paragraphsOf(phrases: readonly Phrase[]): Nodes[] {
  const runs: Phrase[][] = [[]];
  for (const [index, phrase] of phrases.entries()) {
    const next = phrases.slice(index + 1).find((other) => other.type !== 'text' || other.value.trim() !== '');
    const isLast = next === undefined || next.type === 'break';
    const run = runs.at(-1) ?? [];
    if (phrase.type !== 'break') run.push(phrase);
    else if (isLast) runs.push([]);
    else if (run.length > 0) run.push(phrase);
  }
  return runs
    .map(spaced)
    .flatMap((children): Nodes[] => (children.length > 0 ? [{ type: 'paragraph', children }] : []));
}

export function withoutBreaks(phrases: readonly Phrase[]): Phrase[] {
  return phrases.map((phrase): Phrase => {
    if (phrase.type === 'break') return { type: 'text', value: ' ' };
    if (phrase.type === 'text') return { ...phrase, value: phrase.value.replace(/\s*\n\s*/g, ' ') };
    return 'children' in phrase ? ({ ...phrase, children: withoutBreaks(phrase.children) } as Phrase) : phrase;
  });
}

export function marked(type: 'emphasis' | 'strong' | 'delete', children: Phrase[]): Phrase[] {
  if (children.every((child) => inline(child).trim() === '')) return children;
  return around(children, (children) => ({ type, children }) as Phrase);
}

/** Spaces and breaks at the ends of marked words stand outside the mark. */
export function around(children: readonly Phrase[], mark: (children: Phrase[]) => Phrase): Phrase[] {
  const inner = [...children];
  const [before, after]: [Phrase[], Phrase[]] = [[], []];
  while (inner.length > 0) {
    const [first] = inner;
    if (first?.type === 'break') before.push(...inner.splice(0, 1));
    else if (first?.type === 'text' && /^\s/.test(first.value)) {
      before.push({ type: 'text', value: ' ' });
      const value = first.value.trimStart();
      inner.splice(0, 1, ...(value ? [{ ...first, value }] : []));
    } else break;
  }
  while (inner.length > 0) {
    const last = inner.at(-1);
    if (last?.type === 'break') after.unshift(...inner.splice(-1));
    else if (last?.type === 'text' && /\s$/.test(last.value)) {
      after.unshift({ type: 'text', value: ' ' });
      const value = last.value.trimEnd();
      inner.splice(-1, 1, ...(value ? [{ ...last, value }] : []));
    } else break;
  }
  return inner.length === 0 ? [...before, ...after] : [...before, mark(inner), ...after];
}

/** One text for each run of texts, one space between words, none at the ends. */
export function spaced(phrases: readonly Phrase[]): Phrase[] {
  const joined: Phrase[] = [];
  for (const phrase of phrases) {
    const last = joined.at(-1);
    if (phrase.type === 'text' && last?.type === 'text') {
      joined[joined.length - 1] = { type: 'text', value: last.value + phrase.value };
    } else joined.push(phrase);
  }
  const clean = joined.map((phrase, index): Phrase => {
    if (phrase.type !== 'text') return phrase;
    let value = phrase.value.replace(/[ \t]*\n[ \t]*/g, '\n').replace(/[ \t]{2,}/g, ' ');
    if (index === 0 || joined[index - 1]?.type === 'break') value = value.trimStart();
    if (index === joined.length - 1 || joined[index + 1]?.type === 'break') value = value.trimEnd();
    return { type: 'text', value };
  });
  return clean.filter((phrase) => phrase.type !== 'text' || phrase.value !== '');
}
