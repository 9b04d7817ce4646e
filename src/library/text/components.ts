import type { Library } from '../model/library.ts';
import { type Fact, isConfirmed, type Subprocessor } from '../model/shapes.ts';
import { readSource } from '../model/source.ts';
import type { Pipeline } from './markdown.ts';
import type { Component, Nodes } from './tree.ts';

/** What a draft may hold beside Markdown, and the attributes of each. */
export const components: Record<string, readonly string[]> = { Fact: ['id'], Subprocessors: [] };

export const subprocessorColumns = ['Name', 'Purpose', 'Data', 'Location', 'Transfer mechanism', 'Since'] as const;

export const unconfirmed = 'to be confirmed';

/** What the components write into a text, in its language; in English where it is none of these. */
const written: Readonly<Record<string, { readonly columns: readonly string[]; readonly unconfirmed: string }>> = {
  en: { columns: subprocessorColumns, unconfirmed },
  de: {
    columns: ['Name', 'Zweck', 'Daten', 'Ort', 'Garantie für die Übermittlung', 'Seit'],
    unconfirmed: 'noch zu bestätigen',
  },
};

/** In every language, as a text may have it. */
export const unconfirmedWords: readonly string[] = Object.values(written).map(({ unconfirmed }) => unconfirmed);

/** Whether these are the columns of the list of subprocessors, in whatever language. */
export function isListHead(cells: readonly string[]): boolean {
  return Object.values(written).some(({ columns }) => columns.join() === cells.join());
}

function wordsOf(language: string) {
  return written[language.split('-')[0] ?? ''] ?? { columns: subprocessorColumns, unconfirmed };
}

/** The draft's source with facts and list written out: from then on the text stands by itself. */
export function resolveComponents(
  pipeline: Pipeline,
  draft: string,
  { company, subprocessors }: Pick<Library, 'company' | 'subprocessors'>,
  language: string,
): string {
  const read = readSource(draft);
  if ('problems' in read) throw new Error(read.problems.map(({ problem }) => problem).join(' '));
  const shift = draft.length - read.source.body.length;

  let resolved = draft;
  for (const component of componentsIn(pipeline.parse(read.source.body)).reverse()) {
    const start = (component.position?.start.offset ?? 0) + shift;
    const end = (component.position?.end.offset ?? 0) + shift;
    const rest = resolved.slice(end);
    const text = textOf(component);
    resolved = resolved.slice(0, start) + (rest.startsWith('.') ? withoutStop(text) : text) + rest;
  }
  return resolved;

  function textOf(component: Component): string {
    if (component.name === 'Subprocessors') return tableOf(subprocessors, language);
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

export function componentsIn(node: Nodes): Component[] {
  const children = 'children' in node ? (node.children as Nodes[]).flatMap(componentsIn) : [];
  return isComponent(node) ? [node, ...children] : children;
}

export function attribute(component: Component, name: string): string {
  const found = component.attributes.find(
    (attribute) => attribute.type === 'mdxJsxAttribute' && attribute.name === name,
  );
  return typeof found?.value === 'string' ? found.value : '';
}

function isComponent(node: Nodes): node is Component {
  return node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';
}

function tableOf(subprocessors: readonly Subprocessor[], language: string): string {
  const rows = subprocessors
    .filter(({ status }) => status === 'active')
    .map(({ name, purpose, dataCategories, location, transferMechanism, since }) => [
      plain(name),
      plain(purpose),
      plain(dataCategories.join(', ')),
      show(location, language),
      show(transferMechanism, language),
      since,
    ]);
  const { columns } = wordsOf(language);
  const lines = [columns, columns.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function show(fact: Fact, language: string): string {
  return isConfirmed(fact) ? plain(fact.value) : `*${wordsOf(language).unconfirmed}*`;
}

/** A value as Markdown that reads as the value. */
export function plain(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[\\`*_[\]{}<>|~]/g, '\\$&');
}
