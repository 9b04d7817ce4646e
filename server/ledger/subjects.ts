import { randomUUID } from 'node:crypto';
import type { ExpressionBuilder } from 'kysely';
import { later } from '../clock.ts';
import { durationOf } from '../content.ts';
import type { Context } from '../context.ts';
import { insertRows } from '../db/rows.ts';
import type { Schema } from '../db/schema.ts';
import { newSalt } from './commitments.ts';
import type { OwnerKind } from './kinds.ts';

/** Whose acts a subject stands for: an account, or somebody who hears about documents, with or without one. */
export type Owner = { readonly accountId: string } | { readonly subscriberId: string };

interface LedgerSubject {
  readonly id: string;
  readonly salt: string;
}

/** What an undo of an erasure needs, as it was stored. */
export interface KeptSubject {
  readonly id: string;
  readonly parts: readonly Schema['ledger_part'][];
}

export const placeOfSalt = (id: string) => ({ table: 'ledger_subject', column: 'salt_sealed', row: id });

/** The part of an entry that says whose it is. */
export function ownerPartOf(owner: Owner): readonly [OwnerKind, string] {
  return 'accountId' in owner ? ['account', owner.accountId] : ['subscriber', owner.subscriberId];
}

export function isOf(owner: Owner) {
  const [kind, id] = ownerPartOf(owner);
  return (row: ExpressionBuilder<Schema, 'ledger_subject'>) => row(`ledger_subject.${kind}_id`, '=', id);
}

function columnsOf(owner: Owner): Pick<Schema['ledger_subject'], 'account_id' | 'subscriber_id'> {
  const [kind, id] = ownerPartOf(owner);
  return { account_id: kind === 'account' ? id : null, subscriber_id: kind === 'subscriber' ? id : null };
}

/** The subject of somebody, made at their first act; it stays as it is until the transaction ends. */
export async function lockSubject(ctx: Context, owner: Owner): Promise<LedgerSubject> {
  if (!ctx.db.isTransaction) throw new Error('A subject is locked in the transaction of its act');
  const id = randomUUID();
  await ctx.db
    .insertInto('ledger_subject')
    .values({ id, ...columnsOf(owner), salt_sealed: ctx.crypto.encryption.seal(newSalt(), placeOfSalt(id)) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await ctx.db
    .updateTable('ledger_subject')
    .set(columnsOf(owner))
    .where(isOf(owner))
    .returning(['id', 'salt_sealed'])
    .executeTakeFirstOrThrow();
  if (row.salt_sealed === null) throw new Error('A subject has its salt for as long as there is its owner');
  return { id: row.id, salt: ctx.crypto.encryption.open(row.salt_sealed, placeOfSalt(row.id)) };
}

export async function findSubject(ctx: Context, owner: Owner): Promise<LedgerSubject | null> {
  const row = await ctx.db
    .selectFrom('ledger_subject')
    .select(['id', 'salt_sealed'])
    .where(isOf(owner))
    .executeTakeFirst();
  return row?.salt_sealed
    ? { id: row.id, salt: ctx.crypto.encryption.open(row.salt_sealed, placeOfSalt(row.id)) }
    : null;
}

/** The person goes; the salt stays sealed for as long as we may have to prove what was agreed. Gives what went. */
export async function eraseSubject(ctx: Context, owner: Owner): Promise<KeptSubject | null> {
  const now = ctx.clock.now();
  // First of all, so that an act under way is waited for, and what it left is erased as well.
  const subject = await ctx.db
    .updateTable('ledger_subject')
    .set({
      account_id: null,
      subscriber_id: null,
      erased_at: now.toISOString(),
      salt_until: later(now, durationOf(ctx.content.retention, 'ledger-proof')).toISOString(),
    })
    .where(isOf(owner))
    .returning('id')
    .executeTakeFirst();
  if (!subject) return null;
  const entries = ctx.db.selectFrom('ledger_entry').select('id').where('subject_id', '=', subject.id);
  const parts = await ctx.db.deleteFrom('ledger_part').where('entry_id', 'in', entries).returningAll().execute();
  return { id: subject.id, parts };
}

/** Somebody who has acted since is another subject already: then the earlier acts stay without a person. */
export async function restoreSubject(ctx: Context, { id, parts }: KeptSubject, owner: Owner): Promise<void> {
  const known = await ctx.db.selectFrom('ledger_subject').select('id').where(isOf(owner)).executeTakeFirst();
  if (known) return;
  const back = await ctx.db
    .updateTable('ledger_subject')
    .set({ ...columnsOf(owner), erased_at: null, salt_until: null })
    .where('id', '=', id)
    .where('salt_sealed', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (!back) return;
  await insertRows(ctx.db, 'ledger_part', parts);
}

/** From then on the commitments say nothing to anybody, and the chain is what it was. */
export async function destroySalts(ctx: Context): Promise<void> {
  await ctx.db
    .updateTable('ledger_subject')
    .set({ salt_sealed: null, salt_until: null })
    .where('salt_until', '<=', ctx.timeSeen.now().toISOString())
    .execute();
}
