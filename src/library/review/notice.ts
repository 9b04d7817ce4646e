import { standingFor, versionInEffect } from '../model/chain/effects.ts';
import type { PublishedLine } from '../model/chain/line.ts';
import { addDays, type Day, showDay } from '../model/days.ts';
import type { Document } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { noticeFor } from '../publishing/rules.ts';
import type { Arrival } from './arrivals.ts';

/** As far as days are written here. */
const lastDay = '9999-12-31';

/** Whether notice runs its time from the day on which a version came to the main branch, whatever day its line bears. */
export function checkNotice(document: Document, arrival: Arrival, today: Day): Problem[] {
  const { slug, chain, versions } = document;
  const file = `${slug}/chain.jsonl`;
  const newest = versionInEffect(versions, lastDay);
  const problems: Problem[] = [];

  for (const line of chain) {
    const arrivedOn = arrival(line);
    // Its notice is the notice of what took its place.
    const version = standingFor(versions, line.version);
    if (arrivedOn === null || !version) continue;
    if (line.event === 'published') {
      if (line.corrects) {
        problems.push(...besideWaiting(line, arrivedOn));
        continue;
      }
      const notice = line.urgent === undefined ? noticeFor(document, line.class) : 0;
      const earliest = addDays(arrivedOn, notice);
      const isLate = arrivedOn > line.publishedOn && (arrivedOn === today || version === newest);
      if (notice === 0 || version.cancelled || version.effectiveOn >= earliest) continue;
      if (version.effectiveOn <= today && !isLate) continue;
      const problem = `Version ${line.version} gets to readers on ${showDay(arrivedOn)}: with ${notice} days of notice it can take effect on ${earliest} at the earliest, not on ${version.effectiveOn}.`;
      problems.push(problemIn(file, problem, remedyFor(version.effectiveOn > today, earliest), { line: line.seq }));
    } else if (arrivedOn === today && effectBefore(line.seq) <= today) {
      const problem = `Version ${line.version} took effect on ${showDay(effectBefore(line.seq))}, before this line got to the main branch.`;
      const remedy = 'Take the line back, and publish a new version instead.';
      problems.push(problemIn(file, problem, remedy, { line: line.seq }));
    }
  }
  return problems;

  /** What takes the place of a version that waits has its notice, and comes before that is in effect. */
  function besideWaiting({ corrects, version, seq }: PublishedLine, arrivedOn: Day): Problem[] {
    const corrected = versions.find((other) => other.version === corrects?.version);
    if (!corrected || arrivedOn !== today || corrected.effectiveOn > today) return [];
    const problem = `Version ${version} takes the place of version ${corrected.version}, which took effect on ${showDay(corrected.effectiveOn)}, before this line got to the main branch.`;
    return [
      problemIn(file, problem, `Run \`npm run policy -- publish --rederive --document ${slug}\`.`, { line: seq }),
    ];
  }

  function remedyFor(isWaiting: boolean, earliest: Day): string {
    return isWaiting
      ? `Run \`npm run policy -- postpone --document ${slug} --effective-on ${earliest}\` with --reason, --by and --capacity; on a branch, \`publish --rederive --document ${slug}\` does it too.`
      : `Run \`npm run policy -- publish --rederive --document ${slug}\` with --main and the commit before it.`;
  }

  /** The day of effect as it stood before a line was written. */
  function effectBefore(seq: number): Day {
    const [line] = chain.slice(seq - 1);
    const earlier = chain.slice(0, seq - 1).findLast((before) => before.version === line?.version);
    return earlier && earlier.event !== 'cancelled' ? earlier.effectiveOn : '';
  }
}
