import './support/temporary-folder.ts';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { giveUp, root, run } from '../server/launch/child.mjs';
import { runChecks } from './checks.ts';
import { clonesOfOtherTexts, cloneWithoutTexts, livingTests } from './content-clones.ts';
import { buildTestSite } from './e2e/support/test-site.ts';
import { provenBy, testedCommit } from './proofs.ts';
import { addUp, type Result, resultsOfPlaywright, resultsOfVitest, type Tally, tallyOf } from './results.ts';
import { ensureBrowser } from './support/browser.ts';
import { ensureTextBrowser } from './support/text-browser-programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'whitrack-results-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const parts: Record<string, (filters: readonly string[]) => Promise<Tally>> = {
  check: runChecks,
  unit: (filters) => (filters.length > 0 ? vitest(['sqlite', 'postgresql'], filters) : wholeUnit()),
  faults: (filters) => onSite(() => vitest(['faults'], filters, name ? {} : { under: 'Faults:' })),
  e2e: (filters) => onSite(() => playwright(filters)),
};

const [name, ...filters] = process.argv.slice(2);
if (name && !parts[name])
  giveUp(`There is no part "${name}" of the tests. There are: ${Object.keys(parts).join(', ')}.`);
if (!name || name === 'e2e') {
  ensureBrowser();
  ensureTextBrowser();
}

/** Beside the first two. What is wrong with it is told to whoever waits for it. */
let site = name ? undefined : buildSite();
site?.catch(() => undefined);

const tested = testedCommit();
const results: Result[] = [];
const tallies: Tally[] = [];
// Two at once, for each leaves a core idle now and then; all four take more memory than a small machine has.
const wholes = [
  ['check', 'unit'],
  ['faults', 'e2e'],
];
for (const beside of name ? [[name]] : wholes) {
  tallies.push(...(await Promise.all(beside.flatMap((part) => parts[part]?.(filters) ?? []))));
}
// A part alone cannot tell what the others would have found.
if (!name) {
  const proofs = { at: new Date().toISOString(), ...tested, promises: provenBy(results) };
  writeFileSync('proofs.json', `${JSON.stringify(proofs, null, 2)}\n`);
}
const { passed, failures, skipped } = addUp(tallies);
// Each runner has said it among a thousand lines.
for (const { file, test, why } of failures)
  console.error(['', `✗ ${basename(file)} ${test}`, ...why].map(stripVTControlCharacters).join('\n'));
console.log(`${passed} passed, ${failures.length} failed, ${skipped} skipped`);
process.exitCode = failures.length > 0 ? 1 : 0;

/**
 * Tests must not care what our texts say: they run where there are none. Those that ask whether the texts are in order
 * run on them as they are, and on others, for they must hold for any company's.
 */
async function wholeUnit(): Promise<Tally> {
  const asked = [{ name: 'as it is', folder: root }, ...(await clonesOfOtherTexts())];
  const { name, folder } = cloneWithoutTexts();
  console.log(`\n${headingOf(name)}`);
  return addUp(
    await Promise.all([
      vitest(['sqlite', 'postgresql'], [], { cwd: folder }),
      ...asked.map(({ name, folder }) => vitest(['sqlite'], livingTests, { cwd: folder, under: headingOf(name) })),
    ]),
  );
}

function headingOf(content: string): string {
  return `Unit tests, with content/ ${content}:`;
}

async function onSite(part: () => Promise<Tally>): Promise<Tally> {
  site ??= buildSite();
  await site;
  return part();
}

/** The one for the tests. */
async function buildSite(): Promise<void> {
  if (process.env['TEST_SITE']) return;
  const { folder } = await buildTestSite();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

/** What runs beside others is shown as a whole, under a heading, when it has ended. */
async function vitest(
  projects: readonly string[],
  filters: readonly string[],
  { cwd = root, under }: { cwd?: string; under?: string } = {},
): Promise<Tally> {
  const report = join(folder, `${randomUUID()}.json`);
  const chosen = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...chosen, ...reporters, ...filters];
  const { code, output } = await run(process.execPath, args, { cwd, quiet: under !== undefined });
  if (under) console.log(`\n${under}\n${output}`);
  return taken(resultsOfVitest(read(report)), code);
}

async function playwright(filters: readonly string[]): Promise<Tally> {
  const report = join(folder, 'e2e.json');
  const args = ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', ...filters];
  const env = {
    ...process.env,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    E2E_DATA_DIR: join(folder, 'data'),
    // Node reads TypeScript itself, in a fifth of the time.
    PW_DISABLE_TS_ESM: '1',
  };
  const { code } = await run(process.execPath, args, { env });
  return taken(resultsOfPlaywright(read(report)), code);
}

function taken(found: readonly Result[], code: number): Tally {
  results.push(...found);
  return tallyOf(found, code);
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
