import type { Day } from '../model/days.ts';
import { type Library, versioned } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { createRenderer } from '../text/render.ts';
import type { RenderingCache } from '../text/rendering-cache.ts';
import { type Arrival, arrivalsOn } from './arrivals.ts';
import { checkDerived } from './derived.ts';
import { checkFrozen, ruledBy } from './frozen.ts';
import { openMain } from './main-branch.ts';
import { checkNotice } from './notice.ts';

/** The branch that publishes, or its last state before what is checked, and the day it is. */
export interface Main {
  readonly ref: string;
  readonly today: Day;
}

/** Whether a branch leaves what is published as it is, and records what is new by the rules, in time. */
export function checkMain(
  { root, library }: { root: string; library: Library | null },
  { ref, today }: Main,
  cache: RenderingCache,
): Problem[] {
  using main = openMain(root, ref);
  if (!main) {
    const problem = `Git knows no "${ref}" here, so nobody can say what is published.`;
    return [problemIn('../', problem, 'Fetch it, with its history, and check again.')];
  }
  if (!library) return checkFrozen({ root, documents: [], purposes: [] }, main);
  const [base] = main.known;
  const render = createRenderer({ cache });
  const derived = base ? checkDerived(library, base, { today, render }) : [];
  const documents = versioned(library);
  const arrivals = arrivalsOn(root, documents, { main: ref, timeZone: library.company.timeZone, today });
  const late = documents.flatMap((document, at) =>
    checkNotice(base ? ruledBy(base, document) : document, arrivals[at] as Arrival, today),
  );
  return [...checkFrozen(library, main), ...derived, ...late];
}
