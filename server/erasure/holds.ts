import { dayIn } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import type { Db } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { LegalHoldRow } from '../db/schema.ts';
import { isLine, isText } from '../fields/text.ts';
import type { ErasureNeeds } from './needs.ts';

/** A duty to keep what we hold about somebody, for as long as it lasts. */
export interface Hold {
  readonly id: string;
  readonly accountId: string;
  readonly reason: string;
  /** Who answers for it, and must see to its end. */
  readonly owner: string;
  /** What the person is told; empty when the law forbids it. */
  readonly told: string;
  readonly placedAt: string;
  readonly endsOn: string;
  readonly isActive: boolean;
  /** Whether somebody asked for the deletion that it holds up. */
  readonly isInTheWay: boolean;
}

type Detail = Pick<Hold, 'reason' | 'owner' | 'told'>;

type TextProblem = 'reason-missing' | 'owner-missing' | 'told-invalid';
export type HoldProblem = 'account-unknown' | TextProblem | 'end-invalid' | 'end-past' | 'hold-unknown';

export type Holds = ReturnType<typeof createHolds>;

export function createHolds({ ctx, db, clock, timeSeen, sealing, company }: ErasureNeeds) {
  return { add, list, end, activeOn };

  async function add(given: {
    address: string;
    reason: string;
    owner: string;
    endsOn: string;
    told: string;
  }): Promise<Result<{ id: string }, HoldProblem>> {
    const { address, endsOn, ...detail } = given;
    if (detail.reason.trim() === '' || !isLine(detail.reason)) return fail('reason-missing');
    if (detail.owner.trim() === '' || !isLine(detail.owner)) return fail('owner-missing');
    if (!isText(detail.told)) return fail('told-invalid');
    if (!isDate(endsOn)) return fail('end-invalid');
    if (endsOn < today()) return fail('end-past');
    return await db.transaction().execute(async (db) => {
      const found = await accounts.byAddress({ ...ctx, db }, address);
      // Held, so that a deletion under way is either over or sees this.
      const account = found && (await accounts.lock({ ...ctx, db }, found.id));
      if (!account) return fail('account-unknown');
      const id = newId(clock.now());
      await db
        .insertInto('legal_hold')
        .values({
          id,
          account_id: account.id,
          detail_sealed: sealing.seal(JSON.stringify(detail), placeOf(id)),
          placed_at: clock.now().toISOString(),
          ends_on: endsOn,
        })
        .execute();
      return succeed({ id });
    });
  }

  /** Those that hold, the first to end first. */
  async function list(): Promise<Hold[]> {
    const rows = await db.selectFrom('legal_hold').selectAll().orderBy('ends_on').orderBy('id').execute();
    const waiting = await db.selectFrom('pending_deletion').select('account_id').execute();
    return rows.map((row) =>
      toHold(
        row,
        waiting.map(({ account_id }) => account_id),
      ),
    );
  }

  async function end(id: string): Promise<Result<null, 'hold-unknown'>> {
    const ended = await db
      .updateTable('legal_hold')
      .set({ ended_at: clock.now().toISOString() })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    return ended ? succeed(null) : fail('hold-unknown');
  }

  /** What stands in the way of erasing an account now. */
  async function activeOn(db: Db, accountId: string): Promise<Hold[]> {
    const rows = await db.selectFrom('legal_hold').selectAll().where('account_id', '=', accountId).execute();
    return rows.map((row) => toHold(row)).filter(({ isActive }) => isActive);
  }

  function toHold(row: LegalHoldRow, waiting: readonly string[] = []): Hold {
    const detail = JSON.parse(sealing.open(row.detail_sealed, placeOf(row.id))) as Detail;
    return {
      id: row.id,
      accountId: row.account_id,
      ...detail,
      placedAt: row.placed_at,
      endsOn: row.ends_on,
      isActive: row.ended_at === null && row.ends_on >= daySeen(),
      isInTheWay: waiting.includes(row.account_id),
    };
  }

  /** A clock that jumped ahead ends no hold. */
  function daySeen(): string {
    return dayIn(company.timeZone, timeSeen.now());
  }

  function today(): string {
    return dayIn(company.timeZone, clock.now());
  }
}

function isDate(value: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d$/.test(value) &&
    !Number.isNaN(Date.parse(value)) &&
    new Date(value).toISOString().startsWith(value)
  );
}

function placeOf(row: string) {
  return { table: 'legal_hold', column: 'detail_sealed', row };
}
