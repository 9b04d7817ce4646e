import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { later } from '../clock.ts';
import { durationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import { newId } from '../db/ids.ts';
import type { SignUpRow } from '../db/schema.ts';
import { cancel } from '../mail/outbox.ts';
import * as records from './records.ts';

export type SignUpLinkProblem = 'link-unknown' | 'link-expired';

/** What was entered to sign up and waits for its click: nobody's account yet. */
export async function keep(
  ctx: Context,
  { token, name, email, passwordHash }: { token: string; name: string; email: string; passwordHash: string },
): Promise<string> {
  const digest = tokenDigest(token);
  const { account_id } = await ctx.db
    .insertInto('sign_up')
    .values({
      digest,
      account_id: newId(ctx.clock.now()),
      email_sealed: ctx.crypto.encryption.seal(email, waitingPlaceOf('email_sealed', digest)),
      email_index: ctx.crypto.blindIndex.index(email),
      name_sealed: ctx.crypto.encryption.seal(name, waitingPlaceOf('name_sealed', digest)),
      password_hash: passwordHash,
      expires_at: later(ctx.clock.now(), durationOf(ctx.content.retention, 'sign-up')).toISOString(),
    })
    .onConflict((conflict) =>
      conflict.column('digest').doUpdateSet((row) => ({
        name_sealed: row.ref('excluded.name_sealed'),
        password_hash: row.ref('excluded.password_hash'),
      })),
    )
    .returning('account_id')
    .executeTakeFirstOrThrow();
  return account_id;
}

/**
 * The account of a sign-up, and null where the address has one by now. It is made before the sign-ups of the address
 * are erased: where two are confirmed at once, the second waits here, with nothing in its hands that the first needs.
 */
export async function makeAccount(ctx: Context, waiting: SignUpRow): Promise<string | null> {
  const { digest, account_id: id, password_hash: passwordHash } = waiting;
  const email = emailOf(ctx, waiting);
  const name = ctx.crypto.encryption.open(waiting.name_sealed, waitingPlaceOf('name_sealed', digest));
  const accountId = await records.add(ctx, { id, email, name, passwordHash });
  if (accountId) await eraseAt(ctx, email);
  return accountId;
}

export async function find(ctx: Context, token: string): Promise<Result<SignUpRow, SignUpLinkProblem>> {
  const row = await ctx.db
    .selectFrom('sign_up')
    .selectAll()
    .where('digest', '=', tokenDigest(token))
    .executeTakeFirst();
  if (!row) return fail('link-unknown');
  return row.expires_at <= ctx.clock.now().toISOString() ? fail('link-expired') : succeed(row);
}

/** Whatever waits under an address. */
export async function eraseAt(ctx: Context, email: string): Promise<void> {
  await ctx.db.deleteFrom('sign_up').where('email_index', 'in', ctx.crypto.blindIndex.indexes(email)).execute();
}

export function emailOf(ctx: Context, { digest, email_sealed }: SignUpRow): string {
  return ctx.crypto.encryption.open(email_sealed, waitingPlaceOf('email_sealed', digest));
}

export async function eraseUnconfirmed(ctx: Context): Promise<void> {
  const now = ctx.timeSeen.now().toISOString();
  const overdue = await ctx.db.selectFrom('sign_up').select('digest').where('expires_at', '<=', now).execute();
  for (const { digest } of overdue) {
    await transaction(ctx, async (ctx) => {
      const erased = await ctx.db.deleteFrom('sign_up').where('digest', '=', digest).returning('account_id').execute();
      for (const { account_id } of erased) await cancel(ctx, { about: account_id });
    });
  }
}

function waitingPlaceOf(column: 'email_sealed' | 'name_sealed', digest: string) {
  return { table: 'sign_up', column, row: digest };
}
