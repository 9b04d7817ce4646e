import { type Day, showDay } from '../days.ts';
import { isBinding, type Version, versionsOf, versionWaiting } from './effects.ts';
import type { ChainLine, PublishedLine } from './line.ts';

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

function publishing(lines: readonly ChainLine[], line: PublishedLine): string[] {
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
  if (!line.corrects && (line.class === null) !== (published.length === 0 || isImported)) {
    problems.push('The first version has no change class, every later one has.');
  }
  if (isImported && lines.some((line) => line.event !== 'published' || !line.imported)) {
    problems.push('History is imported before anything is published, never after.');
  }
  if (published.some(({ derivation = 1 }) => derivation > (line.derivation ?? 1))) {
    problems.push('The digest of its text is made in an older way than those before it.');
  }
  return [...problems, ...besideWaiting(line, next)];
}

/** Beside a version that waits, only a correction is published: of the text in effect, at once, or in that one's place. */
function besideWaiting(line: PublishedLine, next: Version | null): string[] {
  const { corrects, urgent, publishedOn, effectiveOn } = line;
  if (corrects) {
    if (next?.version !== corrects.version)
      return [`Version ${corrects.version}, which it corrects, did not wait then.`];
    return next.class === line.class && next.effectiveOn === effectiveOn
      ? []
      : [`It takes the place of version ${next.version}, and has not its class and day of effect.`];
  }
  if (urgent !== undefined && (line.class !== 'notice' || effectiveOn !== publishedOn)) {
    return ['An urgent replacement takes effect on the day of its publication, with notice.'];
  }
  if (!next || next.version === line.version) return [];
  const isCorrection = effectiveOn === publishedOn && (line.class === 'editorial' || urgent !== undefined);
  return isCorrection ? [] : [`Version ${next.version} still waited for its effect when this one was published.`];
}

/** The version that would bind in the place of one that waits, were that moved to a day: of one day, the later made does. */
export function bindingInstead(versions: readonly Version[], { seq }: Version, effectiveOn: Day): Version | null {
  return versions.findLast((other) => isBinding(other) && other.seq > seq && other.effectiveOn === effectiveOn) ?? null;
}

function deciding(
  lines: readonly ChainLine[],
  line: Extract<ChainLine, { event: 'postponed' | 'cancelled' }>,
): string[] {
  const versions = versionsOf(lines);
  const version = versions.find(({ version }) => version === line.version);
  if (!version) return [`Version ${line.version} is ${line.event} and was never published.`];
  if (version.cancelled) return [`Version ${line.version} was cancelled before.`];
  if (version.correctedBy) return [`Version ${version.correctedBy} took the place of version ${line.version} before.`];
  if (version.effectiveOn <= line.on) {
    return [`Version ${line.version} was in effect since ${showDay(version.effectiveOn)} when it was ${line.event}.`];
  }
  if (line.event === 'cancelled') return [];
  if (line.effectiveOn === version.effectiveOn) {
    return [`Version ${line.version} is moved to ${line.effectiveOn}, the day that it has already.`];
  }
  const other = bindingInstead(versions, version, line.effectiveOn);
  if (other) {
    return [
      `Version ${line.version} is moved to ${line.effectiveOn}, from which version ${other.version} binds, that was published after it: it would never take effect.`,
    ];
  }
  return line.effectiveOn < line.on ? [`Version ${line.version} is moved to a day that had passed.`] : [];
}
