import { randomUUID } from 'node:crypto';
import { sha256 } from '../../src/library/model/digest.ts';
import type { Json } from '../../src/library/model/files/canonical-json.ts';
import type { Context } from '../context.ts';
import type { LedgerEntryRow } from '../db/schema.ts';
import { nextIn } from './chain.ts';
import { commitmentTo, openingOf } from './commitments.ts';
import { type About, type Entry, follow, type Given, link, nameOf, readEntry } from './entry.ts';
import { type EntryKind, entryKinds, wordingPart } from './kinds.ts';
import { keepParts, partsOf } from './parts.ts';
import { isOf, lockSubject, type Owner, ownerPartOf } from './subjects.ts';
import { wordingOf } from './wording.ts';

/** What somebody did, before it has its place in the ledger. */
export type Act = Owner & {
  /** Where what is written before the entry already names it. */
  readonly id?: string;
  readonly kind: EntryKind;
  readonly about: About;
  readonly shown: Entry['shown'];
  readonly given: Given;
  /** What is personal, by name: only commitments to it stand in the entry. */
  readonly parts: Readonly<Record<string, Json>>;
  readonly refersTo?: string | null;
  /** Makes an act that is sent twice one act. */
  readonly stamp?: string | null;
};

/** An entry with what it commits to. */
export interface Recorded {
  readonly entry: Entry;
  /** The bytes that were digested. */
  readonly text: string;
  readonly previous: string;
  readonly digest: string;
  readonly signature: string;
  readonly parts: Readonly<Record<string, Json>>;
}

/**
 * Adds an entry to the one chain of all acts, which has neither update nor delete: see docs/decisions/0006-the-ledger.md.
 * The last step of a transaction: on PostgreSQL nobody else appends until it has ended.
 */
export async function append(ctx: Context, act: Act): Promise<Recorded> {
  const subject = await lockSubject(ctx, act);
  const { seq, previous, at } = await nextIn(ctx, 'ledger_entry');
  const { id = randomUUID() } = act;
  const [ownerKind, ownerId] = ownerPartOf(act);
  const parts: Recorded['parts'] = {
    ...act.parts,
    [ownerKind]: ownerId,
    [wordingPart]: wordingOf(ctx, act) as Json,
  };
  const entry: Entry = {
    seq,
    id,
    kind: act.kind,
    subject: subject.id,
    about: act.about,
    shown: act.shown,
    given: act.given,
    refersTo: act.refersTo ?? null,
    at,
    commitments: Object.fromEntries(
      Object.entries(parts).map(([name, content]) => [name, commitmentTo(content, openingOf(subject.salt, id, name))]),
    ),
  };
  const { entry: text, digest, signature } = link(previous, entry, ctx.crypto.signing.sign);
  const row: LedgerEntryRow = {
    seq,
    id,
    subject_id: subject.id,
    kind: act.kind,
    about: nameOf(act.about),
    version: act.about.version,
    at,
    stamp: act.stamp ?? null,
    entry: text,
    previous,
    digest,
    signature,
  };
  await ctx.db.insertInto('ledger_entry').values(row).execute();
  await keepParts(ctx, id, parts);
  return { entry, text, previous, digest, signature, parts };
}

/**
 * Lets nobody else record for the same person until the transaction ends: what is read after it is still so when the
 * entry is appended.
 */
export async function lockLedger(ctx: Context, owner: Owner): Promise<void> {
  await lockSubject(ctx, owner);
}

export async function isRecorded(ctx: Context, stamp: string): Promise<boolean> {
  return (
    (await ctx.db.selectFrom('ledger_entry').select('seq').where('stamp', '=', stamp).executeTakeFirst()) !== undefined
  );
}

/**
 * What somebody did last about something, as `purpose:ai-training`, under any of its names. By subject and name, each alone: so its index is
 * used, and the ledger may be as long as it likes.
 */
export async function lastOf(
  ctx: Context,
  owner: Owner,
  about: readonly string[],
  kinds: readonly EntryKind[] = entryKinds,
): Promise<Recorded | null> {
  const subject = await ctx.db.selectFrom('ledger_subject').select('id').where(isOf(owner)).executeTakeFirst();
  if (!subject) return null;
  let last: Pick<LedgerEntryRow, 'seq' | 'id' | 'entry' | 'previous' | 'digest' | 'signature'> | undefined;
  for (const name of about) {
    const row = await ctx.db
      .selectFrom('ledger_entry')
      .select(['seq', 'id', 'entry', 'previous', 'digest', 'signature'])
      .where('subject_id', '=', subject.id)
      .where('about', '=', name)
      .where('kind', 'in', kinds)
      .orderBy('subject_id', 'desc')
      .orderBy('about', 'desc')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row && row.seq > (last?.seq ?? 0)) last = row;
  }
  return last ? await toRecorded(ctx, last, owner) : null;
}

/** All that somebody did, first to last. */
export async function entriesOf(ctx: Context, owner: Owner): Promise<Recorded[]> {
  const rows = await chosen(ctx, owner).orderBy('seq').execute();
  const recorded: Recorded[] = [];
  for (const row of rows) {
    const one = await toRecorded(ctx, row, owner);
    if (one) recorded.push(one);
  }
  return recorded;
}

export async function findEntry(ctx: Context, owner: Owner, entryId: string): Promise<Recorded | null> {
  const row = await chosen(ctx, owner).where('ledger_entry.id', '=', entryId).executeTakeFirst();
  return row ? await toRecorded(ctx, row, owner) : null;
}

function chosen(ctx: Context, owner: Owner) {
  return ctx.db
    .selectFrom('ledger_entry')
    .innerJoin('ledger_subject', 'ledger_subject.id', 'ledger_entry.subject_id')
    .select(['ledger_entry.id', 'entry', 'previous', 'digest', 'signature'])
    .where(isOf(owner));
}

/**
 * Null where the entry is not what we recorded for them, or cannot be read: what only somebody with the
 * database wrote is nobody's yes, and nobody's no. `ledger verify` names it.
 */
async function toRecorded(
  ctx: Context,
  row: Pick<LedgerEntryRow, 'id' | 'entry' | 'previous' | 'digest' | 'signature'>,
  owner: Owner,
): Promise<Recorded | null> {
  const { entry: text, previous, digest, signature } = row;
  const entry = readEntry(text);
  if (!entry || entry.id !== row.id || follow(previous, sha256(text)) !== digest) return null;
  if (ctx.crypto.signing.verify(digest, signature) !== 'right') return null;
  const kept = await partsOf(ctx, row.id);
  const parts = Object.fromEntries(kept.flatMap(([name, content]) => (content === null ? [] : [[name, content]])));
  if (Object.keys(entry.commitments).some((name) => parts[name] === undefined)) return null;
  const [ownerKind, ownerId] = ownerPartOf(owner);
  if (parts[ownerKind] !== ownerId) return null;
  return { entry, text, previous, digest, signature, parts };
}
