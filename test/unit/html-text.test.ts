import { expect, test } from 'vitest';
import { htmlToText } from '../../server/requests/messages-by-mail/html-text.ts';
import { costOf, repeated } from '../support/costs.ts';

test('a mail of HTML alone is shown as its words, a line for each block', () => {
  const html = `<html><head><title>t</title><style>p { color: red }</style></head><body><!-- hidden -->
    <p>Delete <b>all</b> &amp; tell me.</p><script>alert(1)</script><ul><li>mail</li><li>phone &#x2713;</li></ul>
    <a href="https://example.net/x">my page</a> <a href="mailto:a@example.net">a@example.net</a><img src="x.png" alt="me">
    <table><tr><td>Order</td><td>1</td></tr><tr><td>Name</td><td>Ada</td></tr></table></body></html>`;

  expect(htmlToText(html).split('\n')).toEqual([
    ...['Delete all & tell me.', '- mail', '- phone \u2713', 'my page (https://example.net/x) a@example.net'],
    ...['', 'Order   1', 'Name    Ada'],
  ]);
  expect(htmlToText('\u0130\u0130<!-- hidden -->seen')).toBe('\u0130\u0130seen');
});

test('HTML made to keep a reader busy costs little more than an honest mail of its size', async () => {
  const hostile = [
    ...['<b> </b>', '<a ', '<a href="https:', '<a href="https:x"', '<!--', '<style', '&nbsp;', '&#', '<', ' \n'],
    ...[
      '<table><tr><td>',
      '<ul><li>',
      '<div>',
      '<p>a',
      '</p>',
      '<h1>',
      '<blockquote>',
      '<td colspan=1000 rowspan=1000>x',
    ],
  ];
  const cost = (part: string, bearable = 0) => costOf(() => htmlToText(repeated(part, 1_000_000)), bearable);
  const bearable = 25 * (await cost('<p>We <b>wrote</b> this.</p>\n'));
  for (const part of hostile) expect(await cost(part, bearable), part).toBeLessThan(bearable);
});
