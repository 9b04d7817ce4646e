import { setFlagsFromString } from 'node:v8';
import { importHistory } from '../importing/import.ts';
import type { Progress } from '../importing/versions.ts';
import { fail, type Policy } from './verb.ts';

/** Percent by which the heap may grow before it is swept: each state of a long text leaves much behind. */
const heapGrowth = 40;

export function addImport(program: Policy): void {
  program
    .command('import')
    .description("turns a policy's git history into versions")
    .requiredOption('--git <repository or bundle>', 'a folder, a bundle or an address of a repository')
    .requiredOption(
      '--path <file>',
      "the policy's file in it today, Markdown, HTML or plain text; older names are followed",
    )
    .requiredOption(
      '--document <name>',
      "the document's folder in content/, which has no version yet: make it with new",
    )
    .option('--dry-run', 'tells days, titles and notes, and writes nothing')
    .option('--formerly <file>', 'what the file was called before it was written anew, where git sees no rename')
    .option('--branch <branch>', "the branch that was published, where it is not the repository's own")
    .option(
      '--base <address>',
      'the address of the old site, as https://example.com/: links within it are completed with it; without it their words stay and the links go',
    )
    .option(
      '--summaries <commits or file>',
      'commits, for the words of the commits, or a file with a line for each version, as "2020-01-31: Names a new court."; without it a summary says the day',
    )
    .option('--values <file>', 'the words that a template\'s names stand for, as "site.name: Example Ltd."')
    .action(({ document, dryRun: isTrial = false, base, git, path, ...others }) => {
      const { content, json } = program.opts();
      if (base !== undefined && !/^https?:/.test(base)) fail('--base is an address, as https://example.com/.', 64);
      const { formerly = null, branch = null, summaries = null, values = null } = others;
      const wanted = { document, base: base ?? null, isTrial, git, path, formerly, branch, summaries, values };
      setFlagsFromString(`--heap-growing-percent=${heapGrowth}`);
      const imported = importHistory(content, wanted, showProgress());
      if (!imported.ok) return fail(`${imported.problems.join('\n')}\n\nNothing was imported.`);

      const { versions, drafted, notes } = imported.value;
      if (json) {
        console.log(JSON.stringify(imported.value, null, 2));
        return;
      }
      for (const { version, title, summary } of versions) console.log(`${version}  ${title}: ${summary}`);
      if (notes.length > 0) console.log('\nTo be looked at:');
      for (const { note, days } of notes) console.log(`- ${note}${range(days)}`);
      const count = `${versions.length} ${versions.length === 1 ? 'version' : 'versions'} of ${document}`;
      if (isTrial) {
        console.log(`\nThis would import ${count}. Nothing was written.`);
        return;
      }
      console.log(`\nImported ${count}.`);
      if (drafted) console.log('The last of them is the draft now.');
      console.log(`Its sentences are to be classed next: npm run policy -- class --document ${document}`);
    });
}

/** On a terminal one line that counts; elsewhere a line now and then. */
function showProgress(): Progress {
  let told = Date.now();
  return (done, of) => {
    const isDone = done === of;
    if (Date.now() - told < (process.stderr.isTTY ? 100 : 5000) && !(isDone && process.stderr.isTTY)) return;
    told = Date.now();
    const line = `Read ${done} of ${of} states.`;
    process.stderr.write(process.stderr.isTTY ? `\r${line}${isDone ? '\n' : ''}` : `${line}\n`);
  };
}

function range(days: readonly string[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return '';
  return first === last ? ` (${first})` : ` (${first} to ${last})`;
}
