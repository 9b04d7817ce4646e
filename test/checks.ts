import { run } from '../server/launch/child.mjs';
import type { Tally } from './results.ts';

/** What can be said about code and documents without running them. */
const checks: Record<string, readonly string[]> = {
  'types fit': ['node_modules/astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'warning'],
  'code follows its rules': ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  'pages are formatted': ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', 'src/**/*.astro'],
  'documents are in order': ['src/library/commands/cli.ts', 'check'],
};

/** Runs the checks side by side, quiet unless one fails. */
export async function runChecks(): Promise<Tally> {
  const found = await Promise.all(Object.entries(checks).map(([name, command]) => runCheck(name, command)));
  const failures = found.flatMap((failure) => failure ?? []);
  return { passed: found.length - failures.length, skipped: 0, failures };
}

async function runCheck(name: string, command: readonly string[]): Promise<Tally['failures'][number] | null> {
  const { code, output } = await run(process.execPath, command, { quiet: true });
  console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
  return code === 0 ? null : { test: name, file: '', why: [output.trimEnd()] };
}
