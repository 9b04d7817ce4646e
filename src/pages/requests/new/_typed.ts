import type { Typed as Values } from '../../../../server/requests/form/submission.ts';
import { type RequestKind, requestKinds, type SubmissionProblem } from '../../../../server/requests/kinds.ts';
import type { Message } from '../../../words/forms.ts';
import { submissionMessages } from '../../../words/requests.ts';

/** What a person has put into the form so far, unchecked, and the stamp for what they send next. */
export interface Typed {
  readonly one: (name: keyof Values['one']) => string;
  readonly kinds: readonly RequestKind[];
  readonly stamp: string;
}

/** What is wrong, each sentence once, in the order of the form. */
export function messagesFor(problems: readonly SubmissionProblem[]): readonly Message[] {
  const found = Object.entries(submissionMessages).filter(([code]) => problems.some((problem) => problem === code));
  return [...new Set(found.map(([, message]) => message))];
}

export function kindsAmong(values: readonly unknown[]): RequestKind[] {
  return requestKinds.filter((kind) => values.includes(kind));
}
