import { dayIn, showDay } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import type { FreshSession } from '../accounts/sessions/sessions.ts';
import { attemptEach } from '../attempts.ts';
import { makeErasableKey } from '../crypto/erasable-keys.ts';
import { newToken } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import { type FormProblem, readForm } from '../form.ts';
import { queue } from '../mail/outbox.ts';
import { openOf } from '../requests/personal-data.ts';
import type { Subject } from '../subject.ts';
import type { Erasing, Kept } from './erasing.ts';
import type { Holds } from './holds.ts';
import { erasureStamps } from './kinds.ts';
import type { ErasureNeeds } from './needs.ts';
import { type Dates, datesOf } from './periods.ts';

export type DeletionProblem =
  | FormProblem
  | 'form-expired'
  | 'password-needed'
  | 'deletion-unconfirmed'
  | 'account-gone';

/** What became of the wish: carried out, or waiting for the end of a hold. */
export type Deleted = ({ readonly state: 'erased' } & Dates) | { readonly state: 'waiting' };

/** What a person sees before they decide. */
export interface Outlook extends Dates {
  readonly openRequests: readonly { readonly reference: string; readonly asksForCopy: boolean }[];
  /** Since when a deletion waits, and what we may say of the reason; null while none was asked for. */
  readonly waiting: { readonly since: string; readonly told: readonly string[] } | null;
}

export type Deletion = ReturnType<typeof createDeletion>;

/** An account goes at once when its holder says so, unless the law holds it. */
export function createDeletion({
  ctx,
  db,
  clock,
  stamps,
  company,
  retention,
  config,
  erasing,
  holds,
}: ErasureNeeds & { readonly erasing: Erasing; readonly holds: Holds }) {
  return { outlook, remove, keepAfterAll, carryOutWaiting };

  async function outlook(subject: Subject): Promise<Outlook> {
    const pending = await db
      .selectFrom('pending_deletion')
      .selectAll()
      .where('account_id', '=', subject.accountId)
      .executeTakeFirst();
    const told = (await holds.activeOn(db, subject.accountId)).map(({ told }) => told);
    return {
      ...datesOf(clock.now(), company, retention),
      openRequests: await openOf(ctx, subject),
      waiting: pending ? { since: dayIn(company.timeZone, new Date(pending.asked_at)), told } : null,
    };
  }

  /** Of two at the same moment one erases, and the other finds the account gone. */
  async function remove(form: FormData, session: FreshSession): Promise<Result<Deleted, DeletionProblem>> {
    const read = readForm(form, { one: ['stamp', 'act', 'sure'] });
    if (!read.ok) return read;
    if (!session.isFresh) return fail('password-needed');
    if (!stamps.read(erasureStamps.delete, read.value.one.stamp, session.id)) return fail('form-expired');
    if (read.value.one.sure !== 'yes') return fail('deletion-unconfirmed');

    const done = await db.transaction().execute(async (db): Promise<{ deleted: Deleted; kept?: Kept } | null> => {
      const account = await accounts.lock({ ...ctx, db }, session.accountId);
      if (!account) return null;
      const subject = { accountId: account.id, email: account.email };
      if ((await holds.activeOn(db, account.id)).length === 0) {
        const { kept, dates } = await eraseUndoably(db, subject);
        return { deleted: { state: 'erased', ...dates }, kept };
      }
      const asked_at = clock.now().toISOString();
      const added = await db
        .insertInto('pending_deletion')
        .values({ account_id: account.id, asked_at })
        .onConflict((conflict) => conflict.doNothing())
        .returning('account_id')
        .executeTakeFirst();
      const values = {
        askedOn: showDay(dayIn(company.timeZone, clock.now())),
        link: `${config.origin}/account/delete/`,
      };
      if (added) {
        await queue(
          { ...ctx, db },
          {
            ...{ to: account.email, about: account.id },
            ...{ template: 'account-deletion-waits', values },
          },
        );
      }
      return { deleted: { state: 'waiting' } };
    });
    if (!done) return fail('account-gone');
    if (done.kept) await erasing.finish(done.kept);
    return succeed(done.deleted);
  }

  /** Takes back a deletion that waits. */
  async function keepAfterAll(form: FormData, session: FreshSession): Promise<Result<null, DeletionProblem>> {
    const read = readForm(form, { one: ['stamp', 'act'] });
    if (!read.ok) return read;
    if (!session.isFresh) return fail('password-needed');
    if (!stamps.read(erasureStamps.keep, read.value.one.stamp, session.id)) return fail('form-expired');
    await db.deleteFrom('pending_deletion').where('account_id', '=', session.accountId).execute();
    return succeed(null);
  }

  /** Deletions that waited for a hold which has ended. */
  async function carryOutWaiting(): Promise<void> {
    const waiting = await db.selectFrom('pending_deletion').select('account_id as id').execute();
    await attemptEach(waiting, ({ id }) => carryOut(id));
  }

  async function carryOut(accountId: string): Promise<void> {
    const done = await db.transaction().execute(async (db) => {
      const account = await accounts.lock({ ...ctx, db }, accountId);
      const pending = await db
        .selectFrom('pending_deletion')
        .select('account_id')
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      if (!account || !pending || (await holds.activeOn(db, accountId)).length > 0) return null;
      return await eraseUndoably(db, { accountId, email: account.email });
    });
    if (done) await erasing.finish(done.kept);
  }

  /** What allows an undo, and the mail that tells of it, are sealed under a key that no backup holds. */
  async function eraseUndoably(db: Db, subject: Subject): Promise<{ dates: Dates; kept: Kept }> {
    const dates = datesOf(clock.now(), company, retention);
    const kept = await erasing.erase(db, subject);
    const id = newId(clock.now());
    const { token, digest } = newToken();
    const under = await makeErasableKey({ ...ctx, db }, { id, expiresAt: dates.goneAt });
    await db
      .insertInto('undo_copy')
      .values({
        id,
        link_digest: digest,
        copy_sealed: under.seal(JSON.stringify(kept), { table: 'undo_copy', column: 'copy_sealed', row: id }),
        expires_at: dates.goneAt.toISOString(),
      })
      .execute();
    const values = {
      erasedOn: showDay(dates.erasedOn),
      goneOn: showDay(dates.goneOn),
      link: `${config.origin}/account/undo/${token}/`,
    };
    await queue(
      { ...ctx, db },
      {
        ...{ to: subject.email, about: id, under },
        ...{ template: 'account-deleted', values },
      },
    );
    return { dates, kept };
  }
}
