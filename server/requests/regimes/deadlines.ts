import type { Day } from '../../../src/library/model/days.ts';
import type { RequestKind } from '../kinds.ts';
import type { CalendarName } from './calendars.ts';
import { applies, type Facts, mayExtend, type Reckoning, type RequestEvent, reckon } from './clock-dates.ts';
import { clockRows, promised, type Regime } from './clocks.ts';

/** Everything by which the clocks of one item go. */
export interface Question {
  readonly kind: RequestKind;
  /** Of the laws that apply, or may. */
  readonly regimes: readonly Regime[];
  /** The day of receipt by each law's zone, where it is not the same in all. */
  readonly receivedOn: (regime: Regime) => Day;
  readonly events?: readonly RequestEvent[];
  readonly isExtended?: boolean;
  /** The day on which the person was told of the extension, once that is so. */
  readonly extensionToldOn?: Day | null;
  readonly calendar?: CalendarName | null;
}

/** All clocks of one item. The earliest counts, and what is promised to everybody always runs. */
export interface ItemDeadline {
  /** Of the laws that may apply. Empty where none of them sets a time for this. */
  readonly clocks: readonly Reckoning[];
  readonly promise: readonly Reckoning[];
  readonly due: Day | null;
  readonly unrolledDue: Day | null;
  readonly conservativeDue: Day | null;
  readonly acknowledgeBy: Day | null;
  readonly strictlyAcknowledgeBy: Day | null;
  readonly extensionNoticeBy: Day | null;
  /** The day by which we answer, whatever happens. */
  readonly internalDue: Day;
  /** Whose day that is. */
  readonly counts: Reckoning;
}

/** Why an extension is refused, and by which clock. */
export type ExtensionProblem = 'extension-unknown' | 'kind-never-extended' | 'extension-too-late';
export type Refused = { readonly problem: ExtensionProblem; readonly clock: Reckoning };

export function deadlineOf(question: Question): ItemDeadline {
  const facts: Omit<Facts, 'receivedOn'> = {
    kind: question.kind,
    events: question.events ?? [],
    isExtended: question.isExtended ?? false,
    calendar: question.calendar ?? null,
  };
  const run = (regimes: readonly Regime[]) =>
    regimes.flatMap((regime) => {
      const own = { ...facts, receivedOn: question.receivedOn(regime) };
      return clockRows.filter((row) => row.regime === regime && applies(row, own)).map((row) => reckon(row, own));
    });
  const clocks = run(question.regimes);
  const promise = run([promised]);
  const counts = [...clocks, ...promise].reduce((one, other) => (other.reliedOnDue < one.reliedOnDue ? other : one));
  return {
    clocks,
    promise,
    due: earliest(clocks.map(({ due }) => due)),
    unrolledDue: earliest(clocks.map(({ unrolledDue }) => unrolledDue)),
    conservativeDue: earliest(clocks.map(({ conservativeDue }) => conservativeDue)),
    acknowledgeBy: earliest(clocks.map(({ acknowledgeBy }) => acknowledgeBy)),
    strictlyAcknowledgeBy: earliest(clocks.map(({ strictlyAcknowledgeBy }) => strictlyAcknowledgeBy)),
    extensionNoticeBy: earliest(clocks.map(({ extensionNoticeBy }) => extensionNoticeBy)),
    internalDue: counts.reliedOnDue,
    counts,
  };
}

/**
 * Every law that may apply must know the extension, and the person be told in time for the first that asks for it. Where
 * no law sets a time there is the promised one alone, which knows none.
 */
export function refusalOfExtension(
  { clocks, promise }: ItemDeadline,
  { kind, extensionToldOn }: Question,
): Refused | null {
  const fixed = (clocks.length > 0 ? clocks : promise).find(({ row }) => !mayExtend(row, kind));
  if (fixed) return { problem: fixed.row.extension ? 'kind-never-extended' : 'extension-unknown', clock: fixed };
  const late = clocks.find(
    ({ reliedOnNoticeBy }) => extensionToldOn && reliedOnNoticeBy && extensionToldOn > reliedOnNoticeBy,
  );
  return late ? { problem: 'extension-too-late', clock: late } : null;
}

function earliest(days: readonly (Day | null)[]): Day | null {
  return days.filter((day) => day !== null).sort()[0] ?? null;
}
