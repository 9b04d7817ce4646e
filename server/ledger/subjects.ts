import { randomUUID } from 'node:crypto';
import { later } from '../clock.ts';
import { durationOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { Schema } from '../db/schema.ts';
import { newSalt } from './commitments.ts';

export interface Subject {
  readonly id: string;
  readonly salt: string;
}

/** What an undo of an erasure needs, as it was stored. */
export interface KeptSubject {
  readonly id: string;
  readonly parts: readonly Schema['ledger_part'][];
}

/** Rows of one statement: each of their fields is a variable, of which a statement has so many and no more. */
const atOnce = 1_000;

export const placeOfSalt = (id: string) => ({ table: 'ledger_subject', column: 'salt_sealed', row: id });

/** The subject of an account, made at its first act; it stays as it is until the transaction ends. */
export async function lockSubject(ctx: Context, accountId: string): Promise<Subject> {
  const id = randomUUID();
  await ctx.db
    .insertInto('ledger_subject')
    .values({ id, account_id: accountId, salt_sealed: ctx.crypto.encryption.seal(newSalt(), placeOfSalt(id)) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await ctx.db
    .updateTable('ledger_subject')
    .set({ account_id: accountId })
    .where('account_id', '=', accountId)
    .returning(['id', 'salt_sealed'])
    .executeTakeFirstOrThrow();
  if (row.salt_sealed === null) throw new Error('A subject has its salt for as long as there is the account');
  return { id: row.id, salt: ctx.crypto.encryption.open(row.salt_sealed, placeOfSalt(row.id)) };
}

export async function findSubject(ctx: Context, accountId: string): Promise<Subject | null> {
  const row = await ctx.db
    .selectFrom('ledger_subject')
    .select(['id', 'salt_sealed'])
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row?.salt_sealed
    ? { id: row.id, salt: ctx.crypto.encryption.open(row.salt_sealed, placeOfSalt(row.id)) }
    : null;
}

/** The person goes; the salt stays sealed for as long as we may have to prove what was agreed. Gives what went. */
export async function eraseSubject(ctx: Context, accountId: string): Promise<KeptSubject | null> {
  const now = ctx.clock.now();
  // First of all, so that an act under way is waited for, and what it left is erased as well.
  const subject = await ctx.db
    .updateTable('ledger_subject')
    .set({
      account_id: null,
      erased_at: now.toISOString(),
      salt_until: later(now, durationOf(ctx.content.retention, 'ledger-proof')).toISOString(),
    })
    .where('account_id', '=', accountId)
    .returning('id')
    .executeTakeFirst();
  if (!subject) return null;
  const entries = ctx.db.selectFrom('ledger_entry').select('id').where('subject_id', '=', subject.id);
  const parts = await ctx.db.deleteFrom('ledger_part').where('entry_id', 'in', entries).returningAll().execute();
  return { id: subject.id, parts };
}

/** Somebody who has acted since is another subject already: then the earlier acts stay without a person. */
export async function restoreSubject(ctx: Context, { id, parts }: KeptSubject, accountId: string): Promise<void> {
  const known = await ctx.db
    .selectFrom('ledger_subject')
    .select('id')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (known) return;
  const back = await ctx.db
    .updateTable('ledger_subject')
    .set({ account_id: accountId, erased_at: null, salt_until: null })
    .where('id', '=', id)
    .where('salt_sealed', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (!back) return;
  for (let at = 0; at < parts.length; at += atOnce) {
    await ctx.db
      .insertInto('ledger_part')
      .values(parts.slice(at, at + atOnce))
      .execute();
  }
}

/** From then on the commitments say nothing to anybody, and the chain is what it was. */
export async function destroySalts(ctx: Context): Promise<void> {
  await ctx.db
    .updateTable('ledger_subject')
    .set({ salt_sealed: null, salt_until: null })
    .where('salt_until', '<=', ctx.timeSeen.now().toISOString())
    .execute();
}
