import { join } from 'node:path';
import { rename as renameDocument } from '../publishing/rename.ts';
import { fail, type Policy } from './verb.ts';

export function addRename(program: Policy): void {
  program
    .command('rename')
    .description('gives a document another name, to which its old addresses lead')
    .requiredOption('--document <name>', "the document's folder in content/")
    .requiredOption(
      '--to <name>',
      'the name of its folder and addresses from now on: small letters, digits and hyphens',
    )
    .addHelpText(
      'after',
      '\nWhatever was published keeps its text, its versions and its chain, and the old addresses lead to the new ones for ever.',
    )
    .action(({ document, to }) => {
      const { content, json } = program.opts();
      const renamed = renameDocument(content, { document, to });
      if (!renamed.ok) return fail(`${renamed.problems.join('\n')}\n\nNothing was renamed.`);
      if (json)
        return console.log(JSON.stringify({ document: to, formerly: document, changed: renamed.value }, null, 2));
      console.log(
        `Renamed ${document} to ${to}. Changed: ${renamed.value.map((file) => join(content, file)).join(', ')}.`,
      );
      console.log('Commit these, with the folder that is gone, and nothing else with them. Then check.');
    });
}
