import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import { type HtmlNode, loneLink } from './html.ts';

/**
 * What a mail says above its small print, without the looks that `dress` gave it: for a page that has its own. Of links
 * that are their recipient's own, the words stay.
 */
export function undress(html: string, isOwn: (address: string) => boolean): string {
  const page = fromHtml(html) as HtmlNode;
  const [, ...children] = elementsOf(within(page, 'html', 'body', 'div'));
  const end = children.findIndex(({ tagName }) => tagName === 'hr');
  const said = children.slice(0, end < 0 ? undefined : end).filter((node) => !isAddress(node));
  return said
    .flatMap(plain)
    .map((node) => toHtml(node as Parameters<typeof toHtml>[0]))
    .join('\n');

  function plain(node: HtmlNode): HtmlNode[] {
    if (node.type !== 'element') return [node];
    const { style: _, ...properties } = node.properties ?? {};
    const children = (node.children ?? []).flatMap(plain);
    return node.tagName === 'a' && isOwn(String(properties['href'])) ? children : [{ ...node, properties, children }];
  }
}

function within(node: HtmlNode, ...tagNames: readonly string[]): HtmlNode {
  return tagNames.reduce((node, tagName) => {
    const found = elementsOf(node).find((child) => child.tagName === tagName);
    if (!found) throw new Error(`A mail without <${tagName}> is none of ours`);
    return found;
  }, node);
}

function elementsOf({ children = [] }: HtmlNode): HtmlNode[] {
  return children.filter(({ type }) => type === 'element');
}

/** The address below a button. */
function isAddress(node: HtmlNode): boolean {
  const link = loneLink(node);
  return link?.children?.length === 1 && link.children[0]?.value === link.properties?.['href'];
}
