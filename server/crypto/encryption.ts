import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { ConfigError } from '../config.ts';
import { hasCode } from '../error-codes.ts';
import type { Keys } from './keys.ts';

/** Where a sealed field stands. A field moved to another place does not open. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

export type Encryption = ReturnType<typeof createEncryption>;

const nonceBytes = 12;
const tagBytes = 16;
const code = 'FIELD_UNREADABLE';

/** Personal fields at rest: AES-256-GCM (NIST SP 800-38D), a random 96-bit nonce, bound to table, column and row. */
export function createEncryption(keys: Keys) {
  return { seal, open, openBytes, knows: (keyId: string) => keys.ids.includes(keyId) };

  /** `v1.<key id>.<base64url of nonce, ciphertext, tag>` */
  function seal(content: string | Uint8Array, place: Place): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', key(keys.currentId), nonce);
    cipher.setAAD(additionalData(place, keys.currentId));
    const sealed = Buffer.concat([nonce, cipher.update(Buffer.from(content)), cipher.final(), cipher.getAuthTag()]);
    return `v1.${keys.currentId}.${sealed.toString('base64url')}`;
  }

  /** Throws when the field was altered, stands in another place, or its key is not on the ring. */
  function open(sealed: string, place: Place): string {
    return openBytes(sealed, place).toString('utf8');
  }

  /** The same of what is no text. */
  function openBytes(sealed: string, place: Place): Buffer {
    const [version, id = '', body = ''] = sealed.split('.');
    if (version !== 'v1') throw unreadable(place);
    const secret = key(id);
    const bytes = Buffer.from(body, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(additionalData(place, id));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    } catch (cause) {
      throw unreadable(place, cause);
    }
  }

  function key(id: string): KeyObject {
    const key = keys.get(id, 'seal');
    if (!key) throw new ConfigError([`ENCRYPTION_KEYS holds no key "${id}", with which a stored field was sealed`]);
    return key;
  }
}

function unreadable({ table, column }: Place, cause?: unknown): Error {
  return Object.assign(new Error(`${table}.${column} holds a field that does not open`, { cause }), { code });
}

/** Whether a stored field is damaged, and no key is missing: trying again changes nothing. */
export function isUnreadable(error: unknown): boolean {
  return hasCode(error, code);
}

/** What `open` gives; null where a stored field is damaged. */
export function openOrNull<Opened>(open: () => Opened): Opened | null {
  try {
    return open();
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

function additionalData({ table, column, row }: Place, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([table, column, row, keyId]));
}
