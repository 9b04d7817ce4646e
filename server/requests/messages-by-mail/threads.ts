import type { Context } from '../../context.ts';
import { allow } from '../../rate-limits/rate-limits.ts';
import * as emails from '../emails/emails.ts';
import { messagesOfRequest } from '../limits.ts';
import { findRequest } from '../records.ts';
import { readReference } from '../reference.ts';
import { add } from '../staff/additions.ts';
import type { ReadMail } from './eml.ts';

/** So many words that look like a reference are tried. */
const mostTried = 20;
const looksLikeOne = /\bWT[ -]?[2-9CDFHJKMNPQRTVWX]{4}[ -]?[2-9CDFHJKMNPQRTVWX]{4}\b/gi;

/**
 * Puts a mail into the thread of the case that it names, as if it had been written on its page: where the case is open and
 * the mail is shown to come from the address of whoever asked. False where it is not: then staff decide.
 */
export async function threadOf(
  ctx: Context,
  { mail, message, receivedAt }: { mail: ReadMail; message: Uint8Array; receivedAt: Date },
): Promise<boolean> {
  const reference = referenceIn(mail.subject) ?? referenceIn(mail.text);
  if (!reference || !mail.address || mail.authorship !== 'proven') return false;
  const request = await findRequest(ctx, reference);
  if (!request || request.address_index === null || request.closed_at !== null || request.erased_at !== null)
    return false;
  // Before a limit is touched: anybody can name a reference.
  if (!ctx.crypto.blindIndex.indexes(mail.address).includes(request.address_index)) return false;
  if (!(await allow(ctx, messagesOfRequest, request.id))) return false;
  const added = await add(ctx, reference, {
    eml: message,
    receivedAt: receivedAt.toISOString(),
    actor: 'person',
  });
  if (!added.ok) return false;
  if (added.value.isNew) await emails.tellStaff(ctx, request, 'message');
  return true;
}

/** The first that can be one of ours. */
export function referenceIn(text: string): string | null {
  const written = [...text.matchAll(looksLikeOne)].slice(0, mostTried);
  return written.map(([one]) => readReference(one)).find((reference) => reference !== null) ?? null;
}
