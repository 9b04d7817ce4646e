import { attemptAll } from '../attempts.ts';
import { createAnnouncements } from './announcements.ts';
import { createFollowing } from './following.ts';
import { createHoldings } from './holdings.ts';
import type { NoticesNeeds } from './needs.ts';
import { createPreferences } from './preferences.ts';
import { createSubscribers } from './subscribers.ts';
import { createSubscribing } from './subscribing.ts';

export type Notices = ReturnType<typeof createNotices>;

/** Who wants to hear of new versions, and that they do, exactly once. */
export function createNotices(needs: NoticesNeeds) {
  const subscribers = createSubscribers(needs);
  const { subscribe, mailPreferences, confirmation, confirm } = createSubscribing({ ...needs, subscribers });
  const { subscriptionOf, preferences, changePreferences, unsubscription, unsubscribe } = createPreferences({
    ...needs,
    subscribers,
  });
  const { announce, withhold, release } = createAnnouncements(needs);
  const { follow } = createFollowing({ ...needs, subscribers });
  const { exportFor, mattersOf, erase, restore } = createHoldings({ ...needs, subscribers });
  const { end, endFor, documents } = subscribers;
  return {
    subscribe,
    mailPreferences,
    confirmation,
    confirm,
    subscriptionOf,
    preferences,
    changePreferences,
    unsubscription,
    unsubscribe,
    end,
    endFor,
    follow,
    documents,
    announce,
    withhold,
    release,
    exportFor,
    mattersOf,
    erase,
    restore,
    runJobs,
  };

  async function runJobs(signal?: AbortSignal): Promise<void> {
    await attemptAll([() => subscribers.eraseUnconfirmed(signal), () => announce(signal)]);
  }
}
