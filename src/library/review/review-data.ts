import { compareVersions } from '../compare/compare.ts';
import { toText } from '../compare/formats/text.ts';
import type { Document, Library } from '../model/library.ts';
import type { Company, Subprocessor } from '../model/shapes.ts';
import { freeze } from '../publishing/version-file.ts';
import type { Render } from '../text/render.ts';
import type { Committed } from './main-branch.ts';
import type { Part } from './review-report.ts';

const files = ['company.yaml', 'subprocessors/list.yaml'];

/** Whether a file holds what documents take from it: facts, and the list of subprocessors. */
export function isData(path: string): boolean {
  return files.includes(path);
}

/** Where the entries of company.yaml that are no facts are shown. */
const places: Record<Exclude<keyof Company, 'facts'>, string> = {
  name: 'on forms, in mails and in receipts',
  siteName: 'on every page, in mails and in feeds',
  privacyAddress: 'on forms, in mails and in security.txt',
  language: 'as the language of every text that names no other',
  billing: 'in the settings of an account',
  servesBusinesses: 'as a question of the forms for requests',
  timeZone: 'in every day and deadline from now on',
  systems: 'in what is done for a request',
  authorities: 'to whoever wants to complain',
};

/** What a change of facts or of the list does: entry by entry, and in the next version of texts not changed themselves. */
export function dataParts(
  library: Library,
  documents: readonly Document[],
  { main, changed, render }: { main: Committed; changed: ReadonlySet<string>; render: Render },
): Part[] {
  const own = files.filter((file) => changed.has(file));
  if (own.length === 0) return [];
  const before = main.library;
  if (!before) return [];
  const entries = [
    ...entriesOf(before.company, library.company),
    ...listed(before.subprocessors, library.subprocessors),
  ];
  const named = own.map((file) => `content/${file}`).join(' and ');
  const was = { ...library, company: before.company, subprocessors: before.subprocessors };
  const shown = documents.flatMap((document): Part[] => {
    const [old, now] = [freeze(was, document), freeze(library, document)];
    if (!old.ok || !now.ok || old.value === now.value) return [];
    const redline = toText(compareVersions(render(old.value), render(now.value)));
    const text = `Its own words are as they were. By ${named} its next version would say otherwise than its draft on the main branch: ${redline}`;
    return [{ heading: `${document.title} (content/${document.slug})`, text }];
  });
  const nowhere = 'No draft shows any of it. What is published stays as it is.';
  const text = [...entries, '', shown.length > 0 ? 'Versions that are published stay as they are.' : nowhere].join(
    '\n',
  );
  return [{ heading: `Data (${named})`, text }, ...shown];
}

/** Entry by entry, what two forms of the same say otherwise. */
export function changesIn(before: object, after: object): string[] {
  const [was, is] = [before, after] as Readonly<Record<string, unknown>>[];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => changeOf(name, was?.[name], is?.[name]) ?? []);
}

function entriesOf(before: Company, after: Company): string[] {
  const { facts: factsBefore, ...own } = before;
  const { facts: factsAfter, ...ownAfter } = after;
  const names = new Set([...Object.keys(own), ...Object.keys(ownAfter)] as (keyof typeof own)[]);
  return [
    ...[...names].flatMap((name) => {
      const line = changeOf(name, own[name], ownAfter[name]);
      return line ? [`${line}; shown ${places[name]}`] : [];
    }),
    ...keyed(factsBefore, factsAfter, (id) => `the fact "${id}"`),
  ];
}

function listed(before: readonly Subprocessor[], after: readonly Subprocessor[]): string[] {
  const byId = (list: readonly Subprocessor[]) => Object.fromEntries(list.map((one) => [one.id, one]));
  return keyed(byId(before), byId(after), (id) => `the subprocessor "${id}"`);
}

function keyed(
  before: Readonly<Record<string, object>>,
  after: Readonly<Record<string, object>>,
  nameOf: (id: string) => string,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((id) => {
    const [was, is] = [before[id], after[id]];
    if (!was) return [`- ${nameOf(id)} is new`];
    if (!is) return [`- ${nameOf(id)} is gone`];
    return changesIn(was, is).map((change) => change.replace('- ', `- ${nameOf(id)}, `));
  });
}

function changeOf(name: string, before: unknown, after: unknown): string | null {
  const [was, is] = [said(before), said(after)];
  return was === is ? null : `- ${name}: [-${was}-]{+${is}+}`;
}

/** As a person would say it. */
function said(value: unknown): string {
  if (value === null || value === undefined || value === false) return value === false ? 'no' : 'nothing';
  if (value === true) return 'yes';
  if (Array.isArray(value)) return value.map(said).join(', ') || 'nothing';
  if (typeof value !== 'object') return String(value);
  const { value: own, confirmed, by, on } = value as Record<string, unknown>;
  if (by !== undefined) return `by ${said(by)} on ${said(on)}`;
  if (confirmed === undefined) {
    return (
      Object.entries(value)
        .map(([name, inner]) => `${name}: ${said(inner)}`)
        .join(', ') || 'nothing'
    );
  }
  return `${said(own)}, ${confirmed ? `confirmed ${said(confirmed)}` : 'to be confirmed'}`;
}
