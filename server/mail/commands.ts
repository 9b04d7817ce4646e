import { parseArgs } from 'node:util';
import type { Command, Terminal } from '../command.ts';
import type { Bound } from '../context.ts';
import { quoted } from '../terminal.ts';
import type { MailProblem } from './dead-letters.ts';
import type { mail as verbs } from './mail.ts';
import type { MailRecord } from './records.ts';

type Mail = Pick<Bound<typeof verbs>, 'list' | 'show' | 'retry' | 'discard' | 'refusals' | 'clearRefusalBy'>;

/** What an operator does with mail: `npm run admin -- mail <verb>`. */
export function mailCommands(mail: Mail): Readonly<Record<string, Command>> {
  return {
    list: { usage: '[--failed]', run: list },
    show: { usage: 'ID', run: show },
    retry: { usage: 'ID', run: (args, terminal) => decide(args, terminal, mail.retry, 'It is queued again.') },
    discard: { usage: 'ID', run: (args, terminal) => decide(args, terminal, mail.discard, 'It is given up.') },
    undeliverable: { usage: '[--clear ID]', run: undeliverable },
  };

  /** Addresses that are not there, each by the mail that told us: `show` tells whom it went to. */
  async function undeliverable(args: string[], { print, complain }: Terminal): Promise<number> {
    const { clear } = parseArgs({ args, options: { clear: { type: 'string' } } }).values;
    if (clear !== undefined) {
      const isCleared = await mail.clearRefusalBy(clear);
      if (isCleared)
        print('The address gets notices again, and what was withheld of versions that wait for their day.');
      else complain('No address is known by that mail. "mail undeliverable" shows them.');
      return isCleared ? 0 : 1;
    }
    const rows = await mail.refusals();
    for (const { since, problem, mail_id } of rows) print([since, problem, `mail ${mail_id}`].join('\t'));
    print(
      rows.length === 0
        ? 'No address is known that takes no mail.'
        : 'These addresses get no notices until a mail to them is accepted, or until "--clear" with the id of the mail. ' +
            '"mail show ID" shows whom one went to.',
    );
    return 0;
  }

  async function list(args: string[], { print }: Terminal): Promise<number> {
    const { values } = parseArgs({ args, options: { failed: { type: 'boolean', default: false } } });
    const records = await mail.list({ failed: values.failed });
    for (const record of records) print(line(record));
    if (records.length === 0) print(values.failed ? 'No mail has failed.' : 'There is no mail yet.');
    return 0;
  }

  /** Prints whom the mail goes to and what it says: that is what it is asked for. */
  async function show(args: string[], terminal: Terminal): Promise<number> {
    const found = await mail.show(readId(args));
    if (!found) return complain('mail-unknown', terminal);
    terminal.print(line(found.record));
    if (!found.mail) return complain('mail-erased', terminal);
    const { from, to, replyTo, subject, text, headers, messageId, queuedAt } = found.mail;
    const all = { From: from, To: to, 'Reply-To': replyTo, Subject: subject, Date: queuedAt, 'Message-ID': messageId };
    const lines = Object.entries({ ...all, ...headers }).map(([name, value]) => `${name}: ${value}`);
    terminal.print(`\n${quoted([...lines, '', text.trimEnd()].join('\n')).join('\n')}`);
    return 0;
  }

  async function decide(
    args: string[],
    terminal: Terminal,
    act: (id: string) => Promise<MailProblem | null>,
    done: string,
  ): Promise<number> {
    const problem = await act(readId(args));
    if (problem) return complain(problem, terminal);
    terminal.print(done);
    return 0;
  }
}

function readId(args: string[]): string {
  return parseArgs({ args, allowPositionals: true }).positionals[0] ?? '';
}

function complain(problem: MailProblem, terminal: Terminal): number {
  terminal.complain(sentences[problem]);
  return 1;
}

const sentences: Record<MailProblem, string> = {
  'mail-unknown': 'There is no mail of that id. "mail list" shows the ids.',
  'mail-not-failed': 'This mail has not failed: it was sent, or waits to be sent.',
  'mail-held': 'A legal hold covers this mail: it is kept until the hold ends. See: npm run admin -- holds list',
  'mail-erased': 'The text of this mail has been erased, or cannot be read any more.',
};

function line({ id, template, state, at, queuedAt, attempts, problem }: MailRecord): string {
  const what = {
    sent: 'sent',
    failed: 'FAILED',
    withheld: 'withheld',
    waiting: attempts > 0 ? 'waiting, next try' : 'waiting since',
  }[state];
  return [queuedAt, id, template, `${what} ${at}`, problem ?? ''].join('\t').trimEnd();
}
