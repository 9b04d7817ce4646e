import type { Paragraph, PhrasingContent, Root, RootContent } from 'mdast';
import { fill, loneMark } from './marks.ts';

const width = 72;

/** A paragraph, item or line of the plain text, with marks where values go. */
export interface Block {
  readonly lines: readonly string[];
  /** Stands before the first line, such as `- `; the others are indented as far. */
  readonly lead: string;
  /** Whether it follows the block above it without an empty line. */
  readonly isTight: boolean;
}

/** The plain text of a mail, from the same Markdown as its HTML. */
export function readBlocks({ children }: Root, file: string): Block[] {
  return children.flatMap((node) => toBlocks(node, file));
}

function toBlocks(node: RootContent, file: string): Block[] {
  if (node.type === 'paragraph') return [{ lines: linesOf(node, file), lead: '', isTight: false }];
  if (node.type === 'heading') return [{ lines: [inline(node.children, [], file)], lead: '', isTight: false }];
  if (node.type === 'code') return [{ lines: node.value.split('\n'), lead: '  ', isTight: false }];
  if (node.type === 'list') {
    return node.children.flatMap((item, at) =>
      item.children
        .flatMap((child) => toBlocks(child, file))
        .map((block, within) => ({
          ...block,
          lead: (within > 0 ? '  ' : node.ordered ? `${at + 1}. ` : '- ') + block.lead,
          isTight: at > 0 || within > 0,
        })),
    );
  }
  throw new Error(`The wording of a mail, ${file}: "${node.type}" cannot be shown as plain text`);
}

/** A link alone in its paragraph gives its address on a line of its own; others are numbered and follow. */
function linesOf({ children }: Paragraph, file: string): string[] {
  const [only] = children;
  if (only?.type === 'link' && children.length === 1) return [`${inline(only.children, [], file)}:`, only.url];
  const addresses: string[] = [];
  const text = inline(children, addresses, file);
  return [...text.split('\n'), ...addresses.map((address, at) => `[${at + 1}] ${address}`)];
}

function inline(nodes: readonly PhrasingContent[], addresses: string[], file: string): string {
  return nodes
    .map((node): string => {
      if (node.type === 'text') return node.value.replaceAll('\n', ' ');
      if (node.type === 'inlineCode') return node.value;
      if (node.type === 'break') return '\n';
      if (node.type === 'strong' || node.type === 'emphasis') return inline(node.children, addresses, file);
      if (node.type === 'link') {
        const text = inline(node.children, addresses, file);
        return node.url === text || node.url === `mailto:${text}` ? text : `${text} [${addresses.push(node.url)}]`;
      }
      throw new Error(`The wording of a mail, ${file}: "${node.type}" cannot be shown as plain text`);
    })
    .join('');
}

export function renderText(blocks: readonly Block[], valueFor: (name: string) => string): string {
  return blocks
    .map((block, at) => (at === 0 ? '' : block.isTight ? '\n' : '\n\n') + renderBlock(block, valueFor))
    .join('')
    .concat('\n');
}

function renderBlock({ lines, lead }: Block, valueFor: (name: string) => string): string {
  const indent = ' '.repeat(lead.length);
  return lines
    .flatMap((line) => {
      const alone = loneMark(line);
      return alone ? valueFor(alone).split('\n') : [fill(line, (name) => valueFor(name).replaceAll(/\s*\n\s*/g, ' '))];
    })
    .flatMap((line) => wrap(line, width - lead.length))
    .map((line, at) => (at === 0 ? lead : indent) + line)
    .map((line) => line.trimEnd())
    .join('\n');
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
