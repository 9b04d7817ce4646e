import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { literalSentences } from '../support/literal-sentences.ts';
import { literalWords } from '../support/literal-words.ts';

const named = (pattern: string) => globSync(pattern).map((file) => file.replaceAll('\\', '/'));
const files = named('src/**/*.astro');

/** Modules that speak to whoever runs the site or answers requests by command, never to a visitor. */
const forOperators = [
  /^server\/(.+[/-])?commands\.ts$/,
  /^server\/(main|config|terminal|command)\.ts$/,
  /^server\/launch\//,
  /^server\/db\/faults\.ts$/,
  /^server\/backups\/restoring\.ts$/,
  /^server\/consent\/words\.ts$/,
  /^server\/requests\/(command-line|deadline|display|words)\.ts$/,
  // The names of states, after ISO 3166-2.
  /^server\/requests\/regions\.ts$/,
];
/** What `npm run policy` says to a lawyer stands where it is found out; this is what visitors are shown of it. */
const shownOfDocuments = 'src/documents/{manifest,feeds,search*,site,standalone,render,promises/product,compare/*}.ts';

const modules = [...named('server/**/*.ts'), ...named('src/**/*.ts'), ...named(shownOfDocuments)].filter(
  (file, at, all) =>
    all.indexOf(file) === at &&
    !file.startsWith('src/words/') &&
    !forOperators.some((pattern) => pattern.test(file)) &&
    (!file.startsWith('src/documents/') || named(shownOfDocuments).includes(file)),
);

describe('the words of the interface stand in src/words and content/mail alone', () => {
  test('there are pages to judge', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test.each(files)('%s holds none itself', async (file) => {
    expect(await literalWords(readFileSync(file, 'utf8'))).toEqual([]);
  });

  test('modules of the server, and what visitors are shown of the documents, hold no sentence', () => {
    expect(modules.length).toBeGreaterThan(200);
    const held = modules.flatMap((file) =>
      literalSentences(readFileSync(file, 'utf8')).map((sentence) => `${file}:${sentence}`),
    );
    expect(held, 'Move what a person reads to src/words/.').toEqual([]);
  });

  test.each(forOperators.map((pattern) => [pattern.source, pattern] as const))('%s is still there', (_, pattern) => {
    expect(named('server/**/*.ts').some((file) => pattern.test(file))).toBe(true);
  });
});

describe('what counts as a sentence of a module', () => {
  test.each([
    ["const said = 'Name a version, like 2026-04-23.';", ['1: Name a version, like 2026-04-23.']],
    ['z.string({ error: \'Say "give" or "refuse".\' });', ['1: Say "give" or "refuse".']],
    [`\nreturn \`The key \${name} is gone.\`;`, ['2: The key … is gone.']],
    ["cut('(The rest stands elsewhere.)');", ['1: (The rest stands elsewhere.)']],
    ["const title = isOpen ? 'Still open' : done;", ['1: Still open']],
  ])('%s', (source, sentences) => {
    expect(literalSentences(source)).toEqual(sentences);
  });

  test.each([
    "import x from 'A b c.';",
    "throw new Error('The table is missing.');",
    "if (!found) return new Refusal('There is no such file.');",
    "log.warn('Nobody answers at that address.');",
    "console.log('It is done.');",
    'sql`SELECT a FROM b WHERE c = 1.`;',
    "const query = 'select a from b where c';",
    "const browser = 'Samsung Internet';",
    "headers.set('Cache-Control', 'public, max-age=0');",
    "const type = 'text/html; charset=utf-8';",
    "type Name = 'A name' | 'Another name';",
  ])('none: %s', (source) => {
    expect(literalSentences(source)).toEqual([]);
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
