import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { EncryptionKey } from '../config.ts';

/** What a key is for. Each use has a key of its own, derived from the ring's (RFC 5869). */
type KeyUse = 'seal' | 'address' | 'link' | 'stamp' | 'limit' | 'erased' | 'backup';

export type Keys = ReturnType<typeof createKeys>;

/**
 * The ring of keys. The first is current: what is sealed or signed today carries its id. The others still open what
 * they sealed, until everything has been sealed again.
 */
export function createKeys(ring: readonly EncryptionKey[]) {
  const [current] = ring;
  if (!current) throw new Error('The ring holds no key');
  const derived = new Map<string, KeyObject>();
  return { currentId: current.id, ids: ring.map(({ id }) => id), get };

  /** The key of that id for that use, or undefined when the ring has none of that id. */
  function get(id: string, use: KeyUse): KeyObject | undefined {
    const name = `${use}/${id}`;
    const known = derived.get(name);
    if (known) return known;
    const key = ring.find((key) => key.id === id);
    if (!key) return undefined;
    // As bytes it would be made into a key again by every use, at several times the cost of the use.
    const fresh = createSecretKey(
      Buffer.from(hkdfSync('sha256', key.secret, Buffer.alloc(0), `whitrack/${use}/v1`, 32)),
    );
    derived.set(name, fresh);
    return fresh;
  }
}
