import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { openItemsOf } from '../due-dates.ts';
import type { RequestKind } from '../kinds.ts';
import { lacksPermission } from '../permissions.ts';
import { personOf } from '../records.ts';
import { type Lack, lacksOf } from '../tasks/tasks.ts';

/** What keeps some items of a request from being done. */
export interface Missing {
  /** Systems that have not done their part, and checklists that nobody has opened. */
  readonly systems: readonly Lack[];
  /** The requests in which the same person waits for a copy: it is delivered before anything is erased. */
  readonly copies: readonly string[];
  /** Whether an agent asks, and nothing shows yet that they may. */
  readonly isPermissionMissing: boolean;
}

export type MissingProblem = 'permission-missing' | 'checklist-unopened' | 'systems-silent' | 'access-pending';

const copyKinds: readonly RequestKind[] = ['access', 'portability'];

export async function missingFor(ctx: Context, request: RequestRow, items: readonly RequestKind[]): Promise<Missing> {
  const copies = items.includes('erasure') ? await pendingCopies(ctx, request, items) : [];
  const isPermissionMissing = await lacksPermission(ctx, request, items);
  return { systems: await lacksOf(ctx, request, items), copies, isPermissionMissing };
}

export function problemsOf(
  { systems, copies, isPermissionMissing }: Missing,
  { isWhole }: { readonly isWhole: boolean },
): MissingProblem[] {
  const isMissing = (isOpened: boolean) => isWhole && systems.some((lack) => lack.isOpened === isOpened);
  return [
    ...(isPermissionMissing ? ['permission-missing' as const] : []),
    ...(isMissing(false) ? ['checklist-unopened' as const] : []),
    ...(isMissing(true) ? ['systems-silent' as const] : []),
    ...(copies.length > 0 ? ['access-pending' as const] : []),
  ];
}

/**
 * In this request, beside what is ended with it, and in others of the address. What nobody has confirmed does not count:
 * a stranger could keep anybody's data from being erased.
 */
async function pendingCopies(ctx: Context, request: RequestRow, ended: readonly RequestKind[]): Promise<string[]> {
  const own = (await openItemsOf(ctx, request)).filter(({ kind }) => copyKinds.includes(kind) && !ended.includes(kind));
  const email = request.relation === 'agent' ? null : personOf(ctx, request)?.email;
  const others = email
    ? await ctx.db
        .selectFrom('request')
        .innerJoin('request_item', 'request_item.request_id', 'request.id')
        .select('request.reference')
        .distinct()
        .where('request.address_index', 'in', ctx.crypto.blindIndex.indexes(email))
        .where('request.id', '!=', request.id)
        .where('request.confirmed_at', 'is not', null)
        .where('request.relation', '!=', 'agent')
        .where('request_item.kind', 'in', copyKinds)
        .where('request_item.closed_at', 'is', null)
        .orderBy('request.reference')
        .execute()
    : [];
  return [...(own.length > 0 ? [request.reference] : []), ...others.map(({ reference }) => reference)];
}
