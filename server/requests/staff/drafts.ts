import { fill } from '../../../src/words/fill.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { openItemsOf } from '../due-dates.ts';
import { valuesOf } from '../emails/letters.ts';
import type { RequestKind } from '../kinds.ts';
import { findRequest, kindsOf, regionOf } from '../records.ts';
import { regimesOf } from '../regimes/places.ts';

/**
 * What stands in the field of an act before anybody types, for some of the items: the most particular that the wording
 * has; empty where there is nothing.
 */
export async function draftFor(
  ctx: Context,
  reference: string,
  { act, items: named = [] }: { readonly act: string; readonly items?: readonly RequestKind[] },
): Promise<string> {
  const request = await findRequest(ctx, reference);
  if (!request) return '';
  const refusable = act === 'refused' ? await refusableOf(ctx, request) : [];
  const [items = []] = [named, refusable, await kindsOf(ctx, request.id)].filter((kinds) => kinds.length > 0);
  const drafts = ctx.content.answers.drafts[act] ?? {};
  // One answer to several things is begun by hand.
  const kind = items.length === 1 ? (items[0] ?? 'any') : 'any';
  const [regime = ''] = regimesOf(regionOf(ctx, request));
  const draft = drafts[`${kind}@${regime}`] ?? drafts[kind] ?? drafts['any'] ?? '';
  return fill(draft, valuesOf(ctx, request, items)).trim();
}

/** What took effect at once is done, whatever is refused beside it. */
async function refusableOf(ctx: Context, request: RequestRow): Promise<RequestKind[]> {
  const open = await openItemsOf(ctx, request);
  return open.filter(({ took_effect_at }) => took_effect_at === null).map(({ kind }) => kind);
}
