import { randomBytes, randomInt } from 'node:crypto';
import { sha256 } from '../../src/library/model/digest.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { after, type Clock, day } from '../clock.ts';
import { equal } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
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

export interface KeyWishes {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** How long it is good for. */
  readonly days: number;
}

export type KeyProblem = 'key-missing' | 'key-unknown' | 'key-revoked' | 'key-expired';

export type ApiKeys = ReturnType<typeof createApiKeys>;

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
const shape = /^Bearer +(wtk_[0-9a-hjkmnp-tv-z]{10})_([A-Za-z0-9_-]{43})$/i;

/** The keys of programs: shown once, stored as digests. */
export function createApiKeys({ db, clock }: { db: Db; clock: Clock }) {
  return { create, list, revoke, authenticate };

  /** Gives the whole key, which nobody can see again. */
  async function create({ name, scopes, days }: KeyWishes): Promise<{ key: string; record: ApiKey }> {
    const prefix = `wtk_${Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')}`;
    const secret = randomBytes(32).toString('base64url');
    const now = clock.now();
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
    await db.insertInto('api_key').values(row).execute();
    return { key: `${prefix}_${secret}`, record: fromRow(row) };
  }

  async function list(): Promise<ApiKey[]> {
    const rows = await db.selectFrom('api_key').selectAll().orderBy('created_at').orderBy('prefix').execute();
    return rows.map(fromRow);
  }

  /** From the next request on; what it has done stays. False when there is no such key. */
  async function revoke(prefix: string): Promise<boolean> {
    const revoked = await db
      .updateTable('api_key')
      .set((row) => ({ revoked_at: row.fn.coalesce('revoked_at', row.val(clock.now().toISOString())) }))
      .where('prefix', '=', prefix)
      .returning('prefix')
      .executeTakeFirst();
    return revoked !== undefined;
  }

  /** Reads the header `Authorization`. Only whoever holds the secret learns that the key was revoked or is too old. */
  async function authenticate(authorization: string | null): Promise<Result<ApiKey, KeyProblem>> {
    if (authorization === null) return fail('key-missing');
    const [, prefix = '', secret = ''] = shape.exec(authorization) ?? [];
    if (!prefix) return fail('key-unknown');
    const row = await db.selectFrom('api_key').selectAll().where('prefix', '=', prefix).executeTakeFirst();
    if (!row || !equal(row.secret_digest, digestOf(secret))) return fail('key-unknown');

    const now = clock.now().toISOString();
    if (row.revoked_at) return fail('key-revoked');
    if (row.expires_at <= now) return fail('key-expired');
    await markUsed(row, now.slice(0, 10));
    return succeed(fromRow(row));
  }

  async function markUsed({ prefix, last_used_on }: ApiKeyRow, today: string): Promise<void> {
    if (last_used_on === today) return;
    await db.updateTable('api_key').set({ last_used_on: today }).where('prefix', '=', prefix).execute();
  }
}

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
