import { randomUUID } from 'node:crypto';
import { bind } from '../../server/context.ts';
import { openUnderAnyKey } from '../../server/crypto/erasable-keys.ts';
import type { CampaignBatchRow } from '../../server/db/schema.ts';
import { readAddress } from '../../server/fields/address.ts';
import { contentOf } from '../../server/mail/outbox.ts';
import type { Mail } from '../../server/mail/transports/transport.ts';
import { addresseesOf } from '../../server/notices/audience.ts';
import { announce, release, withhold } from '../../server/notices/campaigns/campaigns.ts';
import type { Reason } from '../../server/notices/campaigns/recipients.ts';
import { draftsIn, writerOf } from '../../server/notices/notice-emails.ts';
import { notices, runJobs } from '../../server/notices/notices.ts';
import * as data from '../../server/notices/personal-data.ts';
import { placeOf } from '../../server/notices/subscribers.ts';
import type { Services } from '../../server/services.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import type { Manifest, ManifestDocument, ManifestVersion } from '../../src/library/model/manifest.ts';
import { contextOf, formOf } from './services.ts';

/** What the room of notices is handed, whichever test opened it. */
export type TestServices = Omit<Services, 'runJobs' | typeof Symbol.asyncDispose>;

export const firstVersion = '2026-04-23';

/** A site with three documents, the privacy policy and the addendum in the versions given. */
export function manifestWith(versions: { privacy?: readonly string[]; dpa?: readonly string[] } = {}): Manifest {
  const { privacy = [firstVersion], dpa = [firstVersion] } = versions;
  return {
    documents: [
      documentOf('privacy', { title: 'Privacy Policy', versions: privacy.map((name) => versionOf('privacy', name)) }),
      documentOf('dpa', { title: 'Data Processing Addendum', versions: dpa.map((name) => versionOf('dpa', name)) }),
      documentOf('unpublished', { title: 'A document that is only drafted' }),
    ],
  };
}

export function documentOf(slug: string, about: Partial<ManifestDocument> & { title: string }): ManifestDocument {
  return {
    ...{ slug, formerly: [], language: 'en', role: null, kind: 'notice', order: 1, noticeDays: 30, objectionDays: 30 },
    ...{ current: null, waiting: null, chainUrl: `/${slug}/chain.jsonl`, versions: [] },
    ...about,
  };
}

export function versionOf(slug: string, version: string): ManifestVersion {
  return {
    version,
    publishedOn: version.slice(0, 10),
    effectiveOn: version.slice(0, 10),
    effectMoved: 0,
    cancelledOn: null,
    corrects: null,
    class: version === firstVersion ? null : 'notice',
    isUrgent: false,
    summary: `What changed in ${version}.`,
    sourceSha256: sha256(`source ${slug} ${version}`),
    textSha256: sha256(`text ${slug} ${version}`),
    changes: [],
    toBeConfirmed: [],
    url: `/${slug}/${version}/`,
    textUrl: `/${slug}/${version}.md`,
  };
}

/** The room as a server with that site has it; made again with a newer site, it is a server that was started again. */
export function noticesFor(services: TestServices, manifest = manifestWith()) {
  const ctx = contextOf(services, { manifest });
  return bind(ctx, { ...notices, announce, withhold, release, ...data, runJobs });
}

export const client = { address: '192.0.2.1' };

export function subscription(
  services: Pick<TestServices, 'formTokens'>,
  email: string,
  documents: readonly string[] = ['privacy'],
): FormData {
  return formOf({ stamp: services.formTokens.issue('updates'), website: '', email, document: documents });
}

/** Somebody who asked, got the mail and pressed the button; gives the token of their preferences. */
export async function subscribed(
  services: TestServices,
  email: string,
  documents: readonly string[] = ['privacy'],
  manifest = manifestWith(),
): Promise<string> {
  const notices = noticesFor(services, manifest);
  const answer = await notices.subscribe(subscription(services, email, documents), { address: randomUUID() });
  if (!answer.ok) throw new Error(answer.problems.join());
  const confirmed = await notices.confirm(tokenIn(lastOf(await mailsTo(services, email)), 'confirm'));
  if (!confirmed.ok) throw new Error(confirmed.problems.join());
  return confirmed.value.preferencesToken;
}

/** Many subscribers of one document, as rows: the way there is tested elsewhere. */
export async function manySubscribed(services: TestServices, count: number, document = 'privacy'): Promise<string[]> {
  const now = services.clock.now().toISOString();
  const people = Array.from({ length: count }, (_, at) => ({ id: randomUUID(), email: `reader-${at}@example.com` }));
  await services.db.transaction().execute(async (db) => {
    for (const { id, email } of people) {
      const address_sealed = services.encryption.seal(email, placeOf(id));
      const address_index = services.blindIndex.index(email);
      await db
        .insertInto('subscriber')
        .values({ id, address_sealed, address_index, subscribed_at: now, confirmed_at: now })
        .execute();
      await db.insertInto('subscription').values({ subscriber_id: id, document, confirmed_at: now }).execute();
    }
  });
  return people.map(({ email }) => email);
}

/** What waits or has left, in the order in which it was queued: the outbox, and notices, as they go out. */
export async function mailsIn(services: TestServices): Promise<(Mail & { template: string })[]> {
  const rows = await services.db.selectFrom('outgoing_mail').selectAll().orderBy('queued_at').orderBy('id').execute();
  const mails = await Promise.all(
    rows.map(async ({ id, template, content_sealed }) => {
      const content = content_sealed && (await openUnderAnyKey(services.ctx, content_sealed, contentOf(id)));
      return content ? [{ ...(JSON.parse(content) as Mail), template }] : [];
    }),
  );
  return [...mails.flat(), ...(await noticesIn(services))];
}

export interface Notice extends Mail {
  readonly template: string;
  readonly state: 'waiting' | 'under way' | 'sent' | 'set aside';
}

/** Every notice that waits, has left, or may have; of who gets none any more, nothing. */
export async function noticesIn(services: TestServices): Promise<Notice[]> {
  const { ctx, db } = services;
  const campaigns = await db.selectFrom('campaign').selectAll().orderBy('begun_at').orderBy('version').execute();
  const notices = campaigns.map(async (campaign) => {
    const drafts = draftsIn(campaign);
    const write = writerOf(ctx, campaign);
    const rows = await db
      .selectFrom('notice_recipient')
      .innerJoin('campaign_batch', (join) =>
        join
          .onRef('campaign_batch.campaign', '=', 'notice_recipient.campaign')
          .onRef('campaign_batch.number', '=', 'notice_recipient.batch'),
      )
      .leftJoin('subscriber', 'subscriber.id', 'notice_recipient.recipient')
      .selectAll('campaign_batch')
      .select(['notice_recipient.recipient', 'notice_recipient.reason', 'subscriber.address_sealed'])
      .where('notice_recipient.campaign', '=', campaign.id)
      .where('notice_recipient.problem', 'is', null)
      .orderBy('campaign_batch.number')
      .execute();
    const addressees = await addresseesOf(
      ctx,
      campaign,
      rows.filter(({ reason }) => reason !== 'subscribed'),
    );
    return rows.flatMap((row): Notice[] => {
      const state = stateOf(row);
      const draft = drafts[row.reason as Reason];
      const to = row.address_sealed
        ? services.encryption.open(row.address_sealed, placeOf(row.recipient))
        : addressees.get(row.recipient)?.open();
      if (!state || !draft || !to) return [];
      const at = row.attempted_at ?? campaign.begun_at;
      const mail = write(row.reason as Reason, { recipient: row.recipient, to, at });
      if (!mail) return [];
      return [{ ...mail, template: draft.template, state }];
    });
  });
  return (await Promise.all(notices)).flat();
}

function stateOf(batch: CampaignBatchRow): Notice['state'] | null {
  if (batch.accepted_at) return 'sent';
  if (batch.problem === 'cancelled') return batch.leased_until || batch.uncertain_since ? 'under way' : null;
  if (batch.failed_at) return 'set aside';
  return batch.leased_until || batch.uncertain_since ? 'under way' : 'waiting';
}

export async function mailsTo(services: TestServices, email: string) {
  const address = readAddress(email) ?? email;
  return (await mailsIn(services)).filter(({ to }) => to === address);
}

export async function noticesTo(services: TestServices, email: string): Promise<Notice[]> {
  const address = readAddress(email) ?? email;
  return (await noticesIn(services)).filter(({ to, template }) => to === address && template === 'updates-notice');
}

/** The token in the link below `/updates/` that a mail holds. */
export function tokenIn(mail: Mail | undefined, page: 'confirm' | 'preferences' | 'unsubscribe'): string {
  const token = new RegExp(`/updates/${page}/([^/\\s]+)/`).exec(mail?.text ?? '')?.[1];
  if (!token) throw new Error(`No link to /updates/${page}/ in ${mail?.text}`);
  return token;
}

/** The token of the link by which that account objects to that version. */
export function objectionToken({ ctx }: Pick<Services, 'ctx'>, version: string, accountId: string): string {
  return `${accountId}.${ctx.crypto.links.sign('objection', `${version}/${accountId}`)}`;
}

export function lastOf<Item>(items: readonly Item[]): Item {
  const last = items.at(-1);
  if (last === undefined) throw new Error('There is none');
  return last;
}
