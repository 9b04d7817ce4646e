import { Option } from '@commander-js/extra-typings';
import { succeed } from '../../../src/library/model/result.ts';
import { nameKindsInShort } from '../../../src/words/requests/request-mails.ts';
import type { Admin } from '../../command.ts';
import { extensionReasons, pauseReasons } from '../kinds.ts';
import type { Requests } from '../requests.ts';
import { permissionBases } from '../staff/agent-permissions.ts';
import { findings } from '../staff/identity.ts';
import { levels } from '../staff/levels.ts';
import { actsBy, kindOption, messageFileOption, messageOption, readUpload, referenceArgument } from './messages.ts';

const items = () => kindOption('--item <kind>', 'of what is asked this one alone; again for others');
const because = ['--reason <words>', 'why', ''] as const;

/** What staff do to a request beside answering it. */
export function addActCommands(admin: Admin<{ requests: Requests }>): void {
  const acts = actsBy(admin);
  const act = (name: string, description: string) =>
    admin.program.command(name).description(description).addArgument(referenceArgument());
  const actWithWords = (name: string, description: string) =>
    act(name, description).addOption(messageOption()).addOption(messageFileOption());

  actWithWords('ask-identity', 'asks the person to show who they are')
    .addOption(new Option('--level <level>', 'how sure we have to be').choices(levels).default(''))
    .addOption(items())
    .action(
      acts(
        (requests, reference, { level, item: items, message, actor }) =>
          requests.askIdentity(reference, { level, items, message, actor }),
        ({ items }) => `Asked, for ${nameKindsInShort(items)}.`,
      ),
    );
  act('settle-identity', 'records what the person has shown')
    .addOption(new Option('--finding <finding>', 'what was found').choices(findings).default(''))
    .option('--shown <words>', 'what was shown, in few words', '')
    .action(
      acts(
        (requests, reference, { finding, shown, actor }) =>
          requests.settleIdentity(reference, { finding, shown, actor }),
        () => 'On record. What was shown is erased when the items are closed.',
      ),
    );
  act('ask-permission', 'asks the person for whom an agent asks whether they allow it')
    .option('--address <address>', 'of the person, as we know them', '')
    .addOption(items())
    .action(
      acts(
        (requests, reference, { address, item: items, actor }) =>
          requests.askPermission(reference, { address, items, actor }),
        ({ items }) => `Asked by mail, for ${nameKindsInShort(items)}. No clock waits for the answer.`,
      ),
    );
  act('record-permission', 'records by what right an agent asks for somebody')
    .addOption(new Option('--basis <basis>', 'by what right').choices(permissionBases).default(''))
    .option('--address <address>', 'of the person, as we know them', '')
    .option('--shown <words>', 'how you made sure of it, in few words', '')
    .option('--file <number>', 'what shows it, of the files of the request: requests show names them')
    .option('--letter <file>', 'what shows it, as a picture of a letter')
    .addOption(items())
    .action(
      acts(
        async (requests, reference, { basis, address, shown, file, letter, item: items, actor }) => {
          const uploaded = letter === undefined ? succeed([]) : await readUpload(letter);
          if (!uploaded.ok) return uploaded;
          const permission = { basis, address, shown, file, items, uploaded: uploaded.value, actor };
          return await requests.recordPermission(reference, permission);
        },
        ({ items }) => `On record, for ${nameKindsInShort(items)}: nobody is told.`,
      ),
    );
  actWithWords('pause', 'asks the person, where the clock waits for the answer')
    .addOption(new Option('--reason <reason>', 'what is waited for').choices(pauseReasons).default(''))
    .addOption(items())
    .action(
      acts(
        (requests, reference, { reason, item: items, message, actor }) =>
          requests.pause(reference, { reason, items, message, actor }),
        ({ items }) => `The clocks that may wait do so, for ${nameKindsInShort(items)}.`,
      ),
    );
  act('resume', 'lets the clocks go on that wait for the person')
    .option(...because)
    .action(
      acts(
        (requests, reference, { reason: why, actor }) => requests.resume(reference, { why, actor }),
        () => 'The clocks go on.',
      ),
    );
  actWithWords('extend', 'takes the longer time that a law gives, and tells the person why')
    .addOption(new Option('--reason <reason>', 'why more time is needed').choices(extensionReasons).default(''))
    .addOption(items())
    .action(
      acts(
        (requests, reference, { reason, item: items, message, actor }) =>
          requests.extend(reference, { reason, items, message, actor }),
        ({ items, lawOn, dueOn }) =>
          `Extended for ${nameKindsInShort(items)}: the law gives until ${lawOn}. We work to ${dueOn}: what this site promises has no exception.`,
      ),
    );
  act('end-extension', 'takes an extension back')
    .option(...because)
    .action(
      acts(
        (requests, reference, { reason: why, actor }) => requests.endExtension(reference, { why, actor }),
        ({ dueOn }) => `Taken back. Due on ${dueOn}.`,
      ),
    );
  actWithWords('reopen', 'opens again what was closed')
    .addOption(items())
    .action(
      acts(
        (requests, reference, { item: items, message, actor }) => requests.reopen(reference, { items, message, actor }),
        ({ items, dueOn }) => `Open again: ${nameKindsInShort(items)}. Due on ${dueOn}.`,
      ),
    );
  actWithWords('merge', 'answers it in an earlier one of the same person')
    .option('--into <reference>', 'the earlier request', '')
    .action(
      acts(
        (requests, reference, { into, message, actor }) => requests.merge(reference, { into, message, actor }),
        ({ into }) => `It is answered in ${into}.`,
      ),
    );
  act('posted', 'records that an answer went out by letter, where there is no mail address')
    .option('--on <day>', 'when, as 2026-11-20', '')
    .option('--how <words>', 'how, as by registered letter', '')
    .action(
      acts(
        (requests, reference, { on: postedOn, how, actor }) =>
          requests.recordPosting(reference, { postedOn, how, actor }),
        () => 'On record.',
      ),
    );
  act('mark-as-abuse', 'closes what nobody confirmed and somebody else sent')
    .option(...because)
    .action(
      acts(
        (requests, reference, { reason: why, actor }) => requests.markAsAbuse(reference, { why, actor }),
        () => '',
      ),
    );
}
