import { parseArgs } from 'node:util';
import type { Command, Terminal } from '../command.ts';
import { momentInWords } from '../dates.ts';
import type { Accounts } from './accounts.ts';
import type { EndFactorProblem } from './second-factor/operator-removal.ts';

const sentences: Readonly<Record<EndFactorProblem, string>> = {
  'account-unknown': 'There is no account with that address.',
  'factor-off': 'That account has no second factor.',
  'reason-missing': 'Say why, on one line of at most 200 characters, as the holder will read it: --reason "…"',
};

/** What the operator does with accounts: `npm run admin -- accounts <verb>`. */
export function accountCommands(accounts: Pick<Accounts, 'announceEndOfFactor'>): Readonly<Record<string, Command>> {
  return { 'end-second-factor': { usage: 'ADDRESS --reason "…"', run: endSecondFactor } };

  async function endSecondFactor(args: string[], terminal: Terminal): Promise<number> {
    const options = { reason: { type: 'string', default: '' } } as const;
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    const [address, ...others] = positionals;
    if (!address || others.length > 0) {
      terminal.complain('Say whose: accounts end-second-factor ada@example.com --reason "…"');
      return 64;
    }
    const announced = await accounts.announceEndOfFactor(address, values.reason);
    if (!announced.ok) {
      for (const problem of announced.problems) terminal.complain(sentences[problem]);
      return 1;
    }
    terminal.print(
      `The second factor ends on ${momentInWords(announced.value)}. The holder is told by mail, and keeps it by signing in with a code before then. The password is still needed.`,
    );
    return 0;
  }
}
