import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { templates } from '../../server/mail/templates.ts';
import { changeClasses } from './chain.ts';
import { check } from './check.ts';
import { dayIn } from './days.ts';
import { openLibrary } from './library.ts';
import { showProblem } from './problem.ts';
import { type Publication, publish, publishAgain } from './publish.ts';
import { showStatus, statusOf } from './status.ts';

const usage = `npm run policy -- <verb>

  check                 says what is wrong in content/, and where
  status                says of each document what is in effect, what waits, what is drafted
  publish               freezes a draft as a version: publish --help

Every verb knows --content <folder> (content by default). check and status know --json.
Exit codes: 0 done, 1 refused or something is wrong, 64 not understood.`;

const publishUsage = `npm run policy -- publish --document <name> --summary "…" --approved-by "…" --capacity "…"

  --document       the document's folder in content/
  --summary        what changed, in one line, for the reader
  --approved-by    the name of who approved the text
  --capacity       in what capacity, as "General Counsel"
  --class          editorial, notice or agreement; the first version of a document has none
  --effective-on   the day from which it binds, as 2026-12-24; without it as soon as may be
  --again          makes the first version once more from the draft, as long as it is the only one`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...{ content: { ...text, default: 'content' }, help: flag, json: flag, again: flag },
        ...{ document: text, summary: text, 'approved-by': text, capacity: text, class: text, 'effective-on': text },
      },
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`, 64);
  }
}

const { values, positionals } = readArguments();
const [verb = ''] = positionals;
const verbs: Record<string, () => Promise<void>> = { check: runCheck, status: runStatus, publish: runPublish };
const run = verbs[verb];

if (values.help || (verb === '' && positionals.length === 0)) console.log(verb === 'publish' ? publishUsage : usage);
else if (!run || positionals.length > 1) fail(`"${positionals.join(' ')}" is not known.\n\n${usage}`, 64);
else await run();

async function runCheck(): Promise<void> {
  const problems = await checkAll();
  if (values.json) console.log(JSON.stringify(problems, null, 2));
  else for (const problem of problems) console.log(showProblem(problem));
  if (problems.length > 0) fail(values.json ? '' : `\n${problems.length} to mend.`, 1);
  if (!values.json) console.log('Nothing is wrong.');
}

/** With what stands beside the library: the backend's mails and README. */
function checkAll() {
  const readme = join(values.content, '..', 'README.md');
  return check(values.content, {
    mail: templates,
    ...(existsSync(readme) ? { readme: readFileSync(readme, 'utf8') } : {}),
  });
}

async function runStatus(): Promise<void> {
  const library = openLibrary(values.content);
  const statuses = await statusOf(library, dayIn(library.company.timeZone, new Date()));
  console.log(values.json ? JSON.stringify(statuses, null, 2) : statuses.map(showStatus).join('\n\n'));
}

async function runPublish(): Promise<void> {
  const document = values.document ?? fail(`Which document? Add --document.\n\n${publishUsage}`, 64);
  const changeClass = changeClasses.find((known) => known === values.class) ?? null;
  if (values.class && !changeClass) fail(`--class is one of ${changeClasses.join(', ')}.`, 64);

  const problems = await checkAll();
  if (problems.length > 0) fail(`${problems.map(showProblem).join('\n')}\n\nNothing was published.`, 1);

  const { name, capacity } = { name: values['approved-by'], capacity: values.capacity };
  const published = values.again
    ? await publishAgain(values.content, document, {
        ...(values.summary === undefined ? {} : { summary: values.summary }),
        ...(name === undefined || capacity === undefined ? {} : { approvedBy: { name, capacity } }),
      })
    : await publish(values.content, publication(document, changeClass), today());

  if (!published.ok) return fail(`${published.problems.join('\n')}\n\nNothing was published.`, 1);
  const { version, effectiveOn } = published.value;
  console.log(`Published ${document} as version ${version}, in effect from ${effectiveOn}.`);
  console.log(
    `Commit content/${document}/${version}.mdx and content/${document}/chain.jsonl, and nothing else with them.`,
  );
}

function publication(document: string, changeClass: Publication['class']): Publication {
  return {
    document,
    summary: values.summary ?? '',
    approvedBy: { name: values['approved-by'] ?? '', capacity: values.capacity ?? '' },
    class: changeClass,
    effectiveOn: values['effective-on'] ?? null,
  };
}

function today(): string {
  return dayIn(openLibrary(values.content).company.timeZone, new Date());
}

function fail(message: string, code: number): never {
  if (message) console.error(message);
  process.exit(code);
}
