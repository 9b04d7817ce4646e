import { visit } from 'unist-util-visit';
import type { Day } from '../model/days.ts';
import { toCsv } from '../model/files/csv.ts';
import { documentWith, inEffect, type Library, sourceOf } from '../model/library.ts';
import { isConfirmed } from '../model/shapes.ts';
import { readSource } from '../model/source.ts';
import { isListHead, subprocessorColumns, unconfirmed, unconfirmedWords } from './components.ts';
import { parse } from './markdown.ts';
import { inline } from './text.ts';
import type { Markdown } from './tree.ts';

/** A row of the published list. Null: to be confirmed. */
type PublishedSubprocessor = Readonly<
  Record<'name' | 'purpose' | 'data' | 'location' | 'transferMechanism' | 'since', string | null>
>;

interface PublishedList {
  /** The document whose table it is. */
  readonly document: string;
  readonly version: string;
  readonly effectiveOn: Day;
  readonly subprocessors: readonly PublishedSubprocessor[];
}

/** Of a company that publishes none, so far or at all. */
export const noList = { document: null, version: null, effectiveOn: null, subprocessors: [] } as const;

/** The list as the version in effect has it: what is published binds, not what is prepared. */
export function publishedList(library: Library, today: Day): PublishedList | null {
  const document = documentWith(library, 'subprocessors');
  const current = document && inEffect(document, today);
  if (!current) return null;

  const rows = listedIn(sourceOf(library, document.slug, current.version));
  const subprocessors = rows.map((cells): PublishedSubprocessor => {
    const [name, purpose, data, location, transferMechanism, since] = cells.map((cell) =>
      unconfirmedWords.includes(cell) ? null : cell,
    );
    return {
      name: name ?? null,
      purpose: purpose ?? null,
      data: data ?? null,
      location: location ?? null,
      transferMechanism: transferMechanism ?? null,
      since: since ?? null,
    };
  });
  return { document: document.slug, version: current.version, effectiveOn: current.effectiveOn, subprocessors };
}

/**
 * What speaks against the providers that a text lists and the one before did not, or not so: each is known, active and
 * vetted, and vetted again where its purpose, its data, its place or the mechanism is another.
 */
export function unvettedIn(
  { subprocessors }: Pick<Library, 'subprocessors'>,
  before: { readonly text: string; readonly publishedOn: Day } | null,
  after: string,
): string[] {
  if (before && listsIn(before.text).length > 0 && listsIn(after).length === 0)
    return [
      `The table of subprocessors is not in the text: it begins with ${subprocessorColumns.join(' | ')}, as <Subprocessors /> writes it, also where nobody is listed.`,
    ];
  const known = new Map(before ? listedIn(before.text).map((row) => [row[0], row]) : []);
  const problems = listedIn(after).flatMap((row) => {
    const [name = ''] = row;
    const was = known.get(name);
    if (was && saysTheSame(was, row)) return [];
    const how = was
      ? 'is listed with another purpose, other data, another place or mechanism'
      : 'is listed for the first time';
    const said = `${name || 'A row without a name'} ${how}, and`;
    const entry = subprocessors.find((entry) => entry.name.replace(/\s+/g, ' ') === name);
    if (!entry) return [`${said} subprocessors/list.yaml has nobody of that name: enter it there, and who vetted it.`];
    if (entry.status !== 'active')
      return [`${said} is ${entry.status} in subprocessors/list.yaml: only who is active is listed.`];
    const { vetted } = entry;
    if (!isConfirmed(vetted) || !vetted.confirmed)
      return [`${said} nobody has vetted it: say who did in subprocessors/list.yaml.`];
    const { on } = vetted.confirmed;
    return was && before && on < before.publishedOn
      ? [`${said} was vetted before that, on ${on}: say who has vetted it since in subprocessors/list.yaml.`]
      : [];
  });
  return [...new Set(problems)];
}

/** But for since when. What was to be confirmed, and is confirmed, is nothing else than before. */
function saysTheSame(was: readonly string[], is: readonly string[]): boolean {
  const since = subprocessorColumns.indexOf('Since');
  return was.slice(0, since).every((cell, at) => cell === is[at] || unconfirmedWords.includes(cell));
}

/** A text with those rows of the list alone that another has too: that a provider goes takes nothing from anybody. */
export function withoutRemoved(before: string, after: string): string {
  return without(before, beside(rowsOf(before), rowsOf(after)));
}

/** Whether nothing differs but that providers in the list gave way to others, each to one at most. */
export function isReplacement(before: string, after: string): boolean {
  const [was, is] = [rowsOf(before), rowsOf(after)];
  const [gone, fresh] = [beside(was, is), beside(is, was)];
  return without(before, gone) === without(after, fresh) && fresh.length > 0 && fresh.length <= gone.length;
}

function beside(rows: readonly Row[], others: readonly Row[]): Row[] {
  return rows.filter(({ name }) => others.every((other) => other.name !== name));
}

function without(text: string, rows: readonly Row[]): string {
  const left = new Set(rows.map(({ at }) => at));
  return text
    .split('\n')
    .filter((_, at) => !left.has(at))
    .join('\n');
}

/** Of the list in a text, with the line that it stands in. */
interface Row {
  readonly name: string;
  readonly at: number;
}

function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let isInList = false;
  for (const [at, line] of text.split('\n').entries()) {
    const cells = /^\|(.*)\|\s*$/
      .exec(line)?.[1]
      ?.split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    if (cells && isListHead(cells)) isInList = true;
    else if (!cells) isInList = false;
    else if (isInList && !cells.every((cell) => /^:?-+:?$/.test(cell))) rows.push({ name: cells[0] ?? '', at });
  }
  return rows;
}

/** As the page has it, under the same names. */
export function listCsv({ subprocessors }: Pick<PublishedList, 'subprocessors'>): string {
  const rows = subprocessors.map((row) => {
    const cells = [row.name, row.purpose, row.data, row.location, row.transferMechanism, row.since];
    return Object.fromEntries(subprocessorColumns.map((column, index) => [column, cells[index] ?? unconfirmed]));
  });
  return toCsv(rows, subprocessorColumns);
}

/** The rows of each list in a text, without its head. */
function listedIn(text: string): string[][] {
  return listsIn(text).flatMap(([, ...rows]) => rows);
}

function listsIn(text: string): string[][][] {
  const read = readSource(text);
  const tree = 'source' in read ? parse(read.source.body) : null;
  return tree ? tablesIn(tree).filter(([head = []]) => isListHead(head)) : [];
}

function tablesIn(tree: Markdown): string[][][] {
  const tables: string[][][] = [];
  visit(tree, 'table', ({ children }) => {
    tables.push(children.map((row) => row.children.map((cell) => inline(cell).trim())));
  });
  return tables;
}
