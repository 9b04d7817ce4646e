import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { queue } from '../../server/mail/outbox.ts';
import { fates, letter } from '../support/mail.ts';
import { startProvider } from '../support/provider.ts';
import { openTestServices } from '../support/services.ts';

test('a mail that was accepted while the database was locked is recorded as sent, and not sent again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mail-'));
  const file = join(directory, 'test.db');
  {
    let other: SQLite.Database | undefined;
    await using provider = await startProvider({
      onOffer: () => {
        other = new SQLite(file);
        other.exec('begin immediate');
        setTimeout(() => other?.close(), 1_500);
      },
    });
    await using services = await openTestServices({
      env: { DATABASE_URL: `file:${file}`, RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url },
    });
    await queue(services.ctx, letter());
    await services.mail.send();

    expect(other).toBeDefined();
    expect(await fates(services.db)).toMatchObject([{ state: 'sent', attempts: 1 }]);
    services.clock.set('2026-11-23T13:00:00Z');
    await services.mail.send();
    expect(provider.offered).toHaveLength(1);
  }
  await rm(directory, { recursive: true });
});
