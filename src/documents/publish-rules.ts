import type { ChangeClass, Party } from './chain.ts';
import { addDays, type Day, isDay, showDay } from './days.ts';
import { type Document, waiting } from './library.ts';

/** What notice must pass before a version of a class binds. */
export function noticeFor({ noticeDays }: Pick<Document, 'noticeDays'>, change: ChangeClass | null): number {
  return change === 'notice' || change === 'agreement' ? noticeDays : 0;
}

/** The day from which a publication of today binds, and what speaks against it. */
export function effectOf(
  document: Document,
  wanted: { readonly class: ChangeClass | null; readonly effectiveOn: Day | null },
  today: Day,
): { effectiveOn: Day; problems: string[] } {
  const problems: string[] = [];
  const isFirst = document.versions.length === 0;
  const notice = noticeFor(document, wanted.class);
  const earliest = addDays(today, notice);
  const effectiveOn = wanted.effectiveOn ?? earliest;
  const next = waiting(document, today);

  if (isFirst && wanted.class) problems.push('The first version of a document has no class: leave --class out.');
  if (!isFirst && !wanted.class) problems.push('Say how far the change goes: --class editorial, notice or agreement.');
  if (!isDay(effectiveOn)) problems.push(`"${effectiveOn}" is not a day: write it as 2026-12-24.`);
  else if (effectiveOn < earliest) {
    const reason = notice > 0 ? `${notice} days of notice must pass` : 'no version takes effect in the past';
    problems.push(`It can take effect on ${earliest} (${showDay(earliest)}) at the earliest: ${reason}.`);
  }
  if (next) {
    problems.push(
      `Version ${next.version} waits for ${showDay(next.effectiveOn)}: until then nothing else is published.`,
    );
  }
  return { effectiveOn, problems };
}

/** What is missing from what is said about a publication. */
export function problemsWith({
  summary,
  approvedBy,
  recordedBy,
}: {
  summary: string;
  approvedBy: Party;
  recordedBy?: string | undefined;
}): string[] {
  const problems: string[] = [];
  if (!summary.trim()) problems.push('Say in --summary what changed, for the reader.');
  if (isLong(summary)) problems.push('The summary is one line of at most 500 characters.');
  if (!approvedBy.name.trim()) problems.push('Say in --approved-by who approved the text.');
  if (!approvedBy.capacity.trim()) problems.push('Say in --capacity in what capacity, as "General Counsel".');
  return [...problems, ...problemsWithLogin(recordedBy)];
}

/** What is missing from what is said about a postponement or a cancellation. */
export function problemsWithDecision({
  reason,
  by,
  recordedBy,
}: {
  reason: string;
  by: Party;
  recordedBy?: string | undefined;
}): string[] {
  const problems: string[] = [];
  if (!reason.trim()) problems.push('Say in --reason why, for the reader.');
  if (isLong(reason)) problems.push('The reason is one line of at most 500 characters.');
  if (!by.name.trim()) problems.push('Say in --by who decided it.');
  if (!by.capacity.trim()) problems.push('Say in --capacity in what capacity, as "General Counsel".');
  return [...problems, ...problemsWithLogin(recordedBy)];
}

function problemsWithLogin(login: string | undefined): string[] {
  const isLogin = login === undefined || /^[\p{L}\p{N}](?:[\p{L}\p{N}._@[\]-]{0,99})$/u.test(login);
  return isLogin ? [] : ['--recorded-by is the login of who runs this, one word.'];
}

function isLong(text: string): boolean {
  return text.length > 500 || /[\r\n]/.test(text);
}
