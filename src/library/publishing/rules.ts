import type { ChangeClass, Party } from '../model/chain/line.ts';
import { addDays, type Day, isDay, showDay } from '../model/days.ts';
import { hiddenSignsIn } from '../model/hidden-signs.ts';
import { type Document, inEffect, waiting } from '../model/library.ts';

/** What notice must pass before a version of a class binds. */
export function noticeFor({ noticeDays }: Pick<Document, 'noticeDays'>, change: ChangeClass | null): number {
  return change === 'notice' || change === 'agreement' ? noticeDays : 0;
}

/** What decides the day from which a publication binds. */
interface Wanted {
  readonly class: ChangeClass | null;
  readonly effectiveOn: Day | null;
  readonly urgent?: string | undefined;
}

/** The day from which a publication of today binds, and what speaks against it. */
export function effectOf(document: Document, wanted: Wanted, today: Day): { effectiveOn: Day; problems: string[] } {
  const problems: string[] = [];
  const isFirst = document.versions.length === 0;
  const isUrgent = wanted.urgent !== undefined;
  const notice = isUrgent ? 0 : noticeFor(document, wanted.class);
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
  if (isUrgent) problems.push(...problemsWithUrgency(document, wanted, today));
  if (next && !isUrgent && wanted.class !== 'editorial') {
    problems.push(
      `Version ${next.version} waits for ${showDay(next.effectiveOn)}: until then only a correction (--class editorial) is published, or the urgent replacement of a subprocessor (--urgent).`,
    );
  } else if (next && effectiveOn !== today) {
    problems.push(
      `Beside version ${next.version}, which waits, a correction takes effect at once: leave --effective-on out.`,
    );
  } else if (next && !inEffect(document, today)) {
    problems.push(`Nothing is in effect yet that could be corrected: version ${next.version} waits.`);
  }
  return { effectiveOn, problems };
}

function problemsWithUrgency(document: Document, wanted: Wanted, today: Day): string[] {
  const problems = whyNotUrgent(document, wanted.urgent ?? '');
  if (wanted.class !== 'notice') problems.push('People are told of an urgent replacement: take --class notice.');
  if (wanted.effectiveOn && wanted.effectiveOn !== today) {
    problems.push('An urgent replacement takes effect at once: leave --effective-on out.');
  }
  return problems;
}

/** Whether a provider may be replaced without the notice period, of the text in effect and of the one that waits. */
export function whyNotUrgent({ title, urgentReplacement, slug }: Document, reason: string): string[] {
  const problems: string[] = [];
  problems.push(...problemsWithSigns([reason]));
  if (!reason.trim() || isLong(reason)) {
    problems.push('Say in --urgent, in one line of at most 500 characters, why the replacement cannot wait.');
  }
  if (!urgentReplacement) {
    problems.push(
      `What customers agreed to lets nobody shorten the notice of ${title}. Where their agreements do, counsel says so by \`urgentReplacement: true\` in content/${slug}/document.yaml.`,
    );
  }
  return problems;
}

/** What is missing from what is said about a publication. */
export function problemsWith({
  summary,
  approvedBy,
  confirm = '',
  recordedBy,
}: {
  summary: string;
  approvedBy: Party;
  confirm?: string | undefined;
  recordedBy?: string | undefined;
}): string[] {
  const problems: string[] = [];
  if (!summary.trim()) problems.push('Say in --summary what changed, for the reader.');
  if (isLong(summary)) problems.push('The summary is one line of at most 500 characters.');
  if (isLong(confirm)) problems.push('What --confirm says is one line of at most 500 characters.');
  if (!approvedBy.name.trim()) problems.push('Say in --approved-by who approved the text.');
  problems.push(...problemsWithSigns([summary, confirm, ...Object.values(approvedBy)]));
  return [...problems, ...problemsWithParty(approvedBy), ...problemsWithLogin(recordedBy)];
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
  problems.push(...problemsWithSigns([reason, ...Object.values(by)]));
  return [...problems, ...problemsWithParty(by), ...problemsWithLogin(recordedBy)];
}

function problemsWithParty({ name, capacity }: Party): string[] {
  return [
    ...(capacity.trim() ? [] : ['Say in --capacity in what capacity, as "General Counsel".']),
    ...(isLong(name) || isLong(capacity) ? ['Name and capacity are one line each, of at most 500 characters.'] : []),
  ];
}

function problemsWithSigns(texts: readonly string[]): string[] {
  const [found] = hiddenSignsIn(texts);
  return found ? [`A sign that nobody sees (${found.sign}) stands in what is said of it: type it anew.`] : [];
}

function problemsWithLogin(login: string | undefined): string[] {
  const isLogin = login === undefined || /^[\p{L}\p{N}](?:[\p{L}\p{N}._@[\]-]{0,99})$/u.test(login);
  return isLogin ? [] : ['--recorded-by is the login of who runs this, one word.'];
}

function isLong(text: string): boolean {
  return text.length > 500 || /[\r\n]/.test(text);
}
