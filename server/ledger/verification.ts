import { sha256 } from '../../src/library/model/digest.ts';
import { beginning, type Entry, follow, type Link, readEntry } from './entry.ts';
import type { Head } from './heads/heads.ts';
import { isOwnerPart, wordingPart } from './kinds.ts';

/** What can be wrong, of which entry; `docs/decisions/0006-the-ledger.md` says how each comes about. */
export type Fault =
  | 'missing'
  | 'out-of-order'
  | 'forked'
  | 'does-not-follow'
  | 'edited'
  | 'not-canonical'
  | 'time-backwards'
  | 'uncommitted'
  | 'reference-unknown'
  | 'text-unknown'
  | 'unsigned'
  | 'columns-differ'
  | 'part-differs'
  | 'part-missing'
  | 'owner-differs'
  | 'truncated'
  | 'head-differs'
  | 'receipt-differs'
  | 'receipt-refuted';

interface Finding {
  /** The number of the first entry that is wrong, or that should be there. */
  readonly seq: number;
  readonly fault: Fault;
  /** The head or the receipt that shows it. */
  readonly witness?: string;
}

/** What somebody keeps who would notice: a head, or the digest in a receipt. */
export interface Witness {
  readonly seq: number;
  readonly digest: string;
  /** A head that the ledger itself keeps, one that was committed elsewhere, or a receipt. */
  readonly kind: 'head' | 'committed' | 'receipt';
  readonly name: string;
}

export interface Verified {
  readonly entries: number;
  readonly digest: string;
  /** Null where the ledger is whole. */
  readonly finding: Finding | null;
}

/** Walks the chain once, and stops at the first entry that does not hold: what comes after rests on it. */
export async function verifyChain<Held extends Link>(
  links: AsyncIterable<Held> | Iterable<Held>,
  witnesses: readonly Witness[] = [],
  /** What else of an entry its keeper can check. */
  examine: (link: Held, entry: Entry) => Promise<Fault | null> = async () => null,
): Promise<Verified> {
  const expected = Map.groupBy(witnesses, ({ seq }) => seq);
  const seen = new Set([beginning]);
  /** Whose each entry is, by its id. */
  const subjects = new Map<string, string>();
  let lastAt = '';
  let last: Pick<Link, 'seq' | 'digest'> = { seq: 0, digest: beginning };
  let missing: number | null = null;
  /** The last entry that somebody else vouches for. */
  let vouched = 0;
  /** A receipt that says otherwise, for as long as no committed head says that the ledger is right. */
  let doubt: Witness | null = null;
  let doubtful: number | null = null;
  let refuted: Finding | null = null;

  for await (const link of links) {
    if (missing !== null) {
      if (link.seq === missing) return found({ seq: missing, fault: 'out-of-order' });
      continue;
    }
    const fault = faultOf(link, last, seen);
    if (fault === 'missing') {
      // Perhaps it stands further on.
      missing = last.seq + 1;
      continue;
    }
    if (fault) return found({ seq: link.seq, fault });
    const entry = readEntry(link.entry);
    if (!entry) return found({ seq: link.seq, fault: 'not-canonical' });
    const wrong = faultIn(entry) ?? (await examine(link, entry));
    if (wrong) return found({ seq: link.seq, fault: wrong });
    subjects.set(entry.id, entry.subject);
    lastAt = entry.at;

    for (const witness of expected.get(link.seq) ?? []) {
      const isRight = witness.digest === link.digest;
      if (isRight) vouched = link.seq;
      if (isRight && witness.kind === 'committed' && doubt) {
        refuted ??= { seq: doubt.seq, fault: 'receipt-refuted', witness: doubt.name };
        [doubt, doubtful] = [null, null];
      }
      if (isRight) continue;
      if (witness.kind !== 'receipt') return found(contradiction(witness, vouched));
      doubt ??= witness;
      doubtful ??= vouched;
    }
    seen.add(link.digest);
    last = link;
  }
  if (missing !== null) return found({ seq: missing, fault: 'missing' });
  const [beyond] = witnesses.filter(({ seq }) => seq > last.seq).sort((a, b) => a.seq - b.seq);
  if (beyond) return found({ seq: last.seq + 1, fault: 'truncated', witness: beyond.name });
  return { entries: last.seq, digest: last.digest, finding: doubted() ?? refuted };

  /** What no entry of ours says, whoever linked and signed it. */
  function faultIn({ id, subject, at, refersTo, commitments }: Entry): Fault | null {
    if (subjects.has(id)) return 'out-of-order';
    if (at < lastAt) return 'time-backwards';
    const owners = Object.keys(commitments).filter(isOwnerPart);
    if (owners.length !== 1 || !Object.hasOwn(commitments, wordingPart)) return 'uncommitted';
    if (refersTo !== null && subjects.get(refersTo) !== subject) return 'reference-unknown';
    return null;
  }

  function found(finding: Finding): Verified {
    return { entries: last.seq, digest: last.digest, finding: doubted() ?? finding };
  }

  function doubted(): Finding | null {
    return doubt && contradiction(doubt, doubtful ?? 0);
  }
}

export function headWitness({ seq, digest, day }: Head, kind: 'head' | 'committed' = 'head'): Witness {
  return { seq, digest, kind, name: day };
}

function faultOf(link: Link, last: Pick<Link, 'seq' | 'digest'>, seen: ReadonlySet<string>): Fault | null {
  if (link.seq < 1) return 'out-of-order';
  const inside = numberIn(link.entry);
  if (inside !== null && inside !== link.seq) return 'out-of-order';
  if (link.previous === last.digest) {
    if (link.seq !== last.seq + 1) return 'out-of-order';
    return follow(link.previous, sha256(link.entry)) === link.digest ? null : 'edited';
  }
  if (link.seq > last.seq + 1) return 'missing';
  if (seen.has(link.previous)) return 'forked';
  return link.seq <= last.seq ? 'out-of-order' : 'does-not-follow';
}

function numberIn(entry: string): number | null {
  return readEntry(entry)?.seq ?? null;
}

/** Every digest fits the next, yet not the one that somebody kept: all was made anew from some entry on. */
function contradiction({ kind, name }: Witness, vouched: number): Finding {
  return { seq: vouched + 1, fault: kind === 'receipt' ? 'receipt-differs' : 'head-differs', witness: name };
}
