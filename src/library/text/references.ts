import type { Mark } from './mark.ts';
import type { Markdown, Nodes } from './tree.ts';

/** Where references lead: the first definition of a name counts. */
export function targetsIn(tree: Markdown): Map<string, string> {
  const targets = new Map<string, string>();
  visit(tree);
  return targets;

  function visit(node: Nodes): void {
    if (node.type === 'definition' && !targets.has(node.identifier)) targets.set(node.identifier, node.url);
    if ('children' in node) for (const child of node.children) visit(child as Nodes);
  }
}

/** Footnotes are numbered as they are first referred to, also from another. */
export function notesIn(tree: Markdown) {
  const definitions = new Map<string, Extract<Nodes, { type: 'footnoteDefinition' }>>();
  const order: string[] = [];
  find(tree);
  visit(tree);
  for (const name of order) for (const child of definitions.get(name)?.children ?? []) visit(child);
  return { definitions, order, numberOf: (name: string) => order.indexOf(name) + 1 };

  function find(node: Nodes): void {
    if (node.type === 'footnoteDefinition' && !definitions.has(node.identifier)) {
      definitions.set(node.identifier, node);
    }
    if ('children' in node) for (const child of node.children) find(child as Nodes);
  }

  function visit(node: Nodes): void {
    if (node.type === 'footnoteReference' && !order.includes(node.identifier)) order.push(node.identifier);
    if ('children' in node && node.type !== 'footnoteDefinition')
      for (const child of node.children) visit(child as Nodes);
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
