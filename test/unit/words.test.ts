import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { literalWords } from '../support/literal-words.ts';
import { spokenWords } from '../support/spoken-words.ts';

const files = globSync('src/**/*.astro').map((file) => file.replaceAll('\\', '/'));

describe('the words of the interface stand in src/words and content/mail alone', () => {
  test('there are pages to judge', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test.each(files)('%s holds none itself', async (file) => {
    expect(await literalWords(readFileSync(file, 'utf8'))).toEqual([]);
  });
});

/** What is said to whoever runs the server, in a terminal or a log, and the table of the law, as counsel cites it. */
const toOperators = new RegExp(
  [
    'commands|/words\\.ts$|^server/(launch|db|backups|crypto|mail/transports)/',
    '^server/(main|cli|config|connection-urls|services|http/request-handler|ledger/export-file)\\.ts$',
    '^server/mail/(dns-records|writing/wording)\\.ts$',
  ].join('|'),
);
const tables = /^server\/requests\/(regimes|staff)\/(authorities|calendars|clocks|levels|places)\.ts$/;

const modules = globSync('server/**/*.ts')
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !toOperators.test(file) && !tables.test(file));

describe('the server takes what it says to people from there', () => {
  test('there are modules to judge', () => {
    expect(modules.length).toBeGreaterThan(150);
  });

  test.each(modules)('%s holds none itself', (file) => {
    expect(spokenWords(readFileSync(file, 'utf8'))).toEqual([]);
  });

  test.each([
    ["z.string().meta({ description: 'By when it is due.' })", ['1: By when it is due.']],
    [`const said = \`The \${name} is gone.\`;`, ['1: The … is gone.']],
    ["throw new Error('Nobody reads this but us');", []],
    ["ctx.log.info('the mail went out');", []],
    ["db.selectFrom('account as other');", []],
    ["const example = { name: 'Ada King Lovelace' };", []],
    ['sql`select all of it`;', []],
  ])('%s', (source, words) => {
    expect(spokenWords(source)).toEqual(words);
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
