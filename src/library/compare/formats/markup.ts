import { redlineWords as words } from '../../../words/documents/comparison.ts';
import { pageLanguage } from '../../../words/language.ts';
import { directionOf as directionIn, inPageLanguage, rightToLeft } from '../../model/direction.ts';
import { escapeHtml } from '../../model/html.ts';
import type { Mark } from '../../text/mark.ts';
import type { CellChange } from '../passage-changes.ts';
import { type Piece, runsOf } from '../pieces.ts';

/** Where a redline is read. */
export interface Dress {
  /** Of both texts (BCP 47). */
  readonly language: string;
  /** For wherever else than on our own pages, whose sheet hides what is only said: what our addresses begin with. */
  readonly origin?: string | undefined;
}

/** On our own pages, of texts in their language. */
export const plainDress: Dress = { language: pageLanguage };

/** A cell's words: what came in and what went out is said to whoever hears it, too. */
export function cellMarkup({ pieces }: CellChange, dress: Dress): string {
  return pieces
    .map((piece) => (piece.isJoined ? `${note(words.joined, dress)} ` : '') + pieceMarkup(piece, dress))
    .join('');
}

/** A word of ours between the words of the text. */
export function note(text: string, dress: Dress): string {
  return `<span class="noted"${ours(dress)}>[${escapeHtml(text)}]</span>`;
}

/** What an element says of our own words, among those of the texts. */
export function ours({ language }: Dress): string {
  const { lang, dir } = inPageLanguage(language);
  return lang ? ` lang="${lang}" dir="${dir}"` : '';
}

/** Where a passage, or the text around it, is not written from left to right, the browser finds its direction. */
export function directionOf(cells: readonly CellChange[], { language }: Dress): string {
  const isOther =
    directionIn(language) === 'rtl' || cells.some(({ pieces }) => pieces.some(({ text }) => rightToLeft.test(text)));
  return isOther ? ' dir="auto"' : '';
}

function pieceMarkup(piece: Piece, dress: Dress): string {
  const own = marked(piece, dress);
  // Where only a space came or went, between two paragraphs that became one, nothing is to be read.
  if (piece.text.trim() === '') return piece.change === 'deleted' ? '' : own;
  if (piece.change === 'same') return own;
  if (dress.origin !== undefined) return piece.change === 'inserted' ? `<ins>${own}</ins>` : `<del>${own}</del>`;
  return piece.change === 'inserted'
    ? `<ins>${said(words.inserted, dress)}${own}${said(words.insertedEnd, dress)}</ins>`
    : `<del>${said(words.deleted, dress)}${own}${said(words.deletedEnd, dress)}</del>`;
}

/** For whoever hears it. */
function said(text: string, dress: Dress): string {
  return `<span class="said"${ours(dress)}>${text}</span>`;
}

/** Emphasis and links. What was deleted leads nowhere any more. */
function marked({ text, change, marks: all }: Piece, { origin = '' }: Dress): string {
  const marks = all.filter((mark) => mark.tag !== 'img' && (mark.tag !== 'a' || (change !== 'deleted' && leads(mark))));
  return runsOf({ text, marks })
    .map((run) => {
      const around = run.marks.toSorted((a, b) => a.from - b.from || b.to - a.to);
      const inner = escapeHtml(run.text).replaceAll('\n', '<br>');
      return around.reduceRight((inner, mark) => wrap(inner, mark, origin), inner);
    })
    .join('');
}

/** A fragment leads to a clause that the comparison may leave out. */
function leads({ href = '' }: Mark): boolean {
  return /^(https?:|mailto:|\/)/.test(href);
}

function wrap(inner: string, { tag, href }: Mark, origin: string): string {
  const address = href && /^\/(?!\/)/.test(href) ? `${origin}${href}` : href;
  return `<${tag}${address ? ` href="${escapeHtml(address)}"` : ''}>${inner}</${tag}>`;
}
