import { type Config, ConfigError } from '../config.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import type { Encryption } from './encryption.ts';
import type { Keys } from './keys.ts';
import type { Signing } from './signatures.ts';

const placeOf = (id: string) => ({ table: 'sealing_key', column: 'check_sealed', row: id });

/** Stands before the id of a key that signs, which no key that seals has in its own. */
const signs = 'signing/';

/**
 * Remembers each key that this database has been sealed or signed with, and refuses to start without one of them: better
 * a server that says what is missing than one that cannot read what people wrote to it, or takes their yes for nobody's.
 */
export async function checkKeys({ db, ...rings }: { db: Db } & Rings): Promise<void> {
  const problems = keyProblems(await db.selectFrom('sealing_key').selectAll().execute(), rings);
  if (problems.length > 0) throw new ConfigError(problems);

  const { keys, encryption, signing } = rings;
  await remember(keys.currentId, keys.currentId);
  const [signer] = signing.publicKeys;
  if (signer) await remember(`${signs}${signer.id}`, signer.pem);

  async function remember(id: string, text: string): Promise<void> {
    await db
      .insertInto('sealing_key')
      .values({ id, check_sealed: encryption.seal(text, placeOf(id)) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Throws where another server has begun to use a key that this one was not given: what it seals is for it alone. */
export async function assertKeysKnown({ db, crypto }: Pick<Context, 'db' | 'crypto'>): Promise<void> {
  const missing = await db
    .selectFrom('sealing_key')
    .select('id')
    .where('id', 'not like', `${signs}%`)
    .where('id', 'not in', crypto.keys.ids)
    .execute();
  if (missing.length > 0) throw new ConfigError(missing.map(({ id }) => lacks(id)));
}

/**
 * The rings as a command uses them: a key that no server has started with comes behind the one that they use, which
 * run without it meanwhile, and would refuse to start without it afterwards.
 */
export async function asKnown(db: Db, { encryptionKeys, signingKeys }: KeyRings): Promise<KeyRings> {
  const rows = await db.selectFrom('sealing_key').select('id').execute();
  const known = new Set(rows.map(({ id }) => id));
  return {
    encryptionKeys: knownFirst(encryptionKeys, ({ id }) => known.has(id)),
    signingKeys: knownFirst(signingKeys, ({ id }) => known.has(`${signs}${id}`)),
  };
}

type KeyRings = Pick<Config, 'encryptionKeys' | 'signingKeys'>;

function knownFirst<Key>(ring: readonly Key[], isKnown: (key: Key) => boolean): readonly Key[] {
  const first = ring.find(isKnown);
  return first ? [first, ...ring.filter((key) => key !== first)] : ring;
}

export interface Rings {
  readonly keys: Keys;
  readonly encryption: Encryption;
  readonly signing: Pick<Signing, 'publicKeys'>;
}

/** What is wrong with the rings for whoever wants to read and to trust what was sealed and signed with these keys. */
export function keyProblems(rows: readonly Schema['sealing_key'][], { keys, encryption, signing }: Rings): string[] {
  const sealed = rows.filter(({ id }) => !id.startsWith(signs));
  const problems = sealed.flatMap(({ id, check_sealed }) => {
    if (!keys.ids.includes(id)) return [lacks(id)];
    try {
      encryption.open(check_sealed, placeOf(id));
      return [];
    } catch {
      return [`ENCRYPTION_KEYS holds another secret for the key "${id}" than the one this database was sealed with`];
    }
  });
  if (problems.length > 0) return problems;
  const signed = rows.filter(({ id }) => id.startsWith(signs));
  return signed.flatMap(({ id, check_sealed }) => {
    const name = id.slice(signs.length);
    const key = signing.publicKeys.find((key) => key.id === name);
    if (!key) return [`SIGNING_KEYS lacks the key "${name}", with which entries of the ledger were signed`];
    if (encryption.open(check_sealed, placeOf(id)) === key.pem) return [];
    return [`SIGNING_KEYS holds another secret for the key "${name}" than the one that signed entries of the ledger`];
  });
}

function lacks(id: string): string {
  return `ENCRYPTION_KEYS lacks the key "${id}", with which this database was sealed`;
}
