import type { Context } from '../../context.ts';
import { draftOf } from '../emails/letters.ts';
import type { RequestKind } from '../kinds.ts';
import { findRequest, kindsOf } from '../records.ts';

/** What stands in the field of an act before anybody types, for some of the items; empty where there is nothing. */
export async function draftFor(
  ctx: Context,
  reference: string,
  { act, items }: { readonly act: string; readonly items?: readonly RequestKind[] | undefined },
): Promise<string> {
  const request = await findRequest(ctx, reference);
  if (!request) return '';
  const named = items && items.length > 0 ? items : await kindsOf(ctx, request.id);
  return draftOf(ctx, request, act, named);
}
