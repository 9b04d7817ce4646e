import type { Element, ElementContent, Root } from 'hast';

const button = [
  'display:inline-block',
  'padding:0.7em 1.2em',
  'border-radius:3px',
  'background:#0a5a48',
  'color:#ffffff',
  'font-weight:600',
  'text-decoration:none',
].join(';');

const address = 'font-size:0.8125em;word-break:break-all';

/**
 * Gives the HTML of a mail what mail programs need in place of a style sheet: a link that stands alone in its
 * paragraph looks like a button, and its address stands below it for those who want to see it, or to copy it.
 */
export function dress(tree: Root): void {
  tree.children = tree.children.flatMap((node) => {
    const link = node.type === 'element' && node.tagName === 'p' ? loneLink(node) : undefined;
    if (!link) return [node];
    const href = String(link.properties['href'] ?? '');
    return [
      paragraph({ ...link, properties: { ...link.properties, style: button } }),
      paragraph(element('a', { href, style: address }, [{ type: 'text', value: href }])),
    ];
  });
}

function loneLink({ children }: Element): Element | undefined {
  const [only, ...others] = children.filter((node) => node.type !== 'text' || node.value.trim() !== '');
  return only?.type === 'element' && only.tagName === 'a' && others.length === 0 ? only : undefined;
}

function paragraph(child: Element): Element {
  return element('p', {}, [child]);
}

function element(tagName: string, properties: Element['properties'], children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children };
}

/** The whole mail. Without colours of its own for text and ground, so that each mail program's dark mode does. */
export function page({ subject, siteName, body }: { subject: string; siteName: string; body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:1.5em 1em">
<div style="max-width:36rem;margin:0 auto;font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<p style="margin:0 0 1.5em;padding-bottom:0.75em;border-bottom:1px solid #8a867b;font-weight:600">${escapeHtml(siteName)}</p>
${body}
</div>
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
