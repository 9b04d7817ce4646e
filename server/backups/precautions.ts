import { noPassword } from '../accounts/linked-identities.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/database.ts';
import { empty } from './carry-over.ts';

/** What cannot be known without the database that was replaced, and is held back for that. */
export interface HeldBack {
  /** Good until then, and revoked: they may have been revoked since the backup. */
  readonly apiKeys: readonly { readonly prefix: string; readonly name: string }[];
  /** Accounts whose holders set a new password by mail. */
  readonly passwords: number;
  /** Accounts without recovery codes from now on: they may have been used or renewed. */
  readonly recoveryCodes: number;
  /** Second factors that were about to end, and do not: their holders may have kept them. */
  readonly endingFactors: number;
  /** Staff who have to be invited again: they may have been ended, or have set another password. */
  readonly staff: number;
  /** Subscribers to several documents: they may have dropped some of them. Who ended all is on the list of the erased. */
  readonly choices: number;
  /** Versions of which nobody knows whether they were announced. */
  readonly versions: readonly { readonly document: string; readonly version: string }[];
}

/** Fails closed in all that may have been revoked, ended or changed after the backup was made. In one transaction. */
export async function holdBack(db: Db, clock: Clock): Promise<Omit<HeldBack, 'versions'>> {
  const now = clock.now().toISOString();
  await empty(db);
  await db.insertInto('restoration').values({ at: now }).execute();
  const apiKeys = await db
    .updateTable('api_key')
    .set({ revoked_at: now })
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['prefix', 'name'])
    .execute();
  const passwords = await db
    .updateTable('account')
    .set({ password_hash: noPassword, password_set_at: now })
    .executeTakeFirst();
  // Their links hold passwords too; whoever waits signs up again.
  await db.deleteFrom('sign_up').execute();
  const codes = await db.selectFrom('recovery_code').select('holder_id').distinct().execute();
  await db.deleteFrom('recovery_code').execute();
  const factors = await db
    .updateTable('second_factor')
    .set({ ends_at: null })
    .where('ends_at', 'is not', null)
    .executeTakeFirst();
  const staff = await db
    .updateTable('staff')
    .set({ password_hash: null, password_set_at: null, secret_sealed: null, last_step: null, active_at: null })
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  await db.deleteFrom('staff_recovery_code').execute();
  const choices = await db
    .selectFrom('subscription')
    .select('subscriber_id')
    .groupBy('subscriber_id')
    .having((row) => row.fn.countAll(), '>', 1)
    .execute();
  return {
    choices: choices.length,
    staff: Number(staff.numUpdatedRows),
    apiKeys,
    passwords: Number(passwords.numUpdatedRows),
    recoveryCodes: codes.length,
    endingFactors: Number(factors.numUpdatedRows),
  };
}
