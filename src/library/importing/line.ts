import type { extend } from '../model/chain/chain.ts';
import type { digestsOf } from '../text/derivation.ts';
import type { State } from './history.ts';

/** The line of a state, before it has its place on a chain. */
export function lineFor(
  { day, commit, path }: Pick<State, 'day' | 'commit' | 'path'>,
  summary: string,
  digests: ReturnType<typeof digestsOf>,
): Parameters<typeof extend>[1] {
  return {
    version: day,
    publishedOn: day,
    effectiveOn: day,
    class: null,
    summary,
    // Who wrote a commit need not have approved the text.
    approvedBy: { name: 'not recorded', capacity: 'not recorded' },
    imported: { commit, path },
    ...digests,
  };
}
