import type { ClauseChange, Comparison, PassageChange } from './compare.ts';
import { excerptOf, type Show, type Shown } from './excerpt.ts';
import { cellMarkup, escapeHtml } from './markup.ts';
import { anchorOf, extentOf, isChanged } from './summary.ts';

/** The redline as markup: `<ins>` and `<del>` with words for whoever hears it, headings and lists as in the text. */
export function toHtml({ clauses }: Comparison, show: Show): string {
  let level = 1;
  return clauses
    .flatMap((clause) => {
      const shown = excerptOf(clause, show);
      if (!shown) return [];
      // What is left out must not leave a hole in the outline.
      level = Math.min(Math.max(clause.level, 2), level + 1);
      return [sectionOf(clause, shown, level)];
    })
    .join('\n');
}

function sectionOf(clause: ClauseChange, shown: readonly Shown[], level: number): string {
  const name = `clause${clause.moved ? ' moved' : ''}`;
  const tag = isChanged(clause) ? ` <span class="tag">${extentOf(clause)}</span>` : '';
  const [first, ...others] = shown;
  const isHeaded = first && !('omitted' in first) && first.passage.kind === 'heading' && clause.id !== null;
  const words = isHeaded ? cellsOf(first) : clause.id === null && tag ? '<span class="quiet">Opening</span>' : '';
  const heading = words ? `<h${level}>${words}${tag}</h${level}>` : '';
  const body = createBody(clause.title, level + 1);
  for (const passage of isHeaded ? others : shown) body.add(passage);
  return `<section class="${name}" id="${anchorOf(clause)}">${heading}${body.end()}</section>`;
}

function cellsOf({ cells }: PassageChange): string {
  return cells.map(cellMarkup).join(' ');
}

/** Puts passages back into their lists, quotations and tables. */
function createBody(title: string, level: number) {
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
      parts.push(`<p class="omitted">${shown.omitted}</p>`);
      return;
    }
    // The page says the title itself.
    const isName = passage.kind === 'section' || passage.kind === 'title';
    if (isName && shown.change === 'same') return;

    enter(passage.within, passage.kind === 'item' ? (passage.number ?? 'unnumbered') : null);
    const words = cellsOf(shown);
    if (passage.kind === 'heading') parts.push(`<h${Math.min(level, 6)}>${words}</h${Math.min(level, 6)}>`);
    else if (passage.kind === 'code') parts.push(`<pre>${words}</pre>`);
    else if (passage.kind === 'item') parts.push(words);
    else parts.push(`<p>${words}</p>`);
  }

  function addRow(shown: Shown, row: Extract<PassageChange['passage'], { kind: 'row' }>): void {
    enter(row.within, null);
    if (table === null || (row.isHead && !('omitted' in shown))) {
      closeTable();
      tables += 1;
      const label = `Table: ${title}${tables > 1 ? ` (${tables})` : ''}`;
      parts.push(`<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table>`);
    }
    table = row.table;
    if ('omitted' in shown) {
      const width = shown.near.cells.length;
      parts.push(`<tr><td class="omitted" colspan="${width}">${shown.omitted}</td></tr>`);
      return;
    }
    const cells = shown.cells.map((cell) =>
      row.isHead ? `<th scope="col">${cellMarkup(cell)}</th>` : `<td>${cellMarkup(cell)}</td>`,
    );
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
