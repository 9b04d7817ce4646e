import { parseArgs } from 'node:util';
import type { Command, Terminal } from '../command.ts';
import type { Hold, HoldProblem, LegalHolds } from './legal-holds.ts';

/** What an operator tells somebody whose deletion has to wait, where nothing else is given. */
const usualWords =
  'A law or a court obliges us to keep what we hold about you for now. We use it for nothing else on that account.';

/** `npm run admin -- holds <verb>`: duties to keep what we hold about somebody. */
export function holdCommands(holds: LegalHolds): Readonly<Record<string, Command>> {
  return {
    add: {
      usage: '--account ADDRESS --reason "…" --owner "…" --until YYYY-MM-DD [--tell "…" | --tell-nothing]',
      run: add,
    },
    list: { usage: '', run: list },
    end: { usage: 'ID', run: end },
  };

  async function add(args: string[], terminal: Terminal): Promise<number> {
    const text = { type: 'string', default: '' } as const;
    const { values } = parseArgs({
      args,
      options: {
        ...{ account: text, reason: text, owner: text, until: text },
        tell: { type: 'string', default: usualWords },
        'tell-nothing': { type: 'boolean', default: false },
      },
    });
    const added = await holds.add({
      address: values.account,
      reason: values.reason,
      owner: values.owner,
      endsOn: values.until,
      told: values['tell-nothing'] ? '' : values.tell,
    });
    if (!added.ok) return complainOf(added.problems, terminal);
    terminal.print(`${added.value.id} holds until the end of ${values.until}. A deletion asked for meanwhile waits.`);
    return 0;
  }

  async function list(_: string[], { print }: Terminal): Promise<number> {
    const all = await holds.list();
    for (const hold of all) print(line(hold));
    if (all.length === 0) print('Nothing is held.');
    return 0;
  }

  async function end(args: string[], terminal: Terminal): Promise<number> {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    const ended = await holds.end(positionals[0] ?? '');
    if (!ended.ok) return complainOf(ended.problems, terminal);
    terminal.print('It holds no longer. A deletion that waited for it is carried out within a minute of the server.');
    return 0;
  }
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

function complainOf(problems: readonly HoldProblem[], { complain }: Terminal): number {
  for (const problem of problems) complain(words[problem]);
  return 1;
}
