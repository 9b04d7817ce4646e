import { join } from 'node:path';
import { wordingFiles } from '../../../server/mail/writing/templates.ts';
import { checkObstacles, readObstacles } from '../checking/obstacles.ts';
import type { Day } from '../model/days.ts';
import { openLibrary, readLibrary } from '../model/library.ts';
import { type Problem, showProblem } from '../model/problem.ts';
import { showOpenPromises } from '../promises/open-promises.ts';
import { check as checkLibrary } from '../review/check.ts';
import { warn } from '../review/check-warnings.ts';
import { decidedIn, holdsUp } from '../review/decision-only.ts';
import { noCache, openRenderingCache, type Place, placeIn } from '../text/rendering-cache.ts';
import { fail, type Policy, type Today } from './verb.ts';

export function addCheck(program: Policy, today: Today): void {
  program
    .command('check')
    .description('says what is wrong in content/, and where')
    .option(
      '--main <branch or commit>',
      'the branch that publishes, or the commit it was at before: notice is counted from the day on which a version got there, and what it has not yet arrives today',
    )
    .option(
      '--obstacles <file>',
      'what the server knows to stand against versions, late notice and open objections: what "npm run -s admin -- notices check --json" wrote',
    )
    .action(({ main, obstacles }) => {
      const { content, json } = program.opts();
      const known = obstacles === undefined ? [] : readObstacles(obstacles);
      if (!known) fail(`${obstacles} is not there, or not what "npm run -s admin -- notices check --json" writes.`, 64);
      const wrong = checkAll(content, today(), main ?? null);
      const { library } = known.length === 0 ? { library: null } : readLibrary(content);
      const found = library ? [...wrong, ...checkObstacles(library, known)] : wrong;
      const decided = main === undefined ? null : decidedIn(content, main);
      const problems = decided ? found.filter((problem) => holdsUp(problem, decided)) : found;
      const others = found.filter((problem) => !problems.includes(problem));
      const warnings = found.length === 0 ? warn(openLibrary(content), today()) : [];
      if (json) {
        console.log(JSON.stringify({ problems, others, warnings }, null, 2));
        return problems.length > 0 ? fail('') : undefined;
      }
      for (const other of others) console.log(`Not of this change: ${showProblem(other)}`);
      for (const problem of problems) console.log(showProblem(problem));
      for (const warning of warnings) console.log(`To consider: ${showProblem(warning)}`);
      if (problems.length > 0) fail(`\n${problems.length} to mend.`);
      const verdict = others.length > 0 ? 'Nothing holds this change up.' : 'Nothing is wrong.';
      console.log([verdict, ...showOpenPromises(content)].join('\n'));
    });
}

/** Known once for as long as this program runs. */
let place: Place | null = null;

/** With what stands beside the library: the backend's mails. */
export function checkAll(content: string, today: Day, main: string | null = null): Problem[] {
  place ??= placeIn(join(import.meta.dirname, '..', '..', '..'));
  return checkLibrary(content, {
    mail: wordingFiles,
    today,
    promises: true,
    cache: place ? openRenderingCache(place) : noCache,
    ...(main === null ? {} : { main: { ref: main, today } }),
  });
}
