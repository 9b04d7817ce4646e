import type { Mark } from './mark.ts';
import { idOf, withoutId } from './markdown.ts';
import { markFor, notesIn, targetsIn } from './references.ts';
import type { Markdown, Nodes } from './tree.ts';
import { readable, visible } from './visible.ts';

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
  /** As it is read: ticks and the marks of footnotes are in it, and a new line where one was forced. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

interface Head {
  readonly section: string | null;
  readonly title: string;
}

/** A text in passages as a page shows it, section and title first, footnotes last. */
export function passagesOf(tree: Markdown, { section, title }: Head): Passage[] {
  const passages: Passage[] = [];
  const targets = targetsIn(tree);
  const notes = notesIn(tree);
  let table = 0;
  if (section) passages.push({ kind: 'section', within: [], cells: [plain(readable(section))] });
  passages.push({ kind: 'title', within: [], cells: [plain(readable(title))] });
  for (const node of tree.children) read(node, [], { kind: 'paragraph' });
  for (const name of notes.order) {
    for (const [at, child] of (notes.definitions.get(name)?.children ?? []).entries()) {
      read(child, [], { kind: 'paragraph' }, at === 0 ? `[${notes.numberOf(name)}] ` : '');
    }
  }
  return passages;

  /** `sign` stands before the words: the mark of a footnote, a tick. */
  function read(node: Nodes, within: readonly string[], shape: Shape, sign = ''): void {
    if (node.type === 'heading') {
      const cell = cellOf(node);
      const id = within.length === 0 ? idOf(node) : null;
      const text = idOf(node) ? withoutId(cell.text) : cell.text;
      passages.push({ kind: 'heading', level: node.depth, id, within, cells: [cut({ ...cell, text })] });
    } else if (node.type === 'paragraph') {
      const cell = cellOf(node, sign);
      if (cell.text || shape.kind === 'item') passages.push({ ...shape, within, cells: [cell] });
    } else if (node.type === 'code') {
      const lines = node.value.split('\n').map(readable).filter(Boolean);
      if (lines.length > 0) passages.push({ kind: 'code', within, cells: [plain(lines.join('\n'))] });
    } else if (node.type === 'list') readList(node, [...within, node.ordered ? 'ol' : 'ul']);
    else if (node.type === 'table') readTable(node, within);
    else if (node.type !== 'footnoteDefinition' && 'children' in node) {
      const inner = node.type === 'blockquote' ? [...within, 'blockquote'] : within;
      for (const child of node.children) read(child, inner, { kind: 'paragraph' });
    }
  }

  function readList(list: Extract<Nodes, { type: 'list' }>, within: readonly string[]): void {
    for (const [index, item] of list.children.entries()) {
      const shape = { kind: 'item', number: list.ordered ? (list.start ?? 1) + index : null } as const;
      const tick = typeof item.checked === 'boolean' ? (item.checked ? '☑ ' : '☐ ') : '';
      const isLed = item.children[0]?.type === 'paragraph';
      if (!isLed) passages.push({ ...shape, within, cells: [plain(tick.trim())] });
      for (const [at, child] of item.children.entries()) {
        if (at === 0 && isLed) read(child, within, shape, tick);
        else read(child, within, { kind: 'paragraph' });
      }
    }
  }

  function readTable({ children }: Extract<Nodes, { type: 'table' }>, within: readonly string[]): void {
    table += 1;
    for (const [index, row] of children.entries()) {
      passages.push({
        kind: 'row',
        table,
        isHead: index === 0,
        within,
        // A row is shown as wide as the head: what is more is dropped.
        cells: (children[0]?.children ?? []).map((_, at) => cellIn(row.children[at])),
      });
    }
  }

  function cellIn(node: Nodes | undefined): Cell {
    return node ? cellOf(node) : plain('');
  }

  function cellOf(node: Nodes, sign = ''): Cell {
    let text = sign;
    let whole = sign;
    // Looking at the end of a long text would copy it together each time.
    let last = sign.at(-1) ?? ' ';
    const marks: Mark[] = [];
    read(node);
    const [trimmed, joined] = [
      text.trimEnd(),
      visible(whole)
        .replace(/ *\n */g, '\n')
        .replace(/ +/g, ' ')
        .trim(),
    ];
    if (joined === trimmed) return cut({ text: trimmed, marks });
    // Where letters join across markup the places are not known: each mark is on all of it.
    return { text: joined, marks: marks.map((mark) => ({ ...mark, from: 0, to: joined.length })) };

    function read(node: Nodes): void {
      const from = text.length;
      if (node.type === 'break') {
        text = `${text.trimEnd()}\n`;
        last = '\n';
        whole += '\n';
      } else if (node.type === 'image' || node.type === 'imageReference') add(node.alt ?? '');
      else if (node.type === 'footnoteReference') add(`[${notes.numberOf(node.identifier)}]`);
      else if ('children' in node) for (const child of node.children) read(child);
      else if ('value' in node) add(node.value);
      const mark = markFor(node, targets);
      if (mark && (text.length > from || mark.tag === 'img')) marks.push({ from, to: text.length, ...mark });
    }

    function add(value: string): void {
      whole += value.replace(/\s+/g, ' ');
      const words = visible(value).replace(/\s+/g, ' ');
      const own = /\s/.test(last) ? words.trimStart() : words;
      text += own;
      last = own.at(-1) ?? last;
    }
  }
}

/** The lines that a passage is in the text: numbers as they are shown, the cells of a row with tabs between them. */
export function linesIn(passage: Passage): string[] {
  const texts = passage.cells.map(({ text }) => text);
  const number = passage.kind === 'item' && passage.number !== null ? `${passage.number}. ` : '';
  const text = passage.kind === 'row' ? texts.join('\t') : `${number}${texts.join('')}`.trimEnd();
  return text === '' && passage.kind !== 'heading' ? [] : text.split('\n');
}

/**
 * All that counts of a passage: its lines and, after a tab, with which no line of a text begins, where it stands and
 * what is struck out in it, marked or leads somewhere. Its address is not seen, and emphasis is no statement.
 */
export function writePassage({ within, cells, ...shape }: Passage): string {
  const isHead = shape.kind === 'row' && shape.isHead;
  const marks = cells.map(({ marks }) =>
    marks.flatMap(({ tag, from, to, href }) => (emphasis.has(tag) ? [] : [[tag, from, to, href ?? null]])),
  );
  return [...linesIn({ ...shape, within, cells }), `\t${JSON.stringify({ within, isHead, marks })}`].join('\n');
}

const emphasis: ReadonlySet<Mark['tag']> = new Set(['em', 'strong', 'code']);

function plain(text: string): Cell {
  return { text, marks: [] };
}

function cut({ text, marks }: Cell): Cell {
  return {
    text,
    marks: marks
      .filter(({ from, tag }) => from < text.length || tag === 'img')
      .map((mark) => ({ ...mark, to: Math.min(mark.to, text.length) })),
  };
}
