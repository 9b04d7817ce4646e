import type { BrowserContext } from '@playwright/test';
import { systemClock } from '../../../server/clock.ts';
import { readConfig } from '../../../server/config.ts';
import { lockWaitOfCommands } from '../../../server/db/busy-retry.ts';
import { openServices } from '../../../server/services.ts';
import { type StaffSignedIn, staffMember } from '../../support/staff.ts';
import type { OwnServer } from './own-server.ts';
import type { Server } from './server.ts';
import { placesIn, testSite } from './test-site.ts';

type Person = Parameters<typeof staffMember>[1];

/** Makes one of the staff on a running server, and has the browser of that context signed in as them. */
export async function signInAtDesk(
  context: BrowserContext,
  server: Server | OwnServer,
  person: Person = {},
): Promise<StaffSignedIn> {
  const signedIn = 'services' in server ? await staffMember(server.services, person) : await staffOf(server, person);
  const [name = '', value = ''] = signedIn.cookies.split('=', 2);
  await context.addCookies([{ name, value, url: server.origin, httpOnly: true, sameSite: 'Lax' }]);
  return signedIn;
}

/** On the data of a process of its own, which is waited for as a command waits for it. */
async function staffOf(server: Server, person: Person): Promise<StaffSignedIn> {
  await using services = await openServices(readConfig(server.env), systemClock, placesIn(testSite()), {
    lockWait: lockWaitOfCommands,
  });
  return await staffMember(services, person);
}
