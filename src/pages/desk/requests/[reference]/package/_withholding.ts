import type { Redaction } from '../../../../../../server/personal-data/packages/redactions.ts';
import { tableWords } from '../../../../../words/account/export.ts';
import { packagePage as words } from '../../../../../words/desk/package.ts';
import { fill } from '../../../../../words/fill.ts';

/** What is to be withheld: a link beside it says so, and afterwards the form. */
export type Wish =
  | { readonly part: 'file'; readonly file: string }
  | { readonly part: 'table'; readonly table: string }
  | { readonly part: 'row'; readonly table: string; readonly row: string }
  | { readonly part: 'column'; readonly table: string; readonly column: string };

/** Null where nothing is asked for that is there. */
export function wishIn(
  wished: (name: string) => string,
  { file, tables }: { readonly file: string; readonly tables: readonly { table: string; rows: readonly unknown[] }[] },
): Wish | null {
  const [part, table, row, column] = [wished('part'), wished('table'), wished('row'), wished('column')];
  const known = tables.find((one) => one.table === table);
  if (part === 'file' && file) return { part, file };
  if (!known) return null;
  if (part === 'table') return { part, table };
  if (part === 'row' && known.rows[Number(row) - 1]) return { part, table, row };
  return part === 'column' && known.rows[0] ? { part, table, column } : null;
}

export function titleOf(table: string): string {
  return tableWords[table]?.title ?? table;
}

export function headingOf(table: string, column: string): string {
  return tableWords[table]?.columns[column] ?? column;
}

export function nameOfWish(one: Wish): string {
  if (one.part === 'file') return one.file;
  const table = titleOf(one.table);
  if (one.part === 'row') return `${table}, ${fill(words.row, { row: one.row })}`;
  return one.part === 'column' ? `${table}, ${headingOf(one.table, one.column)}` : table;
}

export function nameOfRedaction(redaction: Redaction): string {
  if (redaction.part === 'words') return `“${redaction.words}”`;
  return nameOfWish(redaction.part === 'row' ? { ...redaction, row: String(redaction.row + 1) } : redaction);
}
