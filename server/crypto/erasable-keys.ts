import { randomBytes } from 'node:crypto';
import type { Context } from '../context.ts';
import { createEncryption, type Encryption, type Place } from './encryption.ts';
import { assertKeysKnown } from './key-check.ts';
import { createKeys } from './keys.ts';

/**
 * A key for one thing, which stands in no backup. What is sealed under it may be copied anywhere: it ends everywhere
 * when the key is destroyed.
 */
export async function makeErasableKey(
  { db, crypto }: Context,
  { id, expiresAt }: { id: string; expiresAt: Date },
): Promise<Pick<Encryption, 'seal'>> {
  const secret = randomBytes(32);
  const key_sealed = crypto.encryption.seal(secret.toString('base64'), placeOf(id));
  await db.insertInto('erasable_key').values({ id, key_sealed, expires_at: expiresAt.toISOString() }).execute();
  return encryptionUnder(id, secret);
}

/** Opens what is sealed under an erasable key or under the ring's; null when its erasable key is gone. */
export async function openUnderAnyKey(ctx: Context, sealed: string, place: Place): Promise<string | null> {
  return (await encryptionOf(ctx, keyIdOf(sealed)))?.open(sealed, place) ?? null;
}

/** Seals what takes the place of `sealed` under the key that this is sealed under, which may be an erasable one. */
export async function sealAgain(ctx: Context, sealed: string, text: string, place: Place): Promise<string | null> {
  return (await encryptionOf(ctx, keyIdOf(sealed)))?.seal(text, place) ?? null;
}

export async function destroyErasableKey({ db }: Context, id: string): Promise<void> {
  await db.deleteFrom('erasable_key').where('id', '=', id).execute();
}

/** Those whose time is over: how many they were. */
export async function destroyErasableKeysDue({ db, timeSeen }: Context): Promise<number> {
  const now = timeSeen.now().toISOString();
  const gone = await db.deleteFrom('erasable_key').where('expires_at', '<=', now).executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/** Null when the key is gone. */
async function encryptionOf(
  { db, clock, crypto }: Context,
  id: string,
): Promise<Pick<Encryption, 'seal' | 'open'> | null> {
  if (crypto.encryption.knows(id)) return crypto.encryption;
  const row = await db
    .selectFrom('erasable_key')
    .selectAll()
    .where('id', '=', id)
    .where('expires_at', '>', clock.now().toISOString())
    .executeTakeFirst();
  if (!row) {
    await assertKeysKnown({ db, crypto });
    return null;
  }
  return encryptionUnder(id, Buffer.from(crypto.encryption.open(row.key_sealed, placeOf(id)), 'base64'));
}

function encryptionUnder(id: string, secret: Buffer): Encryption {
  return createEncryption(createKeys([{ id, secret }]));
}

function keyIdOf(sealed: string): string {
  return sealed.split('.')[1] ?? '';
}

function placeOf(row: string) {
  return { table: 'erasable_key', column: 'key_sealed', row };
}
