import { dayIn } from '../../src/library/model/days.ts';
import { attemptAll, attemptEach } from '../attempts.ts';
import { endOfDayBefore } from '../clock.ts';
import { type Db, isPostgres } from '../db/database.ts';
import { checkpoint } from '../db/purge.ts';
import type { RequestRow, Schema } from '../db/schema.ts';
import type { RequestsNeeds } from './needs.ts';
import type { Periods } from './periods.ts';

export type Erasing = ReturnType<typeof createErasing>;

/** What stood in a request before it was erased, as it was stored; of one that is open, nothing was. */
export type KeptRequest =
  | { readonly id: string; readonly isOpen: true; readonly isFromAccount: boolean }
  | {
      readonly id: string;
      readonly isOpen: false;
      readonly isFromAccount: boolean;
      readonly erasedAt: string;
      readonly request: Pick<RequestRow, 'person_sealed' | 'address_index'>;
      readonly messages: readonly { readonly id: string; readonly body_sealed: string | null }[];
      readonly sources: readonly Schema['request_source'][];
    };

/** Keeps to `content/retention.yaml`. */
export function createErasing({
  db,
  clock,
  timeSeen,
  mail,
  held,
  company,
  config,
  periods,
}: RequestsNeeds & { readonly periods: Periods }) {
  return { eraseDue, eraseIn, restoreIn };

  async function eraseDue(signal?: AbortSignal): Promise<void> {
    const unconfirmed = await closedBefore(periods.unconfirmed)
      .where('confirmed_at', 'is', null)
      .where('address_index', 'is not', null)
      .execute();
    const answered = periods.details ? await closedBefore(periods.details).execute() : [];
    // Whoever deleted their account meanwhile can read our answer as long as its page opens.
    const parted = await closedBefore(periods.caseLink).where('account_erased_at', 'is not', null).execute();
    const due = [...unconfirmed, ...answered, ...parted];
    const { about } = await held(db);
    const free = due.filter(({ id }) => !about.includes(id));
    const erase = (request: Pick<RequestRow, 'id'>) => db.transaction().execute((db) => eraseIn(db, request));
    let forgotten = 0;
    const forget = async () => {
      forgotten = await forgetRecords();
    };
    await attemptAll([() => attemptEach(free, erase, signal), forget]);
    if (free.length + forgotten > 0) {
      await checkpoint(db, { isSqlite: !isPostgres(config.databaseUrl) });
    }
  }

  /** What remains is the log of the request without the person (11 CCR 7101). Gives back what it erased. */
  async function eraseIn(db: Db, { id }: Pick<RequestRow, 'id'>): Promise<KeptRequest> {
    const request = await db.selectFrom('request').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const messages = await db
      .selectFrom('request_message')
      .select(['id', 'body_sealed'])
      .where('request_id', '=', id)
      .execute();
    const sources = await db.selectFrom('request_source').selectAll().where('request_id', '=', id).execute();
    const erasedAt = clock.now().toISOString();
    await db
      .updateTable('request')
      .set({ person_sealed: null, address_index: null, account_id: null, stamp: null, erased_at: erasedAt })
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
    await mail.forget(db, { about: id });
    const { person_sealed, address_index } = request;
    const isFromAccount = request.account_id !== null;
    return { id, isOpen: false, isFromAccount, erasedAt, request: { person_sealed, address_index }, messages, sources };
  }

  /** Puts back what `eraseIn` gave. */
  async function restoreIn(db: Db, kept: Extract<KeptRequest, { isOpen: false }>): Promise<void> {
    const back = await db
      .updateTable('request')
      .set({ ...kept.request, erased_at: null })
      .where('id', '=', kept.id)
      .where('erased_at', '=', kept.erasedAt)
      .returning('id')
      .executeTakeFirst();
    if (!back) return;
    for (const { id, body_sealed } of kept.messages) {
      await db.updateTable('request_message').set({ body_sealed }).where('id', '=', id).execute();
    }
    for (const source of kept.sources) {
      await db
        .insertInto('request_source')
        .values(source)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  }

  /** The log itself, once nothing asks for it. */
  async function forgetRecords(): Promise<number> {
    if (!periods.record) return 0;
    const gone = await db
      .deleteFrom('request')
      .where('closed_at', '<', lastBefore(periods.record))
      .where('erased_at', 'is not', null)
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  }

  function closedBefore(duration: string) {
    return db
      .selectFrom('request')
      .select('id')
      .where('erased_at', 'is', null)
      .where('closed_at', '<', lastBefore(duration));
  }

  function lastBefore(duration: string): string {
    const today = dayIn(company.timeZone, timeSeen.now());
    return endOfDayBefore(company.timeZone, today, duration).toISOString();
  }
}
