import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { day } from '../clock.ts';
import { type Context, transaction } from '../context.ts';
import { type FormProblem, readForm } from '../form.ts';
import { allow, type Limit } from '../rate-limits/rate-limits.ts';
import * as tombstones from '../tombstones/tombstones.ts';
import { how, recordConsent, recordWithdrawal, shownAtChoosing } from './consents.ts';
import {
  addressOf,
  addSubscriptions,
  cancelNotices,
  chosenBy,
  endSubscriber,
  exists,
  findSubscribers,
  knownAmong,
  lock,
  preferencesToken,
  subscribable,
  subscriberOf,
  titlesOf,
} from './subscribers.ts';

export type PreferencesProblem =
  | 'link-unknown'
  | FormProblem
  | 'document-missing'
  | 'document-unknown'
  | 'too-many-choices';

/** Each choice of another document is an entry of the ledger for ever. What is taken away is never too much. */
const choicesOfSubscriber: readonly Limit[] = [{ name: 'notices-choice', most: 20, window: day }];

/** What the holder of a confirmed address hears about, and the token to change it; null where nothing. */
export async function subscriptionOf(
  ctx: Context,
  email: string,
): Promise<{ documents: string[]; preferencesToken: string } | null> {
  for (const { id } of await findSubscribers(ctx, email)) {
    const documents = knownAmong(ctx, await chosenBy(ctx, id));
    if (documents.length > 0) return { documents, preferencesToken: preferencesToken(ctx, id) };
  }
  return null;
}

/** The documents that the subscriber hears about. */
export async function preferences(
  ctx: Context,
  token: string,
): Promise<Result<{ documents: string[] }, 'link-unknown'>> {
  const id = subscriberOf(ctx, 'preferences', token);
  if (!id || !(await exists(ctx, id))) return fail('link-unknown');
  return succeed({ documents: knownAmong(ctx, await chosenBy(ctx, id)) });
}

/** Sets the choice to exactly these documents, or ends it, and erases the address. To choose none is asked about. */
export async function changePreferences(
  ctx: Context,
  token: string,
  form: FormData,
): Promise<Result<'changed' | 'ended', PreferencesProblem>> {
  const id = subscriberOf(ctx, 'preferences', token);
  if (!id) return fail('link-unknown');
  const read = readForm(form, { one: ['act'], many: ['document'] });
  if (!read.ok) return read;
  const documents = knownAmong(ctx, read.value.many.document);
  const isEnd = read.value.one.act === 'end';
  if (!isEnd && read.value.many.document.length === 0) return fail('document-missing');
  // A page from before a document went away must not end what its reader meant to keep.
  if (!isEnd && documents.length === 0) return fail('document-unknown');

  type Changed = Result<'changed' | 'ended', PreferencesProblem>;
  const changed = await transaction(ctx, async (ctx): Promise<Changed> => {
    if (!(await lock(ctx, id))) return fail('link-unknown');
    if (isEnd) {
      await endSubscriber(ctx, id, how.ended);
      return succeed('ended');
    }
    const chosen = await chosenBy(ctx, id);
    const removed = chosen.filter((document) => !documents.includes(document));
    const wanted = documents.filter((document) => !chosen.includes(document));
    const isAllowed = wanted.length === 0 || (await allow(ctx, choicesOfSubscriber, id));
    const added = isAllowed ? wanted : [];
    for (const document of removed) await cancelNotices(ctx, id, document);
    await ctx.db
      .deleteFrom('subscription')
      .where('subscriber_id', '=', id)
      .where('document', 'not in', documents)
      .execute();
    const kept = documents.filter((document) => isAllowed || chosen.includes(document));
    if (kept.length > 0) await addSubscriptions(ctx, id, kept);
    const subscriber = { id, address: await addressOf(ctx, id) };
    const shown = shownAtChoosing(
      ctx,
      titlesOf(
        ctx,
        subscribable(ctx).map(({ slug }) => slug),
      ),
    );
    await recordWithdrawal(ctx, subscriber, removed, how.saved);
    await recordConsent(ctx, subscriber, added, { given: how.saved, shown });
    return isAllowed ? succeed('changed') : fail('too-many-choices');
  });
  if (isEnd) await tombstones.write(ctx, [['subscriber', id]]);
  return changed;
}

/** What a link to unsubscribe finds; null where it is none of ours. */
export async function unsubscription(ctx: Context, token: string): Promise<'open' | 'ended' | null> {
  const id = subscriberOf(ctx, 'unsubscribe', token);
  if (!id) return null;
  return (await exists(ctx, id)) ? 'open' : 'ended';
}

/**
 * Ends every notice to this subscriber (RFC 8058), asked by the header of a mail or by the button of the page. One who
 * is gone already is gone: that is a success.
 */
export async function unsubscribe(
  ctx: Context,
  token: string,
  through: 'header' | 'page' = 'header',
): Promise<Result<null, 'link-unknown'>> {
  const id = subscriberOf(ctx, 'unsubscribe', token);
  if (!id) return fail('link-unknown');
  await transaction(ctx, (ctx) => endSubscriber(ctx, id, how.unsubscribed(through)));
  await tombstones.write(ctx, [['subscriber', id]]);
  return succeed(null);
}
