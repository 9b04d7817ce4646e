import { join } from 'node:path';
import { openLibrary } from '../model/library.ts';
import { showProblem } from '../model/problem.ts';
import { begin } from '../publishing/new-document.ts';
import { showStatus, showUnconfirmed, statusOf, unconfirmedIn } from '../publishing/status.ts';
import { byHand, verify as verifyLibrary } from '../publishing/verification.ts';
import { fail, type Policy, type Today } from './verb.ts';

export function addStatus(program: Policy, today: Today): void {
  program
    .command('status')
    .description('says of each document what is in effect, what waits, what is drafted, and what is to be confirmed')
    .action(() => {
      const { content, json } = program.opts();
      const library = openLibrary(content);
      const documents = statusOf(library, today());
      const unconfirmed = unconfirmedIn(library);
      if (json) console.log(JSON.stringify({ documents, unconfirmed }, null, 2));
      else console.log([...documents.map(showStatus), showUnconfirmed(unconfirmed)].join('\n\n'));
    });
}

export function addNew(program: Policy): void {
  program
    .command('new')
    .description('makes the folder of a new document, with a draft to write')
    .requiredOption('--document <name>', 'the name of its folder and address: small letters, digits and hyphens')
    .requiredOption('--title <title>', 'what it is called')
    .option('--description <text>', 'what it is about, in one sentence')
    .option('--audience <whom>', 'whom it is for', 'everyone')
    .option('--kind <kind>', 'notice, agreement or information; a purpose is of its own kind', 'information')
    .option('--notice-days <days>', 'between publication and effect of a change that needs notice', '30')
    .action(({ title, description = `${title}.`, noticeDays, ...wanted }) => {
      const { content, json } = program.opts();
      const begun = begin(content, { ...wanted, title, description, noticeDays: Number(noticeDays) });
      if (!begun.ok) return fail(begun.problems.join('\n'));
      if (json) return console.log(JSON.stringify(begun.value));
      const made = begun.value.map((file) => join(content, file)).join(' and ');
      console.log(`Made ${made}. Write the draft, then check it.`);
    });
}

export function addVerify(program: Policy): void {
  program
    .command('verify')
    .description('proves every published byte, text and line from the files alone')
    .addHelpText('after', `\n${byHand}`)
    .action(() => {
      const { content, json } = program.opts();
      const { documents, problems } = verifyLibrary(content);
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
    });
}
