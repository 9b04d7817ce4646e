// A server without its door: announces and sends until it is ended, or ends itself, killed, when it has put so many mails
// into the mailbox. Its clock goes as many minutes ahead as given.
import fs from 'node:fs';
import { flushCompileCache, syncBuiltinESMExports } from 'node:module';
import { after, minute, systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { createJobs } from '../../server/jobs.ts';
import { createLog } from '../../server/log.ts';
import { openServices } from '../../server/services.ts';
import { testPlaces } from './services.ts';

// Killed, it would not leave to others what it has compiled.
flushCompileCache();

const [manifest = '', ahead = '0', most] = process.argv.slice(2);
const { renameSync } = fs;
let left = Number(most);
fs.renameSync = (from, to) => {
  renameSync(from, to);
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
const clock = { ...systemClock, now: () => after(new Date(), Number(ahead) * minute) };
createJobs(await openServices(readConfig(process.env), clock, { ...testPlaces, manifest }), createLog());
