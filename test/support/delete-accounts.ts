import { flushCompileCache } from 'node:module';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { openServices } from '../../server/services.ts';
import { deleteForm } from './deletion.ts';
import { testPlaces } from './services.ts';

// Killed, it would not leave to others what it has compiled.
flushCompileCache();

// A server of its own that deletes every account, one after the other, for tests that kill it.
await using services = await openServices(readConfig(process.env), systemClock, testPlaces);
for (const { id } of await services.db.selectFrom('account').select('id').orderBy('id').execute()) {
  const session = { id: 'a-session', accountId: id, isFresh: true };
  await services.personalData.remove(deleteForm(services, session), session);
  process.stdout.write('.');
}
