import { run } from '../server/launch/child.mjs';
import type { Tally } from './tally.ts';

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
  const failed = found.filter((isInOrder) => !isInOrder).length;
  return { passed: found.length - failed, failed, skipped: 0 };
}

async function runCheck(name: string, command: readonly string[]): Promise<boolean> {
  const { code, output } = await run(process.execPath, command, { quiet: true });
  if (code !== 0) console.error(output.trimEnd());
  console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
  return code === 0;
}
