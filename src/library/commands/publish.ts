import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { type ChainLine, type ChangeClass, changeClasses } from '../model/chain/line.ts';
import { openLibrary } from '../model/library.ts';
import { showProblem } from '../model/problem.ts';
import type { Result } from '../model/result.ts';
import { openQuestions } from '../promises/questionnaire/questionnaire.ts';
import { cancel as cancelWaiting, postpone as postponeWaiting } from '../publishing/decision.ts';
import { type Published, publishAgain, publish as publishDraft } from '../publishing/publish.ts';
import { rederive } from '../publishing/rederivation.ts';
import { warn } from '../review/check-warnings.ts';
import { checkAll } from './check.ts';
import { fail, type Policy, type Today } from './verb.ts';

export function addPublish(program: Policy, today: Today): void {
  const command = program
    .command('publish')
    .description('freezes a draft as a version')
    .requiredOption('--document <name>', "the document's folder in content/")
    .option('--summary <line>', 'what changed, in one line, for the reader')
    .option('--approved-by <name>', 'the name of who approved the text')
    .option('--capacity <capacity>', 'in what capacity, as "General Counsel"')
    .addOption(
      new Option('--class <class>', 'how far it goes; the first version of a document has none').choices(changeClasses),
    )
    .option('--effective-on <day>', 'the day from which it binds, as 2026-12-24; without it as soon as may be')
    .option(
      '--urgent <why>',
      'why a subprocessor is replaced at once, without the notice period: where document.yaml says that the agreements with customers allow it',
    )
    .option('--confirm <why>', 'why a change of what the text says is editorial all the same')
    .option('--recorded-by <login>', 'the login of who runs this, where it runs at the host')
    .option('--rederive', "puts this branch's line behind those of the main branch, as if made today")
    .option('--main <branch>', 'with --rederive: the main branch, where it is not origin/main')
    .option('--again', 'makes the first version once more from the draft, as long as it is the only one')
    .addHelpText(
      'after',
      '\nWhile a version waits for its effect, an editorial or urgent change is made in the text in effect at once, and the waiting text is published again with it.',
    );
  command.action((typed) => {
    const { content, json } = program.opts();
    // What two branches added beside each other fails the check until it is derived anew.
    if (!typed.rederive) refuseBroken(content, typed.document, today());
    const made = makeLine(content, typed, today());
    tell(typed.document, made, { content, json, otherwise: 'Nothing was published.' });
    if (!made.ok || json) return;
    const text = `${typed.document}/${made.value.version}.mdx`;
    const warnings = warn(openLibrary(content), today()).filter(({ file }) => file === text);
    for (const warning of warnings) console.log(showProblem(warning));
    // A correction makes sentences of the text in effect that the draft, which is the text that waits, does not have; and
    // nobody has checked what is derived anew.
    const isBeyondCheck = 'beside' in made.value || typed.rederive;
    if (
      isBeyondCheck &&
      openQuestions({ root: content, document: typed.document, today: today() }).questions.new.length > 0
    ) {
      console.log(
        `The text in effect has sentences that are not classed yet: run \`npm run policy -- class --document ${typed.document}\`, and commit content/promises on its own.`,
      );
    }
  });
}

interface Publishing {
  readonly document: string;
  readonly summary?: string | undefined;
  readonly approvedBy?: string | undefined;
  readonly capacity?: string | undefined;
  readonly class?: ChangeClass | undefined;
  readonly effectiveOn?: string | undefined;
  readonly urgent?: string | undefined;
  readonly confirm?: string | undefined;
  readonly recordedBy?: string | undefined;
  readonly rederive?: true | undefined;
  readonly main?: string | undefined;
  readonly again?: true | undefined;
}

/** What both decisions about a version that waits ask for. */
function decision(program: Policy, name: string, does: string) {
  return program
    .command(name)
    .description(does)
    .requiredOption('--document <name>', "the document's folder in content/")
    .requiredOption('--reason <line>', 'why, in one line, for the reader')
    .requiredOption('--by <name>', 'the name of who decided it')
    .requiredOption('--capacity <capacity>', 'in what capacity, as "General Counsel"')
    .option('--recorded-by <login>', 'the login of who runs this, where it runs at the host');
}

export function addPostpone(program: Policy, today: Today): void {
  decision(program, 'postpone', 'moves the effect of the version that waits to another day')
    .requiredOption(
      '--effective-on <day>',
      'the new day of effect, as 2026-12-24: later, or earlier once its notice has run',
    )
    .action(({ by: name, capacity, ...decided }) => {
      const { content, json } = program.opts();
      const line = postponeWaiting(content, { ...decided, by: { name, capacity } }, today());
      tell(decided.document, line, { content, json, otherwise: 'Nothing was changed.' });
    });
}

export function addCancel(program: Policy, today: Today): void {
  decision(program, 'cancel', 'takes back the version that waits, before it takes effect').action(
    ({ by: name, capacity, ...decided }) => {
      const { content, json } = program.opts();
      const line = cancelWaiting(content, { ...decided, by: { name, capacity } }, today());
      tell(decided.document, line, { content, json, otherwise: 'Nothing was changed.' });
    },
  );
}

function makeLine(
  content: string,
  { document, summary, capacity, recordedBy, ...typed }: Publishing,
  today: string,
): Result<ChainLine | Published, string> {
  const name = typed.approvedBy;
  const approvedBy = name === undefined || capacity === undefined ? null : { name, capacity };
  if (typed.again) {
    const changes = {
      ...(summary === undefined ? {} : { summary }),
      ...(approvedBy ? { approvedBy } : {}),
      recordedBy,
    };
    return publishAgain(content, document, changes);
  }

  const publication = { document, class: typed.class ?? null, confirm: typed.confirm, recordedBy };
  if (typed.rederive) {
    return rederive(content, { ...publication, main: typed.main ?? null, approvedBy }, today);
  }
  const said = { summary: summary ?? '', approvedBy: { name: name ?? '', capacity: capacity ?? '' } };
  const { effectiveOn = null, urgent } = typed;
  return publishDraft(content, { ...publication, ...said, effectiveOn, urgent }, today);
}

/** Nothing becomes a legal record while something is wrong: the main branch would refuse it, too. */
function refuseBroken(content: string, document: string, today: string): void {
  const problems = checkAll(content, today);
  if (problems.length === 0) return;
  const drafted = problems.map(({ file }) => /^(?:promises\/plain\/)?(.+?)(?:\/draft\.mdx|\.txt)$/.exec(file)?.[1]);
  const elsewhere = drafted.every((slug) => slug !== undefined && slug !== document)
    ? ` None of it is in ${document}: put what is unfinished in another draft on a branch of its own.`
    : '';
  fail(`${problems.map(showProblem).join('\n')}\n\nNothing was published.${elsewhere}`);
}

function tell(
  document: string,
  made: Result<ChainLine | Published, string>,
  { content, json, otherwise }: { content: string; json: true | undefined; otherwise: string },
): void {
  if (!made.ok) fail(`${made.problems.join('\n')}\n\n${otherwise}`);
  const { value: line } = made;
  if (json) {
    console.log(JSON.stringify(line, null, 2));
    return;
  }

  const at = (file: string) => join(content, document, file);
  const chain = at('chain.jsonl');
  if (line.event === 'published') {
    const lines = 'beside' in line && line.beside ? [line, line.beside] : [line];
    for (const { version, effectiveOn, corrects } of lines) {
      const place = corrects ? `, in the place of version ${corrects.version}` : '';
      console.log(`Published ${document} as version ${version}, in effect from ${effectiveOn}${place}.`);
    }
    const texts = lines.map(({ version }) => at(`${version}.mdx`));
    console.log(`Commit ${texts.join(', ')} and ${chain}, and nothing else with them.`);
    console.log(
      `Where sentences are gone, ${join(content, 'promises')} has changed too: commit that after it, on its own.`,
    );
    return;
  }
  const decided =
    line.event === 'cancelled'
      ? 'is cancelled: it never takes effect'
      : `is moved to another day: it takes effect on ${line.effectiveOn}`;
  console.log(`Version ${line.version} of ${document} ${decided}.`);
  console.log(`Commit ${chain}, and nothing else with it.`);
}
