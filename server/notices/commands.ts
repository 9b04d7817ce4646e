import { parseArgs } from 'node:util';
import type { Command } from '../command.ts';
import type { ReleaseProblem } from './campaigns.ts';
import type { Notices } from './notices.ts';

const problemWords: Record<ReleaseProblem, string> = {
  'version-unknown':
    'There is no such version: give the document by its name in addresses, and the version by its day.',
  'not-withheld':
    'No restore held this version back: the server itself tells those who are subscribed, or has told them.',
};

/** `npm run admin -- notices announce`: a version that a restore held back. */
export function noticeCommands(notices: Pick<Notices, 'release'>): Readonly<Record<string, Command>> {
  return {
    announce: {
      usage: 'DOCUMENT VERSION',
      async run(args, { print, complain }) {
        const [document = '', version = ''] = parseArgs({ args, allowPositionals: true }).positionals;
        const released = await notices.release({ document, version });
        if (!released.ok) {
          for (const problem of released.problems) complain(problemWords[problem]);
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
