import { Option } from '@commander-js/extra-typings';
import { ends } from '../../../src/library/model/command-line.ts';
import type { Admin } from '../../command.ts';
import { loggedChannels, relations } from '../kinds.ts';
import type { Requests } from '../requests.ts';
import {
  actor,
  complain,
  kindOption,
  messageFileOption,
  messageOption,
  readMail,
  readMessage,
  referenceArgument,
} from './messages.ts';

const kinds = () => kindOption('--kind <kind>', 'what is asked; again for others');
const relation = () => new Option('--relation <relation>', 'whose request it is').choices(relations);
const behalf = ['--behalf <whom>', 'for whom an agent asks, as "Name <address>"'] as const;
const business = ['--business <name>', 'whose customer they are'] as const;
const region = ['--region <place>', 'where they live, as DE or US-CA'] as const;
const arrived = ['--received-at <time>', 'when it came, as 2026-11-20T09:00:00Z'] as const;

/** How staff enter what did not come by the site. */
export function addIntakeCommands({ program, terminal, open }: Admin<{ requests: Requests }>): void {
  program
    .command('log')
    .description('enters a request that came by mail, post or phone')
    .addOption(new Option('--channel <channel>', 'how it came').choices(loggedChannels).makeOptionMandatory())
    .option('--eml <file>', 'the mail as it was saved')
    .addOption(kinds())
    .addOption(relation())
    .option(...behalf)
    .option(...business)
    .option(...region)
    .option('--name <name>', 'who asks')
    .option('--email <address>', 'where they can be asked to confirm')
    .option('--details <words>', 'what they asked, in their words')
    .option(...arrived)
    .action(
      ends(async ({ eml: file, kind, ...said }) => {
        const eml = file === undefined ? undefined : await readMail(file, terminal);
        if (eml === null) return 1;
        const { requests } = await open();
        const logged = await requests.log({ ...said, kinds: kind, eml, actor });
        if (!logged.ok) return complain(logged, terminal);
        const { reference, receivedOn, dueOn, isNew, isAsked } = logged.value;
        terminal.print(
          isNew
            ? `Logged as ${reference}. Received on ${receivedOn}, due on ${dueOn}.`
            : `This mail has been logged before, as ${reference}. Nothing was added. Due on ${dueOn}.`,
        );
        if (isAsked) terminal.print('The person is asked by mail to confirm the address.');
        else if (isNew)
          terminal.print('There is no address that could be asked to confirm; answer by post or as it came.');
        return 0;
      }),
    );
  program
    .command('correct')
    .description('sets right what was understood later: what is asked, whose it is, from where')
    .addArgument(referenceArgument())
    .addOption(kinds())
    .addOption(relation())
    .option(...behalf)
    .option(...business)
    .option(...region)
    .action(
      ends(async (reference, { kind, ...said }) => {
        const { requests } = await open();
        const corrected = await requests.correct(reference, { ...said, kinds: kind, actor });
        if (!corrected.ok) return complain(corrected, terminal);
        const { kinds, actedOnAgent } = corrected.value;
        terminal.print(`Corrected. It asks for: ${kinds.join(', ')}.`);
        if (actedOnAgent) {
          terminal.print(
            'It had taken effect at the address of the agent. That is taken back; subscriptions and consents that ended there only the agent can give again: say so to them.',
          );
        }
        return 0;
      }),
    );
  program
    .command('add')
    .description('adds a later mail, or what the person said of it')
    .addArgument(referenceArgument())
    .option('--eml <file>', 'the mail as it was saved')
    .addOption(messageOption())
    .addOption(messageFileOption())
    .option(...arrived)
    .action(
      ends(async (reference, { eml: file, receivedAt, ...words }) => {
        const eml = file === undefined ? undefined : await readMail(file, terminal);
        if (eml === null) return 1;
        const message = await readMessage(words, terminal);
        const { requests } = await open();
        const added = await requests.add(reference, { eml, message, receivedAt, actor });
        if (!added.ok) return complain(added, terminal);
        const { writtenAt, isNew, isClosed } = added.value;
        terminal.print(
          isNew
            ? `Added, as written by the person at ${writtenAt.toISOString()}.`
            : 'This mail has been added before. Nothing was changed.',
        );
        if (isClosed) terminal.print('The request is closed. It may be an appeal: look at it again, and reply.');
        return 0;
      }),
    );
}
