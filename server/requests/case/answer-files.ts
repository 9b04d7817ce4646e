import { sha256 } from '../../../src/library/model/digest.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import type { FreshSession } from '../../accounts/sessions/sessions.ts';
import { minute } from '../../clock.ts';
import { type Context, transaction } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { plainCode } from '../../fields/code.ts';
import { readStamped, type StampedProblem } from '../../form.ts';
import { allow, mailToAddress } from '../../rate-limits/rate-limits.ts';
import * as emails from '../emails/emails.ts';
import { list, read, type StoredFile } from '../files/files.ts';
import { formTokenNames } from '../kinds.ts';
import { triesOfAnswer } from '../limits.ts';
import { personOf } from '../records.ts';
import { requestBehind } from './case-links.ts';

/** Milliseconds. A code is good in the window in which it was mailed and in the next, and once. */
const codeWindow = 30 * minute;

/** Where a code or a password is asked for: the link to the page may have been passed on, what the file holds must not. */
interface AnswerFile extends StoredFile {
  readonly reference: string;
  /** Whether whoever is signed in is the person of the request: then the password does instead of a code. */
  readonly isHolders: boolean;
}

export async function findAnswer(
  ctx: Context,
  reference: string,
  caseToken: string,
  id: string,
  session: { readonly accountId: string } | null = null,
): Promise<Result<AnswerFile, 'answer-unknown' | 'answer-gone'>> {
  const found = await behind(ctx, reference, caseToken, id);
  if (!found) return fail('answer-unknown');
  const { request, file } = found;
  if (!isGivenOut(ctx, file)) return fail('answer-gone');
  return succeed({ ...file, reference: request.reference, isHolders: isHolder(request, session) });
}

export type AnswerCodeProblem = StampedProblem | 'answer-unknown' | 'too-many-codes';

/** Mails a code to the address of the request. It is good for this file, and for half an hour at least. */
export async function mailAnswerCode(
  ctx: Context,
  reference: string,
  caseToken: string,
  id: string,
  form: FormData,
): Promise<Result<null, AnswerCodeProblem>> {
  const sent = readStamped(ctx, form, [formTokenNames.answerCode], { one: [] });
  if (!sent.ok) return sent;
  const found = await behind(ctx, reference, caseToken, id);
  const email = found && personOf(ctx, found.request)?.email;
  if (!email || !isGivenOut(ctx, found.file)) return fail('answer-unknown');
  return await transaction(ctx, async (ctx) => {
    if (!(await allow(ctx, mailToAddress, ctx.crypto.blindIndex.mailbox(email)))) return fail('too-many-codes');
    const [code = ''] = codesOf(ctx, found.file, await usedOf(ctx, found.file));
    await emails.answerCode(ctx, found.request, { code, file: found.file.name });
    return succeed(null);
  });
}

export type AnswerProblem = StampedProblem | 'answer-unknown' | 'code-missing' | 'code-wrong' | 'too-many-tries';

/** The file, for whoever has the code, or whose request it is and who gave the password just now (11 CCR 7061(a)). */
export async function openAnswer(
  ctx: Context,
  reference: string,
  caseToken: string,
  id: string,
  form: FormData,
  session: FreshSession | null = null,
): Promise<Result<StoredFile & { readonly content: Buffer }, AnswerProblem>> {
  const sent = readStamped(ctx, form, [formTokenNames.answer], { one: ['code'] });
  if (!sent.ok) return sent;
  const { code } = sent.value.one;
  const found = await behind(ctx, reference, caseToken, id);
  if (!found || !isGivenOut(ctx, found.file)) return fail('answer-unknown');
  const { request, file } = found;
  if (!(isHolder(request, session) && session?.isFresh)) {
    if (code.trim() === '') return fail('code-missing');
    // Counted first, so that of many at once none is beyond the limit.
    if (!(await allow(ctx, triesOfAnswer, file.id))) return fail('too-many-tries');
    if (!(await useCode(ctx, file, plainCode(code)))) return fail('code-wrong');
  }
  const opened = await read(ctx, request, file.id);
  return opened ? succeed(opened) : fail('answer-unknown');
}

async function behind(
  ctx: Context,
  reference: string,
  caseToken: string,
  id: string,
): Promise<{ request: RequestRow; file: StoredFile } | null> {
  const request = await requestBehind(ctx, reference, caseToken);
  const kept = request ? await list(ctx, request) : [];
  const file = kept.find((file) => file.id === id && file.purpose === 'answer');
  return request && file ? { request, file } : null;
}

function isGivenOut(ctx: Context, { isKept, expiresAt }: StoredFile): boolean {
  return isKept && (expiresAt === null || ctx.clock.now() < expiresAt);
}

function isHolder({ account_id }: RequestRow, session: { readonly accountId: string } | null): boolean {
  return session !== null && account_id === session.accountId;
}

/** Once: of two at the same moment, one finds the code used. */
async function useCode(ctx: Context, file: StoredFile, code: string): Promise<boolean> {
  const used = await usedOf(ctx, file);
  if (!codesOf(ctx, file, used).includes(code)) return false;
  const first = await ctx.db
    .updateTable('request_file')
    .set({ codes_used: used + 1 })
    .where('id', '=', file.id)
    .where('codes_used', '=', used)
    .returning('id')
    .executeTakeFirst();
  return first !== undefined;
}

async function usedOf(ctx: Context, { id }: StoredFile): Promise<number> {
  const row = await ctx.db.selectFrom('request_file').select('codes_used').where('id', '=', id).executeTakeFirst();
  return row?.codes_used ?? 0;
}

/** Eight digits of a keyed digest, so that none is stored: of this window, and of the one before. */
function codesOf(ctx: Context, { id }: StoredFile, used: number): string[] {
  const window = Math.floor(ctx.clock.now().getTime() / codeWindow);
  return [window, window - 1].map((at) => {
    const signed = Buffer.from(sha256(ctx.crypto.links.sign('answer', `${id}:${used}:${at}`)), 'hex');
    return String(signed.readUInt32BE(0) % 100_000_000).padStart(8, '0');
  });
}
