import { expect, test } from 'vitest';
import { queue } from '../../server/mail/outbox.ts';
import { createProviderLimit } from '../../server/mail/transports/provider-limit.ts';
import { createResendTransport } from '../../server/mail/transports/resend.ts';
import { send } from '../../server/mail/worker.ts';
import { letter } from '../support/mail.ts';
import { serverSendingBy } from '../support/outbox.ts';
import { startProvider } from '../support/provider.ts';
import { openTestServices, stopClock } from '../support/services.ts';

const noon = '2026-11-23T12:00:00.000Z';

/** When each of so many requests may begin, in milliseconds, of a clock in which waiting takes time. */
async function turnsOf(
  limit: ReturnType<typeof createProviderLimit>,
  clock: ReturnType<typeof passingClock>,
  count: number,
) {
  const turns: number[] = [];
  for (let at = 0; at < count; at += 1) {
    expect(await limit.turn()).toBeNull();
    turns.push(clock.elapsed());
  }
  return turns;
}

function passingClock() {
  let elapsed = 0;
  return {
    now: () => new Date(Date.parse(noon) + elapsed),
    elapsed: () => elapsed,
    async wait(milliseconds: number) {
      elapsed += milliseconds;
    },
  };
}

test('a provider that has said nothing is asked twice a second', async () => {
  const clock = passingClock();
  expect(await turnsOf(createProviderLimit({ clock }), clock, 4)).toEqual([0, 500, 1_000, 1_500]);
});

test('as often as it says, within the window that it says', async () => {
  const clock = passingClock();
  const limit = createProviderLimit({ clock });
  limit.learn({ 'ratelimit-limit': '10', 'ratelimit-remaining': '9', 'ratelimit-reset': '1' });
  expect(await turnsOf(limit, clock, 3)).toEqual([0, 100, 200]);
  limit.learn({ 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '99', 'ratelimit-reset': '60' });
  // Of a window that is nearly over little is left: it is no shorter for that.
  limit.learn({ 'ratelimit-limit': '100', 'ratelimit-remaining': '60', 'ratelimit-reset': '5' });
  expect(await turnsOf(limit, clock, 3)).toEqual([300, 900, 1_500]);
});

test('where others have used up what it allows, the next window is waited for', async () => {
  const clock = passingClock();
  const limit = createProviderLimit({ clock });
  limit.learn({ 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' });
  expect(await turnsOf(limit, clock, 2)).toEqual([1_000, 1_100]);
});

test('a pause that it asks for is kept; a long one holds nobody up', async () => {
  const clock = passingClock();
  const limit = createProviderLimit({ clock });
  limit.learn({ 'retry-after': '2' });
  expect(await turnsOf(limit, clock, 1)).toEqual([2_000]);
  limit.learn({ 'retry-after': '600' });
  expect(await limit.turn()).toBe(600_000);
  expect(clock.elapsed()).toBe(2_000);
});

test('what is not a number says nothing', async () => {
  const clock = passingClock();
  const limit = createProviderLimit({ clock });
  limit.learn({ 'ratelimit-limit': 'many', 'ratelimit-reset': '-5', 'retry-after': 'later' });
  limit.learn(null);
  expect(await turnsOf(limit, clock, 2)).toEqual([0, 500]);
});

test('mails wait for each other as far apart as the provider last said', async () => {
  await using provider = await startProvider();
  provider.behave({
    status: 200,
    headers: { 'ratelimit-limit': '5', 'ratelimit-remaining': '4', 'ratelimit-reset': '1' },
  });
  await using services = await openTestServices();
  const clock = stopClock(noon);
  const transport = createResendTransport({ apiKey: 're_test', baseUrl: provider.url, clock });
  await queue(services.ctx, letter());
  await send(serverSendingBy(transport, services.ctx));
  await queue(services.ctx, letter());
  await queue(services.ctx, letter());
  await send(serverSendingBy(transport, services.ctx));

  expect(provider.delivered.size).toBe(3);
  expect(clock.waits).toEqual([500, 700]);
});
