import type { Verb } from './cli-frame.ts';
import { openLibrary } from './library.ts';
import { showStatus, statusOf } from './status.ts';

export const status: Verb = {
  does: 'says of each document what is in effect, what waits, what is drafted',
  usage: 'npm run policy -- status [--json]',
  options: {},
  async run({ content, json, today }) {
    const statuses = await statusOf(openLibrary(content), today());
    console.log(json ? JSON.stringify(statuses, null, 2) : statuses.map(showStatus).join('\n\n'));
  },
};
