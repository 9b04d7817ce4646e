import { randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { plainCode } from '../../fields/code.ts';

const count = 10;
/** Without what is mistaken for something else (I, L, O, U), five bits each. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 16;

/**
 * Ten codes of 80 bits for whoever has lost the app, each good once; those from before are good no longer. This is the
 * only time that anybody sees them: what is stored is a digest under a key that no database holds.
 */
export async function renew(ctx: Context, accountId: string): Promise<string[]> {
  await erase(ctx, accountId);
  const { codes, shown } = newCodes();
  const rows = codes.map((code) => ({ account_id: accountId, digest: digestOf(ctx, accountId, code), used_at: null }));
  await ctx.db.insertInto('recovery_code').values(rows).execute();
  return shown;
}

export interface NewCodes {
  /** As they are read. */
  readonly codes: string[];
  /** As they are written down. */
  readonly shown: string[];
}

export function newCodes(): NewCodes {
  const codes = Array.from({ length: count }, newCode);
  return { codes, shown: codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-')) };
}

/** Once. However it is written: small, in one word, with O for 0. */
export async function take(ctx: Context, accountId: string, typed: string): Promise<boolean> {
  const code = readCode(typed);
  if (!code) return false;
  const rows = await unused(ctx, accountId);
  const row = rows.find(({ digest }) => ctx.crypto.links.verify('recovery-code', subjectOf(accountId, code), digest));
  if (!row) return false;
  const taken = await ctx.db
    .updateTable('recovery_code')
    .set({ used_at: ctx.clock.now().toISOString() })
    .where('account_id', '=', accountId)
    .where('digest', '=', row.digest)
    .where('used_at', 'is', null)
    .returning('digest')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function left(ctx: Context, accountId: string): Promise<number> {
  return (await unused(ctx, accountId)).length;
}

/** Whether each is one of the account's, and good still. Looking takes none. */
export async function areUnused(ctx: Context, accountId: string, codes: readonly string[]): Promise<boolean> {
  const rows = await unused(ctx, accountId);
  return codes.every((typed) => {
    const code = readCode(typed);
    return (
      code && rows.some(({ digest }) => ctx.crypto.links.verify('recovery-code', subjectOf(accountId, code), digest))
    );
  });
}

export async function erase(ctx: Context, accountId: string): Promise<void> {
  await ctx.db.deleteFrom('recovery_code').where('account_id', '=', accountId).execute();
}

function unused(ctx: Context, accountId: string) {
  return ctx.db
    .selectFrom('recovery_code')
    .select('digest')
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .execute();
}

function digestOf(ctx: Context, accountId: string, code: string): string {
  return ctx.crypto.links.sign('recovery-code', subjectOf(accountId, code));
}

function subjectOf(accountId: string, code: string): string {
  return JSON.stringify([accountId, code]);
}

function newCode(): string {
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}

/** As it is read, however it was typed; null where it is none. */
export function readCode(typed: string): string | null {
  const plain = plainCode(typed).replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return plain.length === length ? plain : null;
}
