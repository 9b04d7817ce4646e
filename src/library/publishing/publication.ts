import type { ChangeClass, Party, PublishedLine } from '../model/chain/line.ts';
import type { Day } from '../model/days.ts';

/** What the legal team says of a version that it publishes. */
export interface Publication {
  readonly document: string;
  /** What changed, for the reader. */
  readonly summary: string;
  readonly approvedBy: Party;
  readonly class: ChangeClass | null;
  /** Without it: at once, or as soon as the notice period allows. */
  readonly effectiveOn: Day | null;
  /** Why a subprocessor is replaced at once, without the notice period. */
  readonly urgent?: string | undefined;
  /** The version that waits and whose place it takes, and what it corrects of it. */
  readonly corrects?: PublishedLine['corrects'];
  /** Why a change of what the text says is editorial all the same. */
  readonly confirm?: string | undefined;
  /** The login of who ran the command at the host. */
  readonly recordedBy?: string | undefined;
}
