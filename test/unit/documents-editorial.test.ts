import { expect, test } from 'vitest';
import { cancel } from '../../src/library/publishing/decision.ts';
import { type Publication, publish } from '../../src/library/publishing/publish.ts';
import { draft, type ScratchLibrary } from '../support/library.ts';
import { smallLibrary } from '../support/small-library.ts';

const publication: Publication = {
  document: 'rules',
  summary: 'Says it better.',
  approvedBy: { name: 'Ada Lovelace', capacity: 'General Counsel' },
  class: 'editorial',
  effectiveOn: null,
};

const english = '## Access [#access]\n\nWe answer within 30 days.\n\n## Erasure [#erasure]\n\nWe erase within 60 days.';

/** A document of its own, published once. */
function publishedLibrary(body: string, language: string): ScratchLibrary {
  const library = smallLibrary();
  library.write(
    'rules/document.yaml',
    `title: Rules\ndescription: Rules.\naudience: everyone\nkind: agreement\norder: 90\nnoticeDays: 30\nlanguage: ${language}\n`,
  );
  library.write('rules/draft.mdx', draft(body, 'Rules'));
  const first = publish(library.root, { ...publication, class: null }, '2027-01-01');
  expect(first).toMatchObject({ ok: true });
  return library;
}

function corrected(language: string, before: string, after: string): string {
  using library = publishedLibrary(before, language);
  library.write('rules/draft.mdx', draft(after, 'Rules'));
  const published = publish(library.root, publication, '2027-01-02');
  return published.ok ? 'published' : published.problems.join(' ');
}

test.each<[string, string, string, string, RegExp]>([
  [
    'two times that change places between clauses',
    'en',
    english,
    english.replace('30', 'x').replace('60', '30').replace('x', '60'),
    /“30 days” is gone, “60 days” is new/,
  ],
  ['two times that change places in a sentence', 'en', 'A: 30 days, B: 60 days.', 'A: 60 days, B: 30 days.', /order/],
  ['an or for an and', 'en', 'A and B.', 'A or B.', /“and” is gone, “or” is new/],
  ['another currency', 'en', 'It costs $5.', 'It costs €5.', /“\$5” is gone, “€5” is new/],
  ['the number of a point', 'en', 'Ends on\n\n3. June', 'Ends on\n\n4. June', /the number of “June” \(3 to 4\)/],
  ['points that lose their numbers', 'en', '1. A\n2. B', '- A\n- B', /the number of “A” \(1 to none\)/],
  ['a stroke', 'en', 'Sold on demand.', 'Sold ~~on demand~~.', /“on demand” is new among what is struck out/],
  [
    'a target',
    'en',
    '[A](https://a.example)',
    '[A](https://b.example)',
    /“https:\/\/b\.example” is new among where links/,
  ],
  ['a tick', 'en', '- [ ] Mail', '- [x] Mail', /“☐ mail” is gone, “☑ mail” is new/],
  ['nesting', 'en', '- A\n- B', '- A\n  - B', /where “B” stands/],
  ['the column of a cell', 'en', '| A | B |\n|-|-|\n| x | |', '| A | B |\n|-|-|\n| | x |', /“x” is gone, “x” is new/],
  ['a German refusal', 'de', 'Der Anbieter haftet.', 'Der Anbieter haftet nicht.', /“nicht” is new/],
  ['a German limit', 'de', 'Er haftet beschränkt.', 'Er haftet unbeschränkt.', /“beschränkt” is gone/],
  ['a German time', 'de', 'Die Frist beträgt drei Monate.', 'Die Frist beträgt zwei Monate.', /“drei monate” is gone/],
  ['a German duty', 'de-AT', 'Der Kunde kann zahlen.', 'Der Kunde muss zahlen.', /“muss zahlen” is new/],
  [
    'any word of another language',
    'fr',
    'Le client doit payer.',
    'Le client peut payer.',
    /every word alone.*“doit” is gone/,
  ],
  ['any word in Japanese', 'ja', '責任を負う。', '責任を負わない。', /every word alone/],
  ['a paragraph', 'en', 'We answer.', 'We answer.\n\nWe sell personal data to advertisers.', /“We sell .*” is new/],
  ['a paragraph that goes', 'en', 'We answer.\n\nWe delete it.', 'We answer.', /“We delete it\.” is gone/],
  ['an item', 'en', '- Mail\n- Post', '- Mail\n- Advertisers\n- Post', /“Advertisers” is new/],
  ['a heading', 'en', 'We answer.', '## We sell data [#sale]\n\nWe answer.', /“We sell data” is new/],
  ['a row that goes', 'en', '| A |\n|-|\n| x |\n| y |', '| A |\n|-|\n| x |', /the row “y” is gone/],
  ['a paragraph that moves', 'en', 'We sell.\n\nWe answer soon.', 'We answer soon.\n\nWe sell.', /is gone/],
  ['a sentence', 'en', 'We answer.', 'We answer. We sell personal data.', /“We sell personal data” is new/],
  ['a sentence that goes', 'en', 'We answer. We delete your data.', 'We answer.', /“We delete your data” is gone/],
  ['a German sentence', 'de', 'Wir antworten.', 'Wir antworten. Wir verkaufen Daten.', /“Wir verkaufen Daten” is new/],
  ['a word between', 'en', 'We sell anonymous data.', 'We sell data.', /“anonymous” is gone/],
  ['who does it to whom', 'en', 'Acme pays Jones.', 'Jones pays Acme.', /“Acme pays” is gone/],
  ['a preposition', 'en', 'Data comes from them.', 'Data comes to them.', /“from” is gone, “to” is new/],
  ['the contrary in few letters', 'en', 'Use is lawful.', 'Use is unlawful.', /“lawful” is gone, “unlawful” is new/],
  ['another role', 'en', 'Told by the employer.', 'Told by the employee.', /“employer” is gone/],
  ['a word that the text has elsewhere', 'en', 'A contact. A contact.', 'A contact. A contract.', /“contact” is gone/],
  ['another annex', 'en', 'See Annex VII.', 'See Annex VIII.', /“VII” is gone, “VIII” is new/],
  ['another standard', 'en', 'Sent by HTTPS.', 'Sent by HTTP.', /“HTTPS” is gone/],
  ['another place', 'en', 'In the USA.', 'In the US.', /“USA” is gone/],
  ['a number joined to a word', 'en', 'A third-party firm.', 'A party firm.', /“third party” is gone/],
  ['who is bound', 'en', 'The employing firm pays.', 'The employed firm pays.', /“employing” is gone/],
  ['when', 'en', 'Data we delete.', 'Data we deleted.', /“delete” is gone/],
  ['what the data are', 'en', 'See protected data.', 'See projected data.', /“protected” is gone/],
  ['another verb', 'en', 'Data it has.', 'Data it is.', /“has” is gone, “is” is new/],
  [
    'that it is no such use',
    'en',
    'It is a typical use.',
    'It is atypical use.',
    /“typical” is gone, “atypical” is new/,
  ],
  ['another party', 'en', 'Kept by us.', 'Kept by US.', /“us” is gone, “US” is new/],
  ['a greater amount', 'en', 'The cap is $1,000.00.', 'The cap is $10,000.00.', /“\$1,000\.00” is gone/],
  ['another currency in letters', 'en', 'It costs USD 5.', 'It costs EUR 5.', /“USD 5” is gone, “EUR 5” is new/],
  ['a currency by its country', 'en', 'It costs US$5.', 'It costs A$5.', /“US\$5” is gone/],
  ['an amount behind its currency', 'en', 'It costs EUR 1000.', 'It costs EUR 10000.', /“eur 1000|“1000” is gone/],
  ['a day of a date', 'en', 'It ends January 1, 2027.', 'It ends January 11, 2027.', /“january 1” is gone/],
  ['a number in a word', 'en', 'See Version10.', 'See Version100.', /“version10” is gone/],
  [
    'where a sentence ends',
    'en',
    'We sell. Only if asked we tell.',
    'We sell only if asked. We tell.',
    /“we sell” ends/,
  ],
  ['where a French sentence ends', 'fr', 'On vend. Pas ici on donne.', 'On vend pas ici. On donne.', /ends/],
  [
    'what stands in brackets',
    'en',
    'We do (not) sell.',
    'We do not sell.',
    /“not” is gone among what stands in brackets/,
  ],
  ['a sentence in two paragraphs', 'en', 'We never sell and give.', 'We never sell\n\nand give.', /cut or joined/],
  ['two paragraphs in one sentence', 'en', 'We never sell\n\nand give.', 'We never sell and give.', /cut or joined/],
  ['a verb of few letters that goes', 'en', 'Data is sold.', 'Data sold.', /“is” is gone/],
  ['a verb of few letters that comes', 'en', 'We share data.', 'We do share data.', /“do” is new/],
  ['the place of a small word', 'en', 'Mail and post, or fax it.', 'Mail post, and or fax it.', /order/],
  ['another level', 'en', '## A [#a]\n\n## B [#b]', '## A [#a]\n\n### B [#b]', /the level of “B”/],
  ['a heading for a paragraph', 'en', 'A.\n\nBut B.', 'A.\n\n## But B. [#b]', /“But B\.”/],
  ['another name', 'en', 'Told by Hansen.', 'Told by Hanson.', /“Hansen” is gone, “Hanson” is new/],
  ['another verb of few letters', 'en', 'It is owned.', 'It is owed.', /“owned” is gone/],
  ['how much', 'de', 'Der Beitrag ist fällig.', 'Der Betrag ist fällig.', /“Beitrag” is gone/],
  ['what is owed', 'de', 'Die Leistung ruht.', 'Die Leitung ruht.', /“Leistung” is gone/],
  ['a German time of a verb', 'de', 'Wir löschen Daten.', 'Wir löschten Daten.', /“löschen” is gone/],
  ['how it is enjoyed', 'de', 'In Maßen nutzen.', 'In Massen nutzen.', /“Maßen” is gone/],
  ['one sign in Chinese', 'zh', '我们不出售数据。', '我们出售数据。', /“不” is gone/],
  ['a sign of more or less', 'en', 'If ≥ 30 days.', 'If ≤ 30 days.', /“≥ 30” is gone/],
  ['from which to which', 'en', 'See 5–10.', 'See 5, 10.', /“5-10” is gone/],
  ['all between, in Japanese', 'ja', '第5条〜第10条', '第5条、第10条', /“〜” is gone/],
  ['one of two for both', 'en', 'Told by A & B.', 'Told by A / B.', /“& b” is gone/],
  ['a letter that is a name', 'en', 'See Annex A here.', 'See Annex here.', /“A” is gone/],
  ['an article for such a letter', 'en', 'See Annex A here.', 'See Annex the here.', /“A” is gone/],
  ['a statement for a question, in Spanish', 'es', '¿Vendemos? No.', 'Vendemos. No.', /“\?” is gone/],
  ['a question for a statement, in Persian', 'fa', 'می‌فروشیم.', 'می‌فروشیم؟', /“؟” is new/],
  ['a bit for a byte', 'en', 'Up to 5 MB.', 'Up to 5 Mb.', /“5 MB” is gone/],
  [
    'a cross for a tick',
    'en',
    '| A | B |\n|-|-|\n| Mail | ✓ |',
    '| A | B |\n|-|-|\n| Mail | ✗ |',
    /“✓” is gone, “✗” is new/,
  ],
  ['a French sign', 'fr', 'Si ≥ 5.', 'Si ≤ 5.', /“≥” is gone/],
  ['how few', 'en', 'With few people.', 'With a few people.', /“few” is gone, “a few” is new/],
  ['how many are few', 'en', 'With a little doubt.', 'With little doubt.', /“a little” is gone, “little” is new/],
  ['which number', 'en', 'In a number of lists.', 'In the number of lists.', /“a number” is gone, “the number” is new/],
  ['one or several', 'en', 'We use a subprocessor.', 'We use subprocessors.', /“subprocessor” is gone/],
  ['several or one', 'en', 'The parties agreed.', 'The party agreed.', /“parties” is gone/],
  ['who are meant', 'en', 'Told by the customer.', 'Told by the customers.', /“customer” is gone/],
  ['what somebody does', 'en', '## Report a problem [#a]', '## Reporting a problem [#a]', /“Report” is gone/],
  ['one or several in German', 'de', 'Mit Kunde.', 'Mit Kunden.', /“Kunde” is gone/],
  ['a German umlaut', 'de', 'Wir fordern Firmen.', 'Wir fördern Firmen.', /“fordern” is gone/],
  ['a German consonant', 'de', 'Wir verwenden Daten.', 'Wir versenden Daten.', /“verwenden” is gone/],
  ['whose data', 'de', 'Wir löschen Ihre Daten.', 'Wir löschen ihre Daten.', /“Ihre” is gone, “ihre” is new/],
  [
    'who owes whom',
    'de',
    'Der Kunde schuldet dem Anbieter Geld.',
    'Dem Kunden schuldet der Anbieter Geld.',
    /“der” is gone, “dem” is new/,
  ],
  ['a German verb', 'de', 'Wir teilen Daten.', 'Wir verkaufen Daten.', /“teilen” is gone, “verkaufen” is new/],
  ['a German role', 'de', 'Der Verkäufer zahlt.', 'Der Käufer zahlt.', /“Verkäufer” is gone/],
  ...[
    ['share', 'sell'],
    ['store', 'delete'],
    ['include', 'exclude'],
    ['sell', 'tell'],
    ['retain', 'remain'],
    ['accept', 'except'],
    ['encrypt', 'decrypt'],
    ['may', 'many'],
    ['sue for', 'use for'],
    ['contact', 'contract'],
    ['prescribe', 'proscribe'],
    ['trial', 'trail'],
    ['fee', 'feed'],
    ['pay', 'play'],
    ['form', 'from'],
    ['from', 'form'],
    ['process', 'processing'],
    ['want', 'wants'],
    ['include', 'included'],
    ['request', 'requests'],
    ['reuse', 'refuse'],
  ].map(([was, is]): [string, string, string, string, RegExp] => [
    `“${is}” for “${was}”`,
    'en',
    `We ${was} data.`,
    `We ${is} data.`,
    new RegExp(`“${was?.split(' ')[0]}.*” is gone`),
  ]),
])('%s is no correction', (_, language, before, after, said) => {
  expect(corrected(language, before, after)).toMatch(said);
});

test.each([
  ['a comma', 'en', 'We answer, within 30 days.', 'We answer within 30 days.'],
  ['a slip', 'en', 'We answer within 30 days of reciept.', 'We answer within 30 days of receipt.'],
  ...[
    ['letters that changed places', 'We recieve data.', 'We receive data.'],
    ['a slip behind a word that binds', 'We may recieve it.', 'We may receive it.'],
    ['a letter too few', 'Our enviroment.', 'Our environment.'],
    ['another vowel', 'Kept seperate.', 'Kept separate.'],
    ['two slips in a long word', 'An acommodation adress.', 'An accommodation address.'],
    ['the first word', 'Teh data.', 'The data.'],
    ['a capital', 'the Data.', 'The data.'],
    ['a heading', '## Recieving [#a]\n\nWe answer.', '## Receiving [#a]\n\nWe answer.'],
    ['items of a word each', '- Adress\n- Reciept', '- Address\n- Receipt'],
    ['a hyphen', 'Send an e-mail.', 'Send an email.'],
    ['two words for one', 'Ask any where in the data base.', 'Ask any where in the database.'],
    ['an article', 'Ask for copy.', 'Ask for a copy.'],
    ['a hyphen between two words', 'A third party firm.', 'A third-party firm.'],
    ['a dash between numbers', 'In 5-10 days.', 'In 5–10 days.'],
    ['spaces around such a dash', 'In 5 - 10 days.', 'In 5–10 days.'],
    ['the space before a sign', 'At 5 % of it.', 'At 5% of it.'],
    ['the first article', 'A copy is sent.', 'Copy is sent.'],
    ['an article before a vowel', 'Ask for a answer.', 'Ask for an answer.'],
    ['what agrees', 'The data is kept. It answer.', 'The data are kept. It answers.'],
    ['a word said twice', 'We keep keep data.', 'We keep data.'],
    ['what agrees with who does it', 'They keeps it. It is keep.', 'They keep it. It is keeping.'],
    ['what agrees with how many', 'A points. These point.', 'A point. These points.'],
    ['letters of “from” that changed places', 'Data frmo them.', 'Data from them.'],
    ['an accent', 'A resume.', 'A résumé.'],
    ['a paragraph in two', 'We answer. We delete.', 'We answer.\n\nWe delete.'],
    ['two paragraphs in one', 'We answer.\n\nWe delete.', 'We answer. We delete.'],
  ].map(([slip, was, is]): [string, string, string, string] => [`${slip}`, 'en', `${was}`, `${is}`]),
  ['a German hyphen', 'de', 'Die IP Adresse.', 'Die IP-Adresse.'],
  ['a German article', 'de', 'Wir löschen der Daten.', 'Wir löschen die Daten.'],
  ['umlauts that were written out', 'de', 'Für Moertel und Strasse.', 'Für Mörtel und Straße.'],
  ['words in capitals', 'en', 'The DATA.', 'The data.'],
  ['a German ending', 'de', 'Wir löschen alte Date.', 'Wir löschen alte Daten.'],
  ['a German slip of letters', 'de', 'Die Verabreitung.', 'Die Verarbeitung.'],
  ['emphasis', 'en', 'We **answer**.', 'We answer.'],
  ['a German slip', 'de', 'Der Anbiter haftet.', 'Der Anbieter haftet.'],
  ['a term that the text has elsewhere', 'en', 'The Custmer pays. A Customer.', 'The Customer pays. A Customer.'],
  ['a bracket that was left open', 'en', 'Ask (if any.', 'Ask (if any).'],
  ['the sign of a question whose words ask already', 'en', '## What do we keep [#a]', '## What do we keep? [#a]'],
  ['a comma in Chinese', 'zh', '我们出售数据不保存。', '我们出售数据，不保存。'],
  ['an apostrophe in another language', 'fr', "L'article.", 'L’article.'],
  ['a comma in another language', 'fr', 'Le client, doit payer.', 'Le client doit payer.'],
])('%s is a correction', (_, language, before, after) => {
  expect(corrected(language, before, after)).toBe('published');
});

test('what receipts of a purpose repeat is no form', () => {
  const written = (recipients: string) =>
    draft('We pay.').replace(
      '---\n\n',
      `consent:\n  data: [Names]\n  recipients: ${recipients}\n  keep: 30 days\n---\n\n`,
    );
  using library = publishedLibrary('We pay.', 'en');
  library.write('rules/draft.mdx', written('[]'));
  publish(library.root, { ...publication, class: 'notice', effectiveOn: '2027-02-02' }, '2027-01-02');
  library.write('rules/draft.mdx', written('[Acme]'));

  expect(publish(library.root, publication, '2027-02-03')).toMatchObject({
    ok: false,
    problems: [expect.stringMatching(/changes: “recipients” of the consent\.$/), expect.any(String)],
  });
});

test.each(['Fine.\n\n## Approved by counsel', 'x'.repeat(501)])(
  'why it is a correction is said in one line',
  (confirm) => {
    using library = publishedLibrary('We share data.', 'en');
    library.write('rules/draft.mdx', draft('We sell data.'));

    expect(publish(library.root, { ...publication, confirm }, '2027-01-02')).toEqual({
      ok: false,
      problems: ['What --confirm says is one line of at most 500 characters.'],
    });
  },
);

test('who approves or decides is named in one line', () => {
  using library = publishedLibrary('We share data.', 'en');
  library.write('rules/draft.mdx', draft('We sell data.'));
  const by = { name: 'Ada\n\n## Approved', capacity: 'Counsel' };
  const said = { ok: false, problems: ['Name and capacity are one line each, of at most 500 characters.'] };

  expect(publish(library.root, { ...publication, class: 'notice', approvedBy: by }, '2027-01-02')).toEqual(said);
  publish(library.root, { ...publication, class: 'notice' }, '2027-01-02');
  expect(cancel(library.root, { document: 'rules', reason: 'No.', by }, '2027-01-03')).toEqual(said);
});

test.each([
  ['spaces at the end', 'We keep it.', 'We keep it.   '],
  ['a space that does not break', 'We keep it.', 'We\u00a0keep it.'],
  ['a place where a word may break', 'We keep it.', 'We ke\u00adep it.'],
  ['a mark of the file', 'We keep it.', 'We keep it.\ufeff'],
  ['how the lines are broken', 'We keep it.', 'We\nkeep it.'],
])('of which only %s differ, there is nothing to publish', (_, before, after) => {
  expect(corrected('en', before, after)).toMatch(/there is nothing to publish/);
});
