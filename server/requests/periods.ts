import { durationOf, givenDurationOf, type Retention } from '../content.ts';

export type Periods = ReturnType<typeof readPeriods>;

/** The times of `content/retention.yaml` that this room keeps to. */
export function readPeriods(retention: Retention) {
  return {
    confirmLink: durationOf(retention, 'confirm-link'),
    caseLink: durationOf(retention, 'case-link'),
    unconfirmed: durationOf(retention, 'request-unconfirmed'),
    /** Null where it is given in words: then nothing is erased by itself. */
    details: givenDurationOf(retention, 'request-details'),
    record: givenDurationOf(retention, 'request'),
  };
}
