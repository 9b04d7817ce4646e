import { type Day, dayIn } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { later } from '../clock.ts';
import { durationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';
import { createEncryption } from '../crypto/encryption.ts';
import { createKeys } from '../crypto/keys.ts';
import { newToken, tokenDigest } from '../crypto/tokens.ts';
import type { Schema } from '../db/schema.ts';
import { type FormProblem, readForm } from '../form.ts';
import type { Attachment } from '../mail/transports/transport.ts';

export type KeptProblem = 'kept-unknown';
export type EraseKeptProblem = FormProblem | KeptProblem;

/** The signed copies of a deleted account, and the last day on which they are there. */
interface KeptAgreements {
  readonly files: readonly Attachment[];
  readonly lastDay: Day;
}

/** For whoever has the link. */
export const keptAgreements = { find, erase };

/**
 * Keeps copies beyond the account, since its holder asked for it. They are sealed under the link itself, of which we
 * store a digest alone: whoever has it opens them, and we cannot.
 */
export async function keep(
  ctx: Context,
  id: string,
  files: readonly Attachment[],
): Promise<{ readonly token: string; readonly lastDay: Day }> {
  const { token, digest } = newToken();
  const until = later(ctx.clock.now(), durationOf(ctx.content.retention, 'kept-agreements'));
  await ctx.db
    .insertInto('kept_agreements')
    .values({
      id,
      link_digest: digest,
      expires_at: until.toISOString(),
      copy_sealed: under(token, id).seal(JSON.stringify(files), placeOf(id)),
    })
    .execute();
  return { token, lastDay: lastDayOf(ctx, until) };
}

/** Looking changes nothing. */
async function find(ctx: Context, token: string): Promise<Result<KeptAgreements, KeptProblem>> {
  const row = await rowOf(ctx, token);
  if (!row) return fail('kept-unknown');
  const { id, copy_sealed, expires_at } = row;
  return succeed({
    files: JSON.parse(under(token, id).open(copy_sealed, placeOf(id))) as Attachment[],
    lastDay: lastDayOf(ctx, new Date(expires_at)),
  });
}

/** Before their time, by whoever has the link. */
async function erase(ctx: Context, token: string, form: FormData): Promise<Result<null, EraseKeptProblem>> {
  const read = readForm(form, { one: [] });
  if (!read.ok) return read;
  return await transaction(ctx, async (ctx) => {
    const row = await rowOf(ctx, token);
    if (!row) return fail('kept-unknown');
    await forget(ctx, row.id);
    return succeed(null);
  });
}

/** The account is there again, and its copies with it. */
export async function forget(ctx: Context, id: string): Promise<void> {
  await ctx.db.deleteFrom('kept_agreements').where('id', '=', id).execute();
}

/** Those whose time is over: how many they were. */
export async function destroyKeptDue(ctx: Context): Promise<number> {
  const now = ctx.timeSeen.now().toISOString();
  const gone = await ctx.db.deleteFrom('kept_agreements').where('expires_at', '<=', now).executeTakeFirst();
  return Number(gone.numDeletedRows);
}

function lastDayOf(ctx: Context, until: Date): Day {
  return dayIn(ctx.content.company.timeZone, until);
}

function rowOf(ctx: Context, token: string): Promise<Schema['kept_agreements'] | undefined> {
  return ctx.db
    .selectFrom('kept_agreements')
    .selectAll()
    .where('link_digest', '=', tokenDigest(token))
    .where('expires_at', '>', ctx.clock.now().toISOString())
    .executeTakeFirst();
}

/** Under a key that is made of the token and stands nowhere. */
function under(token: string, id: string) {
  return createEncryption(createKeys([{ id, secret: Buffer.from(token, 'base64url') }]));
}

function placeOf(row: string) {
  return { table: 'kept_agreements', column: 'copy_sealed', row };
}
