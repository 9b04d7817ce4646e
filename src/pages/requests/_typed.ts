import type { RequestKind } from '../../../server/requests/kinds.ts';

/** What a person has put into the form so far, unchecked, and the stamp for what they send next. */
export interface Typed {
  readonly one: (name: string) => string;
  readonly kinds: readonly RequestKind[];
  readonly stamp: string;
}
