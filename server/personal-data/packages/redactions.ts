import type { AgreementCopy } from '../../consent/copies.ts';
import type { PersonalData } from '../../subject.ts';
import { textsOf } from './file-texts.ts';
import type { WithholdingReason } from './kinds.ts';

/** One part that is withheld. Words are blacked out wherever they stand, whatever their case. */
export type Redaction = { readonly reason: WithholdingReason } & (
  | { readonly part: 'table'; readonly table: string }
  | { readonly part: 'row'; readonly table: string; readonly row: number }
  | { readonly part: 'column'; readonly table: string; readonly column: string }
  | { readonly part: 'file'; readonly file: string }
  | { readonly part: 'words'; readonly words: string }
);

/** What stays on record of it: not a word of what was withheld. */
export interface LeftOut {
  readonly part: Redaction['part'];
  readonly reason: WithholdingReason;
  /** The table, or the number of the file. */
  readonly where?: string;
  /** How many rows, files or places. */
  readonly count: number;
}

/** A row of a table, and whether it is withheld. */
export interface MarkedRow {
  readonly isHeld: boolean;
  readonly row: PersonalData['tables'][string][number];
}

const black = '█████';

/** Whether there is such a part. */
export function exists({ tables, files }: PersonalData, redaction: Redaction): boolean {
  if (redaction.part === 'words') return redaction.words.trim() !== '';
  if (redaction.part === 'file') return Object.hasOwn(files, redaction.file);
  const rows = Object.hasOwn(tables, redaction.table) ? tables[redaction.table] : undefined;
  if (!rows) return false;
  if (redaction.part === 'row')
    return Number.isInteger(redaction.row) && redaction.row >= 0 && redaction.row < rows.length;
  return redaction.part === 'table' || rows.some((row) => Object.hasOwn(row, redaction.column));
}

/** Each row of each table as the person gets it, or, where it is withheld, as it is. */
export function markRows({ tables }: PersonalData, redactions: readonly Redaction[]): Record<string, MarkedRow[]> {
  const words = wordsOf(redactions);
  const marked = Object.entries(tables).map(([table, rows]) => {
    const ofTable = redactions.filter((redaction) => 'table' in redaction && redaction.table === table);
    const columns = ofTable.flatMap((redaction) => (redaction.part === 'column' ? [redaction.column] : []));
    const isTableHeld = ofTable.some(({ part }) => part === 'table');
    return [
      table,
      rows.map((row, at): MarkedRow => {
        const isHeld = isTableHeld || ofTable.some((redaction) => redaction.part === 'row' && redaction.row === at);
        const shown = Object.entries(row).map(([column, value]) => [
          column,
          columns.includes(column) && value !== null ? black : blackened(value, words),
        ]);
        return { isHeld, row: isHeld ? row : Object.fromEntries(shown) };
      }),
    ] as const;
  });
  return Object.fromEntries(marked);
}

/**
 * What the person gets. A file in which words stand that are blacked out is no text that we wrote: it is left out, and
 * where they stand in its name.
 */
export function withhold(personalData: PersonalData, redactions: readonly Redaction[]): PersonalData {
  const words = wordsOf(redactions);
  const tables = Object.entries(markRows(personalData, redactions)).map(([table, rows]) => [
    table,
    rows.flatMap(({ isHeld, row }) => (isHeld ? [] : [row])),
  ]);
  const files = Object.entries(personalData.files).filter(
    ([name, file]) =>
      !redactions.some((redaction) => redaction.part === 'file' && redaction.file === name) &&
      !(words && stands(words, name, file)),
  );
  return { tables: Object.fromEntries(tables), files: Object.fromEntries(files) };
}

/** The agreements that stay: what both sides signed is not changed. */
export function withoutWords(
  copies: readonly AgreementCopy[],
  redactions: readonly Redaction[],
): readonly AgreementCopy[] {
  const words = wordsOf(redactions);
  return words ? copies.filter((copy) => !holds(words, JSON.stringify(copy))) : copies;
}

/** In the order in which it was marked. */
export function leftOutBy({ tables, files }: PersonalData, redactions: readonly Redaction[]): LeftOut[] {
  return redactions.map((redaction) => ({
    part: redaction.part,
    reason: redaction.reason,
    ...placeOf({ tables, files }, redaction),
  }));
}

function placeOf({ tables, files }: PersonalData, redaction: Redaction): Omit<LeftOut, 'part' | 'reason'> {
  if (redaction.part === 'words') return { count: countOf({ tables, files }, redaction) };
  if (redaction.part === 'file') return { where: String(Object.keys(files).indexOf(redaction.file) + 1), count: 1 };
  const count = redaction.part === 'row' ? 1 : (tables[redaction.table]?.length ?? 0);
  return { where: redaction.part === 'column' ? `${redaction.table}.${redaction.column}` : redaction.table, count };
}

/** In how many values and files they stand. */
function countOf({ tables, files }: PersonalData, { words }: { readonly words: string }): number {
  const pattern = patternOf([words]);
  const values = Object.values(tables).flatMap((rows) => rows.flatMap((row) => Object.values(row)));
  const inValues = values.filter((value) => value !== null && holds(pattern, String(value))).length;
  return inValues + Object.entries(files).filter(([name, file]) => stands(pattern, name, file)).length;
}

function blackened<Value>(value: Value, words: RegExp | null): Value | string {
  if (value === null || !words || !holds(words, String(value))) return value;
  return String(value).normalize().replaceAll(words, black);
}

function stands(words: RegExp, name: string, file: Uint8Array): boolean {
  return holds(words, name) || textsOf(name, file).some((text) => holds(words, text));
}

function holds(words: RegExp, text: string): boolean {
  return text.normalize().search(words) >= 0;
}

function wordsOf(redactions: readonly Redaction[]): RegExp | null {
  const words = redactions.flatMap((redaction) => (redaction.part === 'words' ? [redaction.words] : []));
  return words.length > 0 ? patternOf(words) : null;
}

/**
 * The longest first, so that none is left over from a shorter one. A space stands for any spaces and ends of lines, also
 * as JSON writes them.
 */
function patternOf(words: readonly string[]): RegExp {
  const parts = [...words]
    .sort((one, other) => other.length - one.length)
    .map((text) =>
      text
        .normalize()
        .trim()
        .split(/\s+/)
        .map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll('"', '\\\\?"'))
        .join('(?:\\s|\\\\[nrt])+'),
    );
  return new RegExp(parts.join('|'), 'giu');
}
