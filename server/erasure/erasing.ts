import { type Db, isPostgres } from '../db/database.ts';
import { checkpoint } from '../db/purge.ts';
import type { ErasedRow } from '../db/schema.ts';
import type { ErasureNeeds } from './needs.ts';
import type { Subject } from './subject.ts';

export type Erasing = ReturnType<typeof createErasing>;

/** What an undo needs of each room. */
export type Kept = Awaited<ReturnType<Erasing['erase']>>;

/** Takes a person out of every room, and puts them back. */
export function createErasing({ db, config, erased, accounts, books, mail, requests, notices }: ErasureNeeds) {
  return { erase, restore, finish, eraseAgain };

  /** All or nothing, in the transaction of whoever asks; it holds the account. */
  async function erase(db: Db, subject: Subject) {
    const about = await notices.mattersOf(db, subject);
    const open = await requests.openOf(db, subject);
    const kept = {
      subject,
      requests: await requests.erase(db, subject),
      notices: await notices.erase(db, subject),
      books: await books.erase(db, subject),
      accounts: await accounts.erase(db, subject),
    };
    await mail.eraseFor(db, subject, { about, except: open.map(({ id }) => id) });
    await db.deleteFrom('legal_hold').where('account_id', '=', subject.accountId).execute();
    await erased.add(db, 'account', subject.accountId);
    return kept;
  }

  /** False when the account cannot come back, since its address has another. */
  async function restore(db: Db, kept: Kept): Promise<boolean> {
    const { subject } = kept;
    if (!(await accounts.restore(db, kept.accounts))) return false;
    await books.restore(db, kept.books, subject);
    await notices.restore(db, kept.notices);
    await requests.restore(db, kept.requests, subject);
    await erased.takeBack(db, 'account', subject.accountId);
    for (const { id } of kept.notices.subscribers) await erased.takeBack(db, 'subscriber', id);
    return true;
  }

  /** After the transaction: what it erased is in no file either. Repeated by the jobs, should we be killed before. */
  async function finish(accountId: string): Promise<void> {
    await checkpoint(db, { isSqlite: !isPostgres(config.databaseUrl) });
    await mail.sweepMailbox();
    await erased.write('account', accountId);
  }

  /** Before anybody is served: a database that is older than the list of the erased erases them again. */
  async function eraseAgain(alsoErased: readonly ErasedRow[] = []): Promise<number> {
    const news = await erased.news(alsoErased);
    const again = new Set(news.filter(({ state }) => state === 'erased').map(({ digest }) => digest));
    let count = 0;
    if (again.size > 0) {
      for (const { id } of await db.selectFrom('account').select('id').execute()) {
        if (erased.isAmong(again, 'account', id)) count += await eraseAccount(id);
      }
      for (const { id } of await db.selectFrom('subscriber').select('id').execute()) {
        if (erased.isAmong(again, 'subscriber', id)) count += await eraseSubscriber(id);
      }
    }
    await erased.accept(news);
    if (count > 0) await checkpoint(db, { isSqlite: !isPostgres(config.databaseUrl) });
    return count;
  }

  async function eraseAccount(id: string): Promise<number> {
    return await db.transaction().execute(async (db) => {
      const account = await accounts.hold(db, id);
      if (account) await erase(db, { accountId: id, email: account.email });
      return account ? 1 : 0;
    });
  }

  async function eraseSubscriber(id: string): Promise<number> {
    return (await db.transaction().execute((db) => notices.end(db, id))) ? 1 : 0;
  }
}
