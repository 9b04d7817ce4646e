import type { Context } from '../context.ts';
import { isPostgres } from '../db/database.ts';
import type { AccountRow } from '../db/schema.ts';

/** The holder of a login. Only who has confirmed the address has one. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly business: BusinessProfile | null;
  readonly createdAt: Date;
}

/** The business that an account is for. What was not said is empty. */
export interface BusinessProfile {
  readonly name: string;
  readonly address: string;
  /** ISO 3166-1. */
  readonly country: string;
  readonly website: string;
  readonly phone: string;
  /** Who receives legal notices: a mail address. */
  readonly legalContact: string;
}

export async function find(ctx: Context, accountId: string): Promise<Account | null> {
  const row = await rowOf(ctx, accountId);
  return row ? toAccount(ctx, row) : null;
}

export async function byAddress(ctx: Context, email: string): Promise<Account | null> {
  const row = await rowByAddress(ctx, email);
  return row ? toAccount(ctx, row) : null;
}

export function rowOf(ctx: Context, accountId: string): Promise<AccountRow | undefined> {
  return ctx.db.selectFrom('account').selectAll().where('id', '=', accountId).executeTakeFirst();
}

export function rowByAddress(ctx: Context, email: string): Promise<AccountRow | undefined> {
  const indexes = ctx.crypto.blindIndex.indexes(email);
  return ctx.db.selectFrom('account').selectAll().where('email_index', 'in', indexes).executeTakeFirst();
}

/**
 * Lets nobody else open, end or change anything of this account until the transaction ends. Where sessions begin and
 * where all of them end it comes first: else one that begins at that moment would outlive its end.
 */
export function lockRow(ctx: Context, accountId: string): Promise<AccountRow | undefined> {
  return locking(ctx).where('id', '=', accountId).executeTakeFirst();
}

/** The same, with its fields opened. */
export async function lock(ctx: Context, accountId: string): Promise<Account | null> {
  const row = await lockRow(ctx, accountId);
  return row ? toAccount(ctx, row) : null;
}

/** The same by address, by the same statement whether there is one or not. */
export function lockRowByAddress(ctx: Context, email: string): Promise<AccountRow | undefined> {
  return locking(ctx).where('email_index', 'in', ctx.crypto.blindIndex.indexes(email)).executeTakeFirst();
}

function locking({ db, config }: Context) {
  return db
    .selectFrom('account')
    .selectAll()
    .$if(isPostgres(config.databaseUrl), (query) => query.forNoKeyUpdate());
}

export async function lockByAddress(ctx: Context, email: string): Promise<Account | null> {
  const row = await lockRowByAddress(ctx, email);
  return row ? toAccount(ctx, row) : null;
}

/** A new account; null where the address has one, or is given one by somebody else at this moment. */
export async function add(
  ctx: Context,
  { id, email, name, passwordHash }: { id: string; email: string; name: string; passwordHash: string },
): Promise<string | null> {
  if (await rowByAddress(ctx, email)) return null;
  const now = ctx.clock.now().toISOString();
  const added = await ctx.db
    .insertInto('account')
    .values({
      id,
      email_sealed: ctx.crypto.encryption.seal(email, placeOf('email_sealed', id)),
      email_index: ctx.crypto.blindIndex.index(email),
      name_sealed: ctx.crypto.encryption.seal(name, placeOf('name_sealed', id)),
      business_sealed: null,
      password_hash: passwordHash,
      password_set_at: now,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return added?.id ?? null;
}

export function toAccount(ctx: Context, row: AccountRow): Account {
  const { id, email_sealed, name_sealed, created_at } = row;
  return {
    id,
    email: ctx.crypto.encryption.open(email_sealed, placeOf('email_sealed', id)),
    name: ctx.crypto.encryption.open(name_sealed, placeOf('name_sealed', id)),
    business: businessOf(ctx, row),
    createdAt: new Date(created_at),
  };
}

/** Whatever else of the account is damaged. */
export function businessOf(
  ctx: Context,
  { id, business_sealed }: Pick<AccountRow, 'id' | 'business_sealed'>,
): BusinessProfile | null {
  if (!business_sealed) return null;
  return JSON.parse(ctx.crypto.encryption.open(business_sealed, placeOf('business_sealed', id))) as BusinessProfile;
}

/** Where a field of an account stands, for sealing. */
export function placeOf(column: 'email_sealed' | 'name_sealed' | 'business_sealed', accountId: string) {
  return { table: 'account', column, row: accountId };
}
