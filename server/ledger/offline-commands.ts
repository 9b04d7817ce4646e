import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isCanonical } from '../../src/library/model/canonical-json.ts';
import type { Command, Terminal } from '../command.ts';
import { createVerifying, type PublicKey } from '../crypto/signatures.ts';
import type { Link } from './entry.ts';
import { readExport } from './export-file.ts';
import { type Committed, readCommitted } from './head-file.ts';
import type { Standing } from './proof.ts';
import { receiptShape, verifyReceipt } from './receipt.ts';
import { type Fault, headWitness, type Verified, verifyChain, type Witness } from './verification.ts';
import { witness as fetchHeads } from './witness.ts';
import { faultWords, receiptFaultWords, standingOfReceiptWords, witnessWords } from './words.ts';

const headFile = 'content/ledger-heads.jsonl';

/** The status of a receipt of which nobody can say yet that the ledger holds it for good. */
const notYetCommitted = 2;
/** The status of one that a key signed which is none of ours. */
const notOurs = 3;

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

  read(
    args: string[],
    terminal: Terminal,
    own: readonly PublicKey[] = [],
  ): { witnesses: Witness[]; keys: readonly PublicKey[]; file: string | undefined; status: number } | null {
    const { values } = parseArgs({ args, options });
    const { heads, keys } = readCommitted(values.heads);
    const committed = { heads, keys: withOthers(keys, own) };
    const receipts = (values.receipt ?? []).map((file) => readReceipt(file, committed, terminal));
    if (receipts.some((receipt) => receipt === null)) return null;
    const kept = heads.length === 1 ? '1 committed head' : `${heads.length} committed heads`;
    terminal.print(`Checked against ${kept} of ${values.heads} and receipts: ${receipts.length}.`);
    return {
      witnesses: [
        ...heads.map((head) => headWitness(head, 'committed')),
        ...receipts.flatMap((receipt) => receipt?.witness ?? []),
      ],
      keys,
      file: values.export,
      status: isForeign(receipts) ? notOurs : 0,
    };
  },
};

/** Gives `status` where the ledger is whole. */
export function tellVerified({ entries, digest, finding }: Verified, terminal: Terminal, status = 0): number {
  if (!finding) {
    terminal.print(`The ledger is whole: ${entries} ${entries === 1 ? 'entry' : 'entries'}, the last one ${digest}.`);
    return status;
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
  // A file that brings its own keys can be invented whole: they count only where nobody has committed any.
  if (read.keys.length === 0) terminal.print('No key is committed: the file vouches for its own signatures.');
  const verify = createVerifying(read.keys.length > 0 ? read.keys : exported.keys);
  const examine = async ({ digest, signature }: Link): Promise<Fault | null> =>
    verify(digest, signature) === 'right' ? null : 'unsigned';
  const verified = await verifyChain(exported.links, [...exported.witnesses, ...read.witnesses], examine);
  return tellVerified(verified, terminal, read.status);
}

/** What its holder can show with a receipt alone, and with what somebody committed. */
async function receipt(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: { heads: options.heads }, allowPositionals: true });
  if (positionals.length === 0) {
    terminal.complain('Say which receipt: ledger receipt receipt.json');
    return 64;
  }
  const committed = readCommitted(values.heads);
  const read = positionals.map((file) => readReceipt(file, committed, terminal));
  if (read.some((receipt) => receipt === null)) return 1;
  if (isForeign(read)) return notOurs;
  return read.every((receipt) => receipt?.standing === 'committed') ? 0 : notYetCommitted;
}

async function witness(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({ args, options: { from: { type: 'string' }, heads: options.heads } });
  const fetched = await fetchHeads(values.from ?? '', values.heads);
  if (!fetched.ok) {
    for (const problem of fetched.problems) terminal.complain(witnessWords[problem]);
    return 1;
  }
  const { added, keys } = fetched.value;
  for (const { id } of keys) terminal.print(`key ${id}`);
  for (const { day, seq, digest } of added) terminal.print(`${day}  ${seq}  ${digest}`);
  terminal.print(added.length + keys.length === 0 ? 'Nothing is new.' : `Added to ${values.heads}.`);
  return 0;
}

interface ReadReceipt {
  readonly standing: Standing;
  readonly witness: Witness | null;
}

function isForeign(receipts: readonly (ReadReceipt | null)[]): boolean {
  return receipts.some((receipt) => receipt?.standing === 'foreign');
}

/** Null where it is wrong. It witnesses against a ledger only where something vouches for it. */
function readReceipt(file: string, committed: Committed, terminal: Terminal): ReadReceipt | null {
  const parsed = parse(readFileSync(file, 'utf8'));
  if (!isCanonical(parsed)) {
    terminal.complain(`${file} is damaged: it holds something that no receipt of ours does, such as 1.5.`);
    return null;
  }
  const read = receiptShape.safeParse(parsed);
  if (!read.success) {
    terminal.complain(`${file} is no receipt.`);
    return null;
  }
  const { entry, faults, standing } = verifyReceipt(read.data, committed);
  for (const fault of faults) terminal.complain(`${file} ${receiptFaultWords[fault]}.`);
  if (!entry || faults.length > 0) return null;
  const words = `${file} ${standingOfReceiptWords[standing].replace('{entry}', String(entry.seq))}`;
  if (standing === 'foreign') terminal.complain(words);
  else terminal.print(words);
  const { digest } = read.data.proof;
  const isVouchedFor = standing === 'committed' || standing === 'signed';
  const witness = !isVouchedFor ? null : ({ seq: entry.seq, digest, kind: 'receipt', name: file } as const);
  return { standing, witness };
}

/** Of a key that was committed nobody else says what it is. */
function withOthers(committed: readonly PublicKey[], others: readonly PublicKey[]): PublicKey[] {
  return [...committed, ...others.filter(({ id }) => !committed.some((key) => key.id === id))];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
