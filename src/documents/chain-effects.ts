import type { CancelledLine, ChainLine, PostponedLine, PublishedLine } from './chain.ts';
import type { Day } from './days.ts';

/** A published version, with what was decided about its effect afterwards. */
export interface Version extends PublishedLine {
  /** As decided last. A version that was cancelled never takes effect: ask `cancelled` first. */
  readonly effectiveOn: Day;
  /** As published. */
  readonly plannedOn: Day;
  readonly postponements: readonly PostponedLine[];
  readonly cancelled: CancelledLine | null;
}

/** What a document's events come to: its versions, first published first. */
export function versionsOf(lines: readonly ChainLine[]): Version[] {
  const versions = new Map<string, Version>();
  for (const line of lines) {
    if (line.event === 'published') {
      versions.set(line.version, { ...line, plannedOn: line.effectiveOn, postponements: [], cancelled: null });
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

/** The version that binds on a day: the last published of those whose day of effect has come. */
export function versionInEffect(versions: readonly Version[], on: Day): Version | null {
  return versions.findLast(({ effectiveOn, cancelled }) => !cancelled && effectiveOn <= on) ?? null;
}

/** The version that is published and not yet in effect: there is one at most. */
export function versionWaiting(versions: readonly Version[], on: Day): Version | null {
  return versions.findLast(({ effectiveOn, cancelled }) => !cancelled && effectiveOn > on) ?? null;
}
