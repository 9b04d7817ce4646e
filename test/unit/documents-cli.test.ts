import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLibrary } from '../../src/library/model/library.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';
import { policy as run } from '../support/policy.ts';

const policy = (library: ScratchLibrary, ...args: string[]) => run(library.root, args);

test('the program prints what a verb says and ends with its exit code', () => {
  using library = scratchLibrary();
  const cli = join(import.meta.dirname, '../../src/library/commands/cli.ts');

  const { status, stderr } = spawnSync(process.execPath, [cli, 'destroy', '--content', library.root], {
    encoding: 'utf8',
  });

  expect({ status, stderr }).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("unknown command 'destroy'"),
  });
});

test('whoever compares what nobody has published is told so', async () => {
  using library = scratchLibrary();
  await policy(library, 'new', '--document', 'terms', '--title', 'Terms');

  const { stderr } = await policy(library, 'compare', '--document', 'terms');

  expect(stderr).toContain('Nothing of "terms" is published yet.');
});

test('whoever asks for something unknown is told what there is', async () => {
  using library = scratchLibrary();

  expect(await policy(library, 'destroy')).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("unknown command 'destroy'"),
  });
  expect(await policy(library, 'publish', '--document', 'privacy', '--now')).toMatchObject({
    status: 64,
    stderr: expect.stringContaining('--now'),
  });
  expect(await policy(library, 'publish')).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("required option '--document <name>' not specified"),
  });
  expect(await policy(library, 'new', '--audience', 'customers')).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("required options '--document <name>', '--title <title>' not specified"),
  });
  expect(await policy(library, 'postpone', '--document', 'security')).toMatchObject({
    status: 64,
    stderr: expect.stringMatching(/'--reason <line>', '--by <name>', '--capacity <capacity>', '--effective-on <day>'/),
  });
  expect(await policy(library, 'publish', '--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('--effective-on'),
  });
});

test('a shell is told how what is typed goes on', async () => {
  using library = scratchLibrary();
  const { stdout } = await policy(library, 'complete', '--', 'publish', '--cl');

  expect(stdout).toContain('--class');
});

test('a library with a fault fails the check, and nothing is published from it', async () => {
  using library = scratchLibrary();
  library.edit('security/draft.mdx', ' [#service]', '');
  const said = expect.stringContaining('content/security/draft.mdx:8: The heading "The Whitrack service" has no id.');
  const approval = ['--summary', 'More.', '--approved-by', 'Ada', '--capacity', 'Counsel', '--class', 'editorial'];

  expect(await policy(library, 'check')).toMatchObject({ status: 1, stdout: said });
  expect(await policy(library, 'publish', '--document', 'security', ...approval)).toMatchObject({
    status: 1,
    stderr: said,
  });
});

test('where only the draft of another document is wrong, publishing says where that can wait', async () => {
  using library = scratchLibrary();
  const publish = async () => (await policy(library, 'publish', '--document', 'dpa', '--again')).stderr;
  const hint = 'None of it is in dpa: put what is unfinished in another draft on a branch of its own.';
  library.edit('security/draft.mdx', ' [#service]', '');
  expect(await publish()).toContain(`Nothing was published. ${hint}`);
  library.write('dpa/draft.mdx', `${library.read('dpa/draft.mdx')}\nTODO\n`);
  expect(await publish()).not.toContain(hint);
});

test('a name that no document can have is told to whoever begins one', async () => {
  using library = scratchLibrary();
  expect(await policy(library, 'new', '--document', 'Nutzungs_Bedingungen', '--title', 'AGB')).toMatchObject({
    status: 1,
    stderr:
      'The name of the folder cannot be an address. Choose another name for --document: small letters without accents, digits and hyphens.\n',
  });
});

test('whoever imports a document that is not begun is told to begin it', async () => {
  using library = scratchLibrary();
  const { stderr } = await policy(library, 'import', '--git', '.', '--path', 'a.md', '--document', 'imported');
  expect(stderr).toContain('To import a new one, make it first: `npm run policy -- new`.');
});

test.each([
  ['publish', '--again'],
  ['class', '--rest', 'plain'],
  ['compare'],
  ['cancel', '--by', 'Ada', '--capacity', 'Counsel', '--reason', 'Never.'],
  ['rename', '--to', 'other'],
])('of a document that there is not, %s says that alone', async (...words) => {
  using library = scratchLibrary();
  library.edit('security/draft.mdx', ' [#service]', '');

  expect(await policy(library, ...words, '--document', 'nosuch')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^There is no document "nosuch"\. There are: .*security.*\n?$/),
  });
});

test('the state of each document is told in words and as JSON', async () => {
  using library = scratchLibrary();

  expect(await policy(library, 'status')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Privacy Policy (privacy)\n  in effect: 2026-04-23, since April 23, 2026'),
  });
  expect(JSON.parse((await policy(library, 'status', '--json')).stdout)).toMatchObject({
    documents: expect.arrayContaining([expect.objectContaining({ slug: 'privacy', waiting: null })]),
  });
});

test('whoever goes live is told what is to be confirmed, until it is', async () => {
  using library = scratchLibrary();
  const { facts } = openLibrary(library.root).company;
  const open = Object.values(facts).filter(({ confirmed }) => confirmed === false);
  const listed = async () => (await policy(library, 'status')).stdout;

  expect(open.length).toBeGreaterThan(1);
  for (const { label } of open) expect(await listed()).toContain(`    ${label}\n`);
  expect(await listed()).toMatch(/in subprocessors\/list\.yaml\n {4}AWS: legal name, location, transfer mechanism/);

  const company = library.read('company.yaml');
  library.write(
    'company.yaml',
    company.replace(
      /value: null\n(\s+)confirmed: false/,
      'value: "Example Inc."\n$1confirmed: { by: "Ada", on: "2026-11-20" }',
    ),
  );
  const said = await listed();
  const left = open.filter(({ label }) => said.includes(`    ${label}\n`));
  expect(left).toHaveLength(open.length - 1);
});

test('whoever begins a company names a folder that is not there yet', async () => {
  using library = scratchLibrary();
  const content = join(library.root, '..', 'other');
  const named = ['--name', 'Example', '--site', 'https://legal.example', '--privacy-address', 'privacy@legal.example'];
  const init = () => run(content, ['init', ...named, '--time-zone', 'UTC', '--language', 'en']);

  expect(await init()).toMatchObject({ status: 0, stderr: '' });
  expect(await run(content, ['check'])).toMatchObject({ status: 0 });
  expect((await init()).status).toBe(1);
});

test('every verb says how it is used', async () => {
  using library = scratchLibrary();

  for (const verb of ['status', 'new', 'check', 'publish', 'postpone', 'cancel', 'verify']) {
    expect(await policy(library, verb, '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`-- ${verb}`),
    });
  }
});

test('a new document is a folder with its description and a draft that asks to be written', async () => {
  using library = scratchLibrary();

  expect(await policy(library, 'new', '--document', 'terms', '--title', 'Terms: of Service')).toMatchObject({
    status: 0,
  });
  expect(await policy(library, 'check')).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/^content\/terms\/draft\.mdx:5: "TODO" was left to be filled in\./),
  });
  library.edit('terms/draft.mdx', 'TODO: write the text.', 'Be kind.');
  library.write('promises/plain/terms.txt', 'Be kind.\n');
  expect(await policy(library, 'check')).toMatchObject({ status: 0 });
  expect(await policy(library, 'new', '--document', 'terms', '--title', 'Again')).toMatchObject({
    status: 1,
    stderr: 'content/terms is there already.\n',
  });
  expect(await policy(library, 'new', '--document', 'search', '--title', 'Search')).toMatchObject({ status: 1 });
});

test('anybody verifies the whole library from the files, and finds one changed byte', async () => {
  using library = scratchLibrary();

  const whole = await policy(library, 'verify');
  library.edit('privacy/2026-04-23.mdx', '30-day expiry', '31-day expiry');
  const broken = await policy(library, 'verify');

  expect(whole).toMatchObject({ status: 0, stdout: expect.stringMatching(/privacy: whole; versions: 1.*sha256sum/s) });
  expect(broken).toMatchObject({ status: 1, stdout: expect.stringContaining('privacy: broken') });
  expect(broken.stdout).toContain('2026-04-23.mdx: Its text is not the one that the chain names.');
});

test('whoever publishes is told that the text names another day than its own', async () => {
  using library = scratchLibrary();
  const about = ['--document', 'privacy', '--approved-by', 'Ada', '--capacity', 'Counsel', '--summary', 'More.'];
  const published = await run(library.root, ['publish', ...about, '--class', 'notice'], '2026-12-01');

  expect(published).toMatchObject({ status: 0, stdout: expect.stringContaining('Published privacy as version') });
  expect(published.stdout).toContain(
    'The text says that it was last updated on November 23, 2026, and was published on December 1, 2026.',
  );
  const [text, chain] = ['2026-12-01.mdx', 'chain.jsonl'].map((file) => join(library.root, 'privacy', file));
  expect(published.stdout).toContain(`Commit ${text} and ${chain}, and nothing else with them.`);
});

test('what waits is postponed and cancelled by a command', async () => {
  using library = scratchLibrary();
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\n## Logs [#logs]\n\nSixty days.\n`);
  library.write('promises/plain/security.txt', `${library.read('promises/plain/security.txt')}Sixty days.\n`);
  const about = ['--document', 'security', '--capacity', 'Counsel'];

  const published = await policy(
    library,
    'publish',
    ...about,
    '--approved-by',
    'Ada',
    '--class',
    'notice',
    '--summary',
    'Logs.',
  );
  const postponed = await policy(
    library,
    'postpone',
    ...about,
    '--by',
    'Ada',
    '--reason',
    'Late.',
    '--effective-on',
    '2099-01-01',
  );
  const sooner = ['--by', 'Ada', '--reason', 'Early.', '--effective-on', '2098-01-01'];
  const movedForward = await policy(library, 'postpone', ...about, ...sooner);
  const cancelled = await policy(library, 'cancel', ...about, '--by', 'Ada', '--reason', 'Never.', '--json');

  expect(published).toMatchObject({ status: 0, stdout: expect.stringContaining('Published security as version') });
  expect(postponed).toMatchObject({ status: 0, stdout: expect.stringContaining('it takes effect on 2099-01-01.') });
  expect(movedForward.stdout).toContain('moved to another day: it takes effect on 2098-01-01.');
  expect(JSON.parse(cancelled.stdout)).toMatchObject({ seq: 5, event: 'cancelled', reason: 'Never.' });
  expect(await policy(library, 'cancel', ...about, '--by', 'Ada', '--reason', 'Never.')).toMatchObject({ status: 1 });
  expect((await policy(library, 'status')).stdout).toMatch(
    /\(security\)\n.*\n {2}the draft is what was cancelled last/,
  );
});
