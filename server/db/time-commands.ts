import type { Command } from '../command.ts';
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

export function clockCommands(timeSeen: Pick<TimeSeen, 'state' | 'accept'>, clock: { now(): Date }) {
  const show: Command = {
    usage: '',
    async run(_, { print }) {
      const { state, seen } = timeSeen.state();
      print(`Clock of this machine: ${clock.now().toISOString()}\nTime seen to pass:     ${seen.toISOString()}`);
      print(words[state]);
      return state === 'right' ? 0 : 1;
    },
  };
  const accept: Command = {
    usage: '',
    async run(_, { print }) {
      await timeSeen.accept();
      print(
        `From now on ${clock.now().toISOString()} counts as seen. Servers that run hear of it within a minute, and ` +
          'destroy what is due by then.',
      );
      return 0;
    },
  };
  return { show, accept };
}
