import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ends } from '../../src/library/model/command-line.ts';
import type { Admin, Terminal } from '../command.ts';
import type { DeskVerified } from './desk-acts.ts';
import { readCommitted } from './heads/head-file.ts';
import type { Ledger } from './ledger.ts';
import {
  addReceiptCommand,
  addWitnessCommand,
  headFile,
  readWitnesses,
  tellVerified,
  verifyExport,
} from './offline-commands.ts';
import { deskFaultWords } from './words.ts';

type Verbs = Pick<Ledger, 'verify' | 'verifyActs' | 'lines' | 'allHeads' | 'publicKeys'>;

/** What the operator, and whoever has a file of it, does with the ledger: `npm run admin -- ledger <verb>`. */
export function addLedgerCommands({ program, terminal, open }: Admin<{ ledger: Verbs }>): void {
  const noun = program.command('ledger').description('what people consented and agreed to, and its proof');
  noun
    .command('verify')
    .description('reads every entry, and holds it against heads and receipts')
    .option('--export <file>', 'a ledger that was exported, instead of the database: needs neither it nor settings')
    .option('--heads <file>', 'the heads that were committed', headFile)
    .option('--receipt <files...>', 'receipts that somebody kept')
    .action(
      ends(async ({ export: exported, heads, receipt: receipts = [] }) => {
        if (exported !== undefined) return await verifyExport(exported, { heads, receipts }, terminal);
        const { ledger } = await open();
        const read = readWitnesses({ heads, receipts, own: ledger.publicKeys() }, terminal);
        if (read === null) return 1;
        const status = tellVerified(await ledger.verify(read.witnesses), terminal, read.status);
        const acts = tellActs(await ledger.verifyActs(readCommitted(heads).heads), terminal);
        return Math.max(status, acts);
      }),
    );
  noun
    .command('export')
    .description('writes the whole ledger, which names nobody, for others to check')
    .argument('<file>', 'that is not there yet')
    .action(async (file) => {
      const { ledger } = await open();
      await pipeline(Readable.from(ledger.lines()), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
      terminal.print(
        `The ledger is in ${file}. It names nobody. Whoever has it checks it with: npm run admin -- ledger verify --export ${file}`,
      );
    });
  noun
    .command('heads')
    .description('the last entry of each day')
    .action(async () => {
      const { ledger } = await open();
      for (const { day, seq, digest } of await ledger.allHeads()) terminal.print(`${day}  ${seq}  ${digest}`);
    });
  addReceiptCommand(noun, terminal);
  addWitnessCommand(noun, terminal);
}

/** What staff saw and did is a chain beside the ledger. */
function tellActs({ acts, digest, finding }: DeskVerified, terminal: Terminal): number {
  if (!finding) {
    terminal.print(`The acts of staff are whole: ${acts}${acts > 0 ? `, the last one ${digest}` : ''}.`);
    return 0;
  }
  terminal.complain(`Act ${finding.seq} of staff ${deskFaultWords[finding.fault]}.`);
  return 1;
}
