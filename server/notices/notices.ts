import { createAnnouncements } from './announcements.ts';
import type { ManifestDocument } from './manifest.ts';
import { createPreferences } from './preferences.ts';
import { createSubscribers, type NoticesNeeds } from './subscribers.ts';
import { createSubscribing } from './subscribing.ts';

export type Notices = ReturnType<typeof createNotices>;

/** Who wants to hear of new versions, and that they do, exactly once. */
export function createNotices(needs: NoticesNeeds) {
  const subscribers = createSubscribers(needs);
  const { subscribe, confirmation, confirm } = createSubscribing({ ...needs, subscribers });
  const { preferences, changePreferences, unsubscribe } = createPreferences({ ...needs, subscribers });
  const { announce } = createAnnouncements(needs);
  const { endFor } = subscribers;
  return {
    subscribe,
    confirmation,
    confirm,
    preferences,
    changePreferences,
    unsubscribe,
    endFor,
    documents,
    announce,
    runJobs,
  };

  /** What one can subscribe to. */
  function documents(): readonly ManifestDocument[] {
    return needs.manifest.documents;
  }

  async function runJobs(): Promise<void> {
    await subscribers.eraseUnconfirmed();
    await announce();
  }
}
