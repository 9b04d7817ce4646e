import { readFileSync } from 'node:fs';
import { standingFor } from '../model/chain/effects.ts';
import type { Day } from '../model/days.ts';
import type { Library } from '../model/library.ts';
import { namedIn } from '../model/names.ts';
import { type Obstacle, obstacles } from '../model/obstacles.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { attempt } from '../model/result.ts';

/** What `npm run -s admin -- notices check --json` wrote; null where the file is none such. */
export function readObstacles(file: string): Obstacle[] | null {
  return attempt(() => obstacles.parse(JSON.parse(readFileSync(file, 'utf8'))));
}

/** What stands against a version is out of the way once the chain gives it a later day, or none. */
export function checkObstacles({ documents }: Pick<Library, 'documents'>, known: readonly Obstacle[]): Problem[] {
  return known.flatMap((obstacle) => {
    const document = namedIn(documents, obstacle.document);
    const standing = document && standingFor(document.versions, obstacle.version);
    if (!document || !standing || standing.cancelled) return [];
    const said = saidOf(obstacle, standing.effectiveOn, document.slug);
    return said ? [problemIn(`${document.slug}/chain.jsonl`, said.problem, said.remedy, { line: standing.seq })] : [];
  });
}

function saidOf(obstacle: Obstacle, effectiveOn: Day, slug: string): { problem: string; remedy: string } | null {
  const version = `Version ${obstacle.version} takes effect on ${effectiveOn}`;
  if (obstacle.why === 'notice') {
    const { earliestOn } = obstacle;
    return effectiveOn >= earliestOn
      ? null
      : {
          problem: `${version}, and its notice runs until ${earliestOn}: people were told later than it was published.`,
          remedy: `Run \`npm run policy -- postpone --document ${slug} --effective-on ${earliestOn}\` with --reason, --by and --capacity.`,
        };
  }
  const { count } = obstacle;
  return effectiveOn > obstacle.effectiveOn
    ? null
    : {
        problem: `${version} with ${count} open objection${count === 1 ? '' : 's'}.`,
        remedy: 'Settle them at the desk, or postpone or cancel the version.',
      };
}
