import { accountCommands } from './accounts/commands.ts';
import { apiKeyCommands } from './api/commands.ts';
import { backupCommand, restoreCommand } from './backups/commands.ts';
import type { Restoring } from './backups/restoring.ts';
import type { Command, Terminal } from './command.ts';
import { agreementCommands } from './consent/agreement-commands.ts';
import { clockCommands } from './db/time-commands.ts';
import { ledgerCommands } from './ledger/commands.ts';
import { offlineCommand, offlineCommands } from './ledger/offline-commands.ts';
import { mailCommands } from './mail/commands.ts';
import { noticeCommands } from './notices/commands.ts';
import { holdCommands } from './personal-data/commands.ts';
import { requestCommands } from './requests/commands/commands.ts';
import { deadlineCommands } from './requests/regimes/commands.ts';
import type { Services } from './services.ts';
import { showingAll } from './terminal.ts';

/** What each room lets the operator do, by noun: `npm run admin -- <noun> <verb> …`. */
const rooms: ReadonlyMap<string, (services: Services) => Readonly<Record<string, Command>>> = new Map([
  ['accounts', ({ accounts }: Services) => accountCommands(accounts)],
  ['backup', ({ backups }: Services) => ({ '': backupCommand(backups) })],
  ['clock', ({ timeSeen, clock }: Services) => clockCommands(timeSeen, clock)],
  ['holds', ({ legalHolds }: Services) => holdCommands(legalHolds)],
  ['agreements', (services: Services) => agreementCommands(services)],
  ['ledger', ({ ledger }: Services) => ({ ...offlineCommands, ...ledgerCommands(ledger) })],
  ['api-keys', ({ api, clock }: Services) => apiKeyCommands(api.keys, clock)],
  ['notices', ({ notices }: Services) => noticeCommands(notices)],
  ['mail', ({ mail }: Services) => mailCommands(mail)],
  ['requests', ({ requests }: Services) => ({ ...requestCommands(requests), ...deadlineCommands })],
  ['restore', (_: Services) => ({ '': restoreCommand(null) })],
]);

/** The verbs that need no open database. */
const offline: ReadonlyMap<string, (verb: string, args: readonly string[]) => Command | undefined> = new Map([
  ['ledger', offlineCommand],
  ['requests', (verb: string) => new Map(Object.entries(deadlineCommands)).get(verb)],
]);

/** Nouns that are a command by themselves. */
const alone: ReadonlySet<string> = new Set(['backup', 'restore']);

const usageCode = 64;

/** Runs what the words name and returns the exit code: 0 done, 1 not done, 64 (EX_USAGE) called wrongly. */
export async function runCommand(words: readonly string[], services: Services, terminal: Terminal): Promise<number> {
  const { noun, verb, args } = partsOf(words);
  const command = new Map(Object.entries(rooms.get(noun)?.(services) ?? {})).get(verb);
  if (asksForHelp(words)) {
    terminal.print(command ? usageOf(noun, verb, command) : overview(services, noun));
    return 0;
  }
  if (!command) {
    terminal.complain(overview(services, noun));
    return usageCode;
  }
  return await perform(noun, verb, command, args, terminal);
}

/** Runs what needs no open database, which there may not be; undefined where the words name something else. */
export async function runOffline(
  words: readonly string[],
  terminal: Terminal,
  openRestoring?: () => Restoring,
): Promise<number | undefined> {
  const { noun, verb, args } = partsOf(words);
  if (asksForHelp(words)) return undefined;
  if (noun === 'restore' && openRestoring)
    return await perform(noun, verb, restoreCommand(openRestoring()), args, terminal);
  const command = offline.get(noun)?.(verb, args);
  return command && (await perform(noun, verb, command, args, terminal));
}

function partsOf([noun = '', ...others]: readonly string[]): { noun: string; verb: string; args: string[] } {
  if (alone.has(noun)) return { noun, verb: '', args: others };
  const [verb = '', ...args] = others;
  return { noun, verb, args };
}

function asksForHelp(words: readonly string[]): boolean {
  return words.some((word) => word === '--help' || word === '-h');
}

async function perform(
  noun: string,
  verb: string,
  command: Command,
  args: string[],
  terminal: Terminal,
): Promise<number> {
  try {
    return await command.run(args, showingAll(terminal));
  } catch (error) {
    if (!isUsageError(error)) throw error;
    terminal.complain(`${error.message}\n${usageOf(noun, verb, command)}`);
    return usageCode;
  }
}

function overview(services: Services, noun: string): string {
  const shown = rooms.has(noun) ? [noun] : [...rooms.keys()];
  const lines = shown.flatMap((noun) =>
    Object.entries(rooms.get(noun)?.(services) ?? {}).map(
      ([verb, { usage }]) => `  ${[noun, verb, usage].filter(Boolean).join(' ')}`,
    ),
  );
  return `Usage: npm run admin -- <noun> <verb> …\n\n${lines.map((line) => line.trimEnd()).join('\n')}`;
}

function usageOf(noun: string, verb: string, { usage }: Command): string {
  return `Usage: npm run admin -- ${[noun, verb, usage].filter(Boolean).join(' ')}`;
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
