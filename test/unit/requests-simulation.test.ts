import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openServices } from '../../server/services.ts';
import { promise } from '../support/promise.ts';
import { startProvider } from '../support/provider.ts';
import { makeDatabase, stopClock, testConfig, testPlaces } from '../support/services.ts';
import { faultsOf, simulate, simulationEnd } from '../support/simulated-requests.ts';

const count = 200;

test(
  'of two years of requests none is missed, lost, answered twice or without its mails, whatever stops on the way',
  promise('answer-within-30-days'),
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simulation-'));
    const database = await makeDatabase();
    await using provider = await startProvider();
    try {
      const inMemory = database.url.includes(':memory:');
      const config = testConfig({
        ...{ DATABASE_URL: inMemory ? `file:${join(folder, 'requests.db')}` : database.url, DATA_DIR: folder },
        ...{ RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url },
      });
      const sent = await simulate({
        count,
        open: (clock) => openServices(config, clock, testPlaces),
        provide: (works) => provider.behave({ status: works ? 200 : 503 }),
      });
      await using services = await openServices(config, stopClock(simulationEnd), testPlaces);
      expect(sent).toHaveLength(count);
      expect(await faultsOf(services, sent)).toEqual([]);
      const mails = await services.db.selectFrom('outgoing_mail').select('id').execute();
      // What was offered again went out once: the provider knows each by its key.
      expect(provider.delivered.size).toBe(mails.length);
      expect(provider.offered.length).toBeGreaterThan(mails.length);
    } finally {
      await rm(folder, { recursive: true, force: true });
      await database.drop();
    }
  },
);
