import { ends } from '../../src/library/model/command-line.ts';
import { type Admin, complainOf } from '../command.ts';
import type { Bound } from '../context.ts';
import { quoted } from '../terminal.ts';
import type { MailProblem } from './dead-letters.ts';
import type { mail as verbs } from './mail.ts';
import type { MailRecord } from './records.ts';

type Mail = Pick<
  Bound<typeof verbs>,
  'list' | 'show' | 'retry' | 'discard' | 'refusals' | 'clearRefusalBy' | 'dnsRecords'
>;

/** What an operator does with mail: `npm run admin -- mail <verb>`. */
export function addMailCommands({ program, terminal, open }: Admin<{ mail: Mail }>): void {
  const { print } = terminal;
  const noun = program.command('mail').description('mails that wait, went or were given up');
  noun
    .command('list')
    .description('all that are kept, newest last')
    .option('--failed', 'those alone that were given up or set aside')
    .action(async ({ failed = false }) => {
      const { mail } = await open();
      const records = await mail.list({ failed });
      for (const record of records) print(line(record));
      if (records.length === 0) print(failed ? 'No mail has failed.' : 'There is no mail yet.');
    });
  noun
    .command('show')
    .description('whom a mail goes to and what it says')
    .argument('<id>', 'as list shows it')
    .action(
      ends(async (id) => {
        const { mail } = await open();
        const found = await mail.show(id);
        if (!found) return complainOf(terminal, sentences, ['mail-unknown']);
        print(line(found.record));
        if (!found.mail) return complainOf(terminal, sentences, ['mail-erased']);
        const { from, to, replyTo, subject, text, headers, messageId, queuedAt } = found.mail;
        const named = { From: from, To: to, 'Reply-To': replyTo, Subject: subject, Date: queuedAt };
        const all = { ...named, 'Message-ID': messageId, ...headers };
        const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
        print(`\n${quoted([...lines, '', text.trimEnd()].join('\n')).join('\n')}`);
        return 0;
      }),
    );
  decision('retry', 'queues a mail again that was given up', 'It is queued again.');
  decision('discard', 'gives up a mail that was set aside', 'It is given up.');
  noun
    .command('check')
    .description('which DNS records must stand for mail to arrive, and which are missing')
    .action(
      ends(async () => {
        const { mail } = await open();
        const records = await mail.dnsRecords();
        for (const { state, purpose, type, name, expected } of records)
          print([dnsWords[state], purpose, type, name, expected].join('\t'));
        if (!records.some(({ purpose }) => purpose === 'DKIM'))
          print('DKIM: look at your mail server, which alone knows the selector under which it signs.');
        if (records.some(({ name }) => name.startsWith('resend.')))
          print(
            'Mail to the desk: the MX that Resend shows for receiving, at the domain of the privacy address or at one to ' +
              'which its mail is forwarded, and a webhook for email.received. See docs/running.md.',
          );
        return records.every(({ state }) => state === 'stands') ? 0 : 1;
      }),
    );
  noun
    .command('undeliverable')
    .description('addresses that are not there, each by the mail that told us')
    .option('--clear <id>', 'the address of that mail is there again')
    .action(
      ends(async ({ clear }) => {
        const { mail } = await open();
        if (clear !== undefined) {
          const isCleared = await mail.clearRefusalBy(clear);
          if (isCleared)
            print('The address gets notices again, and what was withheld of versions that wait for their day.');
          else terminal.complain('No address is known by that mail. "mail undeliverable" shows them.');
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
      }),
    );

  function decision(name: 'retry' | 'discard', does: string, done: string): void {
    noun
      .command(name)
      .description(does)
      .argument('<id>', 'as list shows it')
      .action(
        ends(async (id) => {
          const { mail } = await open();
          const problem = await mail[name](id);
          if (problem) return complainOf(terminal, sentences, [problem]);
          print(done);
          return 0;
        }),
      );
  }
}

const dnsWords = {
  stands: 'stands',
  missing: 'MISSING',
  unasked: 'NOT ASKED: the name system did not answer',
} as const;

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
    waiting: attempts > 0 ? 'waiting, next try' : 'waiting since',
  }[state];
  return [queuedAt, id, template, `${what} ${at}`, problem ?? ''].join('\t').trimEnd();
}
