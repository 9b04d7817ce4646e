import { type Clock, hour, minute } from '../../clock.ts';
import type { Outcome } from './transport.ts';

const firstPause = 1_000;
const longestPause = 5 * minute;

/** How long a mail waits after its nth failed attempt: doubling from 30 seconds to an hour, less a random part. */
export function backoff(attempts: number, random: number): number {
  const full = Math.min(30_000 * 2 ** Math.min(attempts - 1, 20), hour);
  return full * (0.5 + random / 2);
}

export type CircuitBreaker = ReturnType<typeof createCircuitBreaker>;

/**
 * Learns from outcomes how the other side is. While it fails, mails wait in the outbox instead of being tried one
 * after the other: of a mail that was never offered nobody needs to ask whether it arrived.
 */
export function createCircuitBreaker({ clock }: { clock: Clock }) {
  let failures = 0;
  let openUntil = Number.NEGATIVE_INFINITY;
  return { allows: () => clock.elapsed() >= openUntil, isHalfOpen: () => failures > 0, learn };

  function learn(outcomes: readonly Outcome[]): void {
    if (outcomes.length === 0) return;
    const now = clock.elapsed();
    const asked = outcomes.map((outcome) => (typeof outcome === 'object' && 'retry' in outcome && outcome.after) || 0);
    failures = outcomes.some((outcome) => outcome === 'sent' || 'refused' in outcome) ? 0 : failures + 1;
    const pause = failures > 0 ? Math.min(firstPause * 2 ** Math.min(failures - 1, 20), longestPause) : 0;
    openUntil = now + Math.max(pause, ...asked);
  }
}
