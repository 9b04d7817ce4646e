import { fill } from '../../../src/words/fill.ts';
import type { Context } from '../../context.ts';
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
  const items = named.length > 0 ? named : await kindsOf(ctx, request.id);
  const drafts = ctx.content.answers.drafts[act] ?? {};
  // One answer to several things is begun by hand.
  const kind = items.length === 1 ? (items[0] ?? 'any') : 'any';
  const [regime = ''] = regimesOf(regionOf(ctx, request));
  const draft = drafts[`${kind}@${regime}`] ?? drafts[kind] ?? drafts['any'] ?? '';
  return fill(draft, valuesOf(ctx, request, items)).trim();
}
