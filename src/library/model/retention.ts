import type { z } from 'zod';
import { type Problem, problemIn } from './problem.ts';
import type { retentionShape } from './shapes.ts';

const file = 'retention.yaml';

/** What the server erases by, or counts by. */
const durations = [
  'form-draft',
  'request-unconfirmed',
  'case-link',
  'confirm-link',
  'received-automatic',
  'answer-file',
  'staff',
  'subscriber-unconfirmed',
  'sign-up',
  'session',
  'sent-mail',
  'objection',
  'delivery-log',
  'ledger-proof',
  'kept-agreements',
  'api-answer',
  'erased-list',
  'undeliverable',
];

/** Of these, a whole number of days. */
const days = ['backup', 'undo-copy'];

/** Without one of these times the server does not start. */
export function checkRetention(entries: z.infer<typeof retentionShape>): Problem[] {
  return [...durations, ...days].flatMap((id) => {
    const isDays = days.includes(id);
    const example = isDays ? 'a number of days, as P30D' : 'a time, as P30D or P36M';
    const entry = entries.find((entry) => entry.id === id);
    if (!entry) {
      const problem = `The entry "${id}" is missing, and the server keeps to its time.`;
      return [problemIn(file, problem, `Add it, with \`keep\` as ${example}.`)];
    }
    if ((isDays ? /^P\d+D$/ : /^P\d/).test(entry.keep)) return [];
    return [problemIn(file, `"${id}" is kept "${entry.keep}", which the server cannot count.`, `Write ${example}.`)];
  });
}
