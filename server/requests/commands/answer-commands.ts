import { writeFile } from 'node:fs/promises';
import { Option } from '@commander-js/extra-typings';
import { ends } from '../../../src/library/model/command-line.ts';
import { nameKindsInShort } from '../../../src/words/requests/request-mails.ts';
import type { Admin, Terminal } from '../../command.ts';
import { closings, grounds, isForBusiness, type RequestKind } from '../kinds.ts';
import type { Requests } from '../requests.ts';
import type { Closed, Closing } from '../staff/replies.ts';
import { dossierLines, entryLine } from './display.ts';
import {
  actor,
  actsBy,
  complain,
  kindOption,
  messageFileOption,
  messageOption,
  previewLines,
  readMessage,
  referenceArgument,
  say,
} from './messages.ts';

const outcome = () => new Option('--outcome <outcome>', 'how it ends').choices(closings);
const ground = () => new Option('--ground <ground>', 'why it is refused').choices(grounds);
const items = () => kindOption('--item <kind>', 'ends this one alone; again for others');
const meaning = ['--meaning <words>', 'what a refusal means for the person'] as const;
const deed = ['--deed <words>', 'what was done'] as const;
const answersMessage = ['--answers-message', 'it answers what the person wrote last'] as const;

/** What is asked, and how staff answer it. */
export function addAnswerCommands({ program, terminal, open }: Admin<{ requests: Requests }>): void {
  program
    .command('list')
    .description('what is open, the earliest due first')
    .option('--all', 'what is closed too')
    .action(async ({ all = false }) => {
      const { requests } = await open();
      const entries = await requests.list({ all });
      for (const entry of entries) terminal.print(entryLine(entry));
      if (entries.length === 0) terminal.print(all ? 'There are no requests.' : 'No request is open.');
    });
  program
    .command('next')
    .description('the earliest due: its facts, an answer to begin with, what would be sent, and with --send that')
    .addOption(outcome())
    .addOption(messageOption())
    .addOption(messageFileOption())
    .addOption(ground())
    .option(...meaning)
    .option(...deed)
    .addOption(items())
    .option(...answersMessage)
    .option('--send', 'sends it')
    .action(
      ends(async ({ outcome, send = false, ...answer }) => {
        const { requests } = await open();
        const [entry] = await requests.list();
        if (!entry) {
          terminal.print('No request is open.');
          return 0;
        }
        if (outcome) return await end(requests, entry.reference, { ...answer, outcome }, { terminal, isSent: send });
        const shown = await requests.show(entry.reference);
        if (!shown.ok) return complain(shown, terminal);
        for (const line of dossierLines(shown.value)) terminal.print(line);
        if (entry.kinds.some(isForBusiness)) {
          terminal.print(`\nTo pass it on: requests route ${entry.reference} --business NAME --to ADDRESS`);
          return 0;
        }
        terminal.print('\nAn answer to begin with:\n');
        terminal.print(await requests.draftFor(entry.reference, { act: 'done' }));
        terminal.print(
          '\nTo see what would be sent: requests next --outcome done --message-file FILE. To send it: --send',
        );
        return 0;
      }),
    );
  program
    .command('show')
    .description('one request: who says what, what we know, each day by which something was due')
    .addArgument(referenceArgument())
    .option('--source <file>', 'writes out what came by mail')
    .action(
      ends(async (reference, { source }) => {
        const { requests } = await open();
        const shown = await requests.show(reference);
        if (!shown.ok) return complain(shown, terminal);
        for (const line of dossierLines(shown.value)) terminal.print(line);
        return source === undefined ? 0 : await writeSources(await requests.sources(reference), source, terminal);
      }),
    );
  program
    .command('reply')
    .description('writes to the person and leaves it open')
    .addArgument(referenceArgument())
    .addOption(messageOption())
    .addOption(messageFileOption())
    .action(
      actsBy({ terminal, open })(
        (requests, reference, { message, actor }) => requests.reply(reference, { message, actor }),
        () => '',
      ),
    );
  program
    .command('close')
    .description('answers it, or those items of it that are named')
    .addArgument(referenceArgument())
    .addOption(outcome().makeOptionMandatory())
    .addOption(messageOption())
    .addOption(messageFileOption())
    .addOption(ground())
    .option(...meaning)
    .option(...deed)
    .addOption(items())
    .option(...answersMessage)
    .option('--preview', 'shows what would be sent, and sends nothing')
    .action(
      ends(async (reference, { preview = false, ...answer }) => {
        const { requests } = await open();
        return await end(requests, reference, answer, { terminal, isSent: !preview });
      }),
    );
  program
    .command('route')
    .description('passes it on to the business whose customer asks')
    .addArgument(referenceArgument())
    .option('--business <name>', 'what it is called', '')
    .option('--to <address>', 'of its legal contact')
    .option(...answersMessage)
    .action(
      ends(async (reference, { business, to: email, answersMessage }) => {
        const { requests } = await open();
        const routed = await requests.route(reference, { business, email, answersMessage, actor });
        if (!routed.ok) return complain(routed, terminal);
        terminal.print(routed.value.isTold ? 'The business is told, and so is the person.' : 'The person is told.');
        return 0;
      }),
    );
}

async function writeSources(sources: readonly Uint8Array[], path: string, terminal: Terminal): Promise<number> {
  if (sources.length === 0) {
    terminal.complain('There is no original mail for this request.');
    return 1;
  }
  for (const [at, source] of sources.entries()) {
    const file = at === 0 ? path : `${path}.${at + 1}`;
    // A file that is there already would keep its mode, and others might read it.
    await writeFile(file, source, { mode: 0o600, flag: 'wx' });
    terminal.print(`An original mail is in ${file}. It holds personal data: delete it when you have read it.`);
  }
  return 0;
}

/** What the options say of it. */
interface Answer extends Omit<Closing, 'actor' | 'revision' | 'items'> {
  readonly item: readonly RequestKind[];
  readonly messageFile?: string | undefined;
}

async function end(
  requests: Requests,
  reference: string,
  { item: items, message, messageFile, ...answer }: Answer,
  { terminal, isSent }: { terminal: Terminal; isSent: boolean },
): Promise<number> {
  const closing = { ...answer, items, message: await readMessage({ message, messageFile }, terminal), actor };
  if (!isSent) {
    const rehearsed = await requests.rehearseClose(reference, closing);
    if (!rehearsed.ok) return complain(rehearsed, terminal);
    for (const line of previewLines(rehearsed.value)) terminal.print(line);
    terminal.print('\nNothing is sent yet.');
    return 0;
  }
  const done = ({ ended, closed }: Closed) =>
    closed
      ? `The request is closed. Ended: ${nameKindsInShort(ended)}.`
      : `Ended: ${nameKindsInShort(ended)}. Others of the request are still open.`;
  return await say(await requests.close(reference, closing), done, { requests, reference, terminal });
}
