import { apiKeyCommands } from './api/commands.ts';
import type { Command, Terminal } from './command.ts';
import { ledgerCommands } from './consent/commands.ts';
import { offlineCommand, offlineCommands } from './consent/offline-commands.ts';
import { mailCommands } from './mail/commands.ts';
import { requestCommands } from './requests/commands.ts';
import type { Services } from './services.ts';

/** What each room lets the operator do, by noun: `npm run admin -- <noun> <verb> …`. */
const rooms: ReadonlyMap<string, (services: Services) => Readonly<Record<string, Command>>> = new Map([
  ['ledger', ({ books }: Services) => ({ ...offlineCommands, ...ledgerCommands(books) })],
  ['api-keys', ({ api, clock }: Services) => apiKeyCommands(api.keys, clock)],
  ['mail', ({ mail }: Services) => mailCommands(mail)],
  ['requests', ({ requests }: Services) => requestCommands(requests)],
]);

const usageCode = 64;

/** Runs what the words name and returns the exit code: 0 done, 1 not done, 64 (EX_USAGE) called wrongly. */
export async function runCommand(
  [noun = '', verb = '', ...args]: readonly string[],
  services: Services,
  terminal: Terminal,
): Promise<number> {
  const command = new Map(Object.entries(rooms.get(noun)?.(services) ?? {})).get(verb);
  const asksForHelp = [noun, verb, ...args].some((word) => word === '--help' || word === '-h');
  if (asksForHelp) {
    terminal.print(command ? usageOf(noun, verb, command) : overview(services, noun));
    return 0;
  }
  if (!command) {
    terminal.complain(overview(services, noun));
    return usageCode;
  }
  return await perform(noun, verb, command, args, terminal);
}

/** Runs what needs files alone, without opening anything; undefined where the words name something else. */
export async function runOffline(
  [noun = '', verb = '', ...args]: readonly string[],
  terminal: Terminal,
): Promise<number | undefined> {
  const command = noun === 'ledger' ? offlineCommand(verb, args) : undefined;
  return command && (await perform(noun, verb, command, args, terminal));
}

async function perform(
  noun: string,
  verb: string,
  command: Command,
  args: string[],
  terminal: Terminal,
): Promise<number> {
  try {
    return await command.run(args, terminal);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    terminal.complain(`${error.message}\n${usageOf(noun, verb, command)}`);
    return usageCode;
  }
}

function overview(services: Services, noun: string): string {
  const shown = rooms.has(noun) ? [noun] : [...rooms.keys()];
  const lines = shown.flatMap((noun) =>
    Object.entries(rooms.get(noun)?.(services) ?? {}).map(([verb, { usage }]) => `  ${noun} ${verb} ${usage}`),
  );
  return `Usage: npm run admin -- <noun> <verb> …\n\n${lines.map((line) => line.trimEnd()).join('\n')}`;
}

function usageOf(noun: string, verb: string, { usage }: Command): string {
  return `Usage: npm run admin -- ${noun} ${verb} ${usage}`.trimEnd();
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
