import { beginLibrary } from '../publishing/init.ts';
import { fail, required, text, type Verb } from './verb.ts';

const usage = `npm run policy -- init --name "…" --site https://… --privacy-address … --time-zone … --language …

  --name              what the company is called, as Example
  --site              the public address of this site, as https://legal.example.com
  --privacy-address   where people write about their data
  --time-zone         in which days and deadlines are counted, as Europe/Berlin
  --language          of the texts, as en, de or pt-BR; there are texts to begin from in English and German
  --content           the folder to make, content by default; nothing in it is overwritten`;

export const init: Verb = {
  does: 'makes the library of another company from texts to begin from',
  usage,
  makesFolder: true,
  options: { name: text, site: text, 'privacy-address': text, 'time-zone': text, language: text },
  async run(typed) {
    const site = required(typed, 'site', usage);
    const begun = await beginLibrary(typed.content, {
      name: required(typed, 'name', usage),
      site,
      privacyAddress: required(typed, 'privacy-address', usage),
      timeZone: required(typed, 'time-zone', usage),
      language: required(typed, 'language', usage),
    });
    if (!begun.ok) return fail(`${begun.problems.join('\n')}\n\nNothing was made.`);
    const { documents, otherLanguage } = begun.value;
    if (typed.json) return console.log(JSON.stringify(begun.value));

    console.log(`Made ${typed.content}: ${documents.join(', ')}, the wording of mails, and how long data is kept.`);
    if (otherLanguage) {
      console.log(
        'There are no texts to begin from in this language: they are in English, and say so in document.yaml.',
      );
    }
    console.log(`
Next:
  1. Have counsel read the drafts, and amend them to what the company does.
  2. Confirm the facts in ${typed.content}/company.yaml. Until then the texts say that they are to be confirmed.
  3. Read ${typed.content}/retention.yaml: it is what the forms say and what is erased.
  4. Publish each document: npm run policy -- publish --document ${documents[0]} --summary "…" --approved-by "…" --capacity "…"
  5. Serve it with ORIGIN=${new URL(site).origin}
The words of forms and mails are in English.`);
  },
};
