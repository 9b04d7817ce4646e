import { ends } from '../../src/library/model/command-line.ts';
import { type Admin, complainOf } from '../command.ts';
import type { Hold, HoldProblem, LegalHolds } from './legal-holds.ts';

/** What an operator tells somebody whose deletion has to wait, where nothing else is given. */
const usualWords =
  'A law or a court obliges us to keep what we hold about you for now. We use it for nothing else on that account.';

/** Duties to keep what we hold about somebody: `npm run admin -- holds <verb>`. */
export function addHoldCommands({ program, terminal, open }: Admin<{ legalHolds: LegalHolds }>): void {
  const noun = program.command('holds').description('duties to keep what is held about somebody');
  noun
    .command('add')
    .description('keeps what is held about somebody, whatever is asked meanwhile')
    .requiredOption('--account <address>', 'the mail address of the account')
    .option('--reason <line>', 'why; it is stored encrypted, and shown to nobody but operators', '')
    .option('--owner <line>', 'who answers for it and sees to its end', '')
    .option('--until <day>', 'the last day on which it holds, as 2027-06-30', '')
    .option('--tell <words>', 'what somebody is told whose deletion has to wait', usualWords)
    .option('--tell-nothing', 'the law forbids to tell them')
    .action(
      ends(async ({ account: address, reason, owner, until: endsOn, tell, tellNothing }) => {
        const { legalHolds } = await open();
        const added = await legalHolds.add({ address, reason, owner, endsOn, told: tellNothing ? '' : tell });
        if (!added.ok) return complainOf(terminal, words, added.problems);
        terminal.print(`${added.value.id} holds until the end of ${endsOn}. A deletion asked for meanwhile waits.`);
        return 0;
      }),
    );
  noun
    .command('list')
    .description('those in force, and those that ended')
    .action(async () => {
      const { legalHolds } = await open();
      const all = await legalHolds.list();
      for (const hold of all) terminal.print(line(hold));
      if (all.length === 0) terminal.print('Nothing is held.');
    });
  noun
    .command('end')
    .description('ends one; a deletion that waited for it is carried out')
    .argument('<id>', 'as list shows it')
    .action(
      ends(async (id) => {
        const { legalHolds } = await open();
        const ended = await legalHolds.end(id);
        if (!ended.ok) return complainOf(terminal, words, ended.problems);
        terminal.print(
          'It holds no longer. A deletion that waited for it is carried out within a minute of the server.',
        );
        return 0;
      }),
    );
}

/** Names the account by its number alone: lists are read over shoulders. */
function line({ id, accountId, reason, owner, endsOn, isActive, isInTheWay }: Hold): string {
  const state = isActive ? `until ${endsOn}` : 'ended';
  const waits = isActive && isInTheWay ? 'A DELETION WAITS' : '';
  return [id, state, `account ${accountId}`, `owner: ${owner}`, reason, waits].filter(Boolean).join('\t');
}

const words: Record<HoldProblem, string> = {
  'account-unknown': 'No account has this address. What is erased already cannot be held.',
  'reason-missing': 'Say why, on one line: --reason "…". It is stored encrypted, and shown to nobody but operators.',
  'owner-missing': 'Say who answers for it and sees to its end, on one line: --owner "…"',
  'told-invalid': 'What the person is told holds signs that nobody can see. Type it again: --tell "…"',
  'end-invalid': 'Say the last day on which it holds: --until 2027-06-30. A longer duty is another hold.',
  'end-past': 'The last day of a hold cannot lie in the past.',
  'hold-unknown': 'No hold of that id is in force. See: npm run admin -- holds list',
};
