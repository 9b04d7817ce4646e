import { createInterface } from 'node:readline';
import { Option } from '@commander-js/extra-typings';
import { openLibrary } from '../model/library.ts';
import { type Problem, showProblem } from '../model/problem.ts';
import { rollForward } from '../promises/obsolete-quotes.ts';
import { filesIn } from '../promises/promise-files.ts';
import { readClassing } from '../promises/promises.ts';
import { answerRest, askForClasses, openQuestions, type Terminal } from '../promises/questionnaire/questionnaire.ts';
import type { Questions } from '../promises/questionnaire/questions.ts';
import { documentIn, freeze, hasDraft } from '../publishing/version-file.ts';
import { fail, type Policy, type Today } from './verb.ts';

export function addClass(program: Policy, today: Today): void {
  program
    .command('class')
    .description('asks of each new sentence whether it promises something, and writes it down')
    .requiredOption('--document <name>', "the document's folder in content/")
    .addOption(
      new Option(
        '--rest <plain>',
        'what is new promises nothing, and what replaced a promised sentence is that promise in other words, which is not shown as kept until somebody confirms it',
      ).choices(['plain'] as const),
    )
    .option('--by <name>', 'who confirms that a proof shows a new wording')
    .addHelpText(
      'after',
      '\nIt asks for each new or changed sentence whether it is a promise or plain, and writes content/promises/; with --json it says what is to be answered, and asks nothing.',
    )
    .action(async ({ document: slug, rest, by }) => {
      const { content: root, json } = program.opts();
      const problems: Problem[] = [];
      readClassing(root, problems);
      if (problems.length > 0) fail(`${problems.map(showProblem).join('\n')}\n\nNothing was asked.`);
      const library = openLibrary(root);
      const document = documentIn(library, slug);
      if (!document.ok) return fail(document.problems.join('\n'));
      const draft = freeze(library, document.value);
      if (!draft.ok && hasDraft(library, slug)) return fail(`${draft.problems.join('\n')}\n\nNothing was asked.`);

      const asked = { root, document: slug, today: today() };
      const before = openQuestions(asked);
      if (rest) answerRest(filesIn(root), slug, before);
      else if (!json) await ask((terminal) => askForClasses(asked, terminal, by));
      if (rest || !json) rollForward(root, slug, asked.today);

      const { questions } = openQuestions(asked);
      if (json) console.log(JSON.stringify({ document: slug, ...questions }, null, 2));
      else console.log(told(slug, questions, Boolean(rest)));
      if (!json && questions.new.length + questions.gone.length > 0) process.exitCode = 1;
    });
}

/** Reads what is typed, or what is piped in; the end of either is the end of asking. */
async function ask(questions: (terminal: Terminal) => Promise<boolean>): Promise<void> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  const typed = lines[Symbol.asyncIterator]();
  try {
    await questions({
      say: (line) => console.log(line),
      async ask(question) {
        process.stdout.write(question);
        const { value, done } = await typed.next();
        if (!process.stdin.isTTY) process.stdout.write('\n');
        return done ? null : String(value).trim();
      },
    });
  } finally {
    lines.close();
  }
}

function told(document: string, { new: unclassed, gone, unconfirmed }: Questions, isRest: boolean): string {
  const parts = [
    unclassed.length > 0 ? `still to be classed: ${unclassed.length}.` : 'every sentence is classed.',
    ...gone.map(
      ({ promise, sentence }) =>
        `The draft no longer says what "${promise}" promises: “${sentence}”. ${
          isRest ? `Run class without --rest, which asks why it goes.` : 'It is still to be said why it goes.'
        }`,
    ),
    ...unconfirmed.map(
      ({ promise, sentence }) => `Not shown as kept until somebody confirms it (${promise}): “${sentence}”`,
    ),
  ];
  return `\n${document}: ${parts.join('\n')}`;
}
