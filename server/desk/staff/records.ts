import { before } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import type { Context } from '../../context.ts';
import { isPostgres } from '../../db/database.ts';
import type { StaffRow } from '../../db/schema.ts';
import type { Role } from '../kinds.ts';

/** Somebody who answers requests. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly role: Role;
  readonly invitedAt: Date;
  /** Null until the invitation is accepted. */
  readonly activeAt: Date | null;
  readonly endedAt: Date | null;
}

/** Everybody there is or was, the newest last. */
export async function listStaff(ctx: Context): Promise<Member[]> {
  const rows = await ctx.db.selectFrom('staff').selectAll().orderBy('invited_at').orderBy('id').execute();
  return rows.map((row) => toMember(ctx, row));
}

/** What those are called who act at the desk, by the `staff:<id>` of the record. */
export async function actorNames(ctx: Context): Promise<ReadonlyMap<string, string>> {
  return new Map((await listStaff(ctx)).map(({ id, name }) => [`staff:${id}`, name]));
}

/** Those who ended so long ago that nothing on record is theirs alone any more: there they stay as a number. */
export async function eraseEnded(ctx: Context): Promise<void> {
  const until = before(ctx.timeSeen.now(), durationOf(ctx.content.retention, 'staff'));
  await ctx.db.deleteFrom('staff').where('ended_at', '<', until.toISOString()).execute();
}

/** Who answers requests today. */
export async function activeStaff(ctx: Context): Promise<Member[]> {
  return (await listStaff(ctx)).filter(({ activeAt, endedAt }) => activeAt && !endedAt);
}

export function rowByAddress(ctx: Context, address: string): Promise<StaffRow | undefined> {
  const indexes = ctx.crypto.blindIndex.indexes(address);
  return ctx.db.selectFrom('staff').selectAll().where('address_index', 'in', indexes).executeTakeFirst();
}

/** Lets nobody else change, end or act as this member until the transaction ends. */
export function lockRow(ctx: Context, staffId: string): Promise<StaffRow | undefined> {
  return ctx.db
    .selectFrom('staff')
    .selectAll()
    .where('id', '=', staffId)
    .$if(isPostgres(ctx.config.databaseUrl), (query) => query.forNoKeyUpdate())
    .executeTakeFirst();
}

export function toMember(ctx: Context, row: StaffRow): Member {
  const { id, invited_at, active_at, ended_at } = row;
  return {
    id,
    name: nameOf(ctx, row),
    address: ctx.crypto.encryption.open(row.address_sealed, placeOf('address_sealed', id)),
    role: row.role as Role,
    invitedAt: new Date(invited_at),
    activeAt: active_at === null ? null : new Date(active_at),
    endedAt: ended_at === null ? null : new Date(ended_at),
  };
}

export function nameOf(ctx: Context, { id, name_sealed }: Pick<StaffRow, 'id' | 'name_sealed'>): string {
  return ctx.crypto.encryption.open(name_sealed, placeOf('name_sealed', id));
}

/** Where a field of a member stands, for sealing. */
export function placeOf(column: 'name_sealed' | 'address_sealed' | 'secret_sealed', row: string) {
  return { table: 'staff', column, row };
}
