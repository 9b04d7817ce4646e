import { openLibrary } from '../model/library.ts';
import { showProblem } from '../model/problem.ts';
import { begin } from '../publishing/new-document.ts';
import { showStatus, statusOf } from '../publishing/status.ts';
import { byHand, verify as verifyLibrary } from '../publishing/verification.ts';
import { fail, required, text, type Verb } from './verb.ts';

export const status: Verb = {
  does: 'says of each document what is in effect, what waits, what is drafted',
  usage: 'npm run policy -- status [--json]',
  options: {},
  async run({ content, json, today }) {
    const statuses = await statusOf(openLibrary(content), today());
    console.log(json ? JSON.stringify(statuses, null, 2) : statuses.map(showStatus).join('\n\n'));
  },
};

const newUsage = `npm run policy -- new --document <name> --title "…"

  --document      the name of its folder and address: small letters, digits and hyphens
  --title         what it is called
  --description   what it is about, in one sentence
  --audience      whom it is for (everyone)
  --kind          notice, agreement or information (information); a purpose is of its own kind
  --notice-days   days between publication and effect of a change that needs notice (30)`;

export const start: Verb = {
  does: 'makes the folder of a new document, with a draft to write',
  usage: newUsage,
  options: {
    ...{ document: text, title: text, description: text },
    ...{ audience: { ...text, default: 'everyone' }, kind: { ...text, default: 'information' } },
    'notice-days': { ...text, default: '30' },
  },
  async run(typed) {
    const title = required(typed, 'title', newUsage);
    const begun = begin(typed.content, {
      document: required(typed, 'document', newUsage),
      title,
      description: typed.text('description') ?? `${title}.`,
      audience: typed.text('audience') ?? '',
      kind: typed.text('kind') ?? '',
      noticeDays: Number(typed.text('notice-days')),
    });
    if (!begun.ok) return fail(begun.problems.join('\n'));
    if (typed.json) console.log(JSON.stringify(begun.value));
    else
      console.log(
        `Made ${begun.value.map((file) => `content/${file}`).join(' and ')}. Write the draft, then check it.`,
      );
  },
};

export const verify: Verb = {
  does: 'proves every published byte, text and line from the files alone',
  usage: `npm run policy -- verify [--json]\n\n${byHand}`,
  options: {},
  async run({ content, json }) {
    const { documents, problems } = await verifyLibrary(content);
    const all = [...problems, ...documents.flatMap(({ problems }) => problems)];
    if (json) console.log(JSON.stringify({ documents, problems }, null, 2));
    else {
      for (const { slug, versions, lines, head, problems } of documents) {
        const verdict = problems.length > 0 ? 'broken' : 'whole';
        console.log(`${slug}: ${verdict}; versions: ${versions}, lines: ${lines}, head: ${head ?? 'none'}`);
      }
      for (const problem of all) console.log(showProblem(problem));
      console.log(`\n${byHand}`);
    }
    if (all.length > 0) fail(json ? '' : `\n${all.length} to mend.`);
  },
};
