import { compile } from 'html-to-text';

/** Characters of markup that are read: more than anybody writes. */
const longest = 200_000;

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: longest, maxDepth: 100 },
  selectors: [
    ...['img', 'head', 'style', 'script', 'noscript', 'template'].map((selector) => ({ selector, format: 'skip' })),
    // A mail's tables are layout far more often than figures: their words follow each other.
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'ul', options: { itemPrefix: '- ', leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'], noAnchorUrl: true } },
    { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false, maxColumnWidth: 60 } },
  ],
});

/** The words of a mail that came as HTML alone, a line for each block. */
export function htmlToText(html: string): string {
  return convert(html.slice(0, longest)).trim();
}
