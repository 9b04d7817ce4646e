import { Temporal } from 'temporal-polyfill';

/** One rule that sets a day by which a request must be answered, with its arithmetic. Dates are the controller's. */
export interface DeadlineStep {
  readonly rule: 'gdpr-month' | 'promise-30-days';
  /** The day of receipt, which is not counted. */
  readonly from: string;
  readonly dueOn: string;
  /** Whether the month has no such day, so that its last day counts. */
  readonly clamped: boolean;
  readonly source: string;
}

export interface Deadline {
  readonly dueOn: string;
  readonly steps: readonly DeadlineStep[];
}

/** Every rule that may apply runs, and the earliest day counts. None is moved to a working day. */
export function deadlineFor(receivedOn: string): Deadline {
  const steps = [gdprMonth(receivedOn), promise(receivedOn)];
  const dueOn = steps.map((step) => step.dueOn).sort()[0] ?? receivedOn;
  return { dueOn, steps };
}

function gdprMonth(from: string): DeadlineStep {
  const received = Temporal.PlainDate.from(from);
  const due = received.add({ months: 1 }, { overflow: 'constrain' });
  return {
    rule: 'gdpr-month',
    from,
    dueOn: due.toString(),
    clamped: due.day !== received.day,
    source: 'GDPR Article 12(3); Regulation (EEC, Euratom) No 1182/71 Article 3(1) and 3(2)(c)',
  };
}

function promise(from: string): DeadlineStep {
  return {
    rule: 'promise-30-days',
    from,
    dueOn: Temporal.PlainDate.from(from).add({ days: 30 }).toString(),
    clamped: false,
    source: 'What this site promises: an answer within 30 days',
  };
}
