import { directionOf } from '../../../src/library/model/direction.ts';
import { escapeHtml } from '../../../src/library/model/html.ts';

/** What is needed of a node of the HTML tree (hast). */
export interface HtmlNode {
  type: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  value?: string;
  children?: HtmlNode[];
}

const button = [
  'display:inline-block',
  'padding:0.7em 1.2em',
  'border-radius:3px',
  'background:#0a5a48',
  'color:#ffffff',
  'font-weight:600',
  'text-decoration:none',
].join(';');

const small = 'font-size:0.8125em';
const rule = 'margin:2em 0 1em;border:0;border-top:1px solid #8a867b';
const address = 'font-size:0.8125em;word-break:break-all';
const quote = 'margin:0 0 1em;padding-left:1em;border-left:3px solid #4c9a84';

/**
 * Gives the HTML of a mail what mail programs need in place of a style sheet: a link that stands alone in its
 * paragraph looks like a button, and its address stands below it for those who want to see it, or to copy it. What
 * follows a line across (`---`) is small print.
 */
export function dress(tree: HtmlNode): void {
  const children = tree.children ?? [];
  const end = children.findIndex(({ tagName }) => tagName === 'hr');
  tree.children = children.flatMap((node, at) => {
    if (at === end) return [{ ...node, properties: { style: rule } }];
    if (end >= 0 && at > end) return node.type === 'element' ? [{ ...node, properties: { style: small } }] : [node];
    const link = loneLink(node);
    if (!link) return [node];
    const href = String(link.properties?.['href'] ?? '');
    return [
      paragraph({ ...link, properties: { ...link.properties, style: button } }),
      paragraph({
        type: 'element',
        tagName: 'a',
        properties: { href, style: address },
        children: [{ type: 'text', value: href }],
      }),
    ];
  });
}

export function loneLink({ tagName, children = [] }: HtmlNode): HtmlNode | undefined {
  const [only, ...others] = children.filter(({ type, value }) => type !== 'text' || value?.trim() !== '');
  return tagName === 'p' && only?.tagName === 'a' && others.length === 0 ? only : undefined;
}

function paragraph(child: HtmlNode): HtmlNode {
  return { type: 'element', tagName: 'p', properties: {}, children: [child] };
}

/** The whole mail. Without colours of its own for text and ground, so that each mail program's dark mode does. */
export function page({
  subject,
  siteName,
  body,
  language,
}: Readonly<Record<'subject' | 'siteName' | 'body' | 'language', string>>): string {
  return `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:1.5em 1em">
<div style="max-width:36rem;margin:0 auto;overflow-wrap:anywhere;font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<p style="margin:0 0 1.5em;padding-bottom:0.75em;border-bottom:1px solid #8a867b;font-weight:600">${escapeHtml(siteName)}</p>
${body}
</div>
</body>
</html>
`;
}

/** A value with paragraphs of its own, such as what a person wrote, set off from the wording around it. */
export function passage(value: string): string {
  if (value === '') return '';
  const paragraphs = value.split(/\n{2,}/).map((paragraph) => `<p>${lines(paragraph)}</p>`);
  return `<div style="${quote}">${paragraphs.join('\n')}</div>`;
}

export function lines(value: string): string {
  return escapeHtml(value).replaceAll('\n', '<br>');
}
