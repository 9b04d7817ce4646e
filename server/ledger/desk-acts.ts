import { z } from 'zod';
import { sha256 } from '../../src/library/model/digest.ts';
import type { Context } from '../context.ts';
import type { DeskActRow } from '../db/schema.ts';
import { nextIn } from './chain.ts';
import { beginning, follow, link, readCanonical } from './entry.ts';

const shape = z.strictObject({
  seq: z.int().positive(),
  at: z.iso.datetime({ precision: 3 }),
  /** `staff:<id>`, or `command` for the operator. */
  actor: z.string(),
  act: z.string(),
  /** Of the request, where it was about one. */
  reference: z.string().nullable(),
  /** What else there is to say, as codes: nothing of it is personal. */
  detail: z.record(z.string(), z.string()),
});

/** What one of the staff saw or did, as it stands in the chain. */
export type DeskEntry = z.infer<typeof shape>;

/**
 * Adds what was seen or done to a chain of its own beside the ledger's: neither has update or delete. The last step of a
 * transaction: on PostgreSQL nobody else appends until it has ended.
 */
export async function appendDeskAct(ctx: Context, given: Omit<DeskEntry, 'seq' | 'at'>): Promise<void> {
  const { seq, previous, at } = await nextIn(ctx, 'desk_act');
  const { actor, act, reference, detail } = given;
  const { entry, digest, signature } = link(
    previous,
    { seq, at, actor, act, reference, detail },
    ctx.crypto.signing.sign,
  );
  await ctx.db
    .insertInto('desk_act')
    .values({ seq, actor, act, reference, at, entry, previous, digest, signature })
    .execute();
}

/** Null where the text is no entry. */
export function readDeskEntry(text: string): DeskEntry | null {
  return readCanonical(shape, text);
}

export type DeskFault = 'missing' | 'edited' | 'columns-differ' | 'unsigned' | 'time-backwards' | 'head-differs';

export interface DeskVerified {
  readonly acts: number;
  readonly digest: string;
  /** The number of the first act that does not hold, or should be there; null where all hold. */
  readonly finding: { readonly seq: number; readonly fault: DeskFault } | null;
}

/** A head of the chain that somebody keeps. */
interface DeskHead {
  readonly seq: number;
  readonly digest: string;
}

/** So many acts are held at once. */
const page = 500;

/** Walks the chain once, against the heads that were published, and stops at the first act that does not hold. */
export async function verifyDeskActs(ctx: Context, heads: readonly DeskHead[] = []): Promise<DeskVerified> {
  const published = new Map(heads.map(({ seq, digest }) => [seq, digest]));
  let last: Pick<DeskActRow, 'seq' | 'digest' | 'at'> = { seq: 0, digest: beginning, at: '' };
  for (;;) {
    const rows = await ctx.db
      .selectFrom('desk_act')
      .selectAll()
      .where('seq', '>', last.seq)
      .orderBy('seq')
      .limit(page)
      .execute();
    for (const row of rows) {
      const fault = faultOf(ctx, row, last) ?? (isOther(row, published) ? 'head-differs' : null);
      if (fault) return { acts: last.seq, digest: last.digest, finding: { seq: last.seq + 1, fault } };
      last = row;
    }
    if (rows.length < page) break;
  }
  const isShort = heads.some(({ seq }) => seq > last.seq);
  return { acts: last.seq, digest: last.digest, finding: isShort ? { seq: last.seq + 1, fault: 'missing' } : null };
}

function isOther({ seq, digest }: DeskHead, published: ReadonlyMap<number, string>): boolean {
  return published.has(seq) && published.get(seq) !== digest;
}

function faultOf(
  ctx: Context,
  row: DeskActRow,
  last: Pick<DeskActRow, 'seq' | 'digest' | 'at'>,
): Exclude<DeskFault, 'head-differs'> | null {
  if (row.seq !== last.seq + 1 || row.previous !== last.digest) return 'missing';
  const entry = readDeskEntry(row.entry);
  if (!entry || follow(row.previous, sha256(row.entry)) !== row.digest) return 'edited';
  const isSame =
    entry.seq === row.seq &&
    entry.at === row.at &&
    entry.actor === row.actor &&
    entry.act === row.act &&
    entry.reference === row.reference;
  if (!isSame) return 'columns-differ';
  if (entry.at < last.at) return 'time-backwards';
  return ctx.crypto.signing.verify(row.digest, row.signature) === 'right' ? null : 'unsigned';
}
