import { checkVersions } from '../checking/versions.ts';
import { link } from '../model/chain/chain.ts';
import type { CancelledLine, ChainLine, Party, PostponedLine } from '../model/chain/line.ts';
import { bindingInstead, dayAfter } from '../model/chain/rules.ts';
import { addDays, type Day, isDay, showDay } from '../model/days.ts';
import { type Document, readText, waiting } from '../model/library.ts';
import { showProblem } from '../model/problem.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { noticeFor, problemsWithDecision } from './rules.ts';
import { writeLines } from './version-file.ts';

/** Why the effect of a version that waits is another than was published, and who decided it. */
interface Decision {
  readonly document: string;
  readonly reason: string;
  readonly by: Party;
  /** The login of who ran the command at the host. */
  readonly recordedBy?: string | undefined;
}

/** The version that waits takes effect later, or earlier where the law lets it. */
export function postpone(
  root: string,
  decision: Decision & { readonly effectiveOn: Day },
  today: Day,
): Result<PostponedLine, string> {
  return write(root, decision.document, (document) =>
    postponementOf(document, decision, dayAfter(document.chain, today)),
  );
}

/** The version that waits never takes effect. */
export function cancel(root: string, decision: Decision, today: Day): Result<CancelledLine, string> {
  return write(root, decision.document, (document) =>
    cancellationOf(document, decision, dayAfter(document.chain, today)),
  );
}

/** The line by which the effect of the version that waits is put off. */
export function postponementOf(
  document: Document,
  { effectiveOn, ...decision }: Omit<Decision, 'document'> & { readonly effectiveOn: Day },
  today: Day,
): Result<PostponedLine, string> {
  const next = waiting(document, today);
  if (!next) return fail(nothingWaits(document));
  const noticed = addDays(next.noticedOn, noticeFor(document, next.class));
  const lawful = noticed > today ? noticed : today;
  const other = bindingInstead(document.versions, next, lawful);
  const earliest = other ? addDays(lawful, 1) : lawful;
  const problems = problemsWithDecision(decision);
  if (!isDay(effectiveOn)) problems.push(`"${effectiveOn}" is not a day: write it as 2026-12-24.`);
  else if (effectiveOn === next.effectiveOn) {
    problems.push(`It waits for ${showDay(next.effectiveOn)} already: name another day.`);
  } else if (effectiveOn < earliest) {
    const reason = other
      ? `version ${other.version}, published after it, binds from ${showDay(lawful)} and would keep its place`
      : earliest === today
        ? 'no version takes effect in the past'
        : `${noticeFor(document, next.class)} days of notice run from its publication on ${showDay(next.noticedOn)}`;
    problems.push(`It can take effect on ${earliest} (${showDay(earliest)}) at the earliest: ${reason}.`);
  }
  if (problems.length > 0) return fail(...problems);
  const { version } = next;
  const line = { event: 'postponed' as const, version, on: today, effectiveOn, ...saidIn(decision) };
  return succeed(link(document.chain, line));
}

/** The line by which the version that waits is taken back. */
export function cancellationOf(
  document: Document,
  decision: Omit<Decision, 'document'>,
  today: Day,
): Result<CancelledLine, string> {
  const next = waiting(document, today);
  if (!next) return fail(nothingWaits(document));
  const problems = problemsWithDecision(decision);
  if (problems.length > 0) return fail(...problems);
  const line = { event: 'cancelled' as const, version: next.version, on: today, ...saidIn(decision) };
  return succeed(link(document.chain, line));
}

function saidIn({ reason, by, recordedBy }: Omit<Decision, 'document'>) {
  return { reason: reason.trim(), by, ...(recordedBy ? { recordedBy } : {}) };
}

function write<Line extends ChainLine>(
  root: string,
  slug: string,
  lineOf: (document: Document) => Result<Line, string>,
): Result<Line, string> {
  const { document, problems } = readText(root, slug);
  if (!document || problems.length > 0) return fail(...problems.map(showProblem));
  const own = checkVersions(root, document);
  if (own.length > 0) return fail(...own.map(showProblem));
  const line = lineOf(document);
  if (line.ok) writeLines(root, slug, [...document.chain, line.value]);
  return line;
}

function nothingWaits({ title }: Document): string {
  return `No version of ${title} waits for its effect. What is in effect is changed by publishing a new version.`;
}
