import { createHmac, randomBytes } from 'node:crypto';
import { canonicalJson, type Json } from '../../src/library/model/files/canonical-json.ts';

/** 256 bits that only the sealed row of a subject holds. */
export function newSalt(): string {
  return randomBytes(32).toString('base64url');
}

/** What opens one commitment and no other: a receipt may hold it, the salt stands in none. */
export function openingOf(salt: string, entryId: string, name: string): string {
  return createHmac('sha256', Buffer.from(salt, 'base64url'))
    .update(canonicalJson([entryId, name]))
    .digest('base64url');
}

/** Says nothing of the content to whoever lacks the opening, and fits no other content. */
export function commitmentTo(content: Json, opening: string): string {
  return createHmac('sha256', Buffer.from(opening, 'base64url')).update(canonicalJson(content)).digest('hex');
}
