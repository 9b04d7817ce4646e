import type { RouteProblem } from '../referrals.ts';
import type { AskPermissionProblem, ShowPermissionProblem } from './agent-permissions.ts';
import type { AbuseProblem, MergeProblem, ReopenProblem } from './closures.ts';
import type { CorrectProblem } from './corrections.ts';
import type { EndExtensionProblem, ExtendProblem } from './extensions.ts';
import type { IdentityProblem, SettleProblem } from './identity.ts';
import type { PauseProblem, ResumeProblem } from './pauses.ts';
import type { PostingProblem } from './postal-answers.ts';
import type { CloseProblem, ReplyProblem } from './replies.ts';

/** Whatever may be wrong with an act of staff upon a request. */
export type StaffActProblem =
  | ReplyProblem
  | CloseProblem
  | IdentityProblem
  | SettleProblem
  | PauseProblem
  | ResumeProblem
  | ExtendProblem
  | EndExtensionProblem
  | ReopenProblem
  | MergeProblem
  | AbuseProblem
  | RouteProblem
  | AskPermissionProblem
  | ShowPermissionProblem
  | CorrectProblem
  | PostingProblem;
