import { type Note, noteParts, passageNames, notes as said } from '../../words/documents/comparison.ts';
import { fill } from '../../words/fill.ts';
import type { Mark } from '../text/mark.ts';
import type { Passage } from '../text/passages.ts';
import type { Piece } from './pieces.ts';
import { lettersIn } from './words.ts';

/** Words that stay, as they are marked in either text. */
interface Kept {
  readonly text: string;
  readonly before: readonly Mark[];
  readonly after: readonly Mark[];
}

const marked = {
  em: [said.emphasised, said.notEmphasised],
  strong: [said.emphasised, said.notEmphasised],
  code: [said.code, said.noCode],
  s: [said.struck, said.notStruck],
} as const;
const mostLetters = 60;

/** What changed in the marks of words that stay: where a link leads, emphasis, a stroke. */
export function markNotes(kept: readonly Kept[]): Note[] {
  const found = new Map<string, { say: (words: string) => Note; words: string[] }>();
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
  const changes: { key: string; say: (words: string) => Note }[] = [];
  const linkOf = (marks: readonly Mark[]) => marks.find(({ tag }) => tag === 'a')?.href;
  const [from, to] = [linkOf(before), linkOf(after)];
  if (from !== to) {
    const say = (words: string) =>
      from === undefined
        ? said.link({ words, to: to ?? '' })
        : to === undefined
          ? said.noLink({ words, from })
          : said.otherLink({ words, from, to });
    changes.push({ key: `a ${from} ${to}`, say });
  }
  for (const tag of ['em', 'strong', 'code', 's'] as const) {
    const [was, is] = [before, after].map((marks) => marks.some((mark) => mark.tag === tag));
    if (was === is) continue;
    const say = marked[tag][is ? 0 : 1];
    changes.push({ key: say({ words: '' }).text, say: (words) => say({ words }) });
  }
  return changes;
}

export function quote(words: string, most = mostLetters): string {
  if (words.length <= most) return fill(noteParts.quoted, { words });
  const cut = words.slice(0, most);
  const shown = /^(.+)\s/s.exec(cut)?.[1] ?? lettersIn(words).slice(0, most).join('');
  return fill(noteParts.cut, { words: shown.trimEnd() });
}

/** What a passage is has changed, not what it says. */
export function shapeNotes(before: Passage, after: Passage): Note[] {
  const notes: Note[] = [];
  if (before.kind === 'heading' && after.kind === 'heading' && before.level !== after.level) {
    notes.push(said.level({ from: before.level, to: after.level }));
  }
  if (before.kind === 'item' && after.kind === 'item' && before.number !== after.number) {
    const shown = (number: number | null) => number ?? noteParts.bullet;
    notes.push(said.numbering({ from: shown(before.number), to: shown(after.number) }));
  }
  if (before.kind !== after.kind && nameOf(before) !== nameOf(after)) {
    notes.push(said.shape({ from: nameOf(before), to: nameOf(after) }));
  }
  if (before.kind === 'row' && after.kind === 'row' && before.isHead !== after.isHead) {
    notes.push(after.isHead ? said.head() : said.noHead());
  }
  const [old, young] = [imagesIn(before), imagesIn(after)];
  if (old !== young) notes.push(said.image({ from: old || noteParts.noImage, to: young || noteParts.noImage }));
  const [depths, quotes] = [lists(before) - lists(after), quotations(before) - quotations(after)];
  if (before.kind === after.kind && before.kind !== 'heading' && depths !== 0) {
    notes.push(depths < 0 ? said.deeper() : said.higher());
  }
  if (quotes !== 0) notes.push(quotes < 0 ? said.quotation() : said.noQuotation());
  return notes;
}

function imagesIn({ cells }: Passage): string {
  const images = cells.flatMap(({ marks }) => marks.filter(({ tag }) => tag === 'img'));
  return images.map(({ href }) => href).join(', ');
}

/** A line that was broken, or is no longer: no word shows it. */
export function breakNotes(pieces: readonly Piece[]): Note[] {
  const breaks = (kind: Piece['change']) =>
    pieces.filter(({ change, text }) => change === kind && text.includes('\n') && text.trim() === '').length;
  const [gone, come] = [breaks('deleted'), breaks('inserted')];
  return [...(come > 0 ? [said.broken()] : []), ...(gone > 0 ? [said.notBroken()] : [])];
}

function nameOf({ kind }: Passage): string {
  return kind === 'heading' || kind === 'item' || kind === 'row' || kind === 'code'
    ? passageNames[kind]
    : passageNames.paragraph;
}

function lists({ within }: Passage): number {
  return within.filter((tag) => tag !== 'blockquote').length;
}

function quotations({ within }: Passage): number {
  return within.length - lists({ within } as Passage);
}
