import * as logins from '../accounts/personal-data.ts';
import * as accounts from '../accounts/records.ts';
import { transaction } from '../context.ts';
import { type Db, isPostgres } from '../db/database.ts';
import { checkpoint } from '../db/purge.ts';
import type { ErasedRow } from '../db/schema.ts';
import * as acts from '../ledger/personal-data.ts';
import * as mails from '../mail/personal-data.ts';
import { sweepMailbox } from '../mail/retention.ts';
import * as subscriptions from '../notices/personal-data.ts';
import { endSubscriber } from '../notices/subscribers.ts';
import * as requests from '../requests/personal-data.ts';
import type { Subject } from '../subject.ts';
import * as tombstones from '../tombstones/tombstones.ts';
import type { ErasureNeeds } from './needs.ts';

export type Erasing = ReturnType<typeof createErasing>;

/** What an undo needs of each room. */
export type Kept = Awaited<ReturnType<Erasing['erase']>>;

/** Takes a person out of every room, and puts them back. */
export function createErasing({ ctx, db, config }: ErasureNeeds) {
  let isTidy = true;
  return { erase, restore, finish, tidyUp, eraseAgain, eraseAllListed, eraseOne: eraseAccount };

  /** All or nothing, in the transaction of whoever asks; it holds the account. */
  async function erase(db: Db, subject: Subject) {
    const about = await subscriptions.mattersOf({ ...ctx, db }, subject);
    const open = await openAt(subject, db);
    const kept = {
      subject,
      requests: await requests.erase({ ...ctx, db }, subject),
      notices: await subscriptions.erase({ ...ctx, db }, subject),
      books: await acts.erase({ ...ctx, db }, subject),
      accounts: await logins.erase({ ...ctx, db }, subject),
    };
    await mails.eraseFor({ ...ctx, db }, subject, { about, except: open });
    await db.deleteFrom('legal_hold').where('account_id', '=', subject.accountId).execute();
    await tombstones.add({ ...ctx, db }, 'account', subject.accountId);
    for (const { id, isOpen } of kept.requests) if (!isOpen) await tombstones.add({ ...ctx, db }, 'request', id);
    return kept;
  }

  /** False when the account cannot come back, since its address has another. */
  async function restore(db: Db, kept: Kept): Promise<boolean> {
    const { subject } = kept;
    if (!(await logins.restore({ ...ctx, db }, kept.accounts))) return false;
    await acts.restore({ ...ctx, db }, kept.books, subject);
    await subscriptions.restore({ ...ctx, db }, kept.notices);
    await requests.restore({ ...ctx, db }, kept.requests, subject);
    for (const [kind, id] of goneIn(kept)) await tombstones.takeBack({ ...ctx, db }, kind, id);
    return true;
  }

  /**
   * After the transaction: what it erased is in no file either. What fails is done again by the jobs, and never turns a
   * deletion that is done into an error. So does what a server leaves that is killed here.
   */
  async function finish(kept: Kept): Promise<void> {
    await tombstones.write(ctx, goneIn(kept));
    isTidy = false;
    await tidyUp().catch(() => undefined);
  }

  async function tidyUp(): Promise<void> {
    if (isTidy) return;
    const isWritten = await checkpoint(db, { isSqlite: !isPostgres(config.databaseUrl) });
    await sweepMailbox(ctx);
    isTidy = isWritten;
  }

  /** Before anybody is served: a database that is older than the list of the erased erases them again. */
  async function eraseAgain(alsoErased: readonly ErasedRow[] = []): Promise<number> {
    const news = await tombstones.news(ctx, alsoErased);
    const count = await eraseListed(news);
    await tombstones.accept(ctx, news);
    return count;
  }

  /** Whoever stands on the list and is there all the same: rows of another database were put in. */
  async function eraseAllListed(): Promise<number> {
    return await eraseListed(await db.selectFrom('erased').selectAll().execute());
  }

  async function eraseListed(lines: readonly ErasedRow[]): Promise<number> {
    const listed = new Set(lines.filter(({ state }) => state === 'erased').map(({ digest }) => digest));
    if (listed.size === 0) return 0;
    let count = 0;
    for (const { id } of await db.selectFrom('account').select('id').execute()) {
      if (tombstones.isAmong(ctx, listed, 'account', id)) count += await eraseAccount(id);
    }
    // A copy may be of a time before there was the account.
    for (const { account_id: id } of await db.selectFrom('sign_up').select('account_id').execute()) {
      if (tombstones.isAmong(ctx, listed, 'account', id)) count += await eraseSignUp(id);
    }
    for (const { id } of await db.selectFrom('request').select('id').where('erased_at', 'is', null).execute()) {
      if (tombstones.isAmong(ctx, listed, 'request', id)) count += await eraseRequest(id);
    }
    for (const { id } of await db.selectFrom('subscriber').select('id').execute()) {
      if (tombstones.isAmong(ctx, listed, 'subscriber', id)) count += await eraseSubscriber(id);
    }
    if (count > 0) await checkpoint(db, { isSqlite: !isPostgres(config.databaseUrl) });
    return count;
  }

  async function eraseAccount(id: string): Promise<number> {
    return await db.transaction().execute(async (db) => {
      const account = await accounts.lock({ ...ctx, db }, id);
      if (account) await erase(db, { accountId: id, email: account.email });
      return account ? 1 : 0;
    });
  }

  async function eraseSignUp(id: string): Promise<number> {
    return await db.transaction().execute(async (db) => {
      const email = await logins.eraseSignUp({ ...ctx, db }, id);
      if (email)
        await mails.eraseFor(
          { ...ctx, db },
          { accountId: id, email },
          { except: await openAt({ accountId: id, email }, db) },
        );
      return email ? 1 : 0;
    });
  }

  async function eraseRequest(id: string): Promise<number> {
    return (await transaction(ctx, (ctx) => requests.part(ctx, id))) ? 1 : 0;
  }

  async function openAt(subject: Subject, db: Db): Promise<string[]> {
    return (await requests.openOf({ ...ctx, db }, subject)).map(({ id }) => id);
  }

  async function eraseSubscriber(id: string): Promise<number> {
    return (await transaction(ctx, (ctx) => endSubscriber(ctx, id))) ? 1 : 0;
  }
}

function goneIn({ subject, notices, requests }: Pick<Kept, 'subject' | 'notices' | 'requests'>): tombstones.Gone[] {
  return [
    ['account', subject.accountId],
    ...notices.subscribers.map(({ id }) => ['subscriber', id] as const),
    ...requests.filter(({ isOpen }) => !isOpen).map(({ id }) => ['request', id] as const),
  ];
}
