import { problemsIn } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { openItemsOf } from '../due-dates.ts';
import { eventsOf } from '../events.ts';
import { type RequestKind, requestKinds } from '../kinds.ts';
import { lacksPermission, ofSamePerson } from '../permissions.ts';
import { personOf } from '../records.ts';
import { tasksOfItem } from '../tasks/kinds.ts';
import { type Lack, lacksOf } from '../tasks/tasks.ts';

/** What keeps some items of a request from being done. */
export interface Missing {
  /** Systems that have not done their part, and checklists that nobody has opened. */
  readonly systems: readonly Lack[];
  /** What asks for a copy of which none was delivered: where an agent asks for several people, of each their own. */
  readonly undelivered: readonly RequestKind[];
  /** The requests in which the same person waits for a copy: it is delivered before anything is erased. */
  readonly copies: readonly string[];
  /** Whether an agent asks, and nothing shows yet that they may. */
  readonly isPermissionMissing: boolean;
}

export type MissingProblem =
  | 'permission-missing'
  | 'checklist-unopened'
  | 'systems-silent'
  | 'copy-undelivered'
  | 'access-pending';

const copyKinds: readonly RequestKind[] = requestKinds.filter((kind) => tasksOfItem[kind] === 'export');

export async function missingFor(ctx: Context, request: RequestRow, items: readonly RequestKind[]): Promise<Missing> {
  const copies = items.includes('erasure') ? await pendingCopies(ctx, request, items) : [];
  const isPermissionMissing = await lacksPermission(ctx, request, items);
  const undelivered = await undeliveredOf(ctx, request, items);
  return { systems: await lacksOf(ctx, request, items), undelivered, copies, isPermissionMissing };
}

export function problemsOf(
  { systems, undelivered, copies, isPermissionMissing }: Missing,
  { isWhole }: { readonly isWhole: boolean },
): MissingProblem[] {
  const isMissing = (isOpened: boolean) => isWhole && systems.some((lack) => lack.isOpened === isOpened);
  return problemsIn({
    'permission-missing': isPermissionMissing,
    'checklist-unopened': isMissing(false),
    'systems-silent': isMissing(true),
    // As long as a system has not handed its part over, none can be.
    'copy-undelivered': isWhole && undelivered.length > 0 && !systems.some(({ kind }) => kind === 'export'),
    'access-pending': copies.length > 0,
  });
}

/** What another request asked for that is answered in this one waits for a copy of its own. */
async function undeliveredOf(
  ctx: Context,
  { id }: RequestRow,
  items: readonly RequestKind[],
): Promise<readonly RequestKind[]> {
  const asked = items.filter((kind) => copyKinds.includes(kind));
  if (asked.length === 0) return [];
  const delivered = await ctx.db
    .selectFrom('request_package')
    .select(['items', 'delivered_at'])
    .where('request_id', '=', id)
    .where('delivered_at', 'is not', null)
    .execute();
  const happened = await eventsOf(ctx, id);
  return asked.filter((kind) => {
    const since = happened.findLast(({ act, items }) => act === 'took-in' && items.includes(kind))?.at ?? '';
    return !delivered.some(
      ({ items, delivered_at }) => items?.split(',').includes(kind) && (delivered_at ?? '') >= since,
    );
  });
}

/**
 * In this request, beside what is ended with it, and in others of the address. What nobody has confirmed does not count:
 * a stranger could keep anybody's data from being erased.
 */
async function pendingCopies(ctx: Context, request: RequestRow, ended: readonly RequestKind[]): Promise<string[]> {
  const open = (await openItemsOf(ctx, request)).map(({ kind }) => kind);
  const waiting = open.filter((kind) => copyKinds.includes(kind) && !ended.includes(kind));
  const own = await ofSamePerson(ctx, request, 'erasure', waiting);
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
