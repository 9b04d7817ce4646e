import type { ChainLine } from './chain.ts';
import { versionsOf, versionWaiting } from './chain-effects.ts';
import { type Day, showDay } from './days.ts';

/** The day on which a line was written. */
export function dayOf(line: ChainLine): Day {
  return line.event === 'published' ? line.publishedOn : line.on;
}

/** The day that a line of today bears: never before the line that it follows, should the clock's zone have moved. */
export function dayAfter(lines: readonly ChainLine[], today: Day): Day {
  const last = lines.at(-1);
  return last && dayOf(last) > today ? dayOf(last) : today;
}

/** What is wrong with a line as the next after others. */
export function problemsOf(lines: readonly ChainLine[], line: ChainLine): string[] {
  const last = lines.at(-1);
  const problems: string[] = [];
  if (last && dayOf(line) < dayOf(last)) {
    problems.push(`This line is of ${dayOf(line)}, the one before it of ${dayOf(last)}: the days run backwards.`);
  }
  return [...problems, ...(line.event === 'published' ? publishing(lines, line) : deciding(lines, line))];
}

function publishing(lines: readonly ChainLine[], line: Extract<ChainLine, { event: 'published' }>): string[] {
  const published = lines.filter((line) => line.event === 'published');
  const next = versionWaiting(versionsOf(lines), line.publishedOn);
  const isImported = line.imported !== undefined;
  const problems: string[] = [];
  if (published.some(({ version }) => version === line.version)) {
    problems.push(`Version ${line.version} is published twice.`);
  }
  if (!line.version.startsWith(line.publishedOn)) {
    problems.push('The version is not named by the day of its publication.');
  }
  if (line.effectiveOn < line.publishedOn) problems.push('The version takes effect before it was published.');
  if ((line.class === null) !== (published.length === 0 || isImported)) {
    problems.push('The first version has no change class, every later one has.');
  }
  if (isImported && lines.some((line) => line.event !== 'published' || !line.imported)) {
    problems.push('History is imported before anything is published, never after.');
  }
  if (published.some(({ derivation = 1 }) => derivation > (line.derivation ?? 1))) {
    problems.push('The digest of its text is made in an older way than those before it.');
  }
  if (next && next.version !== line.version) {
    problems.push(`Version ${next.version} still waited for its effect when this one was published.`);
  }
  return problems;
}

function deciding(
  lines: readonly ChainLine[],
  line: Extract<ChainLine, { event: 'postponed' | 'cancelled' }>,
): string[] {
  const version = versionsOf(lines).find(({ version }) => version === line.version);
  if (!version) return [`Version ${line.version} is ${line.event} and was never published.`];
  if (version.cancelled) return [`Version ${line.version} was cancelled before.`];
  if (version.effectiveOn <= line.on) {
    return [`Version ${line.version} was in effect since ${showDay(version.effectiveOn)} when it was ${line.event}.`];
  }
  if (line.event === 'cancelled') return [];
  if (line.effectiveOn === version.effectiveOn) {
    return [`Version ${line.version} is moved to ${line.effectiveOn}, the day that it has already.`];
  }
  return line.effectiveOn < line.on ? [`Version ${line.version} is moved to a day that had passed.`] : [];
}
