import { readFileSync } from 'node:fs';
import type { Command } from '@commander-js/extra-typings';
import { ends } from '../../src/library/model/command-line.ts';
import { isCanonical } from '../../src/library/model/files/canonical-json.ts';
import type { Terminal } from '../command.ts';
import { createVerifying, type PublicKey } from '../crypto/signatures.ts';
import { type Completion, completionShape, verifyCompletion } from './completion.ts';
import { type Link, parseOrNull } from './entry.ts';
import { readExport } from './export-file.ts';
import { type Committed, readCommitted } from './heads/head-file.ts';
import { witness as fetchHeads } from './heads/witness.ts';
import type { ProofStatus } from './receipts/proof.ts';
import { receiptShape, verifyReceipt } from './receipts/receipt.ts';
import { type Fault, headWitness, type Verified, verifyChain, type Witness } from './verification.ts';
import { faultWords, receiptFaultWords, standingOfLaterWords, standingOfReceiptWords, witnessWords } from './words.ts';

export const headFile = 'content/ledger-heads.jsonl';

/** The status of a receipt of which nobody can say yet that the ledger holds it for good. */
const notYetCommitted = 2;
/** The status of one that a key signed which is none of ours. */
const notOurs = 3;

/** What a ledger is held against. */
interface Kept {
  readonly heads: string;
  readonly receipts: readonly string[];
}

/** What its holder can show with a receipt alone, and with what somebody committed. Opens no database. */
export function addReceiptCommand(noun: Command, terminal: Terminal): void {
  noun
    .command('receipt')
    .description('checks receipts by themselves, and against the heads that were committed')
    .argument('<files...>', 'the receipts')
    .option('--heads <file>', 'the heads that were committed', headFile)
    .action(
      ends((files, { heads }) => {
        const committed = readCommitted(heads);
        const read = files.map((file) => readReceipt(file, committed, terminal));
        if (read.some((receipt) => receipt === null)) return 1;
        if (isForeign(read)) return notOurs;
        return read.every((receipt) => receipt?.standing === 'committed') ? 0 : notYetCommitted;
      }),
    )
    .addHelpText(
      'after',
      `\nExit codes: ${notYetCommitted} not yet in a head that was committed, ${notOurs} signed with a key that is none of ours.`,
    );
}

/** Fetches the heads of a server, for somebody to commit. Opens no database. */
export function addWitnessCommand(noun: Command, terminal: Terminal): void {
  noun
    .command('witness')
    .description('fetches the heads and keys that a server publishes, and adds them to those that were committed')
    .requiredOption('--from <address>', 'of the site, as https://legal.example.com')
    .option('--heads <file>', 'where they are committed', headFile)
    .action(
      ends(async ({ from, heads }) => {
        const fetched = await fetchHeads(from, heads);
        if (!fetched.ok) {
          for (const problem of fetched.problems) terminal.complain(witnessWords[problem]);
          return 1;
        }
        const { added, keys } = fetched.value;
        for (const { id } of keys) terminal.print(`key ${id}`);
        for (const { day, seq, digest } of added) terminal.print(`${day}  ${seq}  ${digest}`);
        terminal.print(added.length + keys.length === 0 ? 'Nothing is new.' : `Added to ${heads}.`);
        return 0;
      }),
    );
}

/** What stands witness: committed heads and receipts, each receipt checked by itself first. Null where one is wrong. */
export function readWitnesses(
  { heads: file, receipts: files, own = [] }: Kept & { own?: readonly PublicKey[] },
  terminal: Terminal,
): { witnesses: Witness[]; keys: readonly PublicKey[]; status: number } | null {
  const { heads, keys } = readCommitted(file);
  const committed = { heads, keys: withOthers(keys, own) };
  const receipts = files.map((file) => readReceipt(file, committed, terminal));
  if (receipts.some((receipt) => receipt === null)) return null;
  const kept = heads.length === 1 ? '1 committed head' : `${heads.length} committed heads`;
  terminal.print(`Checked against ${kept} of ${file} and receipts: ${receipts.length}.`);
  return {
    witnesses: [
      ...heads.map((head) => headWitness(head, 'committed')),
      ...receipts.flatMap((receipt) => receipt?.witness ?? []),
    ],
    keys,
    status: isForeign(receipts) ? notOurs : 0,
  };
}

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

/** What anybody does with files alone: no database is opened, and no setting is needed. */
export async function verifyExport(file: string, kept: Kept, terminal: Terminal): Promise<number> {
  const read = readWitnesses(kept, terminal);
  if (read === null) return 1;
  const exported = await readExport(file);
  if (!exported) {
    terminal.complain(`${file} is no export of a ledger.`);
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

interface ReadReceipt {
  readonly standing: ProofStatus;
  readonly witness: Witness | null;
}

function isForeign(receipts: readonly (ReadReceipt | null)[]): boolean {
  return receipts.some((receipt) => receipt?.standing === 'foreign');
}

/** Null where it is wrong. It witnesses against a ledger only where something vouches for it. */
function readReceipt(file: string, committed: Committed, terminal: Terminal): ReadReceipt | null {
  const parsed = parseOrNull(readFileSync(file, 'utf8'));
  if (!isCanonical(parsed)) {
    terminal.complain(`${file} is damaged: it holds something that no receipt of ours does, such as 1.5.`);
    return null;
  }
  const later = completionShape.safeParse(parsed);
  if (later.success) return readLater(file, later.data, committed, terminal);
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

/**
 * A later receipt, which rests on its signature alone: it is good where somebody has committed the key. It witnesses
 * nothing of the ledger.
 */
function readLater(file: string, completion: Completion, { keys }: Committed, terminal: Terminal): ReadReceipt | null {
  const signed = verifyCompletion(completion, createVerifying(keys));
  if (signed === 'wrong') {
    terminal.complain(`${file} ${receiptFaultWords['signature-differs']}.`);
    return null;
  }
  const standing = signed === 'right' ? 'committed' : keys.length > 0 ? 'foreign' : 'unknown';
  const { completes, stated_at: at, facts } = completion;
  const words = `${file} ${standingOfLaterWords[standing]
    .replace('{receipt}', completes.receipt_id)
    .replace('{at}', at)}`;
  if (standing === 'foreign') terminal.complain(words);
  else terminal.print(words);
  for (const { member, value } of facts) terminal.print(`  ${member}: ${value}`);
  return { standing, witness: null };
}

/** Of a key that was committed nobody else says what it is. */
function withOthers(committed: readonly PublicKey[], others: readonly PublicKey[]): PublicKey[] {
  return [...committed, ...others.filter(({ id }) => !committed.some((key) => key.id === id))];
}
