import { fill, lonePlaceholder } from './placeholders.ts';

const width = 72;
/** A day or a name of so few characters stays on one line. */
const unbroken = 24;
/** A space at which no line ends: no value holds this character, and no wording. */
const joint = '\0';

/** What the text needs of a node of the Markdown tree (mdast). */
interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly ordered?: boolean | null | undefined;
  readonly children?: readonly MarkdownNode[];
}

/** A paragraph, item or line of the plain text, with placeholders. */
export interface Block {
  readonly lines: readonly string[];
  /** Stands before the first line, such as `- `; the others are indented as far. */
  readonly lead: string;
  /** Whether it follows the block above it without an empty line. */
  readonly isTight: boolean;
}

/** The plain text of a mail, from the same Markdown as its HTML. */
export function readBlocks({ children = [] }: MarkdownNode, file: string, addresses: string[] = []): Block[] {
  return children.flatMap((node) => toBlocks(node, file, addresses));
}

/** Links are numbered through the whole mail: `addresses` are those before. */
function toBlocks(node: MarkdownNode, file: string, addresses: string[]): Block[] {
  const { type, value = '', ordered = false, children = [] } = node;
  if (type === 'paragraph') return [{ lines: linesOf(children, file, addresses), lead: '', isTight: false }];
  if (type === 'thematicBreak') return [{ lines: ['-'.repeat(20)], lead: '', isTight: false }];
  if (type === 'heading') return [{ lines: [inline(children, [], file)], lead: '', isTight: false }];
  if (type === 'code') return [{ lines: value.split('\n'), lead: '  ', isTight: false }];
  if (type !== 'list') throw unreadable(type, file);
  return children.flatMap((item, at) =>
    readBlocks(item, file, addresses).map((block, within) => ({
      ...block,
      lead: (within > 0 ? '  ' : ordered ? `${at + 1}. ` : '- ') + block.lead,
      isTight: at > 0 || within > 0,
    })),
  );
}

/** A link alone in its paragraph gives its address on a line of its own; others are numbered and follow. */
function linesOf(children: readonly MarkdownNode[], file: string, addresses: string[]): string[] {
  const [only] = children;
  if (only?.type === 'link' && children.length === 1) {
    return [`${inline(only.children ?? [], [], file)}:`, only.url ?? ''];
  }
  const before = addresses.length;
  const text = inline(children, addresses, file);
  const numbered = addresses.slice(before).map((address, at) => `[${before + at + 1}]${joint}${address}`);
  return [...text.split('\n'), ...(numbered.length > 0 ? ['', ...numbered] : [])];
}

function inline(nodes: readonly MarkdownNode[], addresses: string[], file: string): string {
  return nodes
    .map(({ type, value = '', url = '', children = [] }): string => {
      if (type === 'text') return value.replaceAll('\n', ' ');
      if (type === 'inlineCode') return value;
      if (type === 'break') return '\n';
      const text = inline(children, addresses, file);
      if (type === 'strong' || type === 'emphasis') return text;
      if (type !== 'link') throw unreadable(type, file);
      return url === text || url === `mailto:${text}` ? text : `${text}${joint}[${addresses.push(url)}]`;
    })
    .join('');
}

function unreadable(type: string, file: string): Error {
  return new Error(`The wording of a mail, ${file}: Markdown of the kind "${type}" has no form in plain text`);
}

export function renderText(blocks: readonly Block[], valueFor: (name: string) => string): string {
  return blocks
    .filter(({ lines: [line = '', ...others] }) => {
      const alone = others.length === 0 && lonePlaceholder(line);
      return !alone || valueFor(alone) !== '';
    })
    .map((block, at) => (at === 0 ? '' : block.isTight ? '\n' : '\n\n') + renderBlock(block, valueFor))
    .join('')
    .concat('\n');
}

function renderBlock({ lines, lead }: Block, valueFor: (name: string) => string): string {
  const indent = ' '.repeat(lead.length);
  return lines
    .flatMap((line) => {
      const alone = lonePlaceholder(line);
      return alone ? valueFor(alone).split('\n') : [fill(line, (name) => joined(oneLine(valueFor(name))))];
    })
    .flatMap((line) => wrap(line, width - lead.length))
    .map((line, at) => (at === 0 ? lead : indent) + line)
    .map((line) => line.replaceAll(joint, ' ').trimEnd())
    .join('\n');
}

function oneLine(value: string): string {
  return value.includes('\n') ? value.replaceAll(/\s*\n\s*/g, ' ') : value;
}

function joined(value: string): string {
  return value.length <= unbroken ? value.replaceAll(' ', joint) : value;
}

/** Breaks a line between words. A word is never broken: it may be an address. */
function wrap(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/ +/)) {
    if (current && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current ? `${current} ${word}` : word;
  }
  return [...lines, current];
}
