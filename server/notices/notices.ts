import { attemptAll } from '../attempts.ts';
import type { Bound, Context } from '../context.ts';
import { archive, sentNotice } from './archive.ts';
import { announce, release } from './campaigns/campaigns.ts';
import { forgetEvents, takeDeliveryEvent } from './campaigns/delivery-events.ts';
import { countRecipients, listCampaigns, retryCampaign } from './campaigns/progress.ts';
import { eraseOldRecipients } from './campaigns/retention.ts';
import { announceMissed } from './missed-notices.ts';
import {
  answerWithin,
  eraseOldObjections,
  object,
  objectByLink,
  openObjection,
  openObjectionLink,
} from './objections/objections.ts';
import { changePreferences, preferences, subscriptionOf, unsubscribe, unsubscription } from './preferences.ts';
import { receiptBy, receiptsBy, subscribingAt } from './receipts.ts';
import { eraseUnconfirmed, subscribable } from './subscribers.ts';
import { confirm, confirmation, mailPreferences, subscribe } from './subscriptions.ts';

/** Who wants to hear of new versions, and that they do, exactly once: the verbs of pages and commands. */
export const notices = {
  documents: subscribable,
  subscribe,
  mailPreferences,
  confirmation,
  confirm,
  subscriptionOf,
  preferences,
  changePreferences,
  unsubscription,
  unsubscribe,
  release,
  listCampaigns,
  countRecipients,
  retryCampaign,
  takeDeliveryEvent,
  openObjection,
  openObjectionLink,
  object,
  objectByLink,
  answerWithin,
  receiptsBy,
  receiptBy,
  subscribingAt,
  archive,
  sentNotice,
};

export type Notices = Bound<typeof notices>;

/** What time brings about. */
export async function runJobs(ctx: Context, signal?: AbortSignal): Promise<void> {
  await attemptAll([
    () => eraseUnconfirmed(ctx, signal),
    () => announce(ctx, signal),
    () => announceMissed(ctx, signal),
    () => eraseOldRecipients(ctx, signal),
    () => eraseOldObjections(ctx),
    () => forgetEvents(ctx),
  ]);
}
