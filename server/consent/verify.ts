import { beginning, type Entry, follow, type Link, readEntry, sha256 } from './entry.ts';
import type { Head } from './heads.ts';

/** What can be wrong, of which entry; `docs/decisions/0006-the-ledger.md` says how each comes about. */
export type Fault =
  | 'missing'
  | 'out-of-order'
  | 'forked'
  | 'does-not-follow'
  | 'edited'
  | 'not-canonical'
  | 'columns-differ'
  | 'part-differs'
  | 'part-missing'
  | 'owner-differs'
  | 'truncated'
  | 'head-differs'
  | 'receipt-differs';

export interface Finding {
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
  readonly kind: 'head' | 'receipt';
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
  let last: Pick<Link, 'seq' | 'digest'> = { seq: 0, digest: beginning };
  let missing: number | null = null;
  /** The last entry that somebody else vouches for. */
  let vouched = 0;

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
    const own = await examine(link, entry);
    if (own) return found({ seq: link.seq, fault: own });

    for (const witness of expected.get(link.seq) ?? []) {
      if (witness.digest !== link.digest) return found(contradiction(witness, vouched));
      vouched = link.seq;
    }
    seen.add(link.digest);
    last = link;
  }
  if (missing !== null) return found({ seq: missing, fault: 'missing' });
  const [beyond] = witnesses.filter(({ seq }) => seq > last.seq).sort((a, b) => a.seq - b.seq);
  if (beyond) return found({ seq: last.seq + 1, fault: 'truncated', witness: beyond.name });
  return { entries: last.seq, digest: last.digest, finding: null };

  function found(finding: Finding): Verified {
    return { entries: last.seq, digest: last.digest, finding };
  }
}

export function headWitness({ seq, digest, day }: Head): Witness {
  return { seq, digest, kind: 'head', name: day };
}

function faultOf(link: Link, last: Pick<Link, 'seq' | 'digest'>, seen: ReadonlySet<string>): Fault | null {
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
  return { seq: vouched + 1, fault: kind === 'head' ? 'head-differs' : 'receipt-differs', witness: name };
}
