import type { Context } from '../../context.ts';
import type { ObjectionRow } from '../../db/schema.ts';

/** How an objection came: signed in, by the link in the notice, or by mail, which staff entered. */
const objectionWays = ['account', 'link', 'mail'] as const;
export type ObjectionWay = (typeof objectionWays)[number];

/** How an objection ends. */
export const objectionOutcomes = ['withdrawn', 'resolved', 'not-resolved'] as const;
export type ObjectionOutcome = (typeof objectionOutcomes)[number];

/** What a business has against a subprocessor that it was told of. */
export interface Objection {
  readonly id: string;
  /** Null once the account is gone. */
  readonly accountId: string | null;
  readonly document: string;
  readonly version: string;
  readonly cameBy: ObjectionWay;
  /** Empty once it may not be kept any more. */
  readonly grounds: string;
  readonly objectedOn: string;
  /** Until when the addendum has us answer. */
  readonly dueOn: string;
  readonly outcome: ObjectionOutcome | null;
  /** What we answered. */
  readonly message: string;
  readonly settledAt: Date | null;
}

export function toObjection(ctx: Context, row: ObjectionRow): Objection {
  const open = (column: 'grounds_sealed' | 'message_sealed') =>
    row[column] === null ? '' : ctx.crypto.encryption.open(row[column], placeOf(column, row.id));
  return {
    id: row.id,
    accountId: row.account_id,
    document: row.document,
    version: row.version,
    cameBy: row.came_by as ObjectionWay,
    grounds: open('grounds_sealed'),
    objectedOn: row.objected_on,
    dueOn: row.due_on,
    outcome: row.outcome as ObjectionOutcome | null,
    message: open('message_sealed'),
    settledAt: row.settled_at === null ? null : new Date(row.settled_at),
  };
}

/** Of an account that is erased there remains that somebody objected, and how it ended. */
export async function forgetObjections({ db, clock }: Context, accountId: string): Promise<ObjectionRow[]> {
  const rows = await db.selectFrom('objection').selectAll().where('account_id', '=', accountId).execute();
  await db
    .updateTable('objection')
    .set({ account_id: null, grounds_sealed: null, message_sealed: null })
    .where('account_id', '=', accountId)
    .execute();
  // Nobody is left whom an answer could reach.
  await db
    .updateTable('objection')
    .set({ outcome: 'withdrawn', settled_at: clock.now().toISOString(), settled_by: 'person' })
    .where(
      'id',
      'in',
      rows
        .filter(({ settled_at }) => settled_at === null)
        .map(({ id }) => id)
        .concat(''),
    )
    .execute();
  return rows;
}

/** Where a field of an objection stands, for sealing. */
export function placeOf(column: 'grounds_sealed' | 'message_sealed', row: string) {
  return { table: 'objection', column, row };
}
