import type { Db } from '../db/database.ts';
import type { RequestRow } from '../db/schema.ts';
import type { Outcome, RequestKind } from './kinds.ts';

/** Gives the open items, or one of them, their outcome, and tells how many stay open and how all have ended. */
export async function closeItems(
  db: Db,
  { id }: RequestRow,
  { outcome, item, now }: { outcome: Outcome; item?: RequestKind | undefined; now: string },
): Promise<{ open: number; outcomes: Outcome[] }> {
  await db
    .updateTable('request_item')
    .set({ closed_at: now, outcome })
    .where('request_id', '=', id)
    .where('closed_at', 'is', null)
    .$if(item !== undefined, (query) => query.where('kind', '=', item ?? ''))
    .execute();
  const rows = await db.selectFrom('request_item').selectAll().where('request_id', '=', id).execute();
  return {
    open: rows.filter(({ closed_at }) => closed_at === null).length,
    outcomes: rows.flatMap(({ outcome }) => (outcome ? [outcome as Outcome] : [])),
  };
}

/** Null when it has been closed before. */
export async function closeRequest(
  db: Db,
  { id }: Pick<RequestRow, 'id'>,
  { outcome, now }: { outcome: Outcome; now: string },
): Promise<RequestRow | null> {
  const closed = await db
    .updateTable('request')
    .set({ closed_at: now, outcome })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return closed ?? null;
}

/** A request whose items ended differently was done in part. */
export function inSum(outcomes: readonly Outcome[]): Outcome {
  const [first = 'done', ...others] = outcomes;
  return others.every((other) => other === first) ? first : 'partly-done';
}
