import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Command, Terminal } from '../command.ts';
import { readExport } from './export-file.ts';
import { readHeads } from './head-file.ts';
import type { Head } from './heads.ts';
import { receiptShape, verifyReceipt } from './receipt.ts';
import { headWitness, type Verified, verifyChain, type Witness } from './verify.ts';
import { witness as fetchHeads } from './witness.ts';
import { faultWords, receiptFaultWords, witnessWords } from './words.ts';

const headFile = 'content/ledger-heads.jsonl';

/** What anybody does with files alone: no database is opened, and no setting is needed. */
export const offlineCommands: Readonly<Record<string, Command>> = {
  receipt: { usage: 'FILE … [--heads FILE]', run: receipt },
  witness: { usage: `--from https://… [--heads ${headFile}]`, run: witness },
};

const verifyExport: Command = { usage: '--export FILE [--heads FILE] [--receipt FILE …]', run: verify };

/** The one that the words ask for. */
export function offlineCommand(verb: string, args: readonly string[]): Command | undefined {
  const isOfExport = verb === 'verify' && args.some((word) => /^--export(=|$)/.test(word));
  return isOfExport ? verifyExport : new Map(Object.entries(offlineCommands)).get(verb);
}

const options = {
  export: { type: 'string' },
  heads: { type: 'string', default: headFile },
  receipt: { type: 'string', multiple: true },
} as const;

/** The witnesses that the words name: committed heads and receipts, each receipt checked by itself first. */
export const checking = {
  usage: '[--export FILE] [--heads FILE] [--receipt FILE …]',

  read(args: string[], terminal: Terminal): { witnesses: Witness[]; file: string | undefined } | null {
    const { values } = parseArgs({ args, options });
    const heads = readHeads(values.heads);
    const receipts = (values.receipt ?? []).map((file) => readReceipt(file, heads, terminal));
    if (receipts.some((receipt) => receipt === null)) return null;
    const kept = heads.length === 1 ? '1 committed head' : `${heads.length} committed heads`;
    terminal.print(`Checked against ${kept} of ${values.heads} and receipts: ${receipts.length}.`);
    return {
      witnesses: [...heads.map(headWitness), ...receipts.filter((receipt) => receipt !== null)],
      file: values.export,
    };
  },
};

export function tellVerified({ entries, digest, finding }: Verified, terminal: Terminal): number {
  if (!finding) {
    terminal.print(`The ledger is whole: ${entries} ${entries === 1 ? 'entry' : 'entries'}, the last one ${digest}.`);
    return 0;
  }
  const { seq, fault, witness } = finding;
  terminal.complain(`Entry ${seq} ${faultWords[fault]}${witness ? ` (${witness})` : ''}.`);
  return 1;
}

async function verify(args: string[], terminal: Terminal): Promise<number> {
  const read = checking.read(args, terminal);
  if (read === null) return 1;
  const exported = await readExport(read.file ?? '');
  if (!exported) {
    terminal.complain(`${read.file} is no export of a ledger.`);
    return 1;
  }
  return tellVerified(await verifyChain(exported.links, [...exported.witnesses, ...read.witnesses]), terminal);
}

/** What its holder can show with a receipt alone, and with the heads that somebody kept. */
async function receipt(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: { heads: options.heads }, allowPositionals: true });
  if (positionals.length === 0) {
    terminal.complain('Say which receipt: ledger receipt receipt.json');
    return 64;
  }
  const heads = readHeads(values.heads);
  const read = positionals.map((file) => ({ file, receipt: readReceipt(file, heads, terminal) }));
  for (const { file, receipt } of read) {
    if (receipt) terminal.print(`${file} is whole: it proves entry ${receipt.seq}.`);
  }
  return read.every(({ receipt }) => receipt !== null) ? 0 : 1;
}

async function witness(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({ args, options: { from: { type: 'string' }, heads: options.heads } });
  const fetched = await fetchHeads(values.from ?? '', values.heads);
  if (!fetched.ok) {
    for (const problem of fetched.problems) terminal.complain(witnessWords[problem]);
    return 1;
  }
  const { added } = fetched.value;
  for (const { day, seq, digest } of added) terminal.print(`${day}  ${seq}  ${digest}`);
  terminal.print(added.length === 0 ? 'Nothing is new.' : `Added to ${values.heads}.`);
  return 0;
}

function readReceipt(file: string, heads: readonly Head[], terminal: Terminal): Witness | null {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const read = receiptShape.safeParse(value);
  if (!read.success) {
    terminal.complain(`${file} is no receipt.`);
    return null;
  }
  const { entry, faults } = verifyReceipt(read.data, heads);
  const { published } = read.data.proof;
  if (!published) terminal.print(`${file} is older than the published head of its day: it is checked by itself alone.`);
  else if (!heads.some(({ day }) => day === published.head.day)) {
    terminal.print(`${file} leads to the head of ${published.head.day}, which was not committed.`);
  }
  for (const fault of faults) terminal.complain(`${file} ${receiptFaultWords[fault]}.`);
  return faults.length === 0 && entry
    ? { seq: entry.seq, digest: read.data.proof.digest, kind: 'receipt', name: file }
    : null;
}
