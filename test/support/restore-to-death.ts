import childProcess from 'node:child_process';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { flushCompileCache, syncBuiltinESMExports } from 'node:module';
import pg from 'pg';
import { forceWords } from '../../server/backups/restore.ts';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { openRestoring } from '../../server/services.ts';
import { testPlaces } from './services.ts';

// Killed, it would not leave to others what it has compiled.
flushCompileCache();

// A restore of its own that kills itself before its nth step, for tests that want each: whatever writes, moves or takes
// away a file, starts a program, calls the database server, or begins or ends a transaction there. From a program on
// that is named, where one is. Prints 'done' where it had no such step.
const [, , file = '', step = '', from] = process.argv;
let left = Number(step);
let isCounting = from === undefined;

for (const name of ['rm', 'rename', 'link', 'writeFile', 'appendFile', 'mkdir']) {
  killAt(promises, name);
  killAt(fs, `${name}Sync`);
}
killAt(fs, 'createWriteStream');
killAt(childProcess, 'spawn');
killAt(pg.Client.prototype, 'connect');
killAt(pg.Client.prototype, 'query', ([statement]) => /^(begin|commit)\b/i.test(String(statement)));
syncBuiltinESMExports();

await openRestoring(readConfig(process.env), systemClock, testPlaces).restore(file, { force: forceWords });
process.stdout.write('done');

function killAt(of: object, name: string, isStep: (args: readonly unknown[]) => boolean = () => true): void {
  const methods = of as Record<string, (...args: unknown[]) => unknown>;
  const real = methods[name];
  if (!real) throw new Error(`There is no ${name}`);
  methods[name] = function (this: unknown, ...args: unknown[]) {
    isCounting ||= name === 'spawn' && String(args[0]).endsWith(`/${from}`);
    if (isCounting && isStep(args)) {
      if (left === 0) process.kill(process.pid, 'SIGKILL');
      left -= 1;
    }
    return real.apply(this, args);
  };
}
