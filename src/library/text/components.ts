import { visit } from 'unist-util-visit';
import { type Written, written, writtenIn } from '../../words/documents/written.ts';
import type { Library } from '../model/library.ts';
import { type Fact, isConfirmed, type Subprocessor } from '../model/shapes.ts';
import { readableSource } from '../model/source.ts';
import { parse } from './markdown.ts';
import type { Component, Markdown } from './tree.ts';

/** What a draft may hold beside Markdown, and the attributes of each. */
export const components: Record<string, readonly string[]> = { Fact: ['id'], Subprocessors: ['only'] };

export const { columns: subprocessorColumns, unconfirmed } = writtenIn('en');

/** Of the list of those alone that process customers' data: `<Subprocessors only="customer-data" />`. */
export const customerData = 'customer-data';

/** In every language, as a text may have it. */
export const unconfirmedWords: readonly string[] = Object.values(written).map(({ unconfirmed }) => unconfirmed);

/** Whether these are the columns of the list of subprocessors, in whatever language. */
export function isListHead(cells: readonly string[]): boolean {
  return Object.values(written).some((words) =>
    [words.columns, columnsOfCustomerData(words)].some((columns) => columns.join() === cells.join()),
  );
}

function columnsOfCustomerData({ columns, deletesWithin }: Written): readonly string[] {
  return [...columns.slice(0, -1), deletesWithin, ...columns.slice(-1)];
}

/** The draft's source with facts and list written out: from then on the text stands by itself. */
export function resolveComponents(
  draft: string,
  { company, subprocessors }: Pick<Library, 'company' | 'subprocessors'>,
  language: string,
): string {
  const { body } = readableSource(draft);
  const shift = draft.length - body.length;

  let resolved = draft;
  for (const component of componentsIn(parse(body)).toReversed()) {
    const start = (component.position?.start.offset ?? 0) + shift;
    const end = (component.position?.end.offset ?? 0) + shift;
    const rest = resolved.slice(end);
    const text = textOf(component);
    resolved = resolved.slice(0, start) + (rest.startsWith('.') ? withoutStop(text) : text) + rest;
  }
  return resolved;

  function textOf(component: Component): string {
    if (component.name === 'Subprocessors') {
      return tableOf(subprocessors, language, attribute(component, 'only') === customerData);
    }
    const id = attribute(component, 'id');
    const fact = company.facts[id];
    if (component.name !== 'Fact' || !fact) throw new Error(`<${component.name} id="${id}"> is not known`);
    return show(fact, language);
  }
}

/** "Inc." at the end of a sentence ends it too. */
export function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

function componentsIn(tree: Markdown): Component[] {
  const found: Component[] = [];
  visit(tree, (node) => {
    if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') found.push(node);
  });
  return found;
}

export function attribute(component: Component, name: string): string {
  const found = component.attributes.find(
    (attribute) => attribute.type === 'mdxJsxAttribute' && attribute.name === name,
  );
  return typeof found?.value === 'string' ? found.value : '';
}

function tableOf(subprocessors: readonly Subprocessor[], language: string, isOfCustomers: boolean): string {
  const rows = subprocessors
    .filter(({ status, customerData }) => status === 'active' && !(isOfCustomers && customerData?.length === 0))
    .map(({ name, purpose, dataCategories, customerData = dataCategories, location, transferMechanism, ...entry }) => [
      plain(name),
      plain(purpose),
      plain((isOfCustomers ? customerData : dataCategories).join(', ')),
      show(location, language),
      show(transferMechanism, language),
      ...(isOfCustomers ? [show(entry.deletesWithin ?? notSaid, language)] : []),
      entry.since,
    ]);
  const words = writtenIn(language);
  const columns = isOfCustomers ? columnsOfCustomerData(words) : words.columns;
  const lines = [columns, columns.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const notSaid: Fact = { value: null, confirmed: false };

function show(fact: Fact, language: string): string {
  return isConfirmed(fact) ? plain(fact.value) : `*${writtenIn(language).unconfirmed}*`;
}

/** A value as Markdown that reads as the value. */
export function plain(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[\\`*_[\]{}<>|~]/g, '\\$&');
}
