import type { Result } from '../../server/result.ts';
import { type CancelledLine, link, type Party, type PostponedLine } from './chain.ts';
import { type Day, isDay, showDay } from './days.ts';
import { type Document, openLibrary, waiting } from './library.ts';
import { problemsWithDecision } from './publish-rules.ts';
import { documentIn, refuse, writeLines } from './publish-write.ts';

/** Why the effect of a version that waits is another than was published, and who decided it. */
export interface Decision {
  readonly document: string;
  readonly reason: string;
  readonly by: Party;
}

/** The version that waits takes effect later. */
export function postpone(
  root: string,
  { document: slug, reason, by, effectiveOn }: Decision & { readonly effectiveOn: Day },
  today: Day,
): Result<PostponedLine, string> {
  const found = waitingIn(root, slug, today);
  if (!found.ok) return found;
  const { chain, next } = found.value;
  const problems = problemsWithDecision({ reason, by });
  if (!isDay(effectiveOn)) problems.push(`"${effectiveOn}" is not a day: write it as 2026-12-24.`);
  else if (effectiveOn <= next.effectiveOn) {
    problems.push(`It waits for ${showDay(next.effectiveOn)} already: it can be postponed to a later day alone.`);
  }
  if (problems.length > 0) return { ok: false, problems };

  const { version } = next;
  const line = link(chain, { event: 'postponed', version, on: today, effectiveOn, reason: reason.trim(), by });
  writeLines(root, slug, [...chain, line]);
  return { ok: true, value: line };
}

/** The version that waits never takes effect. */
export function cancel(
  root: string,
  { document: slug, reason, by }: Decision,
  today: Day,
): Result<CancelledLine, string> {
  const found = waitingIn(root, slug, today);
  if (!found.ok) return found;
  const { chain, next } = found.value;
  const problems = problemsWithDecision({ reason, by });
  if (problems.length > 0) return { ok: false, problems };

  const line = link(chain, { event: 'cancelled', version: next.version, on: today, reason: reason.trim(), by });
  writeLines(root, slug, [...chain, line]);
  return { ok: true, value: line };
}

function waitingIn(root: string, slug: string, today: Day) {
  const document = documentIn(openLibrary(root), slug);
  if (!document.ok) return document;
  const next = waiting(document.value, today);
  return next
    ? { ok: true as const, value: { chain: document.value.chain, next } }
    : refuse(nothingWaits(document.value));
}

function nothingWaits({ title }: Document): string {
  return `No version of ${title} waits for its effect. What is in effect is changed by publishing a new version.`;
}
