import { programOf, runProgram } from '../src/library/model/command-line.ts';
import { addAccountCommands } from './accounts/commands.ts';
import { addApiKeyCommands } from './api/commands.ts';
import { addBackupCommands, addRestoreCommand } from './backups/commands.ts';
import type { Restoring } from './backups/restore.ts';
import type { Terminal } from './command.ts';
import { addAgreementCommands } from './consent/agreement-commands.ts';
import { addClockCommands } from './db/time-commands.ts';
import { addStaffCommands } from './desk/commands.ts';
import { addNoticeCommands } from './desk/notices/commands.ts';
import { addLedgerCommands } from './ledger/commands.ts';
import { addMailCommands } from './mail/commands.ts';
import { addHoldCommands } from './personal-data/commands.ts';
import { addRequestCommands } from './requests/commands/commands.ts';
import type { Services } from './services.ts';
import { showingAll } from './terminal.ts';

/** What a command opens once it needs it: the help, and whatever reads files alone, need neither database nor settings. */
interface Opening {
  services(): Promise<Services>;
  restoring(): Restoring;
}

/** What each room lets the operator do: `npm run admin -- <noun> <verb> …`, in the order in which they are listed. */
const rooms = [
  ...[
    addRequestCommands,
    addStaffCommands,
    addAccountCommands,
    addAgreementCommands,
    addHoldCommands,
    addNoticeCommands,
  ],
  ...[addMailCommands, addLedgerCommands, addApiKeyCommands, addBackupCommands, addClockCommands],
];

/** Runs what the words name and returns the exit code: 0 done, 1 not done, 64 (EX_USAGE) called wrongly. */
export async function runAdmin(words: readonly string[], opening: Opening, plain: Terminal): Promise<number> {
  const terminal = showingAll(plain);
  const program = programOf('admin', terminal);
  for (const add of rooms) add({ program, terminal, open: opening.services });
  addRestoreCommand({ program, terminal, open: async () => opening.restoring() });
  return await runProgram(program, words);
}
