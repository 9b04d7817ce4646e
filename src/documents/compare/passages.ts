import { idOf, type Markdown, type Nodes } from '../markdown.ts';

/** A heading, a paragraph, an item of a list, a row of a table: what is compared with what. */
export type Passage = Shape & {
  /** The lists and quotations around it, from the outside: `ol`, `ul`, `blockquote`. */
  readonly within: readonly string[];
  /** One, except in a table. */
  readonly cells: readonly Cell[];
};

type Shape =
  | { readonly kind: 'section' | 'title' | 'paragraph' | 'code' }
  | { readonly kind: 'heading'; readonly level: number; readonly id: string | null }
  | { readonly kind: 'item'; readonly number: number | null }
  | { readonly kind: 'row'; readonly table: number; readonly isHead: boolean };

export interface Cell {
  /** As it is read: markup does not alter it. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Emphasis or a link on part of a cell's text. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly tag: 'em' | 'strong' | 'code' | 's' | 'a';
  readonly href?: string;
}

export interface Head {
  readonly section: string | null;
  readonly title: string;
}

/** A text in passages, section and title first: their words, line by line, are the text whose digest is kept. */
export function passagesOf(tree: Markdown, { section, title }: Head): Passage[] {
  const passages: Passage[] = [];
  let table = 0;
  if (section) passages.push({ kind: 'section', within: [], cells: [plain(section)] });
  passages.push({ kind: 'title', within: [], cells: [plain(title)] });
  for (const node of tree.children) read(node, [], { kind: 'paragraph' });
  return passages;

  function read(node: Nodes, within: readonly string[], shape: Shape): void {
    if (node.type === 'heading') {
      const cell = cellOf(node);
      const id = within.length === 0 ? idOf(node) : null;
      const text = idOf(node) ? cell.text.replace(/\s*\[#[a-z0-9-]+\]\s*$/, '') : cell.text;
      passages.push({ kind: 'heading', level: node.depth, id, within, cells: [cut({ ...cell, text })] });
    } else if (node.type === 'paragraph') add(node, within, shape);
    else if (node.type === 'code') {
      const lines = node.value.split('\n').map(normal).filter(Boolean);
      if (lines.length > 0) passages.push({ kind: 'code', within, cells: [plain(lines.join('\n'))] });
    } else if (node.type === 'list') readList(node, [...within, node.ordered ? 'ol' : 'ul']);
    else if (node.type === 'table') readTable(node, within);
    else if ('children' in node) {
      const inner = node.type === 'blockquote' ? [...within, 'blockquote'] : within;
      for (const child of node.children) read(child, inner, { kind: 'paragraph' });
    }
  }

  function add(node: Nodes, within: readonly string[], shape: Shape): void {
    const cell = cellOf(node);
    if (cell.text) passages.push({ ...shape, within, cells: [cell] });
  }

  function readList(list: Extract<Nodes, { type: 'list' }>, within: readonly string[]): void {
    for (const [index, item] of list.children.entries()) {
      const number = list.ordered ? (list.start ?? 1) + index : null;
      for (const [at, child] of item.children.entries()) {
        read(child, within, at === 0 ? { kind: 'item', number } : { kind: 'paragraph' });
      }
    }
  }

  function readTable({ children }: Extract<Nodes, { type: 'table' }>, within: readonly string[]): void {
    table += 1;
    for (const [index, row] of children.entries()) {
      passages.push({ kind: 'row', table, isHead: index === 0, within, cells: row.children.map(cellOf) });
    }
  }
}

/** The lines that a passage is in the text. */
export function linesIn({ kind, cells }: Passage): string[] {
  return cells.flatMap(({ text }) => text.split('\n')).filter((line) => line !== '' || kind === 'heading');
}

function plain(text: string): Cell {
  return { text, marks: [] };
}

function cut({ text, marks }: Cell): Cell {
  return {
    text,
    marks: marks
      .filter(({ from }) => from < text.length)
      .map((mark) => ({ ...mark, to: Math.min(mark.to, text.length) })),
  };
}

function cellOf(node: Nodes): Cell {
  let text = '';
  let whole = '';
  const marks: Mark[] = [];
  read(node);
  const trimmed = text.trimEnd();
  // Where letters join across markup the places would be wrong: the text counts, its markup does not.
  return normal(whole) === trimmed ? cut({ text: trimmed, marks }) : plain(normal(whole));

  function read(node: Nodes): void {
    const from = text.length;
    if (node.type === 'break') add(' ');
    else if (node.type === 'image') add(node.alt ?? '');
    else if ('children' in node) for (const child of node.children) read(child);
    else if ('value' in node) add(node.value);
    const mark = markFor(node);
    if (mark && text.length > from) marks.push({ from, to: text.length, ...mark });
  }

  function add(value: string): void {
    whole += value;
    const words = value.normalize('NFC').replace(/\s+/g, ' ');
    text += text === '' || text.endsWith(' ') ? words.trimStart() : words;
  }
}

function markFor(node: Nodes): Pick<Mark, 'tag' | 'href'> | null {
  if (node.type === 'emphasis') return { tag: 'em' };
  if (node.type === 'strong') return { tag: 'strong' };
  if (node.type === 'inlineCode') return { tag: 'code' };
  if (node.type === 'delete') return { tag: 's' };
  // A fragment leads to a clause that the comparison may leave out.
  return node.type === 'link' && /^(https?:|mailto:|\/)/.test(node.url) ? { tag: 'a', href: node.url } : null;
}

function normal(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
