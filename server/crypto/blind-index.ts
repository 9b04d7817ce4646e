import { createHmac } from 'node:crypto';
import { normalise } from '../fields/address.ts';
import type { Keys } from './keys.ts';

export type BlindIndex = ReturnType<typeof createBlindIndex>;

/** Finds rows by mail address without storing the address in clear: a keyed digest, the "blind index". */
export function createBlindIndex(keys: Keys) {
  return { index, indexes, mailbox };

  /** The index under the current key, as `<key id>:<hex>`: what is stored. */
  function index(address: string): string {
    return under(keys.currentId, address);
  }

  /** The index of the mailbox behind an address: what counts mail, while people are told apart by `index`. */
  function mailbox(address: string): string {
    return index(mailboxOf(address));
  }

  /** The index under every key of the ring: what is searched for. */
  function indexes(address: string): string[] {
    return keys.ids.map((id) => under(id, address));
  }

  function under(id: string, address: string): string {
    const key = keys.get(id, 'address');
    if (!key) throw new Error(`ENCRYPTION_KEYS holds no key "${id}"`);
    return `${id}:${createHmac('sha256', key).update(normalise(address)).digest('hex')}`;
  }
}

/** One mailbox has as many addresses as its owner likes: `ada+news@` is `ada@` (RFC 5233). */
function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  return address.slice(0, at).replace(/(?<=.)\+.*$/s, '') + address.slice(at);
}
