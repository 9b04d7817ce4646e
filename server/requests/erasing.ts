import type { Temporal } from 'temporal-polyfill';
import { isPostgres } from '../db/database.ts';
import { checkpoint } from '../db/purge.ts';
import type { RequestsNeeds } from './needs.ts';
import { endOfDayBefore, type Periods } from './periods.ts';
import type { Records } from './records.ts';

export type Erasing = ReturnType<typeof createErasing>;

/** Keeps to `content/retention.yaml`. */
export function createErasing({
  db,
  clock,
  mail,
  company,
  config,
  records,
  periods,
}: RequestsNeeds & { readonly records: Records; readonly periods: Periods }) {
  return { eraseDue };

  async function eraseDue(): Promise<void> {
    const unconfirmed = await closedBefore(periods.unconfirmed)
      .where('confirmed_at', 'is', null)
      .where('address_index', 'is not', null)
      .execute();
    const answered = periods.details ? await closedBefore(periods.details).execute() : [];
    for (const { id } of [...unconfirmed, ...answered]) await erase(id);
    const forgotten = await forgetRecords();
    if (unconfirmed.length + answered.length + forgotten > 0) {
      await checkpoint(db, { isSqlite: !isPostgres(config.databaseUrl) });
    }
  }

  /** What remains is the log of the request without the person (11 CCR 7101). */
  async function erase(id: string): Promise<void> {
    await db.transaction().execute(async (db) => {
      await db
        .updateTable('request')
        .set({ person_sealed: null, address_index: null, stamp: null, erased_at: clock.now().toISOString() })
        .where('id', '=', id)
        .where('erased_at', 'is', null)
        .execute();
      await db
        .updateTable('request_message')
        .set({ body_sealed: null, stamp: null })
        .where('request_id', '=', id)
        .execute();
      await db.deleteFrom('request_source').where('request_id', '=', id).execute();
      await db.deleteFrom('confirmation').where('request_id', '=', id).execute();
      await mail.cancel(db, { about: id });
      await db.updateTable('outgoing_mail').set({ content_sealed: null }).where('about', '=', id).execute();
    });
  }

  /** The log itself, once nothing asks for it. */
  async function forgetRecords(): Promise<number> {
    if (!periods.record) return 0;
    const over = endOfDayBefore(records.today(), periods.record, company.timeZone);
    const gone = await db
      .deleteFrom('request')
      .where('closed_at', '<', over)
      .where('erased_at', 'is not', null)
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  }

  function closedBefore(period: Temporal.Duration) {
    return db
      .selectFrom('request')
      .select('id')
      .where('erased_at', 'is', null)
      .where('closed_at', '<', endOfDayBefore(records.today(), period, company.timeZone));
  }
}
