import { createPrivateKey, createPublicKey, type KeyObject, sign as signWith, verify as verifyWith } from 'node:crypto';
import type { EncryptionKey } from '../config.ts';

/** The public half of a key that signs, as it is published. */
export interface PublicKey {
  readonly id: string;
  /** SubjectPublicKeyInfo in PEM (RFC 8410), as `openssl pkeyutl -verify -pubin` reads it. */
  readonly pem: string;
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410 section 7). */
const privateKeyHead = Buffer.from('302e020100300506032b657004220420', 'hex');

export type Signing = ReturnType<typeof createSigning>;

/** Signs with Ed25519 (RFC 8032), so that anybody can check it who has the public key. The first key of the ring signs. */
export function createSigning(ring: readonly EncryptionKey[]) {
  const [current] = ring;
  if (!current) throw new Error('The ring holds no key');
  const { id } = current;
  const key = privateKey(current);
  const publicKeys: readonly PublicKey[] = ring.map((one) => ({
    id: one.id,
    pem: createPublicKey(privateKey(one)).export({ format: 'pem', type: 'spki' }).toString(),
  }));
  const verify = createVerifying(publicKeys);
  return { sign, verify, publicKeys };

  /** `<key id>:<base64url>`. */
  function sign(text: string): string {
    return `${id}:${signWith(null, Buffer.from(text), key).toString('base64url')}`;
  }
}

/** `unknown-key` where the signature names a key that is not among these: then nothing can be said of it. */
export function createVerifying(publicKeys: readonly PublicKey[]) {
  const keys = new Map(publicKeys.map(({ id, pem }) => [id, createPublicKey(pem)]));
  return (text: string, signature: string): 'right' | 'wrong' | 'unknown-key' => {
    const [id = '', value = ''] = signature.split(':', 2);
    const key = keys.get(id);
    if (!key) return 'unknown-key';
    const bytes = Buffer.from(value, 'base64url');
    // One way to write it and no other.
    if (bytes.toString('base64url') !== value) return 'wrong';
    return verifyWith(null, Buffer.from(text), key, bytes) ? 'right' : 'wrong';
  };
}

/** Whether it is a key that can check what we sign. */
export function isPublicKey(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

function privateKey({ secret }: EncryptionKey): KeyObject {
  return createPrivateKey({ key: Buffer.concat([privateKeyHead, secret]), format: 'der', type: 'pkcs8' });
}
