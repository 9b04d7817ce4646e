import { Option } from '@commander-js/extra-typings';
import { ends } from '../../../src/library/model/command-line.ts';
import { succeed } from '../../../src/library/model/result.ts';
import { nameKindsInShort } from '../../../src/words/requests/request-mails.ts';
import type { Admin } from '../../command.ts';
import { extensionReasons, pauseReasons } from '../kinds.ts';
import type { Requests } from '../requests.ts';
import { permissionBases } from '../staff/agent-permissions.ts';
import { findings } from '../staff/identity.ts';
import { levels } from '../staff/levels.ts';
import {
  actor,
  complain,
  kindOption,
  messageFileOption,
  messageOption,
  readMessage,
  readUpload,
  referenceArgument,
  say,
} from './messages.ts';

const items = () => kindOption('--item <kind>', 'of what is asked this one alone; again for others');
const because = ['--reason <words>', 'why', ''] as const;

/** What staff do to a request beside answering it. */
export function addActCommands({ program, terminal, open }: Admin<{ requests: Requests }>): void {
  const act = (name: string, description: string) =>
    program.command(name).description(description).addArgument(referenceArgument());
  const actWithWords = (name: string, description: string) =>
    act(name, description).addOption(messageOption()).addOption(messageFileOption());

  actWithWords('ask-identity', 'asks the person to show who they are')
    .addOption(new Option('--level <level>', 'how sure we have to be').choices(levels).default(''))
    .addOption(items())
    .action(
      ends(async (reference, { level, item, ...words }) => {
        const message = await readMessage(words, terminal);
        const { requests } = await open();
        const acted = await requests.askIdentity(reference, { level, items: item, message, actor });
        return await say(acted, ({ items }) => `Asked, for ${nameKindsInShort(items)}.`, {
          requests,
          reference,
          terminal,
        });
      }),
    );
  act('settle-identity', 'records what the person has shown')
    .addOption(new Option('--finding <finding>', 'what was found').choices(findings).default(''))
    .option('--shown <words>', 'what was shown, in few words', '')
    .action(
      ends(async (reference, { finding, shown }) => {
        const { requests } = await open();
        const acted = await requests.settleIdentity(reference, { finding, shown, actor });
        return await say(acted, () => 'On record. What was shown is erased when the items are closed.', {
          requests,
          reference,
          terminal,
        });
      }),
    );
  act('ask-permission', 'asks the person for whom an agent asks whether they allow it')
    .option('--address <address>', 'of the person, as we know them', '')
    .addOption(items())
    .action(
      ends(async (reference, { address, item }) => {
        const { requests } = await open();
        const acted = await requests.askPermission(reference, { address, items: item, actor });
        return await say(
          acted,
          ({ items }) => `Asked by mail, for ${nameKindsInShort(items)}. No clock waits for the answer.`,
          { requests, reference, terminal },
        );
      }),
    );
  act('record-permission', 'records by what right an agent asks for somebody')
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
        const permission = { ...said, items: item, uploaded: uploaded.value, actor };
        const { requests } = await open();
        const acted = await requests.recordPermission(reference, permission);
        return await say(acted, ({ items }) => `On record, for ${nameKindsInShort(items)}: nobody is told.`, {
          requests,
          reference,
          terminal,
        });
      }),
    );
  actWithWords('pause', 'asks the person, where the clock waits for the answer')
    .addOption(new Option('--reason <reason>', 'what is waited for').choices(pauseReasons).default(''))
    .addOption(items())
    .action(
      ends(async (reference, { reason, item, ...words }) => {
        const message = await readMessage(words, terminal);
        const { requests } = await open();
        const acted = await requests.pause(reference, { reason, items: item, message, actor });
        return await say(acted, ({ items }) => `The clocks that may wait do so, for ${nameKindsInShort(items)}.`, {
          requests,
          reference,
          terminal,
        });
      }),
    );
  act('resume', 'lets the clocks go on that wait for the person')
    .option(...because)
    .action(
      ends(async (reference, { reason: why }) => {
        const { requests } = await open();
        const acted = await requests.resume(reference, { why, actor });
        return await say(acted, () => 'The clocks go on.', { requests, reference, terminal });
      }),
    );
  actWithWords('extend', 'takes the longer time that a law gives, and tells the person why')
    .addOption(new Option('--reason <reason>', 'why more time is needed').choices(extensionReasons).default(''))
    .addOption(items())
    .action(
      ends(async (reference, { reason, item, ...words }) => {
        const message = await readMessage(words, terminal);
        const { requests } = await open();
        const acted = await requests.extend(reference, { reason, items: item, message, actor });
        return await say(
          acted,
          ({ items, lawOn, dueOn }) =>
            `Extended for ${nameKindsInShort(items)}: the law gives until ${lawOn}. We work to ${dueOn}: what this site promises has no exception.`,
          { requests, reference, terminal },
        );
      }),
    );
  act('end-extension', 'takes an extension back')
    .option(...because)
    .action(
      ends(async (reference, { reason: why }) => {
        const { requests } = await open();
        const acted = await requests.endExtension(reference, { why, actor });
        return await say(acted, ({ dueOn }) => `Taken back. Due on ${dueOn}.`, { requests, reference, terminal });
      }),
    );
  actWithWords('reopen', 'opens again what was closed')
    .addOption(items())
    .action(
      ends(async (reference, { item, ...words }) => {
        const message = await readMessage(words, terminal);
        const { requests } = await open();
        const acted = await requests.reopen(reference, { items: item, message, actor });
        return await say(acted, ({ items, dueOn }) => `Open again: ${nameKindsInShort(items)}. Due on ${dueOn}.`, {
          requests,
          reference,
          terminal,
        });
      }),
    );
  actWithWords('merge', 'answers it in an earlier one of the same person')
    .option('--into <reference>', 'the earlier request', '')
    .action(
      ends(async (reference, { into, ...words }) => {
        const message = await readMessage(words, terminal);
        const { requests } = await open();
        const acted = await requests.merge(reference, { into, message, actor });
        return await say(acted, ({ into }) => `It is answered in ${into}.`, { requests, reference, terminal });
      }),
    );
  act('posted', 'records that an answer went out by letter, where there is no mail address')
    .option('--on <day>', 'when, as 2026-11-20', '')
    .option('--how <words>', 'how, as by registered letter', '')
    .action(
      ends(async (reference, { on: postedOn, how }) => {
        const { requests } = await open();
        const acted = await requests.recordPosting(reference, { postedOn, how, actor });
        return await say(acted, () => 'On record.', { requests, reference, terminal });
      }),
    );
  act('mark-as-abuse', 'closes what nobody confirmed and somebody else sent')
    .option(...because)
    .action(
      ends(async (reference, { reason: why }) => {
        const { requests } = await open();
        const acted = await requests.markAsAbuse(reference, { why, actor });
        return await say(acted, () => '', { requests, reference, terminal });
      }),
    );
}
