import { isDay, showDay, showInstant } from '../../../src/library/model/days.ts';
import { type TableWords, tableWords, unread, exportWords as words } from '../../../src/words/account/export.ts';
import { fill } from '../../../src/words/fill.ts';
import type { AgreementCopy } from '../../consent/copies.ts';
import type { PersonalData, Value } from '../../subject.ts';
import { inventory, type Treatment } from '../inventory.ts';
import type { ArchiveHead } from './archive.ts';
import { element, link, page, text } from './page.ts';

type Row = Readonly<Record<string, Value>>;

/** A copy, and the files that hold it. */
export interface Agreed {
  readonly copy: AgreementCopy;
  readonly page: string;
  readonly receipt: string | null;
}

/** Each table as people know it, in the order of the words. */
export function namedTables({ tables }: PersonalData): (TableWords & { readonly rows: readonly Row[] })[] {
  const order = Object.keys(tableWords);
  return Object.entries(tables)
    .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
    .map(([name, rows]) => ({ ...wordsOf(name, rows), rows }));
}

/** A table without words is a mistake of ours, but nothing that is held is left out for it. */
function wordsOf(name: string, rows: readonly Row[]): TableWords {
  const known = tableWords[name] ?? { file: name, title: name, about: '', columns: {} };
  const others = rows.flatMap((row) => Object.keys(row).filter((column) => !(column in known.columns)));
  return { ...known, columns: { ...known.columns, ...Object.fromEntries(others.map((column) => [column, column])) } };
}

/** The page by which an export is read. */
export function indexOf(
  personalData: PersonalData,
  agreed: readonly Agreed[],
  { origin, siteName, at }: ArchiveHead,
): string {
  const tables = namedTables(personalData);
  const title = fill(words.title, { siteName });
  return page(
    title,
    element('h1', text(title)),
    element('p', text(fill(words.madeAt, { at: showInstant(at), origin }))),
    element('p', text(words.twice)),
    element('p', text(words.app)),
    element('h2', text(words.contents)),
    element(
      'ul',
      ...tables.map(({ file, title, rows }) => element('li', link(`#${file}`, counted(title, rows.length)))),
      element('li', link('#agreements', counted(words.agreements.title, agreed.length))),
      element('li', link('#files', counted(words.sent.title, Object.keys(personalData.files).length))),
      element('li', link('#left-out', words.leftOut)),
    ),
    ...tables.map(tableMarkup),
    ...agreementsMarkup(agreed),
    ...filesMarkup(Object.keys(personalData.files)),
    `<h2 id="left-out">${text(words.leftOut)}</h2>`,
    element('p', text(words.formulas)),
    element('p', text(words.links)),
    element(
      'ul',
      ...leftOut().map(([reason, columns]) => element('li', text(reason), element('small', text(columns)))),
    ),
  );
}

function tableMarkup({ file, title, about, columns, rows }: TableWords & { readonly rows: readonly Row[] }): string {
  const shown = Object.entries(columns).filter(([name]) => !unread.includes(name));
  const entries = rows.map((row) =>
    element(
      'dl',
      ...shown.flatMap(([name, label]) => [
        element('dt', text(label)),
        element('dd', text(shownAs(row[name] ?? null))),
      ]),
    ),
  );
  const [csv, json] = [`csv/${file}.csv`, `json/${file}.json`];
  const places = words.files.split(/(\{csv\}|\{json\})/).map((piece) => {
    if (piece === '{csv}') return link(csv, csv);
    return piece === '{json}' ? link(json, json) : text(piece);
  });
  return [
    `<h2 id="${file}">${text(counted(title, rows.length))}</h2>`,
    element('p', text(about), ' ', ...places, 'signature' in columns ? ` ${text(words.proof)}` : ''),
    ...(entries.length > 0 ? entries : [element('p', text(words.nothing))]),
  ].join('\n');
}

function agreementsMarkup(agreed: readonly Agreed[]): string[] {
  const { title, about, none, copy: copyWords, contract, receipt: receiptWords } = words.agreements;
  const copies = agreed.map(({ copy, page, receipt }) => {
    const day = showDay(copy.on);
    const name =
      copy.version === null
        ? fill(contract, { title: copy.title, day })
        : fill(copyWords, { title: copy.title, version: copy.version, day });
    return element('li', link(page, name), receipt ? ` (${link(receipt, receiptWords)})` : '');
  });
  return [
    `<h2 id="agreements">${text(counted(title, agreed.length))}</h2>`,
    ...(copies.length > 0 ? [element('p', text(about)), element('ul', ...copies)] : [element('p', text(none))]),
  ];
}

function filesMarkup(names: readonly string[]): string[] {
  const { title, about, none } = words.sent;
  const listed = names.map((name) => element('li', link(`files/${name}`, name)));
  return [
    `<h2 id="files">${text(counted(title, names.length))}</h2>`,
    ...(names.length > 0 ? [element('p', text(about)), element('ul', ...listed)] : [element('p', text(none))]),
  ];
}

function counted(title: string, count: number): string {
  return fill(words.counted, { title, count });
}

/** Days and times in words, everything else as it is held. */
function shownAs(value: Value): string {
  if (value === null || value === '') return words.without;
  const held = String(value);
  if (!isDay(held.slice(0, 10))) return held;
  if (/^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/.test(held)) return showInstant(held);
  return held.length === 10 ? showDay(held) : held;
}

/** Reason by reason, with the columns that it is said of. */
function leftOut(): [reason: string, columns: string][] {
  const reasons = new Map<string, string[]>();
  for (const [table, treatments] of Object.entries(inventory)) {
    for (const [column, treatment] of Object.entries(treatments as Record<string, Treatment>)) {
      if (typeof treatment !== 'object' || !('excluded' in treatment)) continue;
      reasons.set(treatment.excluded, [...(reasons.get(treatment.excluded) ?? []), `${table}.${column}`]);
    }
  }
  return [...reasons].map(([reason, columns]) => [reason, columns.join(', ')]);
}
