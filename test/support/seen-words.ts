import { fromHtml } from 'hast-util-from-html';
import { raw } from 'hast-util-raw';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toHast } from 'mdast-util-to-hast';
import { gfm } from 'micromark-extension-gfm';

interface Node {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Record<string, unknown>;
  readonly children?: readonly Node[];
}

/** The letters that a reader of Markdown, as git hosts show it, sees: by another way than the import takes. */
export function seenInMarkdown(text: string): string {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return letters(raw(toHast(tree, { allowDangerousHtml: true }) as never) as Node);
}

export function seenInHtml(html: string): string {
  return letters(fromHtml(html, { fragment: true }) as Node);
}

function letters(node: Node): string {
  if (node.type === 'text')
    return (node.value ?? '').normalize('NFC').replace(/[\s\u200B-\u200F\u2060\uFEFF\u00AD]/g, '');
  const { tagName = '', properties = {} } = node;
  if (/^(script|style|template|iframe|title)$/.test(tagName)) return '';
  if (tagName === 'img') return String(properties['alt'] ?? '').replace(/\s/g, '');
  // The word "Footnotes", which nobody sees.
  if (properties['id'] === 'footnote-label') return '';
  return (node.children ?? []).map(letters).join('');
}
