import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { queue } from '../../server/mail/outbox.ts';
import { openServices } from '../../server/services.ts';
import { fates, letter } from '../support/mail.ts';
import { type Behaviour, startProvider } from '../support/provider.ts';
import { testPlaces } from '../support/services.ts';
import { settingsIn } from '../support/settings.ts';

const minute = 60_000;

test.each<[string, Behaviour]>([
  ['after the provider accepted the mail', 'accept, then hang'],
  ['before the provider accepted the mail', 'hang'],
])('a server killed %s repeats it, the same bytes under the same key, and it arrives once', async (_, behaviour) => {
  await using provider = await startProvider({ onOffer: () => server?.kill('SIGKILL') });
  provider.behave(behaviour);
  await using directory = await makeDirectory();
  const env = { ...settingsIn(directory.path), RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url };
  const config = readConfig(env);
  {
    await using services = await openServices(config, systemClock, testPlaces);
    await queue(services.ctx, letter());
  }

  const server = spawn(process.execPath, ['test/support/send-due.ts'], { env, stdio: 'ignore' });
  await once(server, 'exit');
  expect(server.signalCode).toBe('SIGKILL');
  expect(provider.offered).toHaveLength(1);

  provider.behave({ status: 200 });
  // The lease of the killed server still holds, and nobody else sends the mail.
  await using early = await openServices(config, systemClock, testPlaces);
  await early.mail.send();
  expect(provider.offered).toHaveLength(1);

  const later = { ...systemClock, now: () => new Date(Date.now() + 4 * minute) };
  await using services = await openServices(config, later, testPlaces);
  await services.mail.send();
  expect(provider.offered).toHaveLength(2);
  expect(provider.offered[1]).toEqual(provider.offered[0]);
  expect(provider.delivered.size).toBe(1);
  expect(await fates(services.db)).toMatchObject([{ state: 'sent' }]);
});

async function makeDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'mail-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
