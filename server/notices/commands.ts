import { parseArgs } from 'node:util';
import type { Command } from '../command.ts';
import type { Notices } from './notices.ts';

/** `npm run admin -- notices announce`: a version that a restore held back. */
export function noticeCommands(notices: Pick<Notices, 'release'>): Readonly<Record<string, Command>> {
  return {
    announce: {
      usage: 'DOCUMENT VERSION',
      async run(args, { print, complain }) {
        const [document = '', version = ''] = parseArgs({ args, allowPositionals: true }).positionals;
        if (!(await notices.release({ document, version }))) {
          complain('There is no such version that waits for this: it is unknown, or its notices are under way.');
          return 1;
        }
        print(
          `${document} ${version} is announced to all who are subscribed, save those who are known to have been told.`,
        );
        return 0;
      },
    },
  };
}
