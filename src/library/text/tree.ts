import type * as hast from 'hast';
import type * as mdast from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx';

// The trees that the pipeline's plugins see: of Markdown (mdast), and of what is made of it (hast).
export type Markdown = mdast.Root;
export type Nodes = mdast.Nodes;
export type Heading = mdast.Heading;
export type Component = MdxJsxFlowElement | MdxJsxTextElement;
export type Html = hast.Root;
export type Element = hast.Element;

/** The words of markup, tags left out. */
export function wordsOf(node: hast.Root | hast.RootContent): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(wordsOf).join('') : '';
}

export function element(
  tagName: string,
  children: Element['children'],
  properties: Element['properties'] = {},
): Element {
  return { type: 'element', tagName, properties, children };
}
