import { beforeAll, describe, expect, test } from 'vitest';
import { openLibrary } from '../../src/library/model/library.ts';
import { createRenderer } from '../../src/library/text/render.ts';
import { type Pagefind, type SearchRecord, search } from '../../src/library/text/search.ts';
import { searchRecordsOf } from '../../src/library/text/search-records.ts';
import { actions } from '../../src/words/documents/search.ts';
import { scratchLibrary } from '../support/library.ts';
import { openSearch } from '../support/search.ts';

const clause = (heading: string, text: string): SearchRecord => ({
  href: `/terms/#${heading.toLowerCase()}`,
  document: 'Terms',
  heading,
  text: `${heading}\n${text}`,
  language: 'en',
});
const filler = 'and so it goes on '.repeat(200);

let pagefind: Pagefind;
const hits = (query: string) => search(pagefind, [], query);
const found = async (query: string) => (await hits(query)).map(({ href }) => href);
const marked = async (query: string) =>
  (await hits(query))
    .flatMap(({ heading, excerpt }) => [...heading, ...excerpt].filter(({ found }) => found))
    .map(({ text }) => text);

describe('in English', () => {
  beforeAll(async () => {
    pagefind = await openSearch([
      clause('Contact', 'Write to us about retention.'),
      clause('Retention', 'We keep it for 30 days.'),
      clause('Café', 'Crème brûlée for the Commission Européenne.'),
      clause('Cookies', 'One cookie keeps you signed in.'),
      clause('Storage', 'We set a cookie, and no other cookies.'),
      clause('Long', `${filler} a needle in it ${filler}`),
    ]);
  });

  test('what is found says in which language it is written, and that is no word to look for', async () => {
    expect((await hits('retention')).map(({ language }) => language)).toEqual(['en', 'en']);
    expect(await found('en')).toEqual([]);
  });

  test('a clause whose heading has the word stands before one whose text has it', async () => {
    expect(await found('retention')).toEqual(['/terms/#retention', '/terms/#contact']);
  });

  test('the endings of a word make no difference, and each form is marked as it was written', async () => {
    expect((await found('cookies')).sort()).toEqual(['/terms/#cookies', '/terms/#storage']);
    expect((await found('cookie')).sort()).toEqual(['/terms/#cookies', '/terms/#storage']);
    expect((await marked('cookies')).sort()).toEqual(['Cookies', 'cookie', 'cookie', 'cookies']);
  });

  test('case and accents make no difference, and the word is marked as it was written', async () => {
    expect(await found('CREME europeenne')).toEqual(['/terms/#café']);
    expect(await marked('creme EUROPÉENNE')).toEqual(['Crème', 'Européenne']);
  });

  test('the beginning of a word is enough, its middle is not', async () => {
    expect(await found('reten')).toEqual(['/terms/#retention', '/terms/#contact']);
    expect(await found('tention')).toEqual([]);
  });

  test('a word that stands nowhere does not hide what the others find', async () => {
    expect(await found('keep unicorns')).toContain('/terms/#retention');
    expect(await found('retention unicorns creme brulee')).toEqual([
      ...['/terms/#café', '/terms/#retention', '/terms/#contact'],
    ]);
  });

  test('a word of which only the first letters stand somewhere finds nothing', async () => {
    expect(await found('andromeda')).toEqual([]);
    expect(await found('itinerary')).toEqual([]);
    expect((await marked('keeping andromeda')).sort()).toEqual(['keep', 'keeps']);
  });

  test('the title of a document alone does not find all its clauses', async () => {
    expect(await found('terms')).toEqual([]);
    expect(await found('terms retention')).toContain('/terms/#retention');
  });

  test('signs alone find nothing, and do no harm', async () => {
    for (const query of ['', '.*+?^$()|[]{}\\ <script>"', '\u0000\ud800', '"', '""', 'x'.repeat(10_000)]) {
      expect(await found(query), query.slice(0, 20)).toEqual([]);
    }
  });

  test('searches at the same moment do not disturb each other', async () => {
    const queries = ['retention', 'cookies', 'needle', 'creme', 'contact'];
    const alone = [];
    for (const query of queries) alone.push(await found(query));

    expect(await Promise.all(queries.map(found))).toEqual(alone);
  });

  test('the excerpt of a long clause shows the words looked for', async () => {
    const [hit] = await hits('needle');
    const excerpt = hit?.excerpt.map(({ text }) => text).join('') ?? '';

    expect(excerpt).toMatch(/^… .*needle.* …$/);
    expect(excerpt.length).toBeLessThan(300);
  });
});

describe('in German', () => {
  beforeAll(async () => {
    pagefind = await openSearch(
      [
        clause('Kündigung', 'Kündigungen gehen an unsere Straße 5.'),
        clause('Größe', 'Maße und Gewichte, ÆON, Łódź und Smørrebrød.'),
      ],
      'de',
    );
  });

  test('umlauts and ß are found as they are and as they are typed without', async () => {
    for (const query of ['Kündigung', 'kundigung', 'KÜNDIGUNGEN', 'Straße', 'strasse', 'STRASSE']) {
      expect(await found(query), query).toEqual(['/terms/#kündigung']);
    }
    for (const query of ['maße', 'masse', 'aeon', 'lodz', 'smorrebrod']) {
      expect(await found(query), query).toEqual(['/terms/#größe']);
    }
    for (const query of ['kuendigung', 'Kuendigung Strasse', 'KUENDIGUNGEN unicorns']) {
      expect(await found(query), query).toEqual(['/terms/#kündigung']);
    }
    expect(await found('groesse')).toEqual(['/terms/#größe']);
    expect(await marked('strasse')).toEqual(['Straße']);
    expect(await marked('Kuendigungen')).toEqual(['Kündigung', 'Kündigungen']);
  });
});

describe.each(['ja', 'en'])('signs without spaces in an index of %s', (language) => {
  beforeAll(async () => {
    pagefind = await openSearch(
      [
        clause('第一条', '当社は個人情報を適切に保護します。'),
        clause('第二条', '情報の開示を請求できます。'),
        clause('ข้อ', 'เราเก็บข้อมูลส่วนบุคคล'),
      ],
      language,
    );
  });

  test('a run of signs is found inside a longer one', async () => {
    expect((await found('情報')).sort()).toEqual(['/terms/#第一条', '/terms/#第二条']);
    expect(await found('個人情報')).toEqual(['/terms/#第一条']);
    expect(await found('人情')).toEqual(['/terms/#第一条']);
    expect(await found('護')).toEqual(['/terms/#第一条']);
    expect(await found('ส่วน')).toEqual(['/terms/#ข้อ']);
    expect((await marked('個人情報')).join('')).toBe('個人情報');
  });
});

describe('what can be done', () => {
  beforeAll(async () => {
    pagefind = await openSearch([clause('Deletion', 'We delete your data.')]);
  });

  test.each(['delete my data', 'Delete my data!', 'how do I delete my data', 'erase', 'copy of my data', 'DSAR'])(
    '“%s” leads with the form',
    async (query) => {
      const [first] = await search(pagefind, actions, query);
      expect(first).toMatchObject({ href: '/requests/new/', document: null });
    },
  );

  test('what is no wish leads with the text', async () => {
    expect((await search(pagefind, actions, 'delete')).map(({ href }) => href)).toEqual(['/terms/#deletion']);
  });
});

test('every clause in effect can be found, under its own address', async () => {
  using library = scratchLibrary();
  const records = searchRecordsOf(openLibrary(library.root), '2026-12-01', createRenderer());
  pagefind = await openSearch(records);

  expect(await found('card numbers')).toContain('/privacy/#what-we-collect');
  expect((await found('data retention'))[0]).toBe('/privacy/#data-retention');
});

test('what is not yet in effect is not found', () => {
  using library = scratchLibrary();
  const records = searchRecordsOf(openLibrary(library.root), '2026-05-01', createRenderer());

  expect(new Set(records.map(({ document }) => document))).toEqual(new Set(['Privacy Policy']));
});
