import type { Deadline } from './deadline.ts';
import type { Outcome, RequestKind } from './kinds.ts';

/** What a person sees of their request behind the mailed link. Dates are the controller's. */
export interface Case {
  readonly reference: string;
  readonly receivedOn: string;
  readonly status: 'open' | 'closed';
  readonly items: readonly Item[];
  readonly messages: readonly Message[];
  readonly deadline: Deadline;
  readonly closedOn: string | null;
  readonly outcome: Outcome | null;
  /** The last day on which the link works; null while the request is open. */
  readonly openUntil: string | null;
}

export interface Item {
  readonly kind: RequestKind;
  readonly tookEffectOn: string | null;
  readonly closedOn: string | null;
  readonly outcome: Outcome | null;
}

export interface Message {
  readonly author: 'person' | 'staff';
  readonly writtenAt: Date;
  readonly writtenOn: string;
  readonly text: string;
}
