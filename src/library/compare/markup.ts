import { redlineWords as words } from '../../words/comparison.ts';
import { escapeHtml } from '../model/html.ts';
import type { Mark } from '../text/mark.ts';
import type { CellChange } from './compare.ts';
import type { Piece } from './pieces.ts';

/** For our own pages, whose sheet hides what is only said; `bare` for wherever else it is read. */
export type Dress = 'page' | 'bare';

/** A cell's words: what came in and what went out is said to whoever hears it, too. */
export function cellMarkup({ pieces }: CellChange, dress: Dress): string {
  return pieces.map((piece) => (piece.isJoined ? `${note(words.joined)} ` : '') + pieceMarkup(piece, dress)).join('');
}

/** A word of ours between the words of the text. */
export function note(text: string): string {
  return `<span class="noted">[${escapeHtml(text)}]</span>`;
}

/** Where a passage is not written from left to right, the browser finds its direction. */
export function directionOf(cells: readonly CellChange[]): string {
  const isOther = cells.some(({ pieces }) => pieces.some(({ text }) => rightToLeft.test(text)));
  return isOther ? ' dir="auto"' : '';
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

function pieceMarkup(piece: Piece, dress: Dress): string {
  const own = marked(piece);
  // Where only a space came or went, between two paragraphs that became one, nothing is to be read.
  if (piece.text.trim() === '') return piece.change === 'deleted' ? '' : own;
  if (piece.change === 'same') return own;
  if (dress === 'bare') return piece.change === 'inserted' ? `<ins>${own}</ins>` : `<del>${own}</del>`;
  return piece.change === 'inserted'
    ? `<ins>${said(words.inserted)}${own}${said(words.insertedEnd)}</ins>`
    : `<del>${said(words.deleted)}${own}${said(words.deletedEnd)}</del>`;
}

/** For whoever hears it. */
function said(text: string): string {
  return `<span class="said">${text}</span>`;
}

/** Emphasis and links. What was deleted leads nowhere any more. */
function marked({ text, change, marks: all }: Piece): string {
  const marks = all.filter((mark) => mark.tag !== 'img' && (mark.tag !== 'a' || (change !== 'deleted' && leads(mark))));
  const places = [...new Set([0, text.length, ...marks.flatMap(({ from, to }) => [from, to])])].toSorted(
    (a, b) => a - b,
  );
  return places
    .slice(1)
    .map((end, at) => {
      const start = places[at] ?? 0;
      const around = marks
        .filter((mark) => mark.from <= start && mark.to >= end)
        .toSorted((a, b) => a.from - b.from || b.to - a.to);
      return around.reduceRight(wrap, escapeHtml(text.slice(start, end)).replaceAll('\n', '<br>'));
    })
    .join('');
}

/** A fragment leads to a clause that the comparison may leave out. */
function leads({ href = '' }: Mark): boolean {
  return /^(https?:|mailto:|\/)/.test(href);
}

function wrap(inner: string, { tag, href }: Mark): string {
  return `<${tag}${href ? ` href="${escapeHtml(href)}"` : ''}>${inner}</${tag}>`;
}
