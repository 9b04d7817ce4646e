import { text } from 'node:stream/consumers';
import type { Restoring } from './backups/restore.ts';
import { systemClock } from './clock.ts';
import type { Terminal } from './command.ts';
import { runAdmin } from './commands.ts';
import { readConfig } from './config.ts';
import { lockWaitOfCommands } from './db/busy-retry.ts';
import { openRestoring, openServices, type Services } from './services.ts';

const terminal: Terminal = {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  input: () => text(process.stdin),
};

// Whatever a command writes is for whoever runs it alone.
process.umask(0o077);

await using opened = new AsyncDisposableStack();
try {
  process.exitCode = await runAdmin(process.argv.slice(2), { services, restoring }, terminal);
} catch (error) {
  // What a person can mend (a file, a setting) is told without a stack.
  console.error(error instanceof Error && isExpected(error) ? error.message : error);
  process.exitCode = 1;
}

async function services(): Promise<Services> {
  return opened.use(
    await openServices(readConfig(process.env), systemClock, undefined, { lockWait: lockWaitOfCommands }),
  );
}

function restoring(): Restoring {
  return openRestoring(readConfig(process.env), systemClock);
}

function isExpected(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return (
    ['ConfigError', 'BackupError', 'DatabaseError', 'HeadFileError'].includes(error.name) ||
    ['ENOENT', 'EACCES', 'EEXIST', 'EISDIR'].includes(code)
  );
}
