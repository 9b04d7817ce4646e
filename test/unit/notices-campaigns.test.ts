import { expect, test } from 'vitest';
import { holdCampaign, releaseCampaign, sendCampaign, wordCampaign } from '../../server/notices/campaigns/acts.ts';
import { retryCampaign } from '../../server/notices/campaigns/progress.ts';
import type { ManifestVersion } from '../../src/library/model/manifest.ts';
import { endedOrHeldUp } from '../support/held-up.ts';
import {
  firstVersion,
  mailsIn,
  manifestWith,
  manySubscribed,
  noticesFor,
  type TestServices,
} from '../support/notices.ts';
import { watchTable } from '../support/outbox.ts';
import { contextOf, openTestServices } from '../support/services.ts';

const next = '2026-12-01';

function siteWith(change: Partial<ManifestVersion> = {}) {
  const { documents } = manifestWith({ privacy: [firstVersion, next] });
  return {
    documents: documents.map((document) => ({
      ...document,
      versions: document.versions.map((version) => (version.version === next ? { ...version, ...change } : version)),
    })),
  };
}

/** A version that three subscribers are to hear of, and the verbs as the server has them that announces it. */
async function begun(services: TestServices, change: Partial<ManifestVersion> = {}) {
  await manySubscribed(services, 3);
  await noticesFor(services).announce();
  const site = siteWith(change);
  await noticesFor(services, site).announce();
  return contextOf(services, { manifest: site });
}

async function campaigns({ db }: TestServices) {
  return await db.selectFrom('campaign').selectAll().orderBy('begun_at').orderBy('effect').execute();
}

async function idOf(services: TestServices) {
  const [campaign] = await campaigns(services);
  return campaign?.id ?? 0;
}

async function sent(services: TestServices) {
  await services.mail.send();
  const { count } = await services.db
    .selectFrom('notice_recipient')
    .innerJoin('campaign_batch', (join) =>
      join
        .onRef('campaign_batch.campaign', '=', 'notice_recipient.campaign')
        .onRef('campaign_batch.number', '=', 'notice_recipient.batch'),
    )
    .where('accepted_at', 'is not', null)
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

test('without a time to wait a notice goes out at once', async () => {
  await using services = await openTestServices();
  await begun(services);
  expect(await sent(services)).toBe(3);
});

test('it waits as long as the operator set, and then goes out by itself', async () => {
  await using services = await openTestServices({ env: { NOTICE_WAIT_HOURS: '24' } });
  await begun(services);
  expect(await sent(services)).toBe(0);
  services.clock.set('2026-11-24T11:59:59Z');
  expect(await sent(services)).toBe(0);
  services.clock.set('2026-11-24T12:00:00Z');
  expect(await sent(services)).toBe(3);
});

test('what waits goes out at once when staff say so, and a clock that is set back has nobody wait longer', async () => {
  await using services = await openTestServices({ env: { NOTICE_WAIT_HOURS: '24' } });
  const ctx = await begun(services);
  services.clock.set('2026-11-20T12:00:00Z');
  await noticesFor(services, siteWith()).announce();
  expect((await campaigns(services))[0]?.sends_at).toBe('2026-11-21T12:00:00.000Z');
  expect(await sendCampaign(ctx, await idOf(services))).toEqual({ ok: true, value: null });
  expect(await sent(services)).toBe(3);
  expect(await sendCampaign(ctx, await idOf(services))).toMatchObject({ problems: ['campaign-over'] });
});

test('what is held goes out to nobody until it is released, whatever time has passed', async () => {
  await using services = await openTestServices({ env: { NOTICE_WAIT_HOURS: '1' } });
  const ctx = await begun(services);
  const id = await idOf(services);
  expect(await releaseCampaign(ctx, id)).toMatchObject({ problems: ['not-held'] });
  expect(await holdCampaign(ctx, id)).toEqual({ ok: true, value: null });
  expect(await holdCampaign(ctx, id)).toMatchObject({ problems: ['held-already'] });
  services.clock.set('2026-11-30T12:00:00Z');
  expect(await sent(services)).toBe(0);
  expect((await campaigns(services))[0]).toMatchObject({ completed_at: null, told_at: null });
  expect(await releaseCampaign(ctx, id)).toEqual({ ok: true, value: null });
  expect(await sent(services)).toBe(3);
  expect((await campaigns(services))[0]?.told_at).toBe('2026-11-30T12:00:00.000Z');
  expect(await holdCampaign(ctx, 1)).toMatchObject({ problems: ['campaign-unknown'] });
});

test('what is told instead of something that was held is held too', async () => {
  await using services = await openTestServices({ env: { NOTICE_WAIT_HOURS: '1' } });
  const ctx = await begun(services);
  await holdCampaign(ctx, await idOf(services));
  await noticesFor(services, siteWith({ effectiveOn: '2027-01-15', effectMoved: 1 })).announce();
  services.clock.set('2026-11-24T12:00:00Z');
  expect(await sent(services)).toBe(0);
  const [first, second] = await campaigns(services);
  expect([first?.stopped_at, second?.held_at]).toEqual(['2026-11-23T12:00:00.000Z', first?.held_at]);
});

test('covering words stand above the summary in what everybody gets, and cannot change once sending has begun', async () => {
  await using services = await openTestServices({ env: { NOTICE_WAIT_HOURS: '1' } });
  const ctx = await begun(services);
  const id = await idOf(services);
  const words = 'We wrote to you about this in spring.\n<b>Nothing</b> else changes.';
  expect(await wordCampaign(ctx, id, words)).toEqual({ ok: true, value: null });
  const [mail] = await mailsIn(services);
  expect(mail?.text).toContain(`${words}\n\nWhat changed in 2026-12-01.`);
  expect(mail?.html).toContain('We wrote to you about this in spring.<br>&lt;b&gt;Nothing&lt;/b&gt; else changes.');
  expect(await wordCampaign(ctx, id, '')).toEqual({ ok: true, value: null });
  const [without] = await mailsIn(services);
  expect(without?.text).toContain('will change on December 1, 2026.\n\nWhat changed in 2026-12-01.');

  expect(await wordCampaign(ctx, id, 'a'.repeat(601))).toMatchObject({ problems: ['words-too-long'] });
  expect(await wordCampaign(ctx, id, 'a\u202eb')).toMatchObject({ problems: ['words-invalid'] });
  services.clock.set('2026-11-23T13:00:00Z');
  expect(await wordCampaign(ctx, id, words)).toMatchObject({ problems: ['sending-begun'] });
  await services.db.updateTable('campaign_batch').set({ attempted_at: '2026-11-23T13:00:00Z' }).execute();
  await holdCampaign(ctx, id);
  expect(await wordCampaign(ctx, id, words)).toMatchObject({ problems: ['sending-begun'] });
});

test('the time from which notice runs is that of the last mail of all, and starts anew where staff write again', async () => {
  await using services = await openTestServices();
  await begun(services);
  expect(await sent(services)).toBe(3);
  const toldAt = async () => (await campaigns(services))[0]?.told_at;
  expect(await toldAt()).toBe('2026-11-23T12:00:00.000Z');
  await services.db
    .updateTable('campaign_batch')
    .set({ accepted_at: null, failed_at: '2026-11-24T12:00:00Z' })
    .execute();
  expect(await services.notices.retryCampaign(await idOf(services))).toBe(3);
  services.clock.set('2026-11-25T12:00:00Z');
  expect(await sent(services)).toBe(3);
  expect(await toldAt()).toBe('2026-11-25T12:00:00.000Z');
});

test('two of staff who write again at the same moment write to nobody twice', async () => {
  await using services = await openTestServices();
  await begun(services);
  await services.db.updateTable('campaign_batch').set({ failed_at: '2026-11-24T12:00:00Z' }).execute();
  const id = await idOf(services);
  const [begins, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const db = watchTable(services.db, 'campaign', () => {
    begins.resolve();
    return gate.promise;
  });
  const first = retryCampaign({ ...services.ctx, db }, id);
  await begins.promise;
  const second = services.notices.retryCampaign(id);
  await endedOrHeldUp(second, services.db);
  gate.resolve();
  expect(await Promise.all([first, second])).toEqual([3, 0]);
});
