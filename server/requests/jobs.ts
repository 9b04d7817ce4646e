import type { ExpressionBuilder } from 'kysely';
import { dayIn } from '../../src/library/model/days.ts';
import { attemptAll, attemptEach } from '../attempts.ts';
import { after, day, later } from '../clock.ts';
import type { Db } from '../db/database.ts';
import type { RequestRow, Schema } from '../db/schema.ts';
import { mailToAddress } from '../rate-limits/rate-limits.ts';
import { awaitingEffect, closeAsUnconfirmed } from './closing.ts';
import type { Erasing } from './erasing.ts';
import type { Letters } from './letters.ts';
import type { RequestsNeeds } from './needs.ts';
import type { Periods } from './periods.ts';
import type { Records } from './records.ts';

/** How long after the first link an address that is not confirmed is reminded of it. */
const reminderAfter = 2 * day;

/** What time brings about. Each may run at any moment, on several servers at once, and again after a crash. */
export function createJobs({
  db,
  clock,
  timeSeen,
  company,
  limits,
  addresses,
  records,
  letters,
  periods,
  erasing,
}: RequestsNeeds & {
  readonly records: Records;
  readonly letters: Letters;
  readonly periods: Periods;
  readonly erasing: Erasing;
}) {
  return { runJobs };

  async function runJobs(signal?: AbortSignal): Promise<void> {
    await attemptAll(
      [mailHeldBack, remind, closeUnconfirmed, erasing.eraseDue].map((job) => async () => {
        if (!signal?.aborted) await job(signal);
      }),
    );
  }

  /** Asks those to confirm whose address had had too many mails when their request came in. */
  async function mailHeldBack(signal?: AbortSignal): Promise<void> {
    const unasked = await unconfirmed()
      .where((row) => row.not(row.exists(linksOf(row))))
      .execute();
    const ask = ({ id }: Pick<RequestRow, 'id'>) =>
      db.transaction().execute(async (db) => {
        const request = await claim(db, id);
        const email = request && records.personOf(request)?.email;
        if (!email || (await wasAsked(db, id))) return;
        if (!(await limits.allow(mailToAddress, addresses.mailbox(email), db))) return;
        await letters.toConfirm(db, request, 'request-confirm');
      });
    await attemptEach(unasked, ask, signal);
  }

  /** Once, two days after the first link. A clock that jumped ahead reminds nobody. */
  async function remind(signal?: AbortSignal): Promise<void> {
    const seen = timeSeen.now();
    const mailedBefore = later(after(seen, -reminderAfter), periods.confirmLink).toISOString();
    const waiting = await unconfirmed()
      .where('reminded_at', 'is', null)
      .where('due_on', '>', dayIn(company.timeZone, seen))
      .where((row) => row.exists(linksOf(row).where('expires_at', '<=', mailedBefore)))
      .execute();
    const ask = ({ id }: Pick<RequestRow, 'id'>) =>
      db.transaction().execute(async (db) => {
        const request = await db
          .updateTable('request')
          .set({ reminded_at: clock.now().toISOString() })
          .where('id', '=', id)
          .where('reminded_at', 'is', null)
          .where('confirmed_at', 'is', null)
          .where('closed_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (request) await letters.toConfirm(db, request, 'request-reminder');
      });
    await attemptEach(waiting, ask, signal);
  }

  /**
   * On the due date. Nobody's request is closed who was not asked to confirm, or whose first link is still good: one
   * that was logged late counts from its arrival, but its sender has only just been asked. Nor one with an opt-out
   * that staff have yet to carry out. A clock that jumped ahead closes none.
   */
  async function closeUnconfirmed(signal?: AbortSignal): Promise<void> {
    const seen = timeSeen.now();
    const due = await unconfirmed()
      .where('due_on', '<=', dayIn(company.timeZone, seen))
      .where((row) => row.exists(linksOf(row).where('expires_at', '<=', seen.toISOString())))
      .where('id', 'not in', awaitingEffect(db))
      .execute();
    const close = ({ id }: Pick<RequestRow, 'id'>) =>
      db.transaction().execute(async (db) => {
        if (!(await claim(db, id))) return;
        const closed = await closeAsUnconfirmed(db, { id }, { now: clock.now().toISOString() });
        if (closed) await letters.closedUnconfirmed(db, closed);
      });
    await attemptEach(due, close, signal);
  }

  /** Those who could be asked: a request without an address is answered by post. */
  function unconfirmed() {
    return db
      .selectFrom('request')
      .select('id')
      .where('closed_at', 'is', null)
      .where('confirmed_at', 'is', null)
      .where('address_index', 'is not', null);
  }

  function linksOf(row: ExpressionBuilder<Schema, 'request'>) {
    return row.selectFrom('confirmation').select('digest').whereRef('confirmation.request_id', '=', 'request.id');
  }

  /** Takes the row for this transaction, if the request still waits: another server may be at it. */
  async function claim(db: Db, id: string): Promise<RequestRow | undefined> {
    return await db
      .updateTable('request')
      .set({ id })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .where('confirmed_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
  }

  async function wasAsked(db: Db, id: string): Promise<boolean> {
    const link = await db.selectFrom('confirmation').select('digest').where('request_id', '=', id).executeTakeFirst();
    return link !== undefined;
  }
}
