import { redlineWords as words } from '../../../words/documents/comparison.ts';
import { escapeHtml } from '../../model/html.ts';
import type { Passage } from '../../text/passages.ts';
import type { ClauseChange } from '../clause-changes.ts';
import type { Comparison } from '../compare.ts';
import { excerptOf, type Show, type Shown } from '../excerpt.ts';
import type { CellChange, PassageChange } from '../passage-changes.ts';
import { anchorOf, extentOf, isChanged, nameOf } from '../summary.ts';
import { cellMarkup, type Dress, directionOf, note, ours, plainDress } from './markup.ts';

type Side = 'before' | 'after';

/** Both versions beside each other, passage by passage: what went out on the left, what came in on the right. */
export function toSideBySide(
  { clauses }: Comparison,
  show: Show,
  names: Readonly<Record<Side, string>>,
  dress: Dress = plainDress,
): string {
  const bodies = clauses.flatMap((clause) => {
    const shown = excerptOf(clause, show);
    return shown ? [bodyOf(clause, shown, dress)] : [];
  });
  if (bodies.length === 0) return '';
  const heads = [names.before, names.after].map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const table = `<table class="beside"><thead><tr>${heads}</tr></thead>${bodies.join('')}</table>`;
  return `<div class="scroll" role="region" aria-label="${words.beside}" tabindex="0">${table}</div>`;
}

function bodyOf(clause: ClauseChange, shown: readonly Shown[], dress: Dress): string {
  const tag = isChanged(clause) ? ` <span class="tag"${ours(dress)}>${extentOf(clause)}</span>` : '';
  const head = `<tr><th colspan="2" scope="rowgroup">${escapeHtml(nameOf(clause))}${tag}</th></tr>`;
  // The head says it already.
  const rows = isNamedBy(shown[0], clause) ? shown.slice(1) : shown;
  return `<tbody id="${anchorOf(clause)}">${head}${rows.map((row) => rowOf(row, dress)).join('')}</tbody>`;
}

function isNamedBy(first: Shown | undefined, { id }: ClauseChange): boolean {
  return (
    id !== null &&
    first !== undefined &&
    !('omitted' in first) &&
    first.passage.kind === 'heading' &&
    first.change === 'same'
  );
}

function rowOf(shown: Shown, dress: Dress): string {
  if ('omitted' in shown) return `<tr><td colspan="2" class="omitted"${ours(dress)}>${shown.omitted}</td></tr>`;
  if (shown.cells.length === 0)
    return `<tr><td>${note(shown.notes.map(({ text }) => text).join('; '), dress)}</td><td></td></tr>`;
  return `<tr>${sideOf(shown, 'before', dress)}${sideOf(shown, 'after', dress)}</tr>`;
}

function sideOf(change: PassageChange, side: Side, dress: Dress): string {
  const passage =
    side === 'before' ? (change.was ?? (change.change === 'added' ? null : change.passage)) : change.passage;
  if (!passage || (side === 'after' && change.change === 'removed')) return '<td></td>';
  const lost = side === 'before' ? 'inserted' : 'deleted';
  const cells = change.cells.map(({ pieces }): CellChange => {
    const shown = pieces.filter((piece) => piece.change !== lost);
    return { pieces: shown.map((piece) => ({ ...piece, isJoined: piece.isJoined && side === 'after' })) };
  });
  const own = cells.map((cell) => cellMarkup(cell, dress)).join(passage.kind === 'row' ? ' | ' : ' ');
  const said =
    side === 'after' ? [...(change.isSplit ? [words.split] : []), ...change.notes.map(({ text }) => text)] : [];
  const tail = said.length > 0 ? ` ${note(said.join('; '), dress)}` : '';
  const name = passage.kind === 'heading' ? ' class="heading"' : '';
  return `<td${name}${directionOf(cells, dress)}>${signOf(passage)}${own}${tail}</td>`;
}

/** How an item of a list begins. */
export function signOf(passage: Passage): string {
  if (passage.kind !== 'item') return '';
  return passage.number === null ? '• ' : `${passage.number}. `;
}
