import { text } from 'node:stream/consumers';
import { systemClock } from './clock.ts';
import type { Command, Terminal } from './command.ts';
import { readConfig } from './config.ts';
import { requestCommands } from './requests/commands.ts';
import { openServices, type Services } from './services.ts';

/** The tradesmen's door: `npm run admin -- <noun> <verb> …`. */
const rooms: Readonly<Record<string, (services: Services) => Readonly<Record<string, Command>>>> = {
  requests: ({ requests }) => requestCommands(requests),
};

const terminal: Terminal = {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  input: () => text(process.stdin),
};

const [noun = '', verb = '', ...args] = process.argv.slice(2);

try {
  await using services = await openServices(readConfig(process.env), systemClock);
  const commands = new Map(Object.entries(new Map(Object.entries(rooms)).get(noun)?.(services) ?? {}));
  const command = commands.get(verb);
  process.exitCode = command ? await command.run(args, terminal) : usage(services);
} catch (error) {
  // What a person can mend (an option, a file, a setting) is told without a stack.
  console.error(error instanceof Error && isExpected(error) ? error.message : error);
  process.exitCode = 1;
}

function usage(services: Services): number {
  console.error('Usage: npm run admin -- <noun> <verb> …\n');
  for (const [noun, commands] of Object.entries(rooms)) {
    for (const [verb, { usage }] of Object.entries(commands(services))) console.error(`  ${noun} ${verb} ${usage}`);
  }
  return 64;
}

function isExpected(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return error.name === 'ConfigError' || code.startsWith('ERR_PARSE_ARGS') || code === 'ENOENT' || code === 'EACCES';
}
