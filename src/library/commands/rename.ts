import { rename as renameDocument } from '../publishing/rename.ts';
import { fail, required, text, type Verb } from './verb.ts';

const usage = `npm run policy -- rename --document <name> --to <name>

  --document   the document's folder in content/
  --to         the name of its folder and addresses from now on: small letters, digits and hyphens
Whatever was published keeps its text, its versions and its chain, and the old addresses lead to the new ones for ever.`;

export const rename: Verb = {
  does: 'gives a document another name, to which its old addresses lead',
  usage,
  options: { document: text, to: text },
  async run(typed) {
    const [document, to] = [required(typed, 'document', usage), required(typed, 'to', usage)];
    const renamed = renameDocument(typed.content, { document, to });
    if (!renamed.ok) return fail(`${renamed.problems.join('\n')}\n\nNothing was renamed.`);
    if (typed.json) {
      console.log(JSON.stringify({ document: to, formerly: document, changed: renamed.value }, null, 2));
      return;
    }
    console.log(`Renamed ${document} to ${to}. Changed: ${renamed.value.map((file) => `content/${file}`).join(', ')}.`);
    console.log('Commit these, with the folder that is gone, and nothing else with them. Then check.');
  },
};
