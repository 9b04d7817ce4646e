import { addDays, type Day, showDay } from '../days.ts';
import type { Document } from '../library.ts';
import { type Problem, problemIn } from '../problem.ts';
import { noticeFor } from '../publish-rules.ts';
import type { Arrival } from './arrivals.ts';

/** Whether notice runs its time from the day on which a version came to the main branch, whatever day its line bears. */
export function checkNotice(document: Document, arrival: Arrival, today: Day): Problem[] {
  const { slug, chain, versions } = document;
  const file = `${slug}/chain.jsonl`;
  const newest = versions.findLast(({ cancelled }) => !cancelled);
  const problems: Problem[] = [];

  for (const line of chain) {
    const arrivedOn = arrival(line);
    const version = versions.find(({ version }) => version === line.version);
    if (arrivedOn === null || !version) continue;
    if (line.event === 'published') {
      const notice = noticeFor(document, line.class);
      const earliest = addDays(arrivedOn, notice);
      const isLate = arrivedOn > line.publishedOn && version === newest;
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
