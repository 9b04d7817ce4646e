import { setTimeout } from 'node:timers/promises';
import type { Log } from './log.ts';
import type { Services } from './services.ts';

const interval = 5_000;

/** Does again and again what time brings about, one round after the other, until it is stopped. */
export function createJobs(services: Pick<Services, 'runJobs'>, log: Log) {
  const stopping = new AbortController();
  const running = run();

  return { stop };

  /** Resolves when the round under way has ended. */
  async function stop(): Promise<void> {
    stopping.abort();
    await running;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await services.runJobs().catch((error: unknown) => log.error('jobs failed', {}, error));
      await setTimeout(interval, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
}
