import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { attemptEach } from '../attempts.ts';
import { after, hour } from '../clock.ts';
import { isLine } from '../fields/text.ts';
import type { Letters } from './letters.ts';
import type { AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Records } from './records.ts';
import type { SecondFactors } from './second-factor.ts';
import type { Sessions } from './sessions.ts';

export type EndFactorProblem = 'account-unknown' | 'factor-off' | 'reason-missing';

/** Long enough for the holder of the account to read the mail and to object. */
const notice = 72 * hour;

/**
 * For somebody who has lost the app and the recovery codes, and has shown the operator who they are. Whoever pretends
 * that gains nothing for 72 hours, in which the holder is told and keeps the factor by signing in with it.
 */
export function createEndingFactor({
  db,
  clock,
  timeSeen,
  records,
  sessions,
  accountLinks,
  letters,
  secondFactors,
}: AccountsNeeds & {
  readonly records: Records;
  readonly sessions: Sessions;
  readonly accountLinks: AccountLinks;
  readonly letters: Letters;
  readonly secondFactors: SecondFactors;
}) {
  return { announceEndOfFactor, endFactors };

  async function announceEndOfFactor(email: string, reason: string): Promise<Result<Date, EndFactorProblem>> {
    if (reason.trim() === '' || reason.length > 200 || !isLine(reason)) return fail('reason-missing');
    return await db.transaction().execute(async (db) => {
      const account = await records.byAddress(email, db);
      if (!account) return fail('account-unknown');
      await records.hold(db, account.id);
      const endsAt = after(clock.now(), notice);
      const announced = await db
        .updateTable('second_factor')
        .set({ ends_at: endsAt.toISOString() })
        .where('account_id', '=', account.id)
        .returning('account_id')
        .executeTakeFirst();
      if (!announced) return fail('factor-off');
      await letters.factorEnding(db, account, { endsAt, reason: reason.trim() });
      return succeed(endsAt);
    });
  }

  /** Those whose time has come. Every session ends: whoever signed in with the lost app is signed out with it. */
  async function endFactors(): Promise<void> {
    const now = timeSeen.now().toISOString();
    const due = await db.selectFrom('second_factor').select('account_id as id').where('ends_at', '<=', now).execute();
    await attemptEach(due, ({ id }) =>
      db.transaction().execute(async (db) => {
        const row = await records.hold(db, id);
        const factor = await db
          .selectFrom('second_factor')
          .select('ends_at')
          .where('account_id', '=', id)
          .executeTakeFirst();
        if (!row || !factor?.ends_at || factor.ends_at > now) return;
        await secondFactors.remove(db, id);
        await accountLinks.endAll(db, id, 'second-factor');
        await sessions.endAll(db, id);
        await letters.factorEnded(db, records.toAccount(row));
      }),
    );
  }
}
