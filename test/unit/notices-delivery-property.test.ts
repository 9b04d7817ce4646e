import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Context } from '../../server/context.ts';
import { createResendTransport } from '../../server/mail/transports/resend.ts';
import type { Transport } from '../../server/mail/transports/transport.ts';
import { send } from '../../server/notices/campaigns/delivery.ts';
import { firstVersion, manifestWith, manySubscribed, noticesFor, noticesIn } from '../support/notices.ts';
import { serverSendingBy, watchTable } from '../support/outbox.ts';
import { type Behaviour, startProvider } from '../support/provider.ts';
import { openTestServices } from '../support/services.ts';

const hour = 3_600_000;
const people = 7;
const tables = ['campaign', 'notice_recipient', 'campaign_batch'] as const;

const behaviour = fc.constantFrom<Behaviour[]>(
  { status: 200 },
  { status: 200 },
  { status: 429, headers: { 'retry-after': '7' } },
  { status: 429, headers: { 'retry-after': '900' } },
  { status: 500 },
  { status: 503 },
  { status: 500, accepting: true },
  'reset',
  'accept, then reset',
);

/** Where a server dies, and how: it says nothing more. */
const death = fc.constantFrom('before it asks', 'when it was answered');

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant('behave' as const), behaviour }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constant('send' as const), servers: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('wait' as const), minutes: fc.constantFrom(1, 4, 20, 90, 700, 1_500) }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('die' as const), death }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('break' as const),
      table: fc.constantFrom(...tables),
      nth: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('unsubscribe' as const), who: fc.nat(people - 1) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('refuse' as const), who: fc.nat(people - 1) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test('whatever the provider, the servers and the subscribers do, each is told once or set aside for staff', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), liveThrough), {
    numRuns: process.env['TEST_DATABASE_URL'] ? 15 : 60,
    // Says at once what failed, with its seed: to look for a shorter way there takes longer than anybody waits.
    endOnFailure: true,
  });
});

async function liveThrough(steps: readonly Step[]): Promise<void> {
  await using services = await openTestServices();
  await using provider = await startProvider({ now: services.clock.now });
  const real = createResendTransport({ apiKey: 're_test', baseUrl: provider.url, clock: services.clock });
  // Few in a batch, so that few people make several.
  const transport: Transport = { ...real, bulk: { ...real.bulk, most: 2, parallel: 2 } };
  const server = () => serverSendingBy(transport, services.ctx);
  const addresses = await manySubscribed(services, people);
  const left = new Set<string>();
  const refused = new Set<string>();
  const ctx = server();
  const site = { ...services, ctx };
  await noticesFor(site).announce();
  await noticesFor(site, manifestWith({ privacy: [firstVersion, '2026-12-01'] })).announce();
  const pass = (milliseconds: number) =>
    services.clock.set(new Date(services.clock.now().getTime() + milliseconds).toISOString());

  for (const step of steps) {
    if (step.act === 'behave') provider.behave(step.behaviour);
    if (step.act === 'send') await Promise.all(Array.from({ length: step.servers }, () => send(server())));
    if (step.act === 'wait') pass(step.minutes * 60_000);
    if (step.act === 'die') await die(services.ctx, transport, step.death);
    if (step.act === 'break') {
      let changes = 0;
      const db = watchTable(services.db, step.table, () => {
        changes += 1;
        if (changes === step.nth) throw new Error('the power is cut');
      });
      await send({ ...server(), db }).catch(() => undefined);
    }
    const address = 'who' in step ? (addresses[step.who] ?? '') : '';
    if (step.act === 'unsubscribe') {
      left.add(address);
      const { id } = (await services.db
        .selectFrom('subscriber')
        .select('id')
        .where('address_index', 'in', services.blindIndex.indexes(address))
        .executeTakeFirst()) ?? { id: '' };
      await noticesFor(services).unsubscribe(`${id}.${services.links.sign('unsubscribe', id)}`);
    }
    if (step.act === 'refuse') {
      refused.add(address);
      provider.refuse((to) => (refused.has(to) ? 'It is wrong' : null));
    }
  }
  provider.behave({ status: 200 });
  for (let hours = 0; hours < 30; hours += 1) {
    pass(hour);
    await send(ctx);
  }

  const arrivals = (address: string) => provider.arrived.filter((to) => to === address).length;
  const notices = new Map((await noticesIn(services)).map(({ to, state }) => [to, state]));
  for (const address of addresses) {
    expect(arrivals(address)).toBeLessThanOrEqual(1);
    const state = notices.get(address);
    if (state === 'sent') expect(arrivals(address)).toBe(1);
    // Nobody is left waiting, and nobody is forgotten.
    if (!left.has(address) && !refused.has(address)) expect(['sent', 'set aside']).toContain(state);
  }
}

/** A server that says nothing more, and whose lease runs out. */
async function die(ctx: Context, transport: Transport, death: string): Promise<void> {
  const dead = Promise.withResolvers<void>();
  const bulk = {
    ...transport.bulk,
    async send(...asked: Parameters<Transport['bulk']['send']>) {
      if (death === 'when it was answered') await transport.bulk.send(...asked);
      dead.resolve();
      return await new Promise<never>(() => undefined);
    },
  };
  await Promise.race([dead.promise, send(serverSendingBy({ ...transport, bulk }, ctx))]);
}
