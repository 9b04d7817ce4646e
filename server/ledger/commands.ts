import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { Command, Terminal } from '../command.ts';
import type { Ledger } from './ledger.ts';
import { checking, tellVerified } from './offline-commands.ts';

/** What the operator does with the ledger: `npm run admin -- ledger <verb>`. */
export function ledgerCommands(
  ledger: Pick<Ledger, 'verify' | 'lines' | 'allHeads' | 'publicKeys'>,
): Readonly<Record<string, Command>> {
  return {
    verify: { usage: checking.usage, run: verify },
    export: { usage: 'FILE', run: exportTo },
    heads: { usage: '', run: heads },
  };

  async function verify(args: string[], terminal: Terminal): Promise<number> {
    const read = checking.read(args, terminal, ledger.publicKeys());
    return read === null ? 1 : tellVerified(await ledger.verify(read.witnesses), terminal, read.status);
  }

  async function exportTo(args: string[], terminal: Terminal): Promise<number> {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    const [file] = positionals;
    if (!file) {
      terminal.complain('Say to which file: ledger export ledger.jsonl');
      return 64;
    }
    await pipeline(Readable.from(ledger.lines()), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
    terminal.print(
      `The ledger is in ${file}. It names nobody. Whoever has it checks it with: npm run admin -- ledger verify --export ${file}`,
    );
    return 0;
  }

  async function heads(_: string[], terminal: Terminal): Promise<number> {
    for (const { day, seq, digest } of await ledger.allHeads()) terminal.print(`${day}  ${seq}  ${digest}`);
    return 0;
  }
}
