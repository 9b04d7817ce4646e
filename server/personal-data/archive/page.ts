import { inLanguage as spoken } from '../../../src/library/model/direction.ts';
import { escapeHtml } from '../../../src/library/model/html.ts';
import { pageLanguage } from '../../../src/words/language.ts';

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-inline-size: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1, h2, h3 { line-height: 1.25; margin-block: 2em 0.5em; }
h1 { margin-block-start: 0.5em; }
dl { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: 0.25rem 1rem; margin-block: 1rem; padding-block-start: 0.75rem; border-block-start: 1px solid #8a867b; }
dt { font-weight: 600; }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #8a867b; padding: 0.25rem 0.5rem; text-align: start; vertical-align: top; }
p, li { overflow-wrap: anywhere; }
small { display: block; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-block-end: 0.5rem; } }
@media print { body { max-inline-size: none; padding: 0; font-size: 10pt; } h2, h3, dt { break-after: avoid; } a { color: inherit; } }
`;

/** A file that opens without us: no scripts, nothing loaded, whatever stands in it. */
export function page(title: string, ...body: readonly string[]): string {
  return `<!doctype html>
<html lang="${pageLanguage}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body.filter(Boolean).join('\n')}
</main>
</body>
</html>
`;
}

/** Words of anybody, in the direction that they are written in. */
export function text(words: string): string {
  return `<bdi>${escapeHtml(words)}</bdi>`;
}

export function element(name: string, ...inner: readonly string[]): string {
  return `<${name}>${inner.join('')}</${name}>`;
}

export function link(to: string, words: string): string {
  return `<a href="${escapeHtml(to)}">${escapeHtml(words)}</a>`;
}

export function inLanguage(html: string, language: string): string {
  const { lang, dir } = spoken(language);
  return `<div${lang ? ` lang="${escapeHtml(lang)}" dir="${dir}"` : ''}>${html}</div>`;
}
