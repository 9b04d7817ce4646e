import { ends } from '../../src/library/model/command-line.ts';
import { type Admin, complainOf } from '../command.ts';
import { momentInWords } from '../dates.ts';
import type { Accounts } from './accounts.ts';
import type { EndFactorProblem } from './second-factor/operator-removal.ts';

const sentences: Readonly<Record<EndFactorProblem, string>> = {
  'account-unknown': 'There is no account with that address.',
  'factor-off': 'That account has no second factor.',
  'reason-missing': 'Say why, on one line of at most 200 characters, as the holder will read it: --reason "…"',
};

/** What the operator does with accounts: `npm run admin -- accounts <verb>`. */
export function addAccountCommands({
  program,
  terminal,
  open,
}: Admin<{ accounts: Pick<Accounts, 'announceEndOfFactor'> }>): void {
  const noun = program.command('accounts').description('what the operator does for the holders of accounts');
  noun
    .command('end-second-factor')
    .description('ends the second factor of somebody who has lost it; they are told, and can keep it')
    .argument('<address>', 'the mail address of the account')
    .option('--reason <line>', 'why, as the holder will read it', '')
    .action(
      ends(async (address, { reason }) => {
        const { accounts } = await open();
        const announced = await accounts.announceEndOfFactor(address, reason);
        if (!announced.ok) return complainOf(terminal, sentences, announced.problems);
        terminal.print(
          `The second factor ends on ${momentInWords(announced.value)}. The holder is told by mail, and keeps it by signing in with a code before then. The password is still needed.`,
        );
        return 0;
      }),
    );
}
