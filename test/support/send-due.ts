import { flushCompileCache } from 'node:module';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { openServices } from '../../server/services.ts';
import { testPlaces } from './services.ts';

// Killed, it would not leave to others what it has compiled.
flushCompileCache();

// A server of its own that sends what is due, for tests that kill it.
await using services = await openServices(readConfig(process.env), systemClock, testPlaces);
await services.mail.send();
