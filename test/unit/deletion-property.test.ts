import { existsSync } from 'node:fs';
import fc from 'fast-check';
import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { forceWords } from '../../server/backups/restore.ts';
import { remove as deleteAccount } from '../../server/personal-data/deletion.ts';
import { ada, signUpConfirmed } from '../support/accounts.ts';
import { ada as adasAccount, leaveTraces } from '../support/ada.ts';
import { here, remove, undoToken } from '../support/deletion.ts';
import { makeHome } from '../support/home.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Running = Awaited<ReturnType<Awaited<ReturnType<typeof makeHome>>['start']>>;

/** What must be so, told from what was done alone. */
interface Model {
  account: 'active' | 'waiting' | 'erased' | 'gone';
  isHeld: boolean;
  goneAt: number;
  /** The newest one. */
  backup: { path: string } | null;
  token: string;
}

const day = 86_400_000;
const acts = [
  'delete',
  'undo',
  'hold',
  'end-hold',
  'keep',
  'next-day',
  'next-month',
  'back-up',
  'restore',
  'jobs',
] as const;

test('deletion, undo, hold, expiry and restore never bring back who is gone, nor lose who is not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...acts), { minLength: 4, maxLength: 14 }), async (path) => {
      await using home = await makeHome();
      let services: Running = await home.start();
      const { account, session } = await signUpConfirmed(services);
      const model: Model = { account: 'active', isHeld: false, goneAt: 0, backup: null, token: '' };
      try {
        for (const act of path) {
          home.clock.set(new Date(home.clock.now().getTime() + 60_000).toISOString());
          services = await take(act);
          await check();
        }
      } finally {
        await services[Symbol.asyncDispose]();
      }

      async function take(act: (typeof acts)[number]): Promise<Running> {
        if (act === 'delete') await askToDelete();
        if (act === 'undo' && model.token) await undo();
        if (act === 'hold') await hold();
        if (act === 'end-hold')
          for (const { id } of await services.legalHolds.list()) await services.legalHolds.end(id);
        if (act === 'end-hold') model.isHeld = false;
        if (act === 'keep' && model.account === 'waiting') await keep();
        if (act === 'next-day' || act === 'next-month') pass(act === 'next-day' ? day : 31 * day);
        if (act === 'back-up') await backUp();
        if (act === 'restore' && model.backup) await restore(model.backup);
        await services.runJobs();
        // As the server does each hour: no backup gets older than the list of whom we erased reaches.
        await services.backups.expire();
        if (model.backup && !existsSync(model.backup.path)) model.backup = null;
        if (model.account === 'waiting' && !model.isHeld) await erased();
        if (model.account === 'erased' && home.clock.now().getTime() >= model.goneAt) model.account = 'gone';
        return services;
      }

      async function askToDelete() {
        const answer = await remove(services, session);
        const isThere = model.account === 'active' || model.account === 'waiting';
        expect(answer.ok).toBe(isThere);
        if (!isThere) return;
        if (model.isHeld) model.account = 'waiting';
        else await erased();
      }

      async function erased() {
        model.account = 'erased';
        model.token = await undoToken(services);
        const until = await services.personalData.undoUntil(model.token);
        model.goneAt = until.ok ? until.value.at.getTime() : expect.fail('no undo');
      }

      async function undo() {
        const answer = await services.personalData.undo(model.token, formOf({ password: ada.password }), here);
        expect(answer.ok).toBe(model.account === 'erased');
        if (answer.ok) model.account = 'active';
      }

      async function hold() {
        const endsOn = new Date(home.clock.now().getTime() + 400 * day).toISOString().slice(0, 10);
        const added = await services.legalHolds.add({
          address: ada.email,
          reason: 'r',
          owner: 'o',
          told: '',
          endsOn,
        });
        expect(added.ok).toBe(model.account === 'active' || model.account === 'waiting');
        if (added.ok) model.isHeld = true;
      }

      async function keep() {
        const stamp = services.formTokens.issue('keep-account', session.id);
        expect(await services.personalData.keepAfterAll(formOf({ stamp, act: 'keep' }), session)).toMatchObject({
          ok: true,
        });
        model.account = 'active';
      }

      function pass(time: number) {
        home.clock.set(new Date(home.clock.now().getTime() + time).toISOString());
      }

      async function backUp() {
        const { path } = await services.backups.take();
        model.backup = { path };
      }

      async function restore({ path }: NonNullable<Model['backup']>) {
        await services[Symbol.asyncDispose]();
        await home.restoring().restore(path, { force: forceWords });
        services = await home.start();
        // Who was erased since stays erased and can still take it back; who came back since is there still.
      }

      async function check() {
        const found = await services.accounts.find(account.id);
        expect(found !== null).toBe(model.account === 'active' || model.account === 'waiting');
        const copies = await services.db.selectFrom('undo_copy').select('id').execute();
        const keys = await services.db.selectFrom('erasable_key').select('id').execute();
        expect(copies).toHaveLength(model.account === 'erased' ? 1 : 0);
        expect(keys).toEqual(copies);
      }
    }),
    { numRuns: process.env['TEST_DATABASE_URL'] ? 4 : 10 },
  );
});

test('a deletion that is cut short at any statement leaves all or nothing', async () => {
  await using services = await openTestServices();
  await leaveTraces(services);
  const session = { id: 'any', accountId: adasAccount.accountId, isFresh: true };
  const state = async () => JSON.stringify(await services.personalData.dataOf(adasAccount));
  const before = await state();
  const form = () =>
    formOf({ stamp: services.formTokens.issue('delete-account', session.id), act: 'delete', sure: 'yes' });

  let cut = 0;
  for (; cut < 200; cut += 1) {
    const ctx = { ...services.ctx, db: services.db.withPlugin(failingAfter(cut)) };
    const answer = await deleteAccount(ctx, form(), session).catch(() => null);
    if ((await state()) !== before) break;
    expect(answer).toBeNull();
    expect(await services.db.selectFrom('undo_copy').select('id').execute()).toEqual([]);
    expect(await services.db.selectFrom('erasable_key').select('id').execute()).toEqual([]);
  }
  expect(cut).toBeGreaterThan(20);
  expect(await services.accounts.find(adasAccount.accountId)).toBeNull();
  expect(await services.db.selectFrom('undo_copy').select('id').execute()).toHaveLength(1);
});

/** Lets so many statements through and no more, as a server that is killed. */
function failingAfter(count: number): KyselyPlugin {
  let left = count;
  return {
    transformQuery({ node }) {
      if (left === 0) throw new Error('cut short');
      left -= 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}
