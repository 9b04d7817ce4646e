import { resolve } from 'node:path';
import { beginLibrary } from '../publishing/init.ts';
import { fail, type Policy } from './verb.ts';

export function addInit(program: Policy): void {
  program
    .command('init')
    .description('makes the library of another company from texts to begin from')
    .requiredOption('--name <name>', 'what the company is called, as Example')
    .requiredOption('--site <address>', 'the public address of this site, as https://legal.example.com')
    .requiredOption('--privacy-address <address>', 'where people write about their data')
    .requiredOption('--time-zone <zone>', 'in which days and deadlines are counted, as Europe/Berlin')
    .requiredOption(
      '--language <tag>',
      'of the texts, as en, de or pt-BR; there are texts to begin from in English and German',
    )
    .addHelpText('after', '\n--content names the folder to make; nothing in it is overwritten.')
    .action(({ name, site, privacyAddress, timeZone, language }) => {
      const { content, json } = program.opts();
      const begun = beginLibrary(content, { name, site, privacyAddress, timeZone, language });
      if (!begun.ok) return fail(`${begun.problems.join('\n')}\n\nNothing was made.`);
      const { documents, otherLanguage } = begun.value;
      if (json) return console.log(JSON.stringify(begun.value));

      console.log(`Made ${content}: ${documents.join(', ')}, first promises, and how long data is kept.`);
      if (otherLanguage) {
        console.log(
          'There are no texts to begin from in this language: they are in English, and say so in document.yaml.',
        );
      }
      // Where the commands and the build look by themselves.
      const isUsual = resolve(content) === resolve('content');
      console.log(`
Next:
  1. Have counsel read the drafts, and amend them to what the company does.
  2. Confirm the facts in ${content}/company.yaml. Until then the texts say that they are to be confirmed.
  3. Read ${content}/retention.yaml: it is what the forms say and what is erased.
  4. Publish each document: npm run policy -- ${isUsual ? '' : `--content ${content} `}publish --document ${documents[0]} --summary "…" --approved-by "…" --capacity "…"
  5. ${isUsual ? 'Serve it' : 'Move the folder to content, in place of what is there, and serve it'} with ORIGIN=${new URL(site).origin}
The words of forms and mails are in English. Mails can be worded otherwise: docs/authoring.md says how.`);
    });
}
