import { ends } from '../../src/library/model/command-line.ts';
import type { Admin } from '../command.ts';
import type { ClockState, TimeSeen } from './time-seen.ts';

const words: Readonly<Record<ClockState, string>> = {
  right: 'Both agree.',
  ahead:
    'The clock is more than a day ahead of the time that servers have seen pass: it jumped, or no server ran for so ' +
    'long. Nothing is destroyed, closed or reminded of until servers have run for a day at this time. If the clock ' +
    'is right, say so: ' +
    'npm run admin -- clock accept',
  behind:
    'The clock is behind a time that servers have seen. If it is right, it was ahead before; say so: ' +
    'npm run admin -- clock accept',
};

/** What the operator says of the clock of this machine: `npm run admin -- clock <verb>`. */
export function addClockCommands({
  program,
  terminal,
  open,
}: Admin<{ timeSeen: Pick<TimeSeen, 'state' | 'accept'>; clock: { now(): Date } }>): void {
  const noun = program.command('clock').description('the clock of this machine, and the time that servers saw pass');
  noun
    .command('show')
    .description('whether both agree')
    .action(
      ends(async () => {
        const { timeSeen, clock } = await open();
        const { state, seen } = timeSeen.state();
        terminal.print(
          `Clock of this machine: ${clock.now().toISOString()}\nTime seen to pass:     ${seen.toISOString()}`,
        );
        terminal.print(words[state]);
        return state === 'right' ? 0 : 1;
      }),
    );
  noun
    .command('accept')
    .description('says that the clock is right')
    .action(async () => {
      const { timeSeen, clock } = await open();
      await timeSeen.accept();
      terminal.print(
        `From now on ${clock.now().toISOString()} counts as seen. Servers that run hear of it within a minute, and ` +
          'destroy what is due by then.',
      );
    });
}
