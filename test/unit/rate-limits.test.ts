import { expect, test } from 'vitest';
import { hour } from '../../server/clock.ts';
import { allow, forgive, reached, under } from '../../server/rate-limits/rate-limits.ts';
import { signUpForm, someVisitor } from '../support/accounts.ts';
import { mailsIn, noticesFor, subscription } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { requestForm } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

const limit = [{ name: 'test', most: 2, window: hour }];

test('a limit counts acts of one subject within its window', async () => {
  await using services = await openTestServices();
  const { ctx, clock } = services;
  expect([await allow(ctx, limit, 'a'), await allow(ctx, limit, 'a'), await allow(ctx, limit, 'a')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await allow(ctx, limit, 'b')).toBe(true);
  clock.set('2026-11-23T13:00:00Z');
  expect(await allow(ctx, limit, 'a')).toBe(true);
});

test(
  'counts hold no address in clear, and are forgotten with their salt after a day',
  promise('form-counts'),
  async () => {
    await using services = await openTestServices();
    const { ctx, db, clock } = services;
    await allow(ctx, limit, '192.0.2.7');
    const rows = JSON.stringify([
      await db.selectFrom('limit_count').selectAll().execute(),
      await db.selectFrom('limit_salt').selectAll().execute(),
    ]);
    expect(rows).not.toContain('192.0.2.7');
    clock.set('2026-11-25T00:00:01Z');
    await services.runJobs();
    expect(await db.selectFrom('limit_count').selectAll().execute()).toEqual([]);
    expect(await db.selectFrom('limit_salt').select('day').execute()).toEqual([{ day: '2026-11-25' }]);
  },
);

test('several limits are counted together, up to the first that is reached', async () => {
  await using services = await openTestServices();
  const { ctx, db } = services;
  const [once, twice, thrice] = [1, 2, 3].map((most) => ({ name: `at most ${most}`, most, window: hour }));
  if (!once || !twice || !thrice) throw new Error('There are three');
  const counts = async () => (await db.selectFrom('limit_count').select('count').execute()).map(({ count }) => count);

  expect(await reached(ctx, [...under([twice], 'a'), ...under([thrice], 'b')])).toBe(null);
  expect(await reached(ctx, [...under([twice, once], 'a'), ...under([thrice], 'b')])).toBe(null);
  expect(await reached(ctx, [...under([twice, once], 'a'), ...under([thrice], 'b')])).toBe(twice);
  expect((await counts()).sort()).toEqual([1, 2, 3]);
  // What the refused act would have counted for b is not counted, so that b has a third.
  expect(await allow(ctx, [thrice], 'b')).toBe(true);
  expect(await allow(ctx, [thrice], 'b')).toBe(false);
});

test('an act that turned out harmless is taken back, and leaves room for another', async () => {
  await using services = await openTestServices();
  const { ctx } = services;
  const acts = under(limit, 'a');
  expect([await reached(ctx, acts), await reached(ctx, acts)]).toEqual([null, null]);

  await forgive(ctx, acts);

  expect(await allow(ctx, limit, 'a')).toBe(true);
  expect(await allow(ctx, limit, 'a')).toBe(false);
});

test('acts under the same limits never wait for one another in a circle', async () => {
  await using services = await openTestServices();
  const { ctx, db } = services;
  const shared = ['office', 'network'].flatMap((subject) =>
    under([{ name: 'shared', most: 10_000, window: hour }], subject),
  );
  const actsOf = (at: number) => [
    ...shared,
    ...under([{ name: 'own', most: 10_000, window: hour }], `person ${at % 5}`),
  ];

  for (let round = 0; round < 10; round += 1) {
    await Promise.all(
      Array.from({ length: 30 }, async (_, at) => {
        const acts = at % 2 === 0 ? actsOf(at) : actsOf(at).reverse();
        await reached(ctx, acts);
        await db.transaction().execute((db) => forgive({ ...ctx, db }, acts));
      }),
    );
  }

  const counts = await db.selectFrom('limit_count').select('count').execute();
  expect(counts.map(({ count }) => count)).toEqual(Array(7).fill(0));
});

test('one mailbox gets three mails an hour over all forms, whatever follows a plus sign in its address', async () => {
  await using services = await openTestServices();
  const { accounts, requests } = services;
  const email = (tag: string) => `ada+${tag}@example.com`;
  const signUp = (tag: string) => accounts.signUp(signUpForm(services, { email: email(tag) }), someVisitor());
  const subscribe = (tag: string) => noticesFor(services).subscribe(subscription(services, email(tag)), someVisitor());
  const ask = (tag: string) => requests.submit(requestForm(services, { email: email(tag) }), someVisitor());

  const answers = [];
  for (const round of ['1', '2']) {
    answers.push(await signUp(`a${round}`), await subscribe(`b${round}`), await ask(`c${round}`));
  }

  // A request counts without its mail, which follows.
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, false, false, true]);
  expect((await mailsIn(services)).filter(({ to }) => to.includes('ada+'))).toHaveLength(3);
  expect(await accounts.signUp(signUpForm(services, { email: '+ada@example.com' }), someVisitor())).toMatchObject({
    ok: true,
  });
});
