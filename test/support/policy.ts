import { runPolicy } from '../../src/library/commands/verbs.ts';

/** What `npm run policy -- …` prints and ends with, run in this process: starting a program takes longer than most of it. */
export async function policy(
  root: string,
  args: readonly string[],
  today?: string,
): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const { exitCode } = process;
  const { log, error } = console;
  console.log = (line: string) => void stdout.push(`${line}\n`);
  console.error = (line: string) => void stderr.push(`${line}\n`);
  try {
    process.exitCode = 0;
    const code = await runPolicy(['--content', root, ...args], today);
    return { status: code || Number(process.exitCode), stdout: stdout.join(''), stderr: stderr.join('') };
  } finally {
    process.exitCode = exitCode;
    Object.assign(console, { log, error });
  }
}
