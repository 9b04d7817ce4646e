import type { Session } from '../accounts/sessions.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import { isEntry, partsOf } from './acts.ts';
import type { ConsentNeeds } from './needs.ts';

/** Global Privacy Control, as the account that sent it stands. */
export interface SignalState {
  /** When it was recorded first; null where it never was. */
  readonly since: Date | null;
}

const about = { type: 'signal', id: 'sec-gpc', version: null, textSha256: null } as const;
const name = 'signal:sec-gpc';

/** Objections that a browser makes for whoever uses it. */
export function createSignals({ db, clock, addresses, ledger, accounts }: ConsentNeeds) {
  return { record, state };

  /**
   * With the next form that is sent, once for each session: a page that is only read changes nothing. It is an opt-out
   * of sale and sharing for the account, should there ever be any (11 CCR 7025(c)(1)), and outlasts it.
   */
  async function record({ id, accountId }: Pick<Session, 'id' | 'accountId'>, where: string): Promise<void> {
    const stamp = tokenDigest(`sec-gpc/${id}`);
    if (await ledger(db).isRecorded(stamp)) return;
    await db.transaction().execute(async (db) => {
      const account = await accounts.hold(db, accountId);
      if (!account) return;
      const entries = ledger(db);
      await entries.hold(accountId);
      if (await entries.isRecorded(stamp)) return;
      await suppress(db, account.email);
      await entries.append({
        ...{ accountId, kind: 'objection', about, shown: [], stamp },
        given: { by: 'person', through: 'header', where, control: 'Sec-GPC: 1' },
        parts: partsOf(account),
      });
    });
  }

  async function state(accountId: string): Promise<SignalState> {
    const entries = await ledger(db).entriesOf(accountId);
    const first = entries.find(({ entry }) => isEntry(entry, name));
    return { since: first ? new Date(first.entry.at) : null };
  }

  async function suppress(db: Db, email: string): Promise<void> {
    await db
      .insertInto('suppression')
      .values({ address_index: addresses.index(email), kind: 'opt-out-sale-sharing', since: clock.now().toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
