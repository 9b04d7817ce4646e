import { expect, test } from 'vitest';
import { forget, once } from '../../server/api/idempotency.ts';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/db/database.ts';
import { fail, succeed } from '../../src/library/model/result.ts';
import { openTestServices } from '../support/services.ts';

const act = { prefix: 'wtk_0000000000', name: 'act-1', asked: '["/api/v1/consents/",{}]' };

/** An act that leaves a row behind, so that one can count how often it was done. */
async function leaveRow({ db }: Context) {
  const done = (await countRows(db)) + 1;
  await db
    .insertInto('limit_count')
    .values({ bucket: `done ${done}`, count: done })
    .execute();
  return succeed({ done });
}

async function countRows(db: Db): Promise<number> {
  return (await db.selectFrom('limit_count').select('bucket').execute()).length;
}

test('an act that is sent again is done once and answered alike', async () => {
  await using services = await openTestServices();
  const { ctx } = services;

  const answers = [await once(ctx, act, leaveRow), await once(ctx, act, leaveRow)];

  expect(answers).toEqual(Array(2).fill({ ok: true, value: { done: 1 } }));
  expect(await countRows(services.db)).toBe(1);
});

test('fifty at once are one act, and all hear the same', async () => {
  await using services = await openTestServices();
  const { ctx } = services;

  const answers = await Promise.all(Array.from({ length: 50 }, () => once(ctx, act, leaveRow)));

  expect(answers).toEqual(Array(50).fill({ ok: true, value: { done: 1 } }));
  expect(await countRows(services.db)).toBe(1);
});

test('under the name of one act no other is done', async () => {
  await using services = await openTestServices();
  const { ctx } = services;
  await once(ctx, act, leaveRow);

  const other = await once(ctx, { ...act, asked: '["/api/v1/agreements/",{}]' }, leaveRow);

  expect(other).toEqual({ ok: false, problems: ['idempotency-key-reused'] });
  expect(await countRows(services.db)).toBe(1);
});

test('two keys may use the same name for acts of their own', async () => {
  await using services = await openTestServices();
  const { ctx } = services;
  await once(ctx, act, leaveRow);

  expect(await once(ctx, { ...act, prefix: 'wtk_1111111111' }, leaveRow)).toEqual({ ok: true, value: { done: 2 } });
});

test('what was refused or failed may be sent again under its name', async () => {
  await using services = await openTestServices();
  const { ctx } = services;

  expect(await once(ctx, act, async () => fail('broken'))).toEqual({ ok: false, problems: ['broken'] });
  await expect(
    once(ctx, act, async (ctx) => {
      await leaveRow(ctx);
      throw new Error('thrown');
    }),
  ).rejects.toThrow('thrown');

  expect(await once(ctx, act, leaveRow)).toEqual({ ok: true, value: { done: 1 } });
});

test('an answer is kept for 24 hours, sealed, and then erased', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { ctx } = services;
  const rows = () => services.db.selectFrom('api_answer').selectAll().execute();
  await once(ctx, act, async () => succeed({ email: 'ada@example.com' }));

  const stored = JSON.stringify(await rows());
  expect(stored).not.toContain('ada@example.com');
  expect(stored).not.toContain(act.name);

  services.clock.set('2026-11-24T11:59:59Z');
  await forget(ctx);
  expect(await once(ctx, act, leaveRow)).toEqual({ ok: true, value: { email: 'ada@example.com' } });

  services.clock.set('2026-11-24T12:00:00Z');
  expect(await once(ctx, act, leaveRow)).toEqual({ ok: true, value: { done: 1 } });
  services.clock.set('2026-11-25T12:00:00Z');
  await forget(ctx);
  expect(await rows()).toEqual([]);
});
