import type { Day } from '../days.ts';
import type { CancelledLine, ChainLine, PostponedLine, PublishedLine } from './line.ts';

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

/** What decides from when a version binds, or that it never does. */
export interface Effect {
  readonly version: string;
  readonly effectiveOn: Day;
  readonly cancelled: object | null;
  readonly correctedBy: string | null;
}

/** The version that binds on a day. */
export function versionInEffect<Kind extends Effect>(versions: readonly Kind[], on: Day): Kind | null {
  return lastOf(versions, ({ effectiveOn }) => effectiveOn <= on);
}

/** The version that is published and not yet in effect: there is one at most. */
export function versionWaiting<Kind extends Effect>(versions: readonly Kind[], on: Day): Kind | null {
  return lastOf(versions, ({ effectiveOn }) => effectiveOn > on);
}

/** Those that bind: each does from its day on, until the next, by place on the chain among those of one day. */
export function inOrderOfEffect<Kind extends Effect>(versions: readonly Kind[]): Kind[] {
  return versions
    .filter(isBinding)
    .sort((a, b) => (a.effectiveOn === b.effectiveOn ? 0 : a.effectiveOn < b.effectiveOn ? -1 : 1));
}

/** The text that a version followed when it was published. */
export function versionBefore(versions: readonly Version[], { seq, effectiveOn }: Version): Version | null {
  return lastOf(versions, (other) => other.seq < seq && other.effectiveOn <= effectiveOn);
}

/** Whether it takes effect, unless something is decided yet. */
export function isBinding({ cancelled, correctedBy }: Effect): boolean {
  return !cancelled && correctedBy === null;
}

/** The last in that order; looked for without sorting, for it is asked of each of thousands of versions. */
function lastOf<Kind extends Effect>(versions: readonly Kind[], isSuch: (version: Kind) => boolean): Kind | null {
  let last: Kind | null = null;
  for (const version of versions) {
    if (isBinding(version) && isSuch(version) && (!last || version.effectiveOn >= last.effectiveOn)) last = version;
  }
  return last;
}

/** The version that stands for one today: itself, or what took its place while it waited, however often. */
export function standingFor<Kind extends Effect>(versions: readonly Kind[], name: string): Kind | null {
  const version = versions.find(({ version }) => version === name) ?? null;
  return version?.correctedBy ? standingFor(versions, version.correctedBy) : version;
}

/** The text that the draft goes on from: of two that were published together, the one that waited. */
export function newestText(versions: readonly Version[]): Version | null {
  const last = versions.at(-1) ?? null;
  return last && (versionWaiting(versions, last.publishedOn) ?? last);
}
