import { idOf, withoutId } from './markdown.ts';
import type { Markdown, Nodes } from './tree.ts';

export interface Clause {
  readonly id: string;
  readonly level: number;
  readonly title: string;
  /** Title and own text, without the clauses below it. */
  readonly text: string;
}

/** The words alone, a line for each paragraph, heading, list item or table cell: what the first derivation digests. */
export function textOf(tree: Markdown): { lines: string[]; opening: string; clauses: Clause[] } {
  const lines: string[] = [];
  const opening: string[] = [];
  const clauses: (Omit<Clause, 'text'> & { lines: string[] })[] = [];

  for (const node of tree.children) {
    const found = linesOf(node);
    const id = node.type === 'heading' ? idOf(node) : null;
    if (node.type === 'heading' && id) {
      clauses.push({ id, level: node.depth, title: found[0] ?? '', lines: [] });
    }
    lines.push(...found);
    (clauses.at(-1)?.lines ?? opening).push(...found);
  }
  return {
    lines,
    opening: opening.join('\n'),
    clauses: clauses.map(({ lines, ...clause }) => ({ ...clause, text: lines.join('\n') })),
  };
}

function linesOf(node: Nodes): string[] {
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
