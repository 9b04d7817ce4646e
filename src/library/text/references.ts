import { SKIP, visit } from 'unist-util-visit';
import type { Mark } from './mark.ts';
import type { Markdown, Nodes } from './tree.ts';

/** Where references lead: the first definition of a name counts. */
export function targetsIn(tree: Markdown): Map<string, string> {
  const targets = new Map<string, string>();
  visit(tree, 'definition', ({ identifier, url }) => {
    if (!targets.has(identifier)) targets.set(identifier, url);
  });
  return targets;
}

/** Footnotes are numbered as they are first referred to, also from another. */
export function notesIn(tree: Markdown) {
  const definitions = new Map<string, Extract<Nodes, { type: 'footnoteDefinition' }>>();
  const order: string[] = [];
  visit(tree, 'footnoteDefinition', (node) => {
    if (!definitions.has(node.identifier)) definitions.set(node.identifier, node);
  });
  findReferences(tree);
  for (const name of order) for (const child of definitions.get(name)?.children ?? []) findReferences(child);
  return { definitions, order, numberOf: (name: string) => order.indexOf(name) + 1 };

  function findReferences(within: Nodes): void {
    visit(within, (node) => {
      if (node.type === 'footnoteDefinition') return SKIP;
      if (node.type === 'footnoteReference' && !order.includes(node.identifier)) order.push(node.identifier);
      return undefined;
    });
  }
}

/** What a node marks the words in it as. */
export function markFor(node: Nodes, targets: ReadonlyMap<string, string>): Pick<Mark, 'tag' | 'href'> | null {
  switch (node.type) {
    case 'emphasis':
      return { tag: 'em' };
    case 'strong':
      return { tag: 'strong' };
    case 'inlineCode':
      return { tag: 'code' };
    case 'delete':
      return { tag: 's' };
    case 'footnoteReference':
      return { tag: 'sup' };
    case 'link':
      return { tag: 'a', href: node.url };
    case 'linkReference':
      return { tag: 'a', href: targets.get(node.identifier) ?? '' };
    case 'image':
      return { tag: 'img', href: node.url };
    case 'imageReference':
      return { tag: 'img', href: targets.get(node.identifier) ?? '' };
    default:
      return null;
  }
}
