import { run } from '../server/launch/child.mjs';
import type { Tally } from './tally.ts';

/** What can be said about code and documents without running them. */
const checks: Record<string, readonly string[]> = {
  'types fit': ['node_modules/astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'warning'],
  'code follows its rules': ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  'pages are formatted': ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', 'src/**/*.astro'],
  'documents are in order': ['src/library/commands/cli.ts', 'check'],
};

/** Runs each check, quiet unless it fails. */
export async function runChecks(): Promise<Tally> {
  let failed = 0;
  for (const [name, command] of Object.entries(checks)) {
    const { code, output } = await run(process.execPath, command, { quiet: true });
    if (code !== 0) {
      failed += 1;
      console.error(output.trimEnd());
    }
    console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
  }
  return { passed: Object.keys(checks).length - failed, failed, skipped: 0 };
}
