/** What a correct program must expect to go wrong, as a value: codes that `src/words/` turns into sentences. */
export type Result<Value, Problem extends string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function succeed<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** Those of the problems that there are, in their order. */
export function problemsIn<Problem extends string>(found: Readonly<Record<Problem, boolean>>): Problem[] {
  return (Object.keys(found) as Problem[]).filter((problem) => found[problem]);
}

export function fail<Problem extends string>(
  ...problems: Problem[]
): { readonly ok: false; readonly problems: Problem[] } {
  return { ok: false, problems };
}

/** What comes of work on what may be anything; null where it throws, and nobody asks why. */
export function attempt<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch {
    return null;
  }
}
