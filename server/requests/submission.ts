import type { Relation, RequestKind } from './kinds.ts';

/** What a person says in the form, checked. */
export interface Submission {
  readonly relation: Relation;
  /** Which business, when the person is its customer; empty when not said. */
  readonly business: string;
  /** For whom, when an agent asks. */
  readonly behalf: string;
  readonly kinds: readonly RequestKind[];
  /** ISO 3166-1, `US-XX` for a state, or `unsaid`. */
  readonly region: string;
  readonly name: string;
  readonly email: string;
  readonly details: string;
}
