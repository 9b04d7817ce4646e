import { text } from 'node:stream/consumers';
import { systemClock } from './clock.ts';
import type { Terminal } from './command.ts';
import { runCommand, runOffline } from './commands.ts';
import { readConfig } from './config.ts';
import { openRestoring, openServices } from './services.ts';

const terminal: Terminal = {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  input: () => text(process.stdin),
};

// Whatever a command writes is for whoever runs it alone.
process.umask(0o077);

try {
  const words = process.argv.slice(2);
  const restoring = () => openRestoring(readConfig(process.env), systemClock);
  process.exitCode = (await runOffline(words, terminal, restoring)) ?? (await withServices(words));
} catch (error) {
  // What a person can mend (a file, a setting) is told without a stack.
  console.error(error instanceof Error && isExpected(error) ? error.message : error);
  process.exitCode = 1;
}

async function withServices(words: readonly string[]): Promise<number> {
  await using services = await openServices(readConfig(process.env), systemClock);
  return await runCommand(words, services, terminal);
}

function isExpected(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return (
    ['ConfigError', 'BackupError', 'DatabaseError', 'HeadFileError'].includes(error.name) ||
    ['ENOENT', 'EACCES', 'EEXIST', 'EISDIR'].includes(code)
  );
}
