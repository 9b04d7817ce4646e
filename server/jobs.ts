import { setTimeout } from 'node:timers/promises';
import { minute } from './clock.ts';
import type { ClockState } from './db/time-seen.ts';
import type { Log } from './log.ts';
import type { Services } from './services.ts';

const second = 1_000;

/** Does again and again what time brings about and sends the mail that is due, until it is stopped. */
export function createJobs(
  services: {
    jobs: Services['jobs'];
    mail: Pick<Services['mail'], 'send' | 'stop' | 'outage'>;
    backups: Pick<Services['backups'], 'maintain' | 'look'>;
    timeSeen: Pick<Services['timeSeen'], 'state'>;
  },
  log: Log,
) {
  const stopping = new AbortController();
  /** Of one outage the log tells once. */
  let isTold = false;
  let clockState: ClockState = 'right';
  const running = [
    // Each by itself: whatever takes long, as telling many people does, holds up neither erasing nor the end.
    ...services.jobs.map(({ name, run }) => repeat(5 * second, `${name} failed`, () => run(stopping.signal))),
    repeat(5 * second, 'clock failed', lookAtClock),
    // A slow mail provider holds up neither the jobs nor the next second's look at the outbox.
    repeat(second, 'sending failed', send),
    // Nor does the copying of a large database.
    repeat(minute, 'backup failed', () => services.backups.maintain()),
    repeat(minute, 'backup damaged', () => services.backups.look()),
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
    const outage = services.mail.outage();
    if (outage && !isTold) log.error('mail is not accepted', { code: outage.problem });
    if (!outage && isTold) log.info('mail is accepted again');
    isTold = outage !== null;
  }

  async function lookAtClock(): Promise<void> {
    const { state } = services.timeSeen.state();
    if (state === clockState) return;
    if (state === 'right') log.info('clock is right again');
    else log.error(`clock is ${state}`, {});
    clockState = state;
  }

  async function repeat(interval: number, failure: string, round: () => Promise<unknown>): Promise<void> {
    while (!stopping.signal.aborted) {
      await round().catch((error: unknown) => log.error(failure, {}, error));
      await setTimeout(interval, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
}
