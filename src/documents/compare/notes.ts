import type { Mark, Passage } from './passages.ts';
import type { Piece } from './pieces.ts';
import { lettersIn } from './words.ts';

/** Words that stay, as they are marked in either text. */
export interface Kept {
  readonly text: string;
  readonly before: readonly Mark[];
  readonly after: readonly Mark[];
}

const marked: Partial<Record<Mark['tag'], { now: string; no: string }>> = {
  em: { now: 'is now emphasised', no: 'is no longer emphasised' },
  strong: { now: 'is now emphasised', no: 'is no longer emphasised' },
  code: { now: 'is now set as code', no: 'is no longer set as code' },
  s: { now: 'is now struck through', no: 'is no longer struck through' },
};
const mostLetters = 60;

/** What changed in the marks of words that stay: where a link leads, emphasis, a stroke. */
export function markNotes(kept: readonly Kept[]): string[] {
  const found = new Map<string, { say: (words: string) => string; words: string[] }>();
  for (const { text, before, after } of kept) {
    if (isSame(before, after)) continue;
    const edges = new Set([0, text.length, ...[...before, ...after].flatMap(({ from, to }) => [from, to])]);
    const places = [...edges].filter((at) => at >= 0 && at <= text.length).toSorted((a, b) => a - b);
    for (const [at, from] of places.entries()) {
      const to = places[at + 1] ?? from;
      const words = text.slice(from, to);
      if (!words.trim()) continue;
      const [old, young] = [before, after].map((marks) => marks.filter((mark) => mark.from <= from && mark.to >= to));
      for (const { key, say } of changesOf(old ?? [], young ?? [])) {
        const known = found.get(key);
        if (known) known.words.push(words);
        else found.set(key, { say, words: [words] });
      }
    }
  }
  return [...found.values()].map(({ say, words }) => say(quote(words.join(' … '))));
}

function isSame(before: readonly Mark[], after: readonly Mark[]): boolean {
  return (
    before.length === after.length &&
    before.every((mark, at) => {
      const other = after[at];
      return mark.tag === other?.tag && mark.from === other.from && mark.to === other.to && mark.href === other.href;
    })
  );
}

function changesOf(before: readonly Mark[], after: readonly Mark[]) {
  const changes: { key: string; say: (words: string) => string }[] = [];
  const linkOf = (marks: readonly Mark[]) => marks.find(({ tag }) => tag === 'a')?.href;
  const [old, young] = [linkOf(before), linkOf(after)];
  if (old !== young) {
    const say =
      old === undefined
        ? (words: string) => `${words} is now a link to ${young}`
        : young === undefined
          ? (words: string) => `${words} is no longer a link; it led to ${old}`
          : (words: string) => `the link ${words} now leads to ${young}; it led to ${old}`;
    changes.push({ key: `a ${old} ${young}`, say });
  }
  for (const [tag, words] of Object.entries(marked)) {
    const [was, is] = [before, after].map((marks) => marks.some((mark) => mark.tag === tag));
    if (was === is) continue;
    const what = is ? words.now : words.no;
    changes.push({ key: what, say: (words) => `${words} ${what}` });
  }
  return changes;
}

export function quote(words: string, most = mostLetters): string {
  if (words.length <= most) return `“${words}”`;
  const cut = words.slice(0, most);
  return `“${(/^(.+)\s/s.exec(cut)?.[1] ?? lettersIn(words).slice(0, most).join('')).trimEnd()} …”`;
}

/** What a passage is has changed, not what it says. */
export function shapeNotes(before: Passage, after: Passage): string[] {
  const notes: string[] = [];
  if (before.kind === 'heading' && after.kind === 'heading' && before.level !== after.level) {
    notes.push(`level of heading changed: ${before.level} became ${after.level}`);
  }
  if (before.kind === 'item' && after.kind === 'item' && before.number !== after.number) {
    const shown = (number: number | null) => (number === null ? 'a bullet' : number);
    notes.push(`numbering changed: ${shown(before.number)} became ${shown(after.number)}`);
  }
  if (before.kind !== after.kind && nameOf(before) !== nameOf(after)) {
    notes.push(`was ${nameOf(before)}, is now ${nameOf(after)}`);
  }
  if (before.kind === 'row' && after.kind === 'row' && before.isHead !== after.isHead) {
    notes.push(after.isHead ? 'is now the head of the table' : 'is no longer the head of the table');
  }
  const [old, young] = [imagesIn(before), imagesIn(after)];
  if (old !== young) notes.push(`the image ${old || '(none)'} became ${young || '(none)'}`);
  const [depths, quotes] = [lists(before) - lists(after), quotations(before) - quotations(after)];
  if (before.kind === after.kind && before.kind !== 'heading' && depths !== 0) {
    notes.push(depths < 0 ? 'stands deeper in the list' : 'stands higher in the list');
  }
  if (quotes !== 0) notes.push(quotes < 0 ? 'is now a quotation' : 'is no longer a quotation');
  return notes;
}

function imagesIn({ cells }: Passage): string {
  const images = cells.flatMap(({ marks }) => marks.filter(({ tag }) => tag === 'img'));
  return images.map(({ href }) => href).join(', ');
}

/** A line that was broken, or is no longer: no word shows it. */
export function breakNotes(pieces: readonly Piece[]): string[] {
  const breaks = (kind: Piece['change']) =>
    pieces.filter(({ change, text }) => change === kind && text.includes('\n') && text.trim() === '').length;
  const [gone, come] = [breaks('deleted'), breaks('inserted')];
  return [...(come > 0 ? ['a line is broken anew'] : []), ...(gone > 0 ? ['a line is no longer broken'] : [])];
}

function nameOf(passage: Passage): string {
  switch (passage.kind) {
    case 'heading':
      return 'a heading';
    case 'item':
      return 'an item of a list';
    case 'row':
      return 'a row of a table';
    case 'code':
      return 'set as code';
    default:
      return 'a paragraph';
  }
}

function lists({ within }: Passage): number {
  return within.filter((tag) => tag !== 'blockquote').length;
}

function quotations({ within }: Passage): number {
  return within.length - lists({ within } as Passage);
}
