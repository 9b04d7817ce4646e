import type { Exported } from '../../subject.ts';
import type { WithholdingReason } from './kinds.ts';

/** One part that is withheld. Words are blacked out wherever they stand, whatever their case. */
export type Mark = { readonly reason: WithholdingReason } & (
  | { readonly part: 'table'; readonly table: string }
  | { readonly part: 'row'; readonly table: string; readonly row: number }
  | { readonly part: 'column'; readonly table: string; readonly column: string }
  | { readonly part: 'file'; readonly file: string }
  | { readonly part: 'words'; readonly words: string }
);

export type Holdings = Exported;

/** What stays on record of it: not a word of what was withheld. */
export interface LeftOut {
  readonly part: Mark['part'];
  readonly reason: WithholdingReason;
  /** The table, or the number of the file. */
  readonly where?: string;
  /** How many rows, files or places. */
  readonly count: number;
}

const black = '█████';

/** Whether there is such a part. */
export function exists({ tables, files }: Holdings, mark: Mark): boolean {
  if (mark.part === 'words') return mark.words.trim() !== '';
  if (mark.part === 'file') return Object.hasOwn(files, mark.file);
  const rows = Object.hasOwn(tables, mark.table) ? tables[mark.table] : undefined;
  if (!rows) return false;
  if (mark.part === 'row') return Number.isInteger(mark.row) && mark.row >= 0 && mark.row < rows.length;
  return mark.part === 'table' || rows.some((row) => Object.hasOwn(row, mark.column));
}

/** What the person gets. A file in which words stand that are blacked out is no text that we wrote: it is left out. */
export function withhold(holdings: Holdings, marks: readonly Mark[]): Holdings {
  const words = wordsOf(marks);
  const hasTable = (table: string) => marks.some((mark) => mark.part === 'table' && mark.table === table);
  const hasRow = (table: string, row: number) =>
    marks.some((mark) => mark.part === 'row' && mark.table === table && mark.row === row);
  const hasColumn = (table: string, column: string) =>
    marks.some((mark) => mark.part === 'column' && mark.table === table && mark.column === column);
  const tables = Object.entries(holdings.tables).map(([table, rows]) => {
    const left = hasTable(table) ? [] : rows.filter((_, row) => !hasRow(table, row));
    const shown = left.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [
          column,
          hasColumn(table, column) && value !== null ? black : blackened(value, words),
        ]),
      ),
    );
    return [table, shown] as const;
  });
  const files = Object.entries(holdings.files).filter(
    ([name, file]) =>
      !marks.some((mark) => mark.part === 'file' && mark.file === name) && !(words && textOf(file).search(words) >= 0),
  );
  return { tables: Object.fromEntries(tables) as Holdings['tables'], files: Object.fromEntries(files) };
}

/** In the order in which it was marked. */
export function leftOutBy({ tables, files }: Holdings, marks: readonly Mark[]): LeftOut[] {
  return marks.map((mark) => ({ part: mark.part, reason: mark.reason, ...placeOf({ tables, files }, mark) }));
}

function placeOf({ tables, files }: Holdings, mark: Mark): Omit<LeftOut, 'part' | 'reason'> {
  if (mark.part === 'words') return { count: countOf({ tables, files }, mark) };
  if (mark.part === 'file') return { where: String(Object.keys(files).indexOf(mark.file) + 1), count: 1 };
  const count = mark.part === 'row' ? 1 : (tables[mark.table]?.length ?? 0);
  return { where: mark.part === 'column' ? `${mark.table}.${mark.column}` : mark.table, count };
}

/** In how many values and files they stand. */
export function countOf({ tables, files }: Holdings, { words }: { readonly words: string }): number {
  const pattern = patternOf([words]);
  const values = Object.values(tables).flatMap((rows) => rows.flatMap((row) => Object.values(row)));
  const texts = [...values.filter((value) => typeof value === 'string'), ...Object.values(files).map(textOf)];
  return texts.filter((text) => text.search(pattern) >= 0).length;
}

function blackened<Value>(value: Value, words: RegExp | null): Value | string {
  return typeof value === 'string' && words ? value.replaceAll(words, black) : value;
}

function wordsOf(marks: readonly Mark[]): RegExp | null {
  const words = marks.flatMap((mark) => (mark.part === 'words' ? [mark.words] : []));
  return words.length > 0 ? patternOf(words) : null;
}

/** The longest first, so that none is left over from a shorter one. A space stands for any spaces and ends of lines. */
function patternOf(words: readonly string[]): RegExp {
  const parts = [...words]
    .sort((one, other) => other.length - one.length)
    .map((text) =>
      text
        .trim()
        .split(/\s+/)
        .map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
        .join('\\s+'),
    );
  return new RegExp(parts.join('|'), 'giu');
}

function textOf(file: Uint8Array): string {
  return Buffer.from(file).toString('utf8');
}
