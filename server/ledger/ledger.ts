import { attemptAll } from '../attempts.ts';
import type { Bound, Context } from '../context.ts';
import { type DeskVerified, verifyDeskActs } from './desk-acts.ts';
import { entriesOf, findEntry, lastOf } from './entries.ts';
import { beginning } from './entry.ts';
import { exportLines } from './export-file.ts';
import { allHeads, type Head, headOf, newestHead, settleHead } from './heads/heads.ts';
import { links, verify as verifyWith } from './integrity.ts';
import { proofOf } from './receipts/proofs.ts';
import { completionOf, receiptOf } from './receipts/receipts.ts';
import { destroySalts } from './subjects.ts';
import { headWitness, type Verified, type Witness } from './verification.ts';

/** The verbs of pages and commands. */
export const ledger = {
  verify,
  verifyActs,
  lines,
  publicKeys,
  newestHead,
  headOf,
  allHeads,
  entriesOf,
  findEntry,
  lastOf,
  proofOf,
  receiptOf,
  completionOf,
};

export type Ledger = Bound<typeof ledger>;

/** With the heads that this database has published, and whatever else somebody kept. */
export async function verify(ctx: Context, witnesses: readonly Witness[] = []): Promise<Verified> {
  return await verifyWith(ctx, [...witnesses, ...(await allHeads(ctx)).map((head) => headWitness(head))]);
}

/** The chain of what staff did, with the heads of it that were published, and those that somebody kept. */
async function verifyActs(ctx: Context, heads: readonly Head[] = []): Promise<DeskVerified> {
  const kept = [...heads, ...(await allHeads(ctx))].flatMap(({ acts }) => acts ?? []);
  return await verifyDeskActs(ctx, kept);
}

/** The export, line by line. */
async function* lines(ctx: Context): AsyncGenerator<string> {
  const last = await ctx.db
    .selectFrom('ledger_entry')
    .select(['seq', 'digest'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const heads = last ? (await allHeads(ctx)).filter(({ seq }) => seq <= last.seq) : [];
  yield* exportLines(links(ctx), { last: last ?? { seq: 0, digest: beginning }, heads, keys: publicKeys(ctx) });
}

/** Those with which entries can be checked. */
function publicKeys(ctx: Context) {
  return ctx.crypto.signing.publicKeys;
}

/** What time brings about. */
export async function runJobs(ctx: Context): Promise<void> {
  await attemptAll([() => settleHead(ctx), () => destroySalts(ctx)]);
}
