import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { openServices, type Services } from '../../server/services.ts';
import { leaveAccount } from '../support/accounts.ts';
import { subscribed } from '../support/notices.ts';
import { testPlaces } from '../support/services.ts';
import { settingsIn } from '../support/settings.ts';

const many = 24;

test('a server killed while it deletes accounts leaves each whole or gone', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'whitrack-'));
  const env = settingsIn(folder.path);
  await using services = await openServices(readConfig(env), systemClock, testPlaces);
  for (let n = 0; n < many; n += 1) {
    const email = `person-${n}@example.com`;
    await leaveAccount(services, { accountId: `account-${n}`, email });
    await subscribed(services, email);
  }

  let kills = 0;
  let left = many;
  while (left > 0) {
    const child = spawn(process.execPath, ['test/support/delete-accounts.ts'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    await Promise.race([once(child.stdout, 'data'), ended]);
    await pause(Math.random() * 40);
    child.kill('SIGKILL');
    kills += (await ended)[1] === 'SIGKILL' ? 1 : 0;
    left = await expectAllOrNothing(services);
  }
  expect(kills).toBeGreaterThan(0);
});

/** How many accounts are left. */
async function expectAllOrNothing({ db }: Services): Promise<number> {
  const count = async (table: 'account' | 'subscriber' | 'undo_copy' | 'erasable_key') =>
    (await db.selectFrom(table).select('id').execute()).length;
  const [accounts, subscribers] = [await count('account'), await count('subscriber')];
  expect(subscribers).toBe(accounts);
  for (const table of ['undo_copy', 'erasable_key'] as const) expect(await count(table)).toBe(many - accounts);
  const receipts = await db
    .selectFrom('outgoing_mail')
    .select('id')
    .where('template', '=', 'account-deleted')
    .execute();
  expect(receipts).toHaveLength(many - accounts);
  const erased = await db.selectFrom('erased').select('digest').execute();
  expect(erased).toHaveLength(2 * (many - accounts));
  return accounts;
}
