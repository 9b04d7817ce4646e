import { type NewCodes, newCodes, readCode } from '../../accounts/second-factor/recovery-codes.ts';
import type { Context } from '../../context.ts';

/** Ten new codes for one of the staff, as those of an account; those from before are good no longer. */
export async function renew(ctx: Context, staffId: string): Promise<NewCodes['shown']> {
  await ctx.db.deleteFrom('staff_recovery_code').where('staff_id', '=', staffId).execute();
  const { codes, shown } = newCodes();
  const rows = codes.map((code) => ({ staff_id: staffId, digest: digestOf(ctx, staffId, code), used_at: null }));
  await ctx.db.insertInto('staff_recovery_code').values(rows).execute();
  return shown;
}

/** Once. */
export async function take(ctx: Context, staffId: string, typed: string): Promise<boolean> {
  const code = readCode(typed);
  if (!code) return false;
  const rows = await ctx.db
    .selectFrom('staff_recovery_code')
    .select('digest')
    .where('staff_id', '=', staffId)
    .where('used_at', 'is', null)
    .execute();
  const row = rows.find(({ digest }) =>
    ctx.crypto.links.verify('staff-recovery-code', subjectOf(staffId, code), digest),
  );
  if (!row) return false;
  const taken = await ctx.db
    .updateTable('staff_recovery_code')
    .set({ used_at: ctx.clock.now().toISOString() })
    .where('staff_id', '=', staffId)
    .where('digest', '=', row.digest)
    .where('used_at', 'is', null)
    .returning('digest')
    .executeTakeFirst();
  return taken !== undefined;
}

function digestOf(ctx: Context, staffId: string, code: string): string {
  return ctx.crypto.links.sign('staff-recovery-code', subjectOf(staffId, code));
}

function subjectOf(staffId: string, code: string): string {
  return JSON.stringify([staffId, code]);
}
