import { fromHtml } from 'hast-util-from-html';
import { raw } from 'hast-util-raw';
import { toMdast } from 'hast-util-to-mdast';
import { toHast } from 'mdast-util-to-hast';
import { type Element, element, type Heading, type Html, type Markdown, type Nodes, wordsOf } from '../../text/tree.ts';
import type { Note } from '../notes.ts';
import type { Child } from './elements.ts';
import { simplify } from './simple.ts';

/** A page as its reader saw it, and its `<title>`. */
export function readPage(html: string, note: Note): { tree: Markdown; title: string | null } {
  const page = fromHtml(html) as Html;
  const [title] = all(page, 'title');
  const words = title ? wordsOf(title).replace(/\s+/g, ' ').trim() : '';
  return { tree: read({ type: 'root', children: contentOf(page, note) }, note), title: words || null };
}

/** Markdown between whose lines HTML stands, as one tree: a tag may open in one paragraph and close in another. */
export function readMixed(tree: Markdown, note: Note): Markdown {
  if (!hasHtml(tree)) return tree;
  const html = raw(
    toHast(tree, {
      allowDangerousHtml: true,
      handlers: {
        footnoteReference: (_, node) => element('foot-reference', [], { dataName: node.identifier }),
        footnoteDefinition: (state, node) =>
          element('foot-note', state.all(node) as Child[], { dataName: node.identifier }),
      },
    }) as Html,
  );
  return read(html as Html, note);
}

function read(html: Html, note: Note): Markdown {
  nameHeadings(html);
  const heading = (depth: number) => (state: State, node: Element) => headingFrom(state, node, depth);
  return toMdast({ type: 'root', children: simplify(html.children, note) } as Html, {
    document: true,
    handlers: {
      h1: heading(1),
      h2: heading(2),
      h3: heading(3),
      h4: heading(4),
      h5: heading(5),
      h6: heading(6),
      'foot-reference': (_, node) => ({ type: 'footnoteReference', ...nameOf(node) }),
      'foot-note': (state, node) => ({
        type: 'footnoteDefinition',
        ...nameOf(node),
        children: state.toFlow(state.all(node)) as never[],
      }),
    },
  }) as Markdown;
}

type State = Parameters<NonNullable<NonNullable<NonNullable<Parameters<typeof toMdast>[1]>['handlers']>[string]>>[0];

function headingFrom(state: State, node: Element, depth: number): Heading {
  const { id, dataAliases } = node.properties;
  const data = { hProperties: { ...(id ? { id: String(id) } : {}), ...(dataAliases ? { dataAliases } : {}) } };
  const children = state.all(node).filter((child) => child.type !== 'heading') as Heading['children'];
  return { type: 'heading', depth: depth as Heading['depth'], data, children };
}

function nameOf({ properties }: Element): { identifier: string; label: string } {
  const name = String(properties['dataName'] ?? '');
  return { identifier: name, label: name };
}

/** The page without what surrounds its text on every page of the site. */
function contentOf(page: Html, note: Note): Html['children'] {
  const [main, ...others] = all(page, 'main');
  const [article, ...more] = all(page, 'article');
  const content = main && others.length === 0 ? main : article && more.length === 0 ? article : null;
  if (!content) return page.children;
  note(`What stood outside <${content.tagName}> belongs to the site and was left out.`);
  return [content];
}

/** What older links call a heading: names that stand in it, before it or around it. */
function nameHeadings(html: Html): void {
  let before: string[] = [];
  visit(html, null);

  function visit(node: Html | Child, heading: Element | null): void {
    if (node.type === 'text' && node.value.trim() !== '' && !heading) before = [];
    if (node.type !== 'element' && node.type !== 'root') return;
    let inside = heading;
    if (node.type === 'element') {
      const { id, name } = node.properties;
      const names = [id, node.tagName === 'a' ? name : undefined].flatMap((name) => (name ? [String(name)] : []));
      if (/^h[1-6]$/.test(node.tagName)) {
        inside = node;
        node.properties['dataAliases'] = before;
        before = [];
      } else if (heading && names.length > 0) {
        heading.properties['dataAliases'] = [...((heading.properties['dataAliases'] as string[]) ?? []), ...names];
        heading.properties['id'] ??= names[0];
      } else before.push(...names);
    }
    for (const child of node.children) visit(child as Child, inside);
  }
}

function hasHtml(node: Nodes): boolean {
  if (node.type === 'html') return !/^\s*(?:<!--[\s\S]*?-->\s*)*$/.test(node.value);
  return 'children' in node && (node.children as Nodes[]).some(hasHtml);
}

function all(node: Html | Element, name: string): Element[] {
  return (node.children as Child[]).flatMap((child) => {
    if (child.type !== 'element') return [];
    return child.tagName === name ? [child] : all(child, name);
  });
}
