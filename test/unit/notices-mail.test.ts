import { expect, test } from 'vitest';
import { redline, redlineHtml, redlineText } from '../../server/mail/writing/redline.ts';
import { calendarFile } from '../../src/library/publishing/calendar.ts';
import { changedSentences } from '../../src/library/publishing/changed-sentences.ts';
import { createRenderer } from '../../src/library/text/render.ts';

function changed(before: string, after: string) {
  const render = createRenderer();
  const [was, is] = [before, after].map((body) => `---\ntitle: Terms\n---\n\n${body}\n`);
  return changedSentences(render(was ?? ''), render(is ?? ''), 'en');
}

const plain = (words: readonly { text: string; change: string }[]) =>
  words
    .map(({ text, change }) => (change === 'same' ? text : `${change === 'deleted' ? '-' : '+'}(${text.trim()})`))
    .join('');

test('the mail tells the three changed sentences that weigh most, in the order of the text', () => {
  const before = `## Rights [#rights]

You may ask at any time. We answer within 30 days. The form is friendly.

## Price [#price]

The price is 10 euros. It is shown on the page. We like our customers.

## Contact [#contact]

Write to us by mail.`;
  const after = before
    .replace('within 30 days', 'within 45 days')
    .replace('is friendly', 'is very friendly')
    .replace('10 euros', '12 euros')
    .replace('It is shown on the page.', 'It must be paid at once.')
    .replace('Write to us by mail.', 'Write to us by email.');
  const found = changed(before, after);

  expect(found.map(({ clause }) => clause)).toEqual(['Rights', 'Price', 'Price']);
  expect(found.map(({ words }) => plain(words))).toEqual([
    'We answer within -(30)+(45) days.',
    'The price is -(10)+(12) euros.',
    expect.stringContaining('must be paid at once'),
  ]);
});

test('a sentence that was added or removed is shown whole, and the same text changes nothing', () => {
  const one = '## Data [#data]\n\nWe keep your name.';
  const two = '## Data [#data]\n\nWe keep your name. We also keep your address.';
  expect(changed(one, two).map(({ words }) => plain(words))).toEqual(['+(We also keep your address.)']);
  expect(changed(two, one).map(({ words }) => plain(words))).toEqual(['-(We also keep your address.)']);
  expect(changed(one, one)).toEqual([]);
});

test('what stays the same far from a change is left out', () => {
  const long = 'word '.repeat(100).trim();
  const [sentence] = changed(
    `## A [#a]\n\nFirst ${long} we keep 1 copy.`,
    `## A [#a]\n\nFirst ${long} we keep 2 copies.`,
  );
  expect(plain(sentence?.words ?? []).length).toBeLessThan(250);
  expect(plain(sentence?.words ?? [])).toMatch(/^….* we keep -\(1/);
});

test('removed and added words are elements in HTML, and words in text', () => {
  const marked = redline([
    { text: 'We answer within ', change: 'same' },
    { text: '30', change: 'deleted' },
    { text: '45 & more', change: 'inserted' },
    { text: ' days.', change: 'same' },
  ]);
  expect(redlineText(marked)).toBe('We answer within [removed: 30][added: 45 & more] days.');
  expect(redlineHtml(marked)).toMatch(/within <del [^>]*>30<\/del><ins [^>]*>45 & more<\/ins> days\./);
  // A text cannot write marks of its own.
  expect(redlineText(redline([{ text: 'a\uE000b', change: 'same' }]))).toBe('ab');
});

test('the day of effect comes as a file for calendars, the same for everybody, and a later one takes its place', () => {
  const change = {
    ...{ document: 'terms', title: 'Terms, and more; ünïcödé', version: '2027-03-01', effectiveOn: '2027-03-31' },
    ...{ link: 'https://legal.example/terms/compare/2026-01-01/2027-03-01/', company: 'Example', moved: 1 },
    ...{ publishedOn: '2027-03-01', origin: 'https://legal.example' },
  };
  const file = calendarFile(change);
  const lines = file.split('\r\n');
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  const unfolded = file.replaceAll('\r\n ', '');
  for (const said of [
    'UID:terms-2027-03-01@legal.example',
    'SEQUENCE:1',
    'DTSTART;VALUE=DATE:20270331',
    'DTEND;VALUE=DATE:20270401',
    'SUMMARY:Change of Terms\\, and more\\; ünïcödé',
    'STATUS:CONFIRMED',
  ]) {
    expect(unfolded).toContain(said);
  }
  expect(calendarFile({ ...change, isOff: true })).toContain('STATUS:CANCELLED');
});
