import { expect, test } from 'vitest';
import { checkSigns } from '../../src/library/checking/signs.ts';
import { checkText } from '../../src/library/checking/text.ts';
import { type Problem, problemIn, showProblem } from '../../src/library/model/problem.ts';
import { cancel } from '../../src/library/publishing/decision.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { check } from '../../src/library/review/check.ts';
import { render } from '../../src/library/text/render.ts';
import { draft } from '../support/library.ts';
import { smallLibrary } from '../support/small-library.ts';

/** Line, counted in the body, and problem. */
function problemsIn(body: string): string[] {
  const text = draft(body);
  const problems: Problem[] = [];
  const checked = checkText('terms/draft.mdx', text, { 'legal-name': null }, problems);
  if (checked) problems.push(...checkSigns(checked, text));
  return problems.map(({ line, problem }) => `${(line ?? 0) - 4}: ${problem}`);
}

test.each([
  ['a lone ~', 'Staffel 5~10 und 6~12; ~5 %.'],
  ['an asterisk inside a word', '24*7 und 8*5, 5*3*2, 2**3**4, Größe*Zahl*Ä.'],
  ['an underscore inside a word', 'snake_case_word und a_b_c.'],
  ['an asterisk by itself', 'Fees* apply; 2 * 3 * 4. * excluding tax'],
])('%s means itself', (_, body) => {
  const { text, html } = render(draft(body));

  expect(text).toBe(`Terms\n${body}`);
  expect(html).toBe(`<p>${body}</p>`);
});

test('emphasis beside and between words stays, also where a script has no spaces', () => {
  const { html } = render(draft('*a* **b** (*c*), ~~d~~ **真**は、これは**重要**です 24*7 *e*'));

  expect(html).toBe(
    '<p><em>a</em> <strong>b</strong> (<em>c</em>), <del>d</del> <strong>真</strong>は、これは<strong>重要</strong>です 24*7 <em>e</em></p>',
  );
});

test.each([
  ['in brackets', 'You shall\n(a) pay\n(b) tell us\nof it'],
  ['with a bracket', 'a) pay\nb) tell us'],
  ['in Roman numerals', 'i. pay\nii. tell us\nxii. go'],
  ['in Roman numerals in brackets', '(i) pay\n(iv) go'],
  ['with decimals', '1.1 Pay it.\n1.2 Tell us.'],
  ['with bullets of their own', '• pay\n• tell us'],
])('points %s stand on lines of their own', (_, body) => {
  const { text, html } = render(draft(body));

  const lines = body.replace('us\nof', 'us of').split('\n');
  expect(text.split('\n').slice(1)).toEqual(lines);
  expect(html.split('<br>').length).toBe(lines.length);
});

test('points below a number stand on lines of their own; a line that happens to begin with a letter does not', () => {
  const { text } = render(
    draft('1. First\n   a. alpha\n      i. one\n2. Second\n\nArt. 6 Abs. 1\ni. V. m. Art. 9\n\nwe keep\nit. No.'),
  );

  expect(text.split('\n').slice(1)).toEqual([
    ...['1. First', 'a. alpha', 'i. one', '2. Second', 'Art. 6 Abs. 1 i. V. m. Art. 9', 'we keep it. No.'],
  ]);
});

test.each<[string, string, string[]]>([
  [
    'a sentence that wraps before a date',
    'Er gilt ab dem\n1. Januar 2027.',
    ['2: “1. Januar 2027.” begins a list here, right below a sentence.'],
  ],
  [
    'a sentence that wraps before two signs',
    'It grows by\n- 5 % a year, or\n+ 2 %.',
    [
      '2: “- 5 % a year, or” begins a list here, right below a sentence.',
      '3: “+ 2 %.” begins a list here, right below a sentence.',
    ],
  ],
  ['a date in a paragraph of its own', 'Valid from\n\n5. Juni 2027', ['3: “5. Juni 2027” begins a list at 5.']],
  ['a list that goes on after a paragraph', '1. A\n2. B\n\nAnd:\n\n3. C', []],
  ['a list after a colon', 'You shall:\n- pay\n- go', []],
  ['a list in a list', '1. A\n   1. B\n   2. C\n2. D', []],
  ['a number that would be shown otherwise', '1. A\n3. B', ['2: “3. B” would be shown as “2.”.']],
  ['a list that begins again', '1. A\n2. B\n\n1. C', ['4: “1. C” would be shown as “3.”.']],
  ['a bracket that would be a point', '1) A\n2) B', ['1: “1)” would be shown as “1.”.']],
  ['a nought', '01. A', ['1: “01. A” would be shown as “1.”.']],
  [
    'strong words that end in a bracket',
    '이것은 **마크(Mark)**을 뜻한다.',
    ['1: The signs ** mark nothing here and would be seen.'],
  ],
  ['emphasis that ends in a colon', '*その他（など）:*あなた', ['1: The signs * mark nothing here and would be seen.']],
  ['asterisks that are meant', '2\\*\\*3 and \\*a\\*', []],
  ['a stroke without end', 'We ~~never pay.', ['1: The signs ~~ mark nothing here and would be seen.']],
  ['an image', '![Seal](/a.png)', ['1: An image is no part of a text.']],
  [
    'a sign that turns the direction',
    'We \u202eyap.',
    ['1: A sign that nobody sees (U+202E) turns the direction of the words after it.'],
  ],
  ['a sign without width', 'We pa\u200by.', ['1: There is a sign that nobody sees (U+200B) at “pay”.']],
  ['a bullet of a font', '\uf0b7 pay', ['1: The sign U+F0B7 is one of a single font, and others show a box.']],
  ['a joiner between Latin letters', 'pa\u200dy', ['1: There is a sign that nobody sees (U+200D) at “pay”.']],
  ['a joiner where the script has it', 'می\u200cخواهم 👨\u200d👩\u200d👧', []],
  ['a joiner between a Latin word and what another script adds to it', 'PDF\u200cها و API\u200cهای ما', []],
  ['a place where a line may break in a script without spaces', 'ភាសា\u200bខ្មែរ และ PDPA\u200bไทย', []],
  ['marks of the direction of what stands beside them', 'טלפון \u200e+972-3-1234567\u200e', []],
  [
    'a code for a sign that nobody sees',
    'We &#x202E;yap, pa&#8203;y and می&zwnj;خواهم.',
    ['1: A code between “&” and “;” holds a sign that nobody sees (U+202E).'],
  ],
  ['a long line across the page', `A\n\n${'- '.repeat(60)}\n\n${'* '.repeat(60)}\n\nB`, []],
  ['a letter that fills a space', 'pa\u3164y', ['1: There is a sign that nobody sees (U+3164) at “pay”.']],
  [
    'points below points, set in by spaces',
    '(a) pay\n    (i) at once\n    (ii) later\n(b) tell us',
    ['2: “(i) at once” is set in by spaces, and would be shown like the points above.'],
  ],
  [
    'such points below a number',
    '1. First\n   a. alpha\n      i. one',
    ['3: “i. one” is set in by spaces, and would be shown like the points above.'],
  ],
  [
    'such points in paragraphs of their own',
    '(a) pay\n\n    (i) at once\n\n(b) tell us\n\n## B [#b]\n\n    (a) go',
    ['3: “(i) at once” is set in by spaces, and would be shown like the points above.'],
  ],
  ['points that are set in alike', 'You shall\n  (a) pay\n  (b) tell us', []],
  ['points below points in a list', '- (a) pay\n  - (i) at once\n- (b) tell us', []],
  ...[
    ['§ 1 Wir zahlen.\n§ 2 Sie zahlen.', '§ 2 Sie zahlen.'],
    ['Sie müssen:\naa) zahlen\nbb) gehen', 'bb) gehen'],
    ['Sie müssen\n– zahlen\n– gehen', '– gehen'],
    ['（一）甲\n（二）乙', '（二）乙'],
    ['一、甲\n二、乙', '二、乙'],
    ['①甲\n②乙', '②乙'],
    ['第1条 甲\n第2条 乙', '第2条 乙'],
    ['ア 甲\nイ 乙', 'イ 乙'],
    ['o\tpay\no\ttell us', 'o\ttell us'],
    ['➢ pay\n➢ tell us', '➢ tell us'],
    ['■\tpay\n■\ttell us', '■\ttell us'],
  ].map(([body = '', point]): [string, string, string[]] => [
    `points that begin as ${point}`,
    body,
    [`${body.split('\n').length}: “${point}” would be shown in one line with the point before it.`],
  ]),
  ['a law at the beginning of a line', 'Es gilt nach\n§ 5 Abs. 1 das Gesetz\nund sonst nichts.', []],
  [
    'laws at the beginning of several lines',
    'Rechtsgrundlage für die Verarbeitung sind die Vorschriften nach\n§ 5 Abs. 1 des Gesetzes, sowie im Falle einer Einwilligung auch\n§ 25 Abs. 1, und sonst nichts.',
    [],
  ],
  ['points in lists that begin as (1)', '(1) 甲\n(2) 乙', []],
  [
    'a note on where a name leads',
    '[A][b]\n\n[b]: /a/ "but not B"',
    ['3: The link has a note, “but not B”, that most readers never see.'],
  ],
  ['a soft hyphen', 'Haft\u00adung', []],
  ['a line to sign on', 'Name: ________', ['1: Underscores were left to be filled in.']],
  ['a line to sign on, as it is written here', 'Name: \\_\\_\\_\\_', []],
  ['a line of underscores', 'A\n\n____\n\nB', ['3: Underscores were left to be filled in.']],
  ['an address', 'Acme GmbH\nMusterstr. 1\n12345 Berlin', ['1: These 3 lines would be shown as one.']],
  ['an address with its lines', 'Acme GmbH\\\nMusterstr. 1\\\n12345 Berlin', []],
  [
    'a heading by dashes',
    'TEXT\n---',
    ['1: The heading "TEXT" has no id.', '1: The line of dashes or equals signs below makes these words a heading.'],
  ],
  [
    'a cell too many',
    '| A |\n|---|\n| a | b |',
    ['3: The row has more cells than the table has columns: the last is lost.'],
  ],
  ['a footnote without a text', 'A.[^1]', ['1: The footnote [^1] has no text.']],
  [
    'a footnote that nobody refers to',
    'A.\n\n[^1]: B.',
    ['3: Nothing refers to the footnote [^1], so nobody reads it.'],
  ],
  ['a note on a link', '[A](/a/ "but not B")', ['1: The link has a note, “but not B”, that most readers never see.']],
])('of %s the check says what has to be said', (_, body, said) => {
  expect(problemsIn(body)).toEqual(said);
});

test('a draft that cannot be read is told all that is wrong with it at once', () => {
  const body = [
    'Fees are <€10 or {amount}, see <https://a.example/x> and <b@c.example>.',
    'import duties and <context> too <!-- why?',
    'because -->',
    '| A |\n| --- |\n| x<br>y |',
    '## Rights {#rights}',
    '`<code> {x}` and \\<b> \\{c} and <Fact id="legal-name" /> stay.',
    'import duties.',
    '1) A',
  ].join('\n\n');

  expect(problemsIn(body)).toEqual([
    '1: The sign < begins code here.',
    '1: Words in braces are code, not text: {amount}.',
    '1: The address <https://a.example/x> stands in angle brackets.',
    '1: The address <b@c.example> stands in angle brackets.',
    '3: A line that begins with “import” is read as code.',
    '3: <context> is not known.',
    '3: Comments cannot stand in a text.',
    '9: <br> is code; it makes no new line here.',
    '11: An id in braces is code here.',
    '15: A line that begins with “import” is read as code.',
    '17: “1)” would be shown as “1.”.',
  ]);
});

test('footnotes and ticks are shown as the text has them, in no words but its own', () => {
  const { html } = render(draft('## A [#a]\n\nB.[^x]\n\n- [x] C\n\n[^x]: D.'));

  expect(html).not.toMatch(/<input|Footnotes|Back to/);
  expect(html).toContain('☑ C');
  expect(html).toMatch(/B\.<sup><a href="#user-content-fn-x"[^>]*>\[1\]<\/a><\/sup>/);
});

test.each([
  [
    'company.yaml',
    'name: Acme\n',
    'name: "Acme \\u202Edetimil"\n',
    'content/company.yaml:1: name holds a sign that nobody sees (U+202E).',
  ],
  [
    'company.yaml',
    'label: Legal name',
    'label: "Legal\\u001B[2J name"',
    'content/company.yaml:8: facts.legal-name.label holds a sign that nobody sees (U+001B).',
  ],
  [
    'terms/document.yaml',
    'title: Terms',
    'title: "Terms\\u200B"',
    'content/terms/document.yaml:1: title holds a sign that nobody sees (U+200B).',
  ],
  [
    'terms/draft.mdx',
    'title: Terms',
    'title: "\\u2067Terms"',
    'content/terms/draft.mdx:2: The front matter’s title holds a sign that nobody sees (U+2067).',
  ],
])('what is written as a code is seen no more than what is typed: %s', (file, from, to, expected) => {
  using library = smallLibrary();
  library.edit(file, from, to);

  expect(check(library.root).map(showProblem)).toEqual([
    `${expected} Remove it: what is typed would not be what is read.`,
  ]);
});

test('a sign that nobody sees in a file of entries keeps nobody from checking the rest', () => {
  using library = smallLibrary();
  library.edit('company.yaml', 'name: Acme\n', 'name: "Acme \\u202Edetimil"\n');
  library.edit('terms/draft.mdx', '30 days', 'TODO days');

  expect(check(library.root).map(({ file }) => file)).toEqual(['company.yaml', 'terms/draft.mdx']);
});

test('what is said of a publication holds no sign that nobody sees, whoever says it', () => {
  using library = smallLibrary();
  library.edit('terms/draft.mdx', '30 days', '60 days');
  const by = { name: 'Ada\u202E', capacity: 'General\u001B[8m Counsel' };
  const said = { document: 'terms', summary: 'More\u2066 time.', approvedBy: by, effectiveOn: null };
  const problems = [expect.stringMatching(/^A sign that nobody sees \(U\+\w+\) stands in what is said of it/)];

  expect(publish(library.root, { ...said, class: 'notice' }, '2027-03-01')).toMatchObject({ problems });
  const approvedBy = { name: 'Ada', capacity: 'General Counsel' };
  publish(library.root, { ...said, approvedBy, summary: 'More time.', class: 'notice' }, '2027-03-01');
  expect(cancel(library.root, { document: 'terms', reason: 'No.', by }, '2027-03-02')).toMatchObject({ problems });
});

test('a name of a file steers no terminal that a problem is shown on', () => {
  expect(showProblem(problemIn('te\u001B[2Jrms', 'It is \u202Egone.', 'Mend it.'))).toBe(
    'content/te[U+001B][2Jrms: It is [U+202E]gone. Mend it.',
  );
});

test.each(['> ', '- ', '1. '])('what is nested deeper than any text is told, and nothing waits for it: %s', (mark) => {
  using library = smallLibrary();
  library.write('terms/draft.mdx', `${library.read('terms/draft.mdx')}\n${mark.repeat(3_000)}deep\n`);

  expect(check(library.root, { promises: true }).map(showProblem)[0]).toBe(
    'content/terms/draft.mdx:19: Lists or quotations stand within each other more than 50 times. Begin the line further to the left.',
  );
});
