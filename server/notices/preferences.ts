import { type FormProblem, readForm } from '../form.ts';
import { fail, type Result, succeed } from '../result.ts';
import type { NoticesNeeds, Subscribers } from './subscribers.ts';
import { noticeSubject } from './subscribers.ts';

/** What a subscriber may hear about, and hears about. */
export interface Preferences {
  readonly documents: readonly string[];
  /** The link with which the choice is changed. */
  readonly token: string;
}

/** What a subscriber may do without a password: change the choice, or end it. */
export function createPreferences({ db, mail, subscribers }: NoticesNeeds & { readonly subscribers: Subscribers }) {
  return { preferences, changePreferences, unsubscribe };

  async function preferences(token: string): Promise<Result<Preferences, 'link-unknown'>> {
    const id = subscribers.subscriberOf('preferences', token);
    if (!id || !(await subscribers.exists(id))) return fail('link-unknown');
    return succeed({ documents: await subscribers.chosenBy(db, id), token });
  }

  /** Sets the choice to exactly these documents; none ends it, and erases the address. */
  async function changePreferences(
    token: string,
    form: FormData,
  ): Promise<Result<'changed' | 'ended', 'link-unknown' | FormProblem>> {
    const id = subscribers.subscriberOf('preferences', token);
    if (!id || !(await subscribers.exists(id))) return fail('link-unknown');
    const read = readForm(form, { one: ['act'], many: ['document'] });
    if (!read.ok) return read;
    const documents = subscribers.knownAmong(read.value.many.document);
    if (read.value.one.act === 'end' || documents.length === 0) {
      await db.transaction().execute((db) => subscribers.end(db, id));
      return succeed('ended');
    }
    await db.transaction().execute(async (db) => {
      const removed = (await subscribers.chosenBy(db, id)).filter((document) => !documents.includes(document));
      for (const document of removed) await mail.cancel(db, { about: noticeSubject(id, document) });
      await db
        .deleteFrom('subscription')
        .where('subscriber_id', '=', id)
        .where('document', 'not in', documents)
        .execute();
      await subscribers.addSubscriptions(db, id, documents);
    });
    return succeed('changed');
  }

  /** Ends every notice to this subscriber (RFC 8058). One who is gone already is gone: that is a success. */
  async function unsubscribe(token: string): Promise<Result<null, 'link-unknown'>> {
    const id = subscribers.subscriberOf('unsubscribe', token);
    if (!id) return fail('link-unknown');
    await db.transaction().execute((db) => subscribers.end(db, id));
    return succeed(null);
  }
}
