import type { CancelledLine, ChainLine, PostponedLine, PublishedLine } from './chain-line.ts';
import type { Day } from './days.ts';

/** A published version, with what was decided about its effect afterwards. */
export interface Version extends PublishedLine {
  /** As decided last. A version that was cancelled, or corrected while it waited, never takes effect. */
  readonly effectiveOn: Day;
  /** As published. */
  readonly plannedOn: Day;
  /** From when its notice runs: of a correction of what waits, since that was published. */
  readonly noticedOn: Day;
  /** Also of the version whose place it took. */
  readonly postponements: readonly PostponedLine[];
  readonly cancelled: CancelledLine | null;
  /** The version that took its place while it waited. */
  readonly correctedBy: string | null;
}

/** What a document's events come to: its versions, first published first. */
export function versionsOf(lines: readonly ChainLine[]): Version[] {
  const versions = new Map<string, Version>();
  for (const line of lines) {
    if (line.event === 'published') {
      const corrected = line.corrects && versions.get(line.corrects.version);
      if (corrected) versions.set(corrected.version, { ...corrected, correctedBy: line.version });
      versions.set(line.version, {
        ...line,
        plannedOn: corrected?.plannedOn ?? line.effectiveOn,
        noticedOn: corrected?.noticedOn ?? line.publishedOn,
        postponements: corrected?.postponements ?? [],
        cancelled: null,
        correctedBy: null,
      });
      continue;
    }
    const version = versions.get(line.version);
    if (!version) continue;
    versions.set(
      line.version,
      line.event === 'cancelled'
        ? { ...version, cancelled: line }
        : { ...version, effectiveOn: line.effectiveOn, postponements: [...version.postponements, line] },
    );
  }
  return [...versions.values()];
}

/** The version that binds on a day. */
export function versionInEffect(versions: readonly Version[], on: Day): Version | null {
  return lastOf(versions, ({ effectiveOn }) => effectiveOn <= on);
}

/** The version that is published and not yet in effect: there is one at most. */
export function versionWaiting(versions: readonly Version[], on: Day): Version | null {
  return lastOf(versions, ({ effectiveOn }) => effectiveOn > on);
}

/** The text that a version followed when it was published. */
export function versionBefore(versions: readonly Version[], { seq, effectiveOn }: Version): Version | null {
  return lastOf(versions, (other) => other.seq < seq && other.effectiveOn <= effectiveOn);
}

/** Whether it takes effect, unless something is decided yet. */
export function isBinding({ cancelled, correctedBy }: Version): boolean {
  return !cancelled && correctedBy === null;
}

/** Of those that bind: each does from its day on, until the next, by place on the chain among those of one day. */
function lastOf(versions: readonly Version[], isSuch: (version: Version) => boolean): Version | null {
  let last: Version | null = null;
  for (const version of versions) {
    if (isBinding(version) && isSuch(version) && (!last || version.effectiveOn >= last.effectiveOn)) last = version;
  }
  return last;
}

/** The version that stands for one today: itself, or what took its place while it waited, however often. */
export function standingFor(versions: readonly Version[], name: string): Version | null {
  const version = versions.find(({ version }) => version === name) ?? null;
  return version?.correctedBy ? standingFor(versions, version.correctedBy) : version;
}

/** The text that the draft goes on from: of two that were published together, the one that waited. */
export function newestText(versions: readonly Version[]): Version | null {
  const last = versions.at(-1) ?? null;
  return last && (versionWaiting(versions, last.publishedOn) ?? last);
}
