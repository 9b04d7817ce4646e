import { setTimeout } from 'node:timers/promises';
import { minute } from './clock.ts';
import type { Log } from './log.ts';
import type { Services } from './services.ts';

const second = 1_000;

/** Does again and again what time brings about and sends the mail that is due, until it is stopped. */
export function createJobs(
  services: {
    jobs: Services['jobs'];
    mail: Pick<Services['mail'], 'send' | 'stop'>;
    backups: Pick<Services['backups'], 'maintain'>;
  },
  log: Log,
) {
  const stopping = new AbortController();
  const running = [
    // Each by itself: whatever takes long, as telling many people does, holds up neither erasing nor the end.
    ...services.jobs.map(({ name, run }) => repeat(5 * second, `${name} failed`, () => run(stopping.signal))),
    // A slow mail provider holds up neither the jobs nor the next second's look at the outbox.
    repeat(second, 'sending failed', send),
    // Nor does the copying of a large database.
    repeat(minute, 'backup failed', () => services.backups.maintain()),
  ];

  return { stop };

  /** Resolves when the rounds under way have ended. */
  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.all([services.mail.stop(), ...running]);
  }

  async function send(): Promise<void> {
    const { givenUp } = await services.mail.send();
    if (givenUp > 0) log.error('mail given up', { count: givenUp });
  }

  async function repeat(interval: number, failure: string, round: () => Promise<unknown>): Promise<void> {
    while (!stopping.signal.aborted) {
      await round().catch((error: unknown) => log.error(failure, {}, error));
      await setTimeout(interval, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
}
