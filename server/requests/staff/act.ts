import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { isMessage } from '../../fields/text.ts';
import { type RequestKind, requestKinds } from '../kinds.ts';
import { lockRequest } from '../records.ts';

/** Who acts on a request, and what they had seen of it. */
export interface Acting {
  /** `staff:<id>`, or `command`. */
  readonly actor: string;
  /** The revision that they saw; where it is another by now, nothing is done. Without it, whatever was seen. */
  readonly revision?: number | undefined;
}

/** The same with words to the person, about some of what is asked: where none is named, about all that it can be. */
export interface Writing extends Acting {
  readonly message: string;
  readonly items?: readonly RequestKind[];
}

export type ActingProblem = 'reference-unknown' | 'request-erased' | 'request-closed' | 'changed-meanwhile';

/** One act of staff upon a request of which nobody else changes anything meanwhile. */
export async function onRequest<Value, Problem extends string>(
  ctx: Context,
  reference: string,
  { revision, mayBeClosed = false }: Acting & { readonly mayBeClosed?: boolean },
  work: (ctx: Context, request: RequestRow) => Promise<Result<Value, Problem>>,
): Promise<Result<Value, Problem | ActingProblem>> {
  return await transaction(ctx, async (ctx): Promise<Result<Value, Problem | ActingProblem>> => {
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('reference-unknown');
    if (revision !== undefined && revision !== request.revision) return fail('changed-meanwhile');
    if (request.erased_at) return fail('request-erased');
    if (request.closed_at && !mayBeClosed) return fail('request-closed');
    return await work(ctx, request);
  });
}

/** What staff wrote to the person; null where it holds what nobody can see. */
export function readWords(written: string | undefined): string | null {
  const text = (written ?? '').replaceAll(/\r\n?/g, '\n').trim();
  return isMessage(text) ? text : null;
}

/** The same of what cannot be left empty. `name` is what its problems call it. */
export function readRequired<Name extends string>(
  name: Name,
  written: string,
): Result<string, `${Name}-missing` | `${Name}-invalid`> {
  const text = readWords(written);
  if (text === null) return fail(`${name}-invalid`);
  return text === '' ? fail(`${name}-missing`) : succeed(text);
}

export type MessageProblem = 'message-missing' | 'message-invalid' | 'message-unfinished';

/** The same to the person, with nothing left to be written. */
export function readMessage(written: string): Result<string, MessageProblem> {
  const text = readRequired('message', written);
  return text.ok && isUnfinished(text.value) ? fail('message-unfinished') : text;
}

/** Whether the gap of a draft is still there, or what a colon announces does not follow. */
export function isUnfinished(text: string): boolean {
  return /(?<!_)_{4}(?!_)|[:：]$/.test(text);
}

/** Those of the open items that are named, or all where none is; null where one of them is not open. */
export function chosen(
  open: readonly { readonly kind: RequestKind }[],
  named: readonly RequestKind[] | undefined,
): RequestKind[] | null {
  const kinds = requestKinds.filter((known) => open.some(({ kind }) => kind === known));
  if (!named || named.length === 0) return kinds;
  return named.every((kind) => kinds.includes(kind)) ? kinds.filter((kind) => named.includes(kind)) : null;
}
