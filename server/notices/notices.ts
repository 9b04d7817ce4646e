import { attemptAll } from '../attempts.ts';
import type { Bound, Context } from '../context.ts';
import { announce, release } from './campaigns.ts';
import { announceMissed } from './missed-notices.ts';
import { changePreferences, preferences, subscriptionOf, unsubscribe, unsubscription } from './preferences.ts';
import { eraseUnconfirmed, subscribable } from './subscribers.ts';
import { confirm, confirmation, mailPreferences, subscribe } from './subscriptions.ts';

/** Who wants to hear of new versions, and that they do, exactly once: the verbs of pages and commands. */
export const notices = {
  ...{ documents: subscribable, subscribe, mailPreferences, confirmation, confirm },
  ...{ subscriptionOf, preferences, changePreferences, unsubscription, unsubscribe, release },
};

export type Notices = Bound<typeof notices>;

/** What time brings about. */
export async function runJobs(ctx: Context, signal?: AbortSignal): Promise<void> {
  await attemptAll([
    () => eraseUnconfirmed(ctx, signal),
    () => announce(ctx, signal),
    () => announceMissed(ctx, signal),
  ]);
}
