import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../src/library/model/digest.ts';
import type { Keys } from './keys.ts';

/** A secret of 256 bits for a mailed link, and the digest that alone is stored. */
export function newToken(): { readonly token: string; readonly digest: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, digest: tokenDigest(token) };
}

export function tokenDigest(token: string): string {
  return sha256(token);
}

export type Links = ReturnType<typeof createLinks>;

/**
 * What a link allows that is signed: to see a case, or that a request has come in, to change what one subscribed to, or to end it, and nothing else.
 * That of a sign-up works once: it is signed so that a form that is sent twice asks for the same link. Of a recovery code
 * the signature is what is stored.
 */
type LinkPurpose =
  | 'case'
  /** Of which the code that opens an answer is made. */
  | 'answer'
  /** To see what was asked of a business. */
  | 'business'
  | 'received'
  | 'preferences'
  | 'unsubscribe'
  /** To object to a change of the list of subprocessors. */
  | 'objection'
  | 'sign-up'
  | 'recovery-code'
  | 'staff-recovery-code';

/** Links that stay good: nothing of them is stored, each is an HMAC over its purpose and subject. */
export function createLinks(keys: Keys) {
  return { sign, verify };

  /** `<key id>.<base64url>`, 256 bits; under the current key, also where the one that is asked for left the ring. */
  function sign(purpose: LinkPurpose, subject: string, keyId = keys.currentId): string {
    return signUnder(keyId, purpose, subject) ?? signUnder(keys.currentId, purpose, subject) ?? '';
  }

  function verify(purpose: LinkPurpose, subject: string, token: string): boolean {
    if (token.length > 100) return false;
    const expected = signUnder(token.slice(0, Math.max(0, token.lastIndexOf('.'))), purpose, subject);
    return expected !== undefined && equal(expected, token);
  }

  function signUnder(id: string, purpose: LinkPurpose, subject: string): string | undefined {
    const key = keys.get(id, 'link');
    return (
      key &&
      `${id}.${createHmac('sha256', key)
        .update(JSON.stringify([purpose, subject]))
        .digest('base64url')}`
    );
  }
}

export function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
