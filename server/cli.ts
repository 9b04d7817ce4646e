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

/** What the system says of a file, by its code. */
const unreadable: Record<string, string> = {
  ENOENT: 'is not there.',
  EACCES: 'cannot be opened: this user of the machine may not.',
  EEXIST: 'is there already.',
  EISDIR: 'is a folder, and a file is needed.',
  ENOTDIR: 'lies in what is no folder.',
  EROFS: 'cannot be written: its disk is read only.',
  ENOSPC: 'cannot be written: its disk is full.',
};

// Whatever a command writes is for whoever runs it alone.
process.umask(0o077);

await using opened = new AsyncDisposableStack();
try {
  process.exitCode = await runAdmin(process.argv.slice(2), { services, restoring }, terminal);
} catch (error) {
  console.error(inWords(error) ?? error);
  process.exitCode = 1;
}

async function services(): Promise<Services> {
  return opened.use(
    await openServices(readConfig(process.env), systemClock, undefined, {
      isCommand: true,
      lockWait: lockWaitOfCommands,
    }),
  );
}

function restoring(): Restoring {
  return openRestoring(readConfig(process.env), systemClock);
}

/** What a person can mend (a file, a setting), without a stack; null of what is a fault of ours. */
function inWords(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const why = 'code' in error ? unreadable[String(error.code)] : undefined;
  // Reading a folder tells no path.
  if (why) return `${'path' in error ? String(error.path) : 'What was named'} ${why}`;
  if (error.name === 'ConfigError') return `This command cannot be carried out:\n${error.message}`;
  return ['BackupError', 'DatabaseError', 'HeadFileError'].includes(error.name) ? error.message : null;
}
