import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { render } from '../../server/mail/writing/rendering.ts';
import { type TemplateName, templates } from '../../server/mail/writing/templates.ts';
import { readWordings } from '../../server/mail/writing/wording.ts';
import { readAnswerWording } from '../../server/requests/emails/answer-wording.ts';
import { fixtureLibrary, scratchLibrary } from '../support/library.ts';
import { livingContent } from '../support/living-content.ts';

const origin = 'https://legal.example.com';
const site = { origin, siteName: 'Example Legal', company: 'Example', replyTo: 'privacy@example.com' };
const wordings = readWordings(fixtureLibrary);
const shipped = readWordings(livingContent);
const caseLink = 'mail/requests/request-case-link.md';
const names = Object.keys(templates) as TemplateName[];

/** A value for each placeholder; links lead to the site. */
function valuesOf(name: TemplateName, change: Record<string, string> = {}): Record<string, string> {
  const values = templates[name].map((placeholder) => [
    placeholder,
    /link$/i.test(placeholder) ? `${origin}/${placeholder}/` : `the-${placeholder}`,
  ]);
  return { ...Object.fromEntries(values), ...change };
}

describe.each(names)('the mail %s', (name) => {
  const mail = render(shipped[name], valuesOf(name), site);

  test('says in which language it is written', () => {
    expect(mail.html).toContain('<html lang="en" dir="ltr">');
  });

  test('says every value in its text and in its HTML, or in its subject', () => {
    for (const value of Object.values(valuesOf(name))) {
      expect(mail.subject + mail.text).toContain(value);
      expect(mail.subject + mail.html).toContain(value);
    }
  });

  test('has no mark of Markdown and no placeholder left in its text', () => {
    expect(mail.subject + mail.text).not.toMatch(/\*\*|\]\(|[{}`]|PLACEHOLDER/);
    expect(mail.html).not.toMatch(/\{\w+\}|PLACEHOLDER/);
  });

  test('breaks its lines so that they can be read in any mail program, addresses excepted', () => {
    const long = mail.text.split('\n').filter((line) => line.length > 72 && !line.includes('https://'));
    expect(long).toEqual([]);
  });

  test('numbers the links of its text once each', () => {
    const numbers = [...mail.text.matchAll(/^\[(\d+)\]/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  test('shows no address of the site that is no link', () => {
    expect(mail.html.replaceAll(/<a .*?<\/a>/g, '')).not.toContain(origin);
  });

  test('loads nothing from anywhere', () => {
    expect(mail.html).not.toMatch(/<(img|link|script|iframe)|url\(|@import/i);
  });
});

const hostile = '<script>alert(1)</script> & "quotes" [a](https://evil.example) {caseLink} PLACEHOLDER0caseLink0';

test('what a person wrote stands in a mail as it was written, and is never read as HTML, Markdown or placeholder', () => {
  const { html, text } = render(wordings['request-reply'], valuesOf('request-reply', { message: hostile }), site);
  expect(text.replaceAll('\n', ' ')).toContain(hostile);
  expect(html).not.toContain('<script>');
  expect(html).not.toContain('href="https://evil.example"');
  expect(html).toContain('{caseLink} PLACEHOLDER0caseLink0');
});

test('a link in our own words is one in HTML, and its address in text', () => {
  const options = `You can [close your account](${origin}/account/delete/). It costs nothing.`;
  const { html, text } = render(wordings['service-notice'], valuesOf('service-notice', { options }), site);
  expect(html).toContain(`You can <a href="${origin}/account/delete/">close your account</a>. It costs nothing.`);
  expect(text.replaceAll('\n', ' ')).toContain(
    `You can close your account: ${origin}/account/delete/ It costs nothing.`,
  );
});

test("days and moments stand in a company's own words as its language has them", () => {
  using library = scratchLibrary();
  const write = (file: string, subject: string, body: string) =>
    library.write(`mail/${file}.md`, `---\nsubject: '${subject}'\n---\n\n${body}\n`);
  write(
    'requests/request-reminder',
    'Bis {dueOn}',
    '{reference} vom {receivedOn}, bis {closesOn}. [Zur Anfrage]({link})',
  );
  write('accounts/account-second-factor-ending', 'Ende', 'Am {endsAt}: {reason} [Anmelden]({signInLink})');
  const german = readWordings(library.root, 'de');
  const days = { receivedOn: '2026-11-24', dueOn: '2026-12-24', closesOn: '2026-12-01' };
  const reminder = valuesOf('request-reminder', days);
  expect(render(german['request-reminder'], reminder, site)).toMatchObject({
    subject: 'Bis 24. Dezember 2026',
    text: expect.stringContaining('vom 24. November 2026, bis 1. Dezember 2026.'),
  });
  expect(render(wordings['request-reminder'], reminder, site).text).toContain('November 24, 2026');
  const ending = valuesOf('account-second-factor-ending', { endsAt: '2026-11-24T14:05:00.000Z' });
  expect(render(german['account-second-factor-ending'], ending, site).text).toContain('24. November 2026 um 14:05 UTC');
});

test.each(['https://evil.example/', 'javascript:alert(1)', `${origin}.evil.example/`, '//evil.example/'])(
  'no link in our own words leads to %s',
  (address) => {
    const values = valuesOf('service-notice', { why: `of [this](${address}).` });
    expect(() => render(wordings['service-notice'], values, site)).toThrow(/leads elsewhere/);
  },
);

test('what anybody wrote never becomes a link, whatever it leads to', () => {
  const said = `[here](${origin}/account/delete/) or ${origin}/account/delete/`;
  const values = valuesOf('service-notice', { words: said, summary: said, changes: said, postalAddress: said });
  const { html, text } = render(wordings['service-notice'], values, site);
  expect(html).not.toContain(`href="${origin}/account/delete/"`);
  expect(text.replaceAll('\n', ' ')).toContain(said);
});

test('no line of a mail ends within a day, wherever it falls', () => {
  const day = 'September 30, 2027';
  for (let length = 1; length <= 72; length += 1) {
    const values = valuesOf('updates-notice', { document: 'x'.repeat(length), effectiveOn: day });
    expect(render(wordings['updates-notice'], values, site).text).toContain(day);
  }
});

test('a message keeps its paragraphs and lines', () => {
  const message = 'Dear Ada,\r\n\r\nthree lines:\r\n- one\r\n- two\r\n\r\nGrace';
  const { html, text } = render(wordings['request-reply'], valuesOf('request-reply', { message }), site);
  expect(text).toContain('\n\nDear Ada,\n\nthree lines:\n- one\n- two\n\nGrace\n\n');
  expect(html).toContain('<p>Dear Ada,</p>\n<p>three lines:<br>- one<br>- two</p>\n<p>Grace</p>');
});

test('a link alone in its paragraph is a button with its address below it, and an address of its own line in text', () => {
  const { html, text } = render(wordings['request-case-link'], valuesOf('request-case-link'), site);
  const address = `${origin}/caseLink/`;
  expect(text).toContain(`Open your request:\n${address}\n`);
  expect(html).toMatch(
    /<a href="https:\/\/legal\.example\.com\/caseLink\/" style="[^"]*background[^"]*">Open your request</,
  );
  expect(html).toContain(`>${address}</a>`);
});

test('a link that is no link, or leads elsewhere, is refused', () => {
  for (const caseLink of ['javascript:alert(1)', 'https://legal.example.com.evil.example/', '//evil.example/', '']) {
    const values = valuesOf('request-case-link', { caseLink });
    expect(() => render(wordings['request-case-link'], values, site)).toThrow(/leads elsewhere/);
  }
});

test.each(['updates-notice', 'updates-moved', 'updates-cancelled'] as const)(
  'the last word of %s is how to end it, in small print and no button',
  (name) => {
    const { html, text } = render(shipped[name], valuesOf(name), site);
    const [, end = ''] = html.split(/<hr[^>]*>/);
    expect(end).toMatch(/<p style="font-size:0\.8[^"]*">[^<]*<a href="[^"]*preferencesLink\/">/);
    expect(end).toContain('unsubscribeLink/');
    expect(html.split('<hr')[0]).not.toContain('unsubscribeLink');
    expect(end).not.toContain('display:inline-block');
    expect(text.indexOf('--------')).toBeLessThan(text.indexOf('unsubscribeLink'));
  },
);

test('no value breaks out of the address of a link', () => {
  const values = valuesOf('request-case-link', { caseLink: `${origin}/"><script>` });
  expect(render(wordings['request-case-link'], values, site).html).not.toContain('"><script>');
});

describe('a mistake in the wording stops the start and is told in words', () => {
  test.each([
    [
      'an unknown placeholder',
      (wording: string) => wording.replace('{reference}', '{refrence}'),
      /\{refrence\} is not/,
    ],
    [
      'a placeholder that is missing',
      (wording: string) => wording.replaceAll('{caseLink}', '/'),
      /\{caseLink\} is missing/,
    ],
    ['a missing subject', (wording: string) => wording.replace('subject:', 'title:'), /has no subject/],
    [
      'a table, which text cannot show',
      (wording: string) => `${wording}\n| a |\n| - |\n| b |\n`,
      /"table" has no form/,
    ],
    ['HTML', (wording: string) => `${wording}\n<b>now</b>\n`, /"html" has no form/],
  ])('%s', async (_, change, problem) => {
    using library = scratchLibrary();
    library.write(caseLink, change(productWording(caseLink)));
    expect(() => readWordings(library.root)).toThrow(problem);
    expect(() => readWordings(library.root)).toThrow('request-case-link.md');
  });
});

test.each([
  ['lack what the law has us say', () => 'locked: {}\n', /locked\.identity: is missing/],
  [
    'hold a sign that nobody sees',
    (answers: string) => answers.replace('Please', 'Pl\u200bease'),
    /sign that nobody sees/,
  ],
])('answers that %s are refused', (_, change, problem) => {
  using library = scratchLibrary();
  const file = 'mail/requests/answers.yaml';
  library.write(file, change(productWording(file)));
  expect(() => readAnswerWording(library.root)).toThrow(problem);
});

test('a company words one mail otherwise, and has all others as the product says them', () => {
  using library = scratchLibrary();
  library.write(caseLink, '---\nsubject: Ihre Anfrage {reference}\n---\n\n[Öffnen]({caseLink})\n');

  const { 'request-case-link': own, ...others } = readWordings(library.root, 'de-AT');
  expect(render(own, valuesOf('request-case-link'), site).subject).toBe('Ihre Anfrage the-reference');
  expect(render(own, valuesOf('request-case-link'), site).html).toContain('<html lang="de-AT" dir="ltr">');
  const { 'request-case-link': _, ...products } = wordings;
  expect(others).toEqual(products);
});

function productWording(file: string): string {
  return readFileSync(join(import.meta.dirname, '..', '..', 'src', 'words', file), 'utf8');
}
