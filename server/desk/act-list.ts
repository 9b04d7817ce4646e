import type { Context } from '../context.ts';
import { type DeskEntry, readDeskEntry } from '../ledger/desk-acts.ts';
import { readReference } from '../requests/reference.ts';
import type { DeskAct } from './kinds.ts';
import { actorNames } from './staff/records.ts';

/** One line of the record, as it is shown. */
interface ListedAct extends Omit<DeskEntry, 'act'> {
  readonly act: DeskAct;
}

/** So many stand on a page. */
const pageSize = 50;

/** What was seen and done, the newest first: `before` a number, and of one request alone where one is named. */
export async function listActs(ctx: Context, { before, about }: { readonly before: number; readonly about: string }) {
  const reference = about ? (readReference(about) ?? about) : null;
  const rows = await ctx.db
    .selectFrom('desk_act')
    .select('entry')
    .$if(before > 0, (query) => query.where('seq', '<', before))
    .$if(reference !== null, (query) => query.where('reference', '=', reference))
    .orderBy('seq', 'desc')
    .limit(pageSize + 1)
    .execute();
  const acts = rows.slice(0, pageSize).flatMap(({ entry }) => (readDeskEntry(entry) as ListedAct | null) ?? []);
  const names = await actorNames(ctx);
  return { acts, next: rows.length > pageSize ? (acts.at(-1)?.seq ?? null) : null, names };
}
