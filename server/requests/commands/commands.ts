import type { Admin } from '../../command.ts';
import { addDeadlineCommands } from '../regimes/commands.ts';
import type { Requests } from '../requests.ts';
import { addActCommands } from './act-commands.ts';
import { addAnswerCommands } from './answer-commands.ts';
import { addIntakeCommands } from './intake-commands.ts';

/** What the privacy staff do from the command line: `npm run admin -- requests <verb>`. */
export function addRequestCommands({ program, ...admin }: Admin<{ requests: Requests }>): void {
  const noun = program.command('requests').description('what people ask of us about their data');
  for (const add of [addAnswerCommands, addActCommands, addIntakeCommands, addDeadlineCommands])
    add({ program: noun, ...admin });
}
