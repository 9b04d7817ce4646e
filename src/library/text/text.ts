import { idOf, withoutId } from './markdown.ts';
import type { Nodes } from './tree.ts';

/** The words alone, a line for each paragraph, heading, list item or table cell: what the first derivation digests. */
export function linesOf(node: Nodes): string[] {
  switch (node.type) {
    case 'paragraph':
    case 'tableCell':
      return [normal(inline(node))].filter(Boolean);
    case 'heading':
      return [normal(idOf(node) ? withoutId(inline(node)) : inline(node))];
    case 'code':
      return node.value.split('\n').map(normal).filter(Boolean);
    default:
      return 'children' in node ? node.children.flatMap(linesOf) : [];
  }
}

export function inline(node: Nodes): string {
  if (node.type === 'break') return ' ';
  if (node.type === 'image') return node.alt ?? '';
  if ('children' in node) return node.children.map(inline).join('');
  return 'value' in node ? node.value : '';
}

export function normal(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
