import { dayIn, isDay } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import { type Bound, type Context, today, transaction } from '../context.ts';
import { newId } from '../db/ids.ts';
import type { LegalHoldRow } from '../db/schema.ts';
import { isLine, isText } from '../fields/text.ts';

/** A duty to keep what we hold about somebody, for as long as it lasts. */
export interface Hold {
  readonly id: string;
  readonly accountId: string;
  readonly reason: string;
  /** Who answers for it, and must see to its end. */
  readonly owner: string;
  /** What the person is told; empty when the law forbids it. */
  readonly told: string;
  readonly endsOn: string;
  readonly isActive: boolean;
  /** Whether somebody asked for the deletion that it holds up. */
  readonly isInTheWay: boolean;
}

type Detail = Pick<Hold, 'reason' | 'owner' | 'told'>;

type TextProblem = 'reason-missing' | 'owner-missing' | 'told-invalid';
export type HoldProblem = 'account-unknown' | TextProblem | 'end-invalid' | 'end-past' | 'hold-unknown';

/** The verbs of commands. */
export const legalHolds = { add, list, end };

export type LegalHolds = Bound<typeof legalHolds>;

async function add(
  ctx: Context,
  given: {
    address: string;
    reason: string;
    owner: string;
    endsOn: string;
    told: string;
  },
): Promise<Result<{ id: string }, HoldProblem>> {
  const { address, endsOn, ...detail } = given;
  if (detail.reason.trim() === '' || !isLine(detail.reason)) return fail('reason-missing');
  if (detail.owner.trim() === '' || !isLine(detail.owner)) return fail('owner-missing');
  if (!isText(detail.told)) return fail('told-invalid');
  if (!isDay(endsOn)) return fail('end-invalid');
  if (endsOn < today(ctx)) return fail('end-past');
  return await transaction(ctx, async (ctx) => {
    // Locked, so that a deletion under way is either over or sees this.
    const account = await accounts.lockByAddress(ctx, address);
    if (!account) return fail('account-unknown');
    const id = newId(ctx.clock.now());
    await ctx.db
      .insertInto('legal_hold')
      .values({
        id,
        account_id: account.id,
        detail_sealed: ctx.crypto.encryption.seal(JSON.stringify(detail), placeOf(id)),
        placed_at: ctx.clock.now().toISOString(),
        ends_on: endsOn,
      })
      .execute();
    return succeed({ id });
  });
}

/** Those that hold, the first to end first. */
async function list(ctx: Context): Promise<Hold[]> {
  const rows = await ctx.db.selectFrom('legal_hold').selectAll().orderBy('ends_on').orderBy('id').execute();
  const waiting = await ctx.db.selectFrom('pending_deletion').select('account_id').execute();
  const inTheWay = new Set(waiting.map(({ account_id }) => account_id));
  return rows.map((row) => toHold(ctx, row, inTheWay));
}

async function end(ctx: Context, id: string): Promise<Result<null, 'hold-unknown'>> {
  const ended = await ctx.db
    .updateTable('legal_hold')
    .set({ ended_at: ctx.clock.now().toISOString() })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return ended ? succeed(null) : fail('hold-unknown');
}

/** What stands in the way of erasing an account now. */
export async function activeOn(ctx: Context, accountId: string): Promise<Hold[]> {
  const rows = await ctx.db.selectFrom('legal_hold').selectAll().where('account_id', '=', accountId).execute();
  return rows.map((row) => toHold(ctx, row)).filter(({ isActive }) => isActive);
}

function toHold(ctx: Context, row: LegalHoldRow, inTheWay: ReadonlySet<string> = new Set()): Hold {
  const detail = JSON.parse(ctx.crypto.encryption.open(row.detail_sealed, placeOf(row.id))) as Detail;
  return {
    id: row.id,
    accountId: row.account_id,
    ...detail,
    endsOn: row.ends_on,
    isActive: row.ended_at === null && row.ends_on >= daySeen(ctx),
    isInTheWay: inTheWay.has(row.account_id),
  };
}

/** A clock that jumped ahead ends no hold. */
function daySeen(ctx: Context): string {
  return dayIn(ctx.content.company.timeZone, ctx.timeSeen.now());
}

function placeOf(row: string) {
  return { table: 'legal_hold', column: 'detail_sealed', row };
}
