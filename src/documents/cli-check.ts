import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { templates } from '../../server/mail/templates.ts';
import { check as checkLibrary } from './check.ts';
import { fail, type Verb } from './cli-frame.ts';
import { type Problem, showProblem } from './problem.ts';

export const check: Verb = {
  does: 'says what is wrong in content/, and where',
  usage: 'npm run policy -- check [--json]',
  options: {},
  async run({ content, json }) {
    const problems = await checkAll(content);
    if (json) console.log(JSON.stringify(problems, null, 2));
    else for (const problem of problems) console.log(showProblem(problem));
    if (problems.length > 0) fail(json ? '' : `\n${problems.length} to mend.`);
    if (!json) console.log('Nothing is wrong.');
  },
};

/** With what stands beside the library: the backend's mails and README. */
export function checkAll(content: string): Promise<Problem[]> {
  const readme = join(content, '..', 'README.md');
  return checkLibrary(content, {
    mail: templates,
    ...(existsSync(readme) ? { readme: readFileSync(readme, 'utf8') } : {}),
  });
}
