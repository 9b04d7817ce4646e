import type { Accounts } from '../accounts/accounts.ts';
import type { Books } from '../consent/books.ts';
import type { Db } from '../db/database.ts';
import type { PostRoom } from '../mail/post-room.ts';
import type { Notices } from '../notices/notices.ts';
import type { Requests } from '../requests/requests.ts';
import { collect } from './collecting.ts';
import type { Exported, Subject } from './subject.ts';

export interface ErasureNeeds {
  readonly db: Db;
  readonly accounts: Pick<Accounts, 'exportFor'>;
  readonly books: Pick<Books, 'exportFor' | 'erase' | 'restore'>;
  readonly mail: Pick<PostRoom, 'exportFor' | 'eraseFor'>;
  readonly requests: Pick<Requests, 'exportFor' | 'mattersOf' | 'openOf' | 'erase' | 'restore'>;
  readonly notices: Pick<Notices, 'exportFor' | 'mattersOf' | 'erase' | 'restore'>;
}

export type Erasure = ReturnType<typeof createErasure>;

/** What people take with them from their accounts, and what goes with an account. */
export function createErasure({ db, accounts, books, mail, requests, notices }: ErasureNeeds) {
  return { holdingsOf };

  /** All that is held about the holder of an account, opened. */
  async function holdingsOf(subject: Subject): Promise<Required<Exported>> {
    const matters = {
      about: await notices.mattersOf(db, subject),
      shared: await requests.mattersOf(subject),
    };
    const mails = { exportFor: () => mail.exportFor(subject, matters) };
    return collect([accounts, books, requests, notices, mails], subject);
  }
}
