import { parsers } from 'prettier-plugin-astro';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** What elements and components show of these, or have read aloud, is words for people; so too in an object. */
const readable = /^(title|description|label|legend|help|alt|aria-label|placeholder|submit|text|term|set:text)$/;
/** What stands within these is a name or a program's, the same in every language. */
const verbatim = /^(code|kbd|samp|script|style)$/;

/**
 * The words for people that an `.astro` file holds itself: its text and readable attributes, in expressions too, and
 * every string of three words, wherever it stands. Not what is thrown: no visitor reads it.
 */
export async function literalWords(source: string): Promise<string[]> {
  const found = new Map<number, string>();
  walk((await parsers.astro.parse(source, {})) as Node);
  return [...found.values()];

  function walk(node: Node): void {
    switch (node.type) {
      case 'JSXElement':
        if (verbatim.test(nameOf((node['openingElement'] as Node)['name'] as Node))) return;
        break;
      case 'JSXText':
        note(node, (node['value'] as string).replace(/&#?\w+;/g, ' '));
        return;
      case 'JSXAttribute': {
        const name = nameOf(node['name'] as Node);
        if (/^(class|class:list|style)$/.test(name)) return;
        if (readable.test(name) && isNode(node['value'])) shown(node['value']);
        break;
      }
      case 'ObjectExpression': {
        const properties = childrenOf(node).filter(({ type }) => type === 'Property');
        const keys = properties.map(({ key }) => nameOf(key as Node));
        // Beside a term a value is shown; beside a label it is what a form sends.
        const isRow = keys.includes('term');
        properties.forEach(({ value }, index) => {
          const key = keys[index] ?? '';
          if (readable.test(key) || (isRow && key === 'value')) shown(value as Node);
        });
        break;
      }
      case 'Literal':
        if (typeof node['value'] === 'string') note(node, node['value'], 3);
        return;
      case 'TemplateLiteral':
        note(node, withGaps(node), 3);
        break;
      case 'NewExpression':
        if ((node['callee'] as Node)['name'] === 'Error') return;
        break;
      case 'ImportDeclaration':
        return;
    }
    for (const child of childrenOf(node)) {
      if (child.type === 'JSXExpressionContainer' && node.type !== 'JSXAttribute') shown(child);
      walk(child);
    }
  }

  /** Notes the strings that an expression may come to. */
  function shown(node: Node): void {
    if (node.type === 'Literal' && typeof node['value'] === 'string') note(node, node['value']);
    if (node.type === 'TemplateLiteral') note(node, withGaps(node));
    for (const outcome of ['expression', 'consequent', 'alternate', 'left', 'right']) {
      if (node.type !== 'BinaryExpression' && isNode(node[outcome])) shown(node[outcome]);
    }
  }

  function note(node: Node, text: string, least = 1): void {
    // A path, an address or a placeholder is no word.
    if (text.split(/\s+/).filter((word) => /^[^\p{L}/@%]*\p{L}[^/@%]+$/u.test(word)).length < least) return;
    const line = source.slice(0, node.start).split('\n').length;
    found.set(node.start, `${line}: ${text.trim().replace(/\s+/g, ' ')}`);
  }
}

function withGaps(template: Node): string {
  return (template['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('…');
}

function nameOf({ name, value, namespace }: Node): string {
  if (isNode(namespace) && isNode(name)) return `${nameOf(namespace)}:${nameOf(name)}`;
  return typeof name === 'string' ? name : String(value);
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
