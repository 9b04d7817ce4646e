import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type FormProblem, readForm } from '../form.ts';
import type { NoticesNeeds } from './needs.ts';
import type { Subscribers } from './subscribers.ts';

export type PreferencesProblem = 'link-unknown' | FormProblem | 'document-missing' | 'document-unknown';

/** What a subscriber may do without a password: change the choice, or end it. */
export function createPreferences({ db, erased, subscribers }: NoticesNeeds & { readonly subscribers: Subscribers }) {
  return { subscriptionOf, preferences, changePreferences, unsubscription, unsubscribe };

  /** What the holder of a confirmed address hears about, and the token to change it; null where nothing. */
  async function subscriptionOf(email: string): Promise<{ documents: string[]; preferencesToken: string } | null> {
    for (const { id } of await subscribers.find(db, email)) {
      const documents = subscribers.knownAmong(await subscribers.chosenBy(db, id));
      if (documents.length > 0) return { documents, preferencesToken: subscribers.preferencesToken(id) };
    }
    return null;
  }

  /** The documents that the subscriber hears about. */
  async function preferences(token: string): Promise<Result<{ documents: string[] }, 'link-unknown'>> {
    const id = subscribers.subscriberOf('preferences', token);
    if (!id || !(await subscribers.exists(id))) return fail('link-unknown');
    return succeed({ documents: subscribers.knownAmong(await subscribers.chosenBy(db, id)) });
  }

  /** Sets the choice to exactly these documents, or ends it, and erases the address. To choose none is asked about. */
  async function changePreferences(
    token: string,
    form: FormData,
  ): Promise<Result<'changed' | 'ended', PreferencesProblem>> {
    const id = subscribers.subscriberOf('preferences', token);
    if (!id) return fail('link-unknown');
    const read = readForm(form, { one: ['act'], many: ['document'] });
    if (!read.ok) return read;
    const documents = subscribers.knownAmong(read.value.many.document);
    const isEnd = read.value.one.act === 'end';
    if (!isEnd && read.value.many.document.length === 0) return fail('document-missing');
    // A page from before a document went away must not end what its reader meant to keep.
    if (!isEnd && documents.length === 0) return fail('document-unknown');

    type Changed = Result<'changed' | 'ended', PreferencesProblem>;
    const changed = await db.transaction().execute(async (db): Promise<Changed> => {
      if (!(await subscribers.hold(db, id))) return fail('link-unknown');
      if (isEnd) {
        await subscribers.end(db, id);
        return succeed('ended');
      }
      const removed = (await subscribers.chosenBy(db, id)).filter((document) => !documents.includes(document));
      for (const document of removed) await subscribers.cancelNotices(db, id, document);
      await db
        .deleteFrom('subscription')
        .where('subscriber_id', '=', id)
        .where('document', 'not in', documents)
        .execute();
      await subscribers.addSubscriptions(db, id, documents);
      return succeed('changed');
    });
    if (isEnd) await erased.write([['subscriber', id]]);
    return changed;
  }

  /** What a link to unsubscribe finds; null where it is none of ours. */
  async function unsubscription(token: string): Promise<'open' | 'ended' | null> {
    const id = subscribers.subscriberOf('unsubscribe', token);
    if (!id) return null;
    return (await subscribers.exists(id)) ? 'open' : 'ended';
  }

  /** Ends every notice to this subscriber (RFC 8058). One who is gone already is gone: that is a success. */
  async function unsubscribe(token: string): Promise<Result<null, 'link-unknown'>> {
    const id = subscribers.subscriberOf('unsubscribe', token);
    if (!id) return fail('link-unknown');
    await db.transaction().execute((db) => subscribers.end(db, id));
    await erased.write([['subscriber', id]]);
    return succeed(null);
  }
}
