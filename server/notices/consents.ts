import { sha256 } from '../../src/library/model/digest.ts';
import { canonicalJson, type Json } from '../../src/library/model/files/canonical-json.ts';
import { namesLike } from '../../src/library/model/names.ts';
import { fill } from '../../src/words/fill.ts';
import { formWords } from '../../src/words/forms.ts';
import { confirmPage, noticesKept, preferencesPage, unsubscribePage } from '../../src/words/notices/subscriptions.ts';
import type { Context } from '../context.ts';
import { append, lastOf, type Recorded } from '../ledger/entries.ts';
import type { Given } from '../ledger/entry.ts';
import { type EntryKind, shownPart } from '../ledger/kinds.ts';

/** What somebody had before them who consented: where, and in which words. */
interface Shown {
  readonly url: string;
  readonly words: Readonly<Record<string, Json>>;
}

/** How a subscription was ended or changed; null where nobody said anything, as when one is erased again after a restore. */
export type How = Given | null;

interface Subscriber {
  readonly id: string;
  /** Null where it cannot be opened any more. */
  readonly address: string | null;
}

/** The pages on which a subscription is decided, as the ledger names them. */
const places = { confirm: '/updates/confirm/', preferences: '/updates/preferences/', end: '/updates/unsubscribe/' };

export const how = {
  confirmed: fromPage(places.confirm, confirmPage.confirm),
  saved: fromPage(places.preferences, formWords.save),
  ended: fromPage(places.preferences, preferencesPage.end),
  /** RFC 8058: by the mail program, or by the button of the page. */
  unsubscribed: (through: 'header' | 'page'): Given => ({
    by: 'person',
    through,
    where: places.end,
    control: through === 'page' ? unsubscribePage.end : 'List-Unsubscribe=One-Click',
  }),
  /** The recipient called a notice spam, as the provider tells us. */
  complained: { by: 'unauthenticated', through: 'api', where: '/webhooks/resend', control: 'email.complained' },
} as const satisfies Record<string, Given | ((through: 'header' | 'page') => Given)>;

/** What the page of a mailed link says to whoever is about to confirm. */
export function shownAtConfirming(ctx: Context, titles: readonly string[]): Shown {
  const words = {
    title: confirmPage.title,
    lead: titles.length > 1 ? confirmPage.several : confirmPage.one,
    documents: titles,
    effect: confirmPage.effect,
    ...keptWords(ctx),
    button: confirmPage.confirm,
  };
  return { url: places.confirm, words };
}

/** What the page says on which the choice is changed. */
export function shownAtChoosing(ctx: Context, titles: readonly string[]): Shown {
  const { title, effect, documents: legend, note } = preferencesPage;
  const words = { title, effect, legend, documents: titles, note, ...keptWords(ctx), button: formWords.save };
  return { url: places.preferences, words };
}

/** What stands below such a form: why we keep what, and for how long. */
function keptWords({ content: { company, retention } }: Context) {
  const named = noticesKept.entries.flatMap((id) => retention.filter((entry) => entry.id === id));
  return {
    // As it is read: `[text](name)` is a link on the page.
    kept: fill(noticesKept.text.replaceAll(/\[(.+?)\]\([\w-]+\)/g, '$1'), { address: company.privacyAddress }),
    retention: named.map(({ what, why, keep, from }) => ({ what, why, keep, from })),
  };
}

/**
 * That a subscriber consents to notices of these documents (GDPR Article 7(1)): an entry for each, unless they have
 * consented already. The last step of a transaction that has locked the subscriber.
 */
export async function recordConsent(
  ctx: Context,
  subscriber: Subscriber,
  documents: readonly string[],
  { given, shown }: { given: Given; shown: Shown },
): Promise<void> {
  for (const document of documents) {
    if (stands(await lastAbout(ctx, subscriber.id, document))) continue;
    const act = actOf(subscriber, 'consent-given', document, given);
    await append(ctx, {
      ...act,
      shown: [{ url: shown.url, sha256: sha256(canonicalJson(shown.words)) }],
      parts: { ...act.parts, [shownPart]: shown.words },
    });
  }
}

/** That they consent no longer: of what stands in the ledger. The last step of a transaction, as above. */
export async function recordWithdrawal(
  ctx: Context,
  subscriber: Subscriber,
  documents: readonly string[],
  given: Given,
): Promise<void> {
  for (const document of documents) {
    const last = await lastAbout(ctx, subscriber.id, document);
    if (!last || !stands(last)) continue;
    await append(ctx, { ...actOf(subscriber, 'consent-withdrawn', document, given), refersTo: last.entry.id });
  }
}

/** That a consent holds on: of an address that took over another's, or of an account that came back. */
export async function carryConsent(
  ctx: Context,
  subscriber: Subscriber,
  documents: readonly string[],
  given: Given,
): Promise<void> {
  for (const document of documents) {
    const last = await lastAbout(ctx, subscriber.id, document);
    if (stands(last)) continue;
    const refersTo = last?.entry.id ?? null;
    await append(ctx, { ...actOf(subscriber, 'carried-forward', document, given), refersTo });
  }
}

/** Those of the documents of which the ledger holds a withdrawal by the subscriber as the last word. */
export async function withdrawnBy(ctx: Context, id: string, documents: readonly string[]): Promise<string[]> {
  const withdrawn: string[] = [];
  for (const document of documents)
    if ((await lastAbout(ctx, id, document))?.entry.kind === 'consent-withdrawn') withdrawn.push(document);
  return withdrawn;
}

/** Those of the documents to which the ledger holds a consent of the subscriber. */
export async function consentedTo(ctx: Context, id: string, documents: readonly string[]): Promise<string[]> {
  const consented: string[] = [];
  for (const document of documents) if (stands(await lastAbout(ctx, id, document))) consented.push(document);
  return consented;
}

function lastAbout(ctx: Context, subscriberId: string, document: string): Promise<Recorded | null> {
  const names = namesLike(ctx.content.manifest.documents, document).map((name) => `notices:${name}`);
  return lastOf(ctx, { subscriberId }, names);
}

function stands(last: Recorded | null): boolean {
  return last?.entry.kind === 'consent-given' || last?.entry.kind === 'carried-forward';
}

function actOf({ id, address }: Subscriber, kind: EntryKind, document: string, given: Given) {
  const about = { type: 'notices', id: document, version: null, textSha256: null } as const;
  const parts: Readonly<Record<string, Json>> = address === null ? {} : { person: { email: address } };
  return { subscriberId: id, kind, about, given, shown: [], parts };
}

function fromPage(where: string, control: string): Given {
  return { by: 'person', through: 'page', where, control };
}
