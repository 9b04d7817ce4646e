import { randomBytes, randomInt } from 'node:crypto';
import { sha256 } from '../../src/library/model/digest.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { after, day } from '../clock.ts';
import type { Bound, Context } from '../context.ts';
import { equal } from '../crypto/tokens.ts';
import type { ApiKeyRow } from '../db/schema.ts';
import { type Scope, scopes } from './scopes.ts';

/** What is known of a key once it was shown: not the key itself. */
export interface ApiKey {
  /** The part before its secret, by which it is found and spoken of. */
  readonly prefix: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  /** The day, in UTC, on which it was last used. */
  readonly lastUsedOn: string | null;
}

interface KeyWishes {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** How long it is good for. */
  readonly days: number;
}

export type KeyProblem = 'key-missing' | 'key-unknown' | 'key-revoked' | 'key-expired';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
const shape = /^Bearer +(wtk_[0-9a-hjkmnp-tv-z]{10})_([A-Za-z0-9_-]{43})$/i;

/** Gives the whole key, which nobody can see again. */
export async function create(
  ctx: Context,
  { name, scopes, days }: KeyWishes,
): Promise<{ key: string; record: ApiKey }> {
  const prefix = `wtk_${Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')}`;
  const secret = randomBytes(32).toString('base64url');
  const now = ctx.clock.now();
  const row: ApiKeyRow = {
    prefix,
    name,
    secret_digest: digestOf(secret),
    scopes: scopes.join(' '),
    created_at: now.toISOString(),
    expires_at: after(now, days * day).toISOString(),
    revoked_at: null,
    last_used_on: null,
  };
  await ctx.db.insertInto('api_key').values(row).execute();
  return { key: `${prefix}_${secret}`, record: fromRow(row) };
}

async function list(ctx: Context): Promise<ApiKey[]> {
  const rows = await ctx.db.selectFrom('api_key').selectAll().orderBy('created_at').orderBy('prefix').execute();
  return rows.map(fromRow);
}

/** From the next request on; what it has done stays. False when there is no such key. */
export async function revoke(ctx: Context, prefix: string): Promise<boolean> {
  const revoked = await ctx.db
    .updateTable('api_key')
    .set((row) => ({ revoked_at: row.fn.coalesce('revoked_at', row.val(ctx.clock.now().toISOString())) }))
    .where('prefix', '=', prefix)
    .returning('prefix')
    .executeTakeFirst();
  return revoked !== undefined;
}

/** Reads the header `Authorization`. Only whoever holds the secret learns that the key was revoked or is too old. */
export async function authenticate(ctx: Context, authorization: string | null): Promise<Result<ApiKey, KeyProblem>> {
  if (authorization === null) return fail('key-missing');
  const [, prefix = '', secret = ''] = shape.exec(authorization) ?? [];
  if (!prefix) return fail('key-unknown');
  const row = await ctx.db.selectFrom('api_key').selectAll().where('prefix', '=', prefix).executeTakeFirst();
  if (!row || !equal(row.secret_digest, digestOf(secret))) return fail('key-unknown');

  const now = ctx.clock.now().toISOString();
  if (row.revoked_at) return fail('key-revoked');
  if (row.expires_at <= now) return fail('key-expired');
  await markUsed(ctx, row, now.slice(0, 10));
  return succeed(fromRow(row));
}

async function markUsed(ctx: Context, { prefix, last_used_on }: ApiKeyRow, today: string): Promise<void> {
  if (last_used_on === today) return;
  await ctx.db.updateTable('api_key').set({ last_used_on: today }).where('prefix', '=', prefix).execute();
}

/** The keys of programs: the verbs of commands. */
export const apiKeys = { create, list, revoke, authenticate };

export type ApiKeys = Bound<typeof apiKeys>;

/** A secret of 256 random bits needs no slow hash. */
function digestOf(secret: string): string {
  return sha256(secret);
}

function fromRow(row: ApiKeyRow): ApiKey {
  return {
    prefix: row.prefix,
    name: row.name,
    scopes: scopes.filter((scope) => row.scopes.split(' ').includes(scope)),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedOn: row.last_used_on,
  };
}
