import { fail, required, text, type Verb } from './cli-frame.ts';
import { importHistory } from './import/import.ts';

const usage = `npm run policy -- import --git <repository or bundle> --path <file> --document <name>

  --git        a folder, a bundle or an address of a repository
  --path       the policy's file in it today; older names are followed
  --document   the document's folder in content/, which has no version yet: make it with new
  --formerly   what the file was called before it was written anew, where git sees no rename
  --branch     the branch that was published, where it is not the repository's own
  --base       the address of the old site, as https://example.com/: links within it are completed with it;
               without it their words stay and the links go`;

export const importVerb: Verb = {
  does: "turns a policy's git history into versions",
  usage,
  options: { git: text, path: text, document: text, formerly: text, branch: text, base: text },
  async run(typed) {
    const document = required(typed, 'document', usage);
    const base = typed.text('base') ?? null;
    if (base !== null && !/^https?:/.test(base)) fail('--base is an address, as https://example.com/.', 64);
    const imported = await importHistory(typed.content, {
      document,
      git: required(typed, 'git', usage),
      path: required(typed, 'path', usage),
      formerly: typed.text('formerly') ?? null,
      branch: typed.text('branch') ?? null,
      base,
    });
    if (!imported.ok) return fail(`${imported.problems.join('\n')}\n\nNothing was imported.`);

    const { versions, drafted, notes } = imported.value;
    if (typed.json) {
      console.log(JSON.stringify(imported.value, null, 2));
      return;
    }
    for (const { version, summary } of versions) console.log(`${version}  ${summary}`);
    if (notes.length > 0) console.log('\nNot carried over as it was:');
    for (const { note, days } of notes) console.log(`- ${note}${range(days)}`);
    console.log(`\nImported ${versions.length} ${versions.length === 1 ? 'version' : 'versions'} of ${document}.`);
    if (drafted) console.log('The last of them is the draft now.');
  },
};

function range(days: readonly string[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return '';
  return first === last ? ` (${first})` : ` (${first} to ${last})`;
}
