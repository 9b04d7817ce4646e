import { redlineWords as words } from '../../../words/documents/comparison.ts';
import { fill } from '../../../words/fill.ts';
import { escapeHtml } from '../../model/html.ts';
import type { ClauseChange } from '../clause-changes.ts';
import type { Comparison } from '../compare.ts';
import { excerptOf, type Show, type Shown } from '../excerpt.ts';
import type { PassageChange } from '../passage-changes.ts';
import { anchorOf, extentOf, isChanged } from '../summary.ts';
import { cellMarkup, type Dress, directionOf, note, ours, plainDress } from './markup.ts';

/** The redline as markup: `<ins>` and `<del>` with words for whoever hears it, headings and lists as in the text. */
export function toHtml({ clauses }: Comparison, show: Show, dress: Dress = plainDress): string {
  let level = 1;
  return clauses
    .flatMap((clause) => {
      const shown = excerptOf(clause, show);
      if (!shown) return [];
      // What is left out must not leave a hole in the outline.
      level = Math.min(Math.max(clause.level, 2), level + 1);
      return [sectionOf(clause, shown, level, dress)];
    })
    .join('\n');
}

function sectionOf(clause: ClauseChange, shown: readonly Shown[], level: number, dress: Dress): string {
  const name = `clause${clause.moved ? ' moved' : ''}`;
  const tag = isChanged(clause) ? ` <span class="tag"${ours(dress)}>${extentOf(clause)}</span>` : '';
  const [first, ...others] = shown;
  const isHeaded = first && !('omitted' in first) && first.passage.kind === 'heading' && clause.id !== null;
  const own = isHeaded
    ? cellsOf(first, dress)
    : clause.id === null && tag
      ? `<span class="quiet"${ours(dress)}>${words.opening}</span>`
      : '';
  const direction = isHeaded ? directionOf(first.cells, dress) : '';
  const heading = own ? `<h${level}${direction}>${own}${tag}</h${level}>` : '';
  const body = createBody(clause.title, level + 1, dress);
  for (const passage of isHeaded ? others : shown) body.add(passage);
  return `<section class="${name}" id="${anchorOf(clause)}">${heading}${body.end()}</section>`;
}

/** What changed without words is said in brackets. */
function cellsOf({ cells, isSplit, notes }: PassageChange, dress: Dress): string {
  const own = cells.map((cell) => cellMarkup(cell, dress)).join(' ');
  const said = notes.length > 0 ? note(notes.map(({ text }) => text).join('; '), dress) : '';
  return [isSplit ? note(words.split, dress) : '', own, said].filter(Boolean).join(' ');
}

/** Puts passages back into their lists, quotations and tables. */
function createBody(title: string, level: number, dress: Dress) {
  const parts: string[] = [];
  const open: { readonly tag: string; hasItem: boolean }[] = [];
  let table: number | null = null;
  let tables = 0;

  return { add, end };

  function add(shown: Shown): void {
    const { passage } = 'omitted' in shown ? shown.near : shown;
    const isInTable = passage.kind === 'row' && (table === passage.table || !('omitted' in shown));
    if (isInTable) {
      addRow(shown, passage);
      return;
    }
    closeTable();
    if ('omitted' in shown) {
      enter([], null);
      parts.push(`<p class="omitted"${ours(dress)}>${shown.omitted}</p>`);
      return;
    }
    // The page says the title itself.
    const isName = passage.kind === 'section' || passage.kind === 'title';
    if (isName && shown.change === 'same') return;

    const [own, direction] = [cellsOf(shown, dress), directionOf(shown.cells, dress)];
    // Something stood here that moved away.
    if (shown.cells.length === 0) {
      enter([], null);
      parts.push(`<p class="omitted"${ours(dress)}>${own}</p>`);
      return;
    }
    enter(passage.within, passage.kind === 'item' ? (passage.number ?? 'unnumbered') : null);
    const tag = passage.kind === 'heading' ? `h${Math.min(level, 6)}` : passage.kind === 'code' ? 'pre' : 'p';
    if (passage.kind === 'item') parts.push(direction ? `<span${direction}>${own}</span>` : own);
    else parts.push(`<${tag}${direction}>${own}</${tag}>`);
  }

  function addRow(shown: Shown, row: Extract<PassageChange['passage'], { kind: 'row' }>): void {
    enter(row.within, null);
    if (table === null || (row.isHead && !('omitted' in shown))) {
      closeTable();
      tables += 1;
      const label = fill(tables > 1 ? words.nextTable : words.table, { title, number: tables });
      parts.push(`<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table>`);
    }
    table = row.table;
    if ('omitted' in shown) {
      const width = shown.near.cells.length;
      parts.push(`<tr><td class="omitted"${ours(dress)} colspan="${width}">${shown.omitted}</td></tr>`);
      return;
    }
    const cells = shown.cells.map((cell, at) => {
      const isLast = at === shown.cells.length - 1;
      const own = cellsOf(
        { ...shown, cells: [cell], isSplit: shown.isSplit && at === 0, notes: isLast ? shown.notes : [] },
        dress,
      );
      const direction = directionOf([cell], dress);
      return row.isHead ? `<th scope="col"${direction}>${own}</th>` : `<td${direction}>${own}</td>`;
    });
    const line = `<tr>${cells.join('')}</tr>`;
    parts.push(row.isHead ? `<thead>${line}</thead>` : line);
  }

  function closeTable(): void {
    if (table !== null) parts.push('</table></div>');
    table = null;
  }

  /** Closes and opens lists and quotations until exactly these are open. */
  function enter(within: readonly string[], item: number | 'unnumbered' | null): void {
    let shared = 0;
    while (shared < within.length && open[shared]?.tag === within[shared]) shared += 1;
    if (shared < open.length || item !== null) closeTable();
    while (open.length > shared) leave();
    const last = open.at(-1);
    if (item !== null && shared === within.length && last?.hasItem) {
      parts.push('</li>');
      last.hasItem = false;
    }
    for (const tag of within.slice(shared)) {
      openItem(null);
      parts.push(`<${tag}>`);
      open.push({ tag, hasItem: false });
    }
    openItem(item);
  }

  function openItem(item: number | 'unnumbered' | null): void {
    const last = open.at(-1);
    if (!last || last.tag === 'blockquote' || last.hasItem) return;
    parts.push(typeof item === 'number' ? `<li value="${item}">` : '<li>');
    last.hasItem = true;
  }

  function leave(): void {
    const last = open.pop();
    if (last) parts.push(`${last.hasItem ? '</li>' : ''}</${last.tag}>`);
  }

  function end(): string {
    closeTable();
    enter([], null);
    return parts.join('');
  }
}
