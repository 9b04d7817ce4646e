import { randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { plainCode } from '../../fields/code.ts';

/** Of customers, and of staff, who sign in with other accounts; and for what the digests of each are made. */
const purposes = { recovery_code: 'recovery-code', staff_recovery_code: 'staff-recovery-code' } as const;
type Codes = keyof typeof purposes;

const count = 10;
/** Without what is mistaken for something else (I, L, O, U), five bits each. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 16;

/**
 * Ten codes of 80 bits for whoever has lost the app, each good once; those from before are good no longer. This is the
 * only time that anybody sees them: what is stored is a digest under a key that no database holds.
 */
export async function renew(ctx: Context, holderId: string, table: Codes = 'recovery_code'): Promise<string[]> {
  await erase(ctx, holderId, table);
  const codes = Array.from({ length: count }, newCode);
  const digestOf = (code: string) => ctx.crypto.links.sign(purposes[table], subjectOf(holderId, code));
  const rows = codes.map((code) => ({ holder_id: holderId, digest: digestOf(code), used_at: null }));
  await ctx.db.insertInto(table).values(rows).execute();
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** Once. However it is written: small, in one word, with O for 0. */
export async function take(
  ctx: Context,
  holderId: string,
  typed: string,
  table: Codes = 'recovery_code',
): Promise<boolean> {
  const isTyped = matches(ctx, holderId, typed, table);
  const row = (await unused(ctx, holderId, table)).find(isTyped);
  if (!row) return false;
  const taken = await ctx.db
    .updateTable(table)
    .set({ used_at: ctx.clock.now().toISOString() })
    .where('holder_id', '=', holderId)
    .where('digest', '=', row.digest)
    .where('used_at', 'is', null)
    .returning('digest')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function left(ctx: Context, accountId: string): Promise<number> {
  return (await unused(ctx, accountId, 'recovery_code')).length;
}

/** Whether each is one of the account's, and good still. Looking takes none. */
export async function areUnused(ctx: Context, accountId: string, codes: readonly string[]): Promise<boolean> {
  const rows = await unused(ctx, accountId, 'recovery_code');
  return codes.every((typed) => rows.some(matches(ctx, accountId, typed, 'recovery_code')));
}

export async function erase(ctx: Context, holderId: string, table: Codes = 'recovery_code'): Promise<void> {
  await ctx.db.deleteFrom(table).where('holder_id', '=', holderId).execute();
}

function unused(ctx: Context, holderId: string, table: Codes) {
  return ctx.db
    .selectFrom(table)
    .select('digest')
    .where('holder_id', '=', holderId)
    .where('used_at', 'is', null)
    .execute();
}

function matches(ctx: Context, holderId: string, typed: string, table: Codes) {
  const code = readCode(typed);
  return ({ digest }: { readonly digest: string }) =>
    code !== null && ctx.crypto.links.verify(purposes[table], subjectOf(holderId, code), digest);
}

function subjectOf(holderId: string, code: string): string {
  return JSON.stringify([holderId, code]);
}

function newCode(): string {
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}

/** As it is read, however it was typed; null where it is none. */
function readCode(typed: string): string | null {
  const plain = plainCode(typed).replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return plain.length === length ? plain : null;
}
