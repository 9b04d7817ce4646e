import { Argument, Option } from '@commander-js/extra-typings';
import { ends } from '../../../src/library/model/command-line.ts';
import { succeed } from '../../../src/library/model/result.ts';
import { nameKindsInShort } from '../../../src/words/requests/request-mails.ts';
import type { Admin } from '../../command.ts';
import { extensionReasons, pauseReasons } from '../kinds.ts';
import { permissionBases } from '../permissions.ts';
import type { Requests } from '../requests.ts';
import { findings } from '../staff/identity.ts';
import { levels } from '../staff/levels.ts';
import { complain, kindOption, messageFileOption, messageOption, readMessage, readUpload, tell } from './messages.ts';

const actor = 'command';
const reference = () => new Argument('<reference>', 'as WT-7F3K-92QD');
const items = () => kindOption('--item <kind>', 'of what is asked this one alone; again for others');
const because = ['--reason <words>', 'why', ''] as const;

/** What staff do to a request beside answering it. */
export function addActCommands({ program, terminal, open }: Admin<{ requests: Requests }>): void {
  program
    .command('ask-identity')
    .description('asks the person to show who they are')
    .addArgument(reference())
    .addOption(new Option('--level <level>', 'how sure we have to be').choices(levels).default(''))
    .addOption(messageOption())
    .addOption(messageFileOption())
    .addOption(items())
    .action(
      ends(async (reference, { level, item, ...words }) => {
        const message = (await readMessage(words, terminal)) ?? '';
        const { requests } = await open();
        const asked = await requests.askIdentity(reference, { level, items: item, message, actor });
        if (!asked.ok) return complain(asked, terminal);
        terminal.print(`Asked, for ${nameKindsInShort(asked.value.items)}.`);
        return await tell(requests, asked.value.delivery, { reference }, terminal);
      }),
    );
  program
    .command('settle-identity')
    .description('records what the person has shown')
    .addArgument(reference())
    .addOption(new Option('--finding <finding>', 'what was found').choices(findings).default(''))
    .option('--shown <words>', 'what was shown, in few words', '')
    .action(
      ends(async (reference, { finding, shown }) => {
        const { requests } = await open();
        const settled = await requests.settleIdentity(reference, { finding, shown, actor });
        if (!settled.ok) return complain(settled, terminal);
        terminal.print('On record. What was shown is erased when the items are closed.');
        return 0;
      }),
    );
  program
    .command('ask-permission')
    .description('asks the person for whom an agent asks whether they allow it')
    .addArgument(reference())
    .option('--address <address>', 'of the person, as we know them', '')
    .addOption(items())
    .action(
      ends(async (reference, { address, item }) => {
        const { requests } = await open();
        const asked = await requests.askPermission(reference, { address, items: item, actor });
        if (!asked.ok) return complain(asked, terminal);
        terminal.print(`Asked by mail, for ${nameKindsInShort(asked.value.items)}. No clock waits for the answer.`);
        return 0;
      }),
    );
  program
    .command('record-permission')
    .description('records by what right an agent asks for somebody')
    .addArgument(reference())
    .addOption(new Option('--basis <basis>', 'by what right').choices(permissionBases).default(''))
    .option('--address <address>', 'of the person, as we know them', '')
    .option('--shown <words>', 'how you made sure of it, in few words', '')
    .option('--file <number>', 'what shows it, of the files of the request: requests show names them')
    .option('--letter <file>', 'what shows it, as a picture of a letter')
    .addOption(items())
    .action(
      ends(async (reference, { item, letter, ...said }) => {
        const uploaded = letter === undefined ? succeed([]) : await readUpload(letter);
        if (!uploaded.ok) return complain(uploaded, terminal);
        const { requests } = await open();
        const recorded = await requests.recordPermission(reference, {
          ...{ ...said, items: item, uploaded: uploaded.value, actor },
        });
        if (!recorded.ok) return complain(recorded, terminal);
        terminal.print(`On record, for ${nameKindsInShort(recorded.value.items)}: nobody is told.`);
        return 0;
      }),
    );
  program
    .command('pause')
    .description('asks the person, where the clock waits for the answer')
    .addArgument(reference())
    .addOption(new Option('--reason <reason>', 'what is waited for').choices(pauseReasons).default(''))
    .addOption(messageOption())
    .addOption(messageFileOption())
    .addOption(items())
    .action(
      ends(async (reference, { reason, item, ...words }) => {
        const message = (await readMessage(words, terminal)) ?? '';
        const { requests } = await open();
        const paused = await requests.pause(reference, { reason, items: item, message, actor });
        if (!paused.ok) return complain(paused, terminal);
        terminal.print(`The clocks that may wait do so, for ${nameKindsInShort(paused.value.items)}.`);
        return await tell(requests, paused.value.delivery, { reference }, terminal);
      }),
    );
  program
    .command('resume')
    .description('lets the clocks go on that wait for the person')
    .addArgument(reference())
    .option(...because)
    .action(
      ends(async (reference, { reason }) => {
        const { requests } = await open();
        const resumed = await requests.resume(reference, { reason, actor });
        if (!resumed.ok) return complain(resumed, terminal);
        terminal.print('The clocks go on.');
        return 0;
      }),
    );
  program
    .command('extend')
    .description('takes the longer time that a law gives, and tells the person why')
    .addArgument(reference())
    .addOption(new Option('--reason <reason>', 'why more time is needed').choices(extensionReasons).default(''))
    .addOption(messageOption())
    .addOption(messageFileOption())
    .addOption(items())
    .action(
      ends(async (reference, { reason, item, ...words }) => {
        const message = (await readMessage(words, terminal)) ?? '';
        const { requests } = await open();
        const extended = await requests.extend(reference, { reason, items: item, message, actor });
        if (!extended.ok) return complain(extended, terminal);
        const { lawOn, dueOn, delivery } = extended.value;
        terminal.print(
          `Extended for ${nameKindsInShort(extended.value.items)}: the law gives until ${lawOn}. We work to ${dueOn}: what this site promises has no exception.`,
        );
        return await tell(requests, delivery, { reference }, terminal);
      }),
    );
  program
    .command('end-extension')
    .description('takes an extension back')
    .addArgument(reference())
    .option(...because)
    .action(
      ends(async (reference, { reason }) => {
        const { requests } = await open();
        const ended = await requests.endExtension(reference, { reason, actor });
        if (!ended.ok) return complain(ended, terminal);
        terminal.print(`Taken back. Due on ${ended.value.dueOn}.`);
        return await tell(requests, ended.value.delivery, { reference }, terminal);
      }),
    );
  program
    .command('reopen')
    .description('opens again what was closed')
    .addArgument(reference())
    .addOption(messageOption())
    .addOption(messageFileOption())
    .addOption(items())
    .action(
      ends(async (reference, { item, ...words }) => {
        const message = (await readMessage(words, terminal)) ?? '';
        const { requests } = await open();
        const reopened = await requests.reopen(reference, { items: item, message, actor });
        if (!reopened.ok) return complain(reopened, terminal);
        terminal.print(`Open again: ${nameKindsInShort(reopened.value.items)}. Due on ${reopened.value.dueOn}.`);
        return await tell(requests, reopened.value.delivery, { reference }, terminal);
      }),
    );
  program
    .command('merge')
    .description('answers it in an earlier one of the same person')
    .addArgument(reference())
    .option('--into <reference>', 'the earlier request', '')
    .addOption(messageOption())
    .addOption(messageFileOption())
    .action(
      ends(async (reference, { into, ...words }) => {
        const message = (await readMessage(words, terminal)) ?? '';
        const { requests } = await open();
        const merged = await requests.merge(reference, { into, message, actor });
        if (!merged.ok) return complain(merged, terminal);
        terminal.print(`It is answered in ${merged.value.into}.`);
        return await tell(requests, merged.value.delivery, { reference }, terminal);
      }),
    );
  program
    .command('posted')
    .description('records that an answer went out by letter, where there is no mail address')
    .addArgument(reference())
    .option('--on <day>', 'when, as 2026-11-20', '')
    .option('--how <words>', 'how, as by registered letter', '')
    .action(
      ends(async (reference, { on: postedOn, how }) => {
        const { requests } = await open();
        const posted = await requests.recordPosting(reference, { postedOn, how, actor });
        if (!posted.ok) return complain(posted, terminal);
        terminal.print('On record.');
        return 0;
      }),
    );
  program
    .command('mark-as-abuse')
    .description('closes what nobody confirmed and somebody else sent')
    .addArgument(reference())
    .option(...because)
    .action(
      ends(async (reference, { reason }) => {
        const { requests } = await open();
        const marked = await requests.markAsAbuse(reference, { reason, actor });
        if (!marked.ok) return complain(marked, terminal);
        return await tell(requests, marked.value.delivery, { reference }, terminal);
      }),
    );
}
