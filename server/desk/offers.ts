import { isForBusiness } from '../requests/kinds.ts';
import type { Missing } from '../requests/staff/completeness.ts';
import type { Dossier } from '../requests/staff/dossiers.ts';
import type { Level } from '../requests/staff/levels.ts';
import { tasksOfItem } from '../requests/tasks/kinds.ts';
import type { Task } from '../requests/tasks/tasks.ts';
import { permissionActs, type RequestActName } from './request-acts.ts';
import type { Staff } from './staff/sessions.ts';

/** What comes before the answer, each on a page of its own. */
export type Step = 'route' | 'package' | 'deletion';

/** What one of the staff can do about a request, in the order in which it is shown. */
export interface Offers {
  readonly steps: readonly Step[];
  /** Whether they are done, so that the answer is what comes next. */
  readonly isReady: boolean;
  /** Those that somebody else has prepared, and this one of the staff may approve. */
  readonly toApprove: readonly Step[];
  readonly acts: readonly RequestActName[];
  readonly more: readonly RequestActName[];
}

interface Known {
  readonly dossier: Dossier;
  readonly preparedBy: string | null;
  readonly tasks: readonly Task[];
  readonly levels: readonly Level[];
  readonly missing: Missing;
}

const none: Offers = { steps: [], isReady: true, toApprove: [], acts: [], more: [] };

export function offersFor(staff: Staff, known: Known): Offers {
  const { dossier } = known;
  const toApprove = approvable(staff, known);
  // Of a request whose record alone is left there is nothing to do.
  if (!staff.roles.includes('answers') || dossier.person === null) return { ...none, toApprove };
  const steps = stepsOf(known);
  const areTasksDone = known.tasks.length > 0 && known.tasks.every(({ done }) => done);
  const isReady = steps.every((step) => step === 'deletion' && areTasksDone);
  const byLetter: readonly RequestActName[] = dossier.hasAddress ? [] : ['posted'];
  const offers = { steps, isReady, toApprove };
  return dossier.closedOn === null
    ? { ...offers, acts: ['answer', 'reply', 'refuse'], more: moreOf(known, byLetter) }
    : { ...offers, acts: [...byLetter, 'reply', 'reopen'], more: [] };
}

/** What is for a business is passed on first, which is due long before any answer. */
function stepsOf({ dossier, preparedBy, tasks }: Known): Step[] {
  const open = dossier.case.items.filter(({ closedOn }) => closedOn === null).map(({ kind }) => kind);
  const asksFor = (...kinds: readonly string[]) => open.some((kind) => kinds.includes(tasksOfItem[kind] ?? ''));
  return [
    ...(open.some(isForBusiness) ? ['route' as const] : []),
    ...(asksFor('export') || preparedBy ? ['package' as const] : []),
    ...(asksFor('erasure', 'correction', 'restriction') || tasks.length > 0 ? ['deletion' as const] : []),
  ];
}

function approvable(staff: Staff, { dossier, preparedBy, tasks }: Known): Step[] {
  if (!staff.roles.includes('approves') || dossier.closedOn !== null) return [];
  const own = `staff:${staff.id}`;
  const isGathered = tasks.every(({ kind, done }) => kind !== 'export' || done);
  const proposed = tasks.find((task) => task.proposed && !task.done)?.proposed;
  return [
    ...(preparedBy !== null && preparedBy !== own && isGathered ? ['package' as const] : []),
    ...(proposed && proposed.by !== own ? ['deletion' as const] : []),
  ];
}

function moreOf({ dossier, levels, missing }: Known, byLetter: readonly RequestActName[]): RequestActName[] {
  const { items } = dossier.case;
  const open = items.filter(({ closedOn }) => closedOn === null);
  const isExtended = open.some(({ deadline }) => deadline.clocks.some((clock) => clock.isExtended));
  const wasAsked = dossier.events.some(({ act }) => act === 'identity-asked');
  const when = (is: boolean, ...acts: readonly RequestActName[]) => (is ? acts : []);
  return [
    ...(['answer-in-part', 'nothing-held'] as const),
    ...when(levels.length > 0, 'ask-identity'),
    // As long as nothing shows that the agent may ask, these stand above all.
    ...when(dossier.relation === 'agent' && !missing.isPermissionMissing, ...permissionActs),
    ...when(wasAsked, 'settle-identity'),
    'pause',
    ...when(dossier.waiting.length > 0, 'resume'),
    isExtended ? 'end-extension' : 'extend',
    ...byLetter,
    ...when(!open.some(({ kind }) => isForBusiness(kind)), 'route'),
    'correct',
    ...when(dossier.together.length > 0, 'merge'),
    'close-as-withdrawn',
    ...when(!dossier.isConfirmed, 'mark-as-abuse'),
    ...when(open.length < items.length, 'reopen'),
  ];
}
