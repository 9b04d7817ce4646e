import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { templates } from '../../../server/mail/templates.ts';
import type { Day } from '../model/days.ts';
import { openLibrary, readLibrary } from '../model/library.ts';
import { readWritten } from '../model/line-ends.ts';
import { type Problem, showProblem } from '../model/problem.ts';
import { showOpenPromises } from '../promises/open-promises.ts';
import { check as checkLibrary } from '../review/check.ts';
import { warn } from '../review/check-warnings.ts';
import { decidedIn, holdsUp } from '../review/decision-only.ts';
import { noCache, openRenderingCache, placeIn } from '../text/rendering-cache.ts';
import { fail, text, type Verb } from './verb.ts';

const usage = `npm run policy -- check [--main <branch or commit>] [--json]

  --main   the branch that publishes, or the commit it was at before: notice is counted from the day on which
           a version got there, and what it has not yet arrives today`;

export const check: Verb = {
  does: 'says what is wrong in content/, and where',
  usage,
  options: { main: text },
  async run({ content, json, today, text }) {
    const ref = text('main');
    const found = await checkAll(content, today(), ref ?? null);
    const decided = ref === undefined ? null : decidedIn(content, ref);
    const problems = decided ? found.filter((problem) => holdsUp(problem, decided)) : found;
    const others = found.filter((problem) => !problems.includes(problem));
    if (!json) for (const other of others) console.log(`Not of this change: ${showProblem(other)}`);
    const warnings = found.length === 0 ? await warn(openLibrary(content), today()) : [];
    if (json) console.log(JSON.stringify({ problems, others, warnings }, null, 2));
    else for (const problem of problems) console.log(showProblem(problem));
    if (!json) for (const warning of warnings) console.log(`To consider: ${showProblem(warning)}`);
    if (problems.length > 0) fail(json ? '' : `\n${problems.length} to mend.`);
    if (!json)
      console.log(
        [others.length > 0 ? 'Nothing holds this change up.' : 'Nothing is wrong.', ...showOpenPromises(content)].join(
          '\n',
        ),
      );
  },
};

/** With what stands beside the library: the backend's mails, and README. */
export function checkAll(content: string, today: Day, main: string | null = null): Promise<Problem[]> {
  const readme = join(content, '..', 'README.md');
  const place = placeIn(join(import.meta.dirname, '..', '..', '..'));
  return checkLibrary(content, {
    ...{ mail: templates, today, promises: true },
    cache: place ? openRenderingCache(place) : noCache,
    ...(isReadmeOf(content, readme) ? { readme: readWritten(readme) } : {}),
    ...(main === null ? {} : { main: { ref: main, today } }),
  });
}

/** Whether README is this company's own: its title is the name of the site. */
function isReadmeOf(content: string, readme: string): boolean {
  const { library } = readLibrary(content);
  return library !== null && existsSync(readme) && readWritten(readme).startsWith(`# ${library.company.siteName}\n`);
}
