import type { Db } from '../../server/db/database.ts';
import type { Email } from '../../server/mail/outbox.ts';

/** A letter of the service, about a request. */
export function letter(change: Partial<Pick<Email, 'to' | 'about' | 'occasion' | 'headers'>> = {}): Email {
  return {
    to: 'ada@example.com',
    template: 'request-case-link',
    values: { reference: 'WT-7F3K-92QD', caseLink: 'http://localhost:4321/requests/WT-7F3K-92QD/token/' },
    about: 'request-1',
    ...change,
  };
}

/** What became of each mail, in the order in which they were queued. */
export async function fates(db: Db) {
  const rows = await db.selectFrom('outgoing_mail').selectAll().orderBy('about').execute();
  return rows.map(({ about, attempts, sent_at, failed_at, problem }) => ({
    about,
    attempts,
    state: sent_at ? 'sent' : failed_at ? 'failed' : 'waiting',
    problem,
  }));
}
