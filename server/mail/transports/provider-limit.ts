import { type Clock, hour } from '../../clock.ts';

/** What Resend lets a team ask when it has said nothing else: two requests a second. */
const usual = { requests: 2, window: 1_000 };

/** Whoever would have to wait longer, in milliseconds, does not hold on to what it was about to send. */
const patience = 10_000;

const longestPause = 24 * hour;

/**
 * Keeps requests apart so that the provider need not refuse any: as it said last (`ratelimit-limit`,
 * `ratelimit-remaining`, `ratelimit-reset` in seconds, `retry-after`), and until it has said so, as is usual. Other
 * servers of ours and other programs share the limit: where nothing remains, all wait for the next window.
 */
export function createProviderLimit({ clock }: { clock: Clock }) {
  let { requests, window } = usual;
  let next = Number.NEGATIVE_INFINITY;
  let closedUntil = Number.NEGATIVE_INFINITY;
  return { turn, learn };

  /** Resolves when it is one's turn, with null; or at once with how long, in milliseconds, the other side wants no request. */
  async function turn(): Promise<number | null> {
    if (isClosed()) return closedUntil - clock.elapsed();
    const now = clock.elapsed();
    const at = Math.max(now, next, closedUntil);
    next = at + window / requests;
    if (at - now >= 1) await clock.wait(at - now);
    // It may have said so meanwhile.
    return isClosed() ? closedUntil - clock.elapsed() : null;
  }

  function isClosed(): boolean {
    return closedUntil - clock.elapsed() > patience;
  }

  function learn(headers: Readonly<Record<string, string>> | null): void {
    const now = clock.elapsed();
    const [limit, remaining, reset, pause] = [
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'retry-after',
    ].map((name) => numberIn(headers?.[name]));
    if (limit) {
      // How long a window is, its beginning shows alone: later less of it is left.
      window = Math.max(limit === requests ? window : usual.window, (reset ?? 0) * 1_000);
      requests = limit;
    }
    if (remaining === 0) next = Math.max(next, now + (reset ?? 0) * 1_000);
    if (pause !== undefined) closedUntil = Math.max(closedUntil, now + Math.min(pause * 1_000, longestPause));
  }
}

/** The first number of a field: a policy may follow it (`100, 100;w=1`). */
function numberIn(value: string | undefined): number | undefined {
  const [digits] = /^\s*\d{1,9}(\.\d{1,3})?/.exec(value ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
}
