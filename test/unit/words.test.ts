import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { literalWords } from '../support/literal-words.ts';

const files = globSync('src/**/*.astro').map((file) => file.replaceAll('\\', '/'));

const ofTheOtherPages = [
  'src/components/Choices.astro',
  'src/components/Clock.astro',
  'src/components/Contents.astro',
  'src/components/DocumentCards.astro',
  'src/components/Drafts.astro',
  'src/components/ErrorSummary.astro',
  'src/components/FieldFrame.astro',
  'src/components/Honeypot.astro',
  'src/components/Kept.astro',
  'src/components/SearchBox.astro',
  'src/layouts/Account.astro',
  'src/layouts/Page.astro',
  'src/pages/404.astro',
  'src/pages/[document]/[version]/index.astro',
  'src/pages/[document]/_LiveList.astro',
  'src/pages/[document]/_Retired.astro',
  'src/pages/[document]/_Text.astro',
  'src/pages/[document]/_draft.astro',
  'src/pages/[document]/compare/[a]/[b]/index.astro',
  'src/pages/[document]/history/index.astro',
  'src/pages/[document]/index.astro',
  'src/pages/api/_Members.astro',
  'src/pages/api/index.astro',
  'src/pages/error.astro',
  'src/pages/index.astro',
  'src/pages/mailbox/[id].astro',
  'src/pages/mailbox/index.astro',
  'src/pages/promises/index.astro',
  'src/pages/purposes/[purpose]/[version]/index.astro',
  'src/pages/purposes/[purpose]/index.astro',
  'src/pages/purposes/_Purpose.astro',
  'src/pages/purposes/index.astro',
  'src/pages/search/index.astro',
  'src/pages/updates/_Ended.astro',
  'src/pages/updates/confirm/[token].astro',
  'src/pages/updates/ended.astro',
  'src/pages/updates/index.astro',
  'src/pages/updates/preferences/[token].astro',
  'src/pages/updates/sent.astro',
  'src/pages/updates/unsubscribe/[token].astro',
];

const toBeMoved: readonly string[] = ofTheOtherPages;

describe('the words of the interface stand in src/words and content/mail alone', () => {
  test('there are pages to judge', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test.each(files.filter((file) => !toBeMoved.includes(file)))('%s holds none itself', async (file) => {
    expect(await literalWords(readFileSync(file, 'utf8'))).toEqual([]);
  });

  test.each(toBeMoved)('%s still holds some', async (file) => {
    expect(await literalWords(readFileSync(file, 'utf8'))).not.toEqual([]);
  });
});

describe('what counts as words of a page', () => {
  test.each([
    ['<h1>Sign in</h1>', ['1: Sign in']],
    ['<p>\n  Kept for <em>ever</em>.\n</p>', ['1: Kept for', '2: ever']],
    ['<Account title="Your name" kind="form" />', ['1: Your name']],
    ['<img alt="A lock" src="/lock.svg" /><nav aria-label="Site"></nav>', ['1: A lock', '1: Site']],
    [`<p>{isOpen ? 'Open' : \`Closed on \${day}\`}</p>`, ['1: Open', '1: Closed on …']],
    ["<Tag label={isOpen ? 'Open' : words.closed} />", ['1: Open']],
    ["<List rows={[{ term: 'Name', value: name ?? 'None' }]} />", ['1: Name', '1: None']],
    ['{found.map(({ url }) => <a href={url}>Read it</a>)}', ['1: Read it']],
    ["---\nconst lead = 'Three words here';\n---\n<p>{lead}</p>", ['2: Three words here']],
  ])('%s', async (source, words) => {
    expect(await literalWords(source)).toEqual(words);
  });

  test.each([
    '<h1>{words.title}</h1>',
    "<Choices options={[{ value: 'yes', label: words.yes }]} />",
    '<p>{day} · 3 – 5 &nbsp;</p>',
    '<p class="lead wide first"><code>GET /api/v1/</code></p>',
    "<Note kind={isOpen ? 'quiet' : 'attention'} />",
    "<p>{kind === 'agreement' && words.agreement}</p>",
    '<button name="act" value="keep">{words.keep}</button>',
    `<a href={\`/\${slug}/history/\`}>{title}</a>`,
    "---\nimport A from 'a b c';\nif (!found) throw new Error('No such version here');\n---\n<A />",
  ])('none: %s', async (source) => {
    expect(await literalWords(source)).toEqual([]);
  });
});
