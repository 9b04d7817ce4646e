import type { CellChange } from './compare.ts';
import type { Cell, Mark } from './passages.ts';
import type { Piece } from './words.ts';

/** A cell's words: what came in and what went out is said to whoever hears it, too. */
export function cellMarkup({ pieces, before, after }: CellChange): string {
  let [old, young] = [0, 0];
  return pieces
    .map(({ text, change }) => {
      const [cell, from] = change === 'deleted' ? [before, old] : [after, young];
      if (change !== 'inserted') old += text.length;
      if (change !== 'deleted') young += text.length;
      return pieceMarkup(change, marked(text, from, cell, change));
    })
    .join('');
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function pieceMarkup(change: Piece['change'], words: string): string {
  if (change === 'same') return words;
  return change === 'inserted'
    ? `<ins><span class="said">inserted: </span>${words}<span class="said"> end of insertion </span></ins>`
    : `<del><span class="said">deleted: </span>${words}<span class="said"> end of deletion </span></del>`;
}

/** Emphasis and links on a part of a cell's text. What was deleted leads nowhere any more. */
function marked(text: string, from: number, cell: Cell | null, change: Piece['change']): string {
  const to = from + text.length;
  const marks = (cell?.marks ?? []).filter(
    (mark) =>
      mark.from < to &&
      mark.to > from &&
      mark.tag !== 'img' &&
      (mark.tag !== 'a' || (change !== 'deleted' && leads(mark))),
  );
  const edges = new Set([from, to, ...marks.flatMap((mark) => [Math.max(mark.from, from), Math.min(mark.to, to)])]);
  const places = [...edges].toSorted((a, b) => a - b);
  return places
    .slice(1)
    .map((end, at) => {
      const start = places[at] ?? from;
      const around = marks
        .filter((mark) => mark.from <= start && mark.to >= end)
        .toSorted((a, b) => a.from - b.from || b.to - a.to);
      return around.reduceRight(wrap, escapeHtml(text.slice(start - from, end - from)).replaceAll('\n', '<br>'));
    })
    .join('');
}

/** A fragment leads to a clause that the comparison may leave out. */
function leads({ href = '' }: Mark): boolean {
  return /^(https?:|mailto:|\/)/.test(href);
}

function wrap(words: string, { tag, href }: Mark): string {
  return `<${tag}${href ? ` href="${escapeHtml(href)}"` : ''}>${words}</${tag}>`;
}
