import { expect, test } from 'vitest';
import { bind } from '../../server/context.ts';
import { desk as verbs } from '../../server/desk/desk.ts';
import { warnOfLateNotice } from '../../server/desk/notices/warnings.ts';
import type { Manifest } from '../../src/library/model/manifest.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { admin } from '../support/admin.ts';
import {
  documentOf,
  firstVersion,
  lastOf,
  mailsTo,
  noticesFor,
  subscribed,
  type TestServices,
  versionOf,
} from '../support/notices.ts';
import { contextOf, formOf, openTestServices } from '../support/services.ts';
import { type StaffSignedIn, staffMember } from '../support/staff.ts';

const next = '2026-11-23';

/** A policy of which a new version takes effect on a day, with 30 days of notice. */
function siteWith(effectiveOn: string | null): Manifest {
  const versions = [
    versionOf('privacy', firstVersion),
    ...(effectiveOn ? [{ ...versionOf('privacy', next), effectiveOn }] : []),
  ];
  return { documents: [documentOf('privacy', { title: 'Privacy Policy', role: 'privacy-notice', versions })] };
}

/** Two subscribers and one account, of which the account is owed the notice. */
async function begun(services: TestServices, effectiveOn = '2026-12-23') {
  await subscribed(services, 'sub@example.com');
  await signUpConfirmed(services);
  await noticesFor(services, siteWith(null)).announce();
  const site = siteWith(effectiveOn);
  await noticesFor(services, site).announce();
  const ctx = contextOf(services, { manifest: site });
  const [campaign] = await services.notices.listCampaigns();
  return { ctx, desk: bind(ctx, verbs), id: campaign?.id ?? 0 };
}

function formBy(services: TestServices, { staff }: StaffSignedIn, fields: Record<string, string>) {
  return formOf({ stamp: services.formTokens.issue('desk-notices', staff.sessionId), ...fields });
}

async function actsOn({ db }: TestServices, reference: string) {
  const rows = await db
    .selectFrom('desk_act')
    .select(['act'])
    .where('reference', '=', reference)
    .orderBy('seq')
    .execute();
  return rows.map(({ act }) => act);
}

test('staff who approve hold, word, release and send a notice, and each act stands on record', async () => {
  await using services = await openTestServices({ env: { NOTICE_WAIT_HOURS: '24' } });
  const { desk, id } = await begun(services);
  const ana = await staffMember(services, { role: 'approves' });
  const act = (fields: Record<string, string>) => desk.actOnCampaign(formBy(services, ana, fields), ana.staff, id);

  expect((await desk.openNotices())[0]).toMatchObject({
    ...{ title: 'Privacy Policy', state: 'waiting', effectiveOn: '2026-12-23' },
    ...{ people: { account: 1, subscribed: 1 }, percent: 0, problems: {} },
  });
  expect(await act({ act: 'hold' })).toMatchObject({ ok: true });
  expect(await act({ act: 'words', words: 'We wrote about this in spring.' })).toMatchObject({ ok: true });
  expect(await act({ act: 'hold' })).toMatchObject({ problems: ['held-already'] });
  const opened = await desk.openCampaign(id);
  expect(opened?.mails.map(({ reason }) => reason)).toEqual(['account', 'subscribed']);
  expect(opened?.mails[1]?.text).toContain('We wrote about this in spring.');
  expect(opened?.mails[1]?.text).not.toContain('00000000-0000');
  expect(await act({ act: 'release' })).toMatchObject({ ok: true });
  await services.mail.send();
  expect((await desk.openNotices())[0]).toMatchObject({ state: 'waiting' });
  expect(await act({ act: 'send' })).toMatchObject({ ok: true });
  await services.mail.send();
  expect((await desk.openNotices())[0]).toMatchObject({ state: 'complete', percent: 100 });
  expect((await desk.openCampaign(id))?.counts).toContainEqual({ reason: 'account', state: 'accepted', count: 1 });
  expect(await act({ act: 'erase' })).toMatchObject({ problems: ['act-unknown'] });
  const onRecord = ['notice-hold', 'notice-words', 'notice-release', 'notice-send'];
  expect(await actsOn(services, `notice-${id}`)).toEqual(onRecord);
});

test('whoever only reads sees a notice and mails the preview to the own address, and does nothing else', async () => {
  await using services = await openTestServices({ env: { NOTICE_WAIT_HOURS: '24' } });
  const { desk, id } = await begun(services);
  const kim = await staffMember(services, { role: 'reads' });
  const act = (fields: Record<string, string>) => desk.actOnCampaign(formBy(services, kim, fields), kim.staff, id);
  for (const one of ['hold', 'send', 'words', 'retry']) {
    expect(await act({ act: one })).toMatchObject({ problems: ['role-missing'] });
  }
  expect(await act({ act: 'preview', reason: 'subscribed' })).toMatchObject({ ok: true });
  // Of the same moment as their invitation, and so in no order with it.
  const mails = await mailsTo(services, kim.member.address);
  const preview = lastOf(mails.filter(({ subject }) => subject.startsWith('[Preview]')));
  expect(preview.subject).toBe('[Preview] New version of Privacy Policy from December 23, 2026');
  expect(preview.html).toContain('What changed in 2026-11-23.');
  expect(preview.headers).toEqual({ 'Auto-Submitted': 'auto-generated' });
  expect(await act({ act: 'preview', reason: 'contract' })).toMatchObject({ problems: ['campaign-unknown'] });
});

test('the operator does the same by command, on record', async () => {
  await using services = await openTestServices({ env: { NOTICE_WAIT_HOURS: '24' } });
  const { id, desk } = await begun(services);
  const run = (...words: string[]) => admin({ ...services, desk }, ['notices', ...words]);
  expect(await run('hold', String(id))).toMatchObject({ code: 0 });
  expect((await run('list')).printed).toContain('\theld\t2 people');
  expect(await run('words', String(id), 'Once more.')).toMatchObject({ code: 0 });
  expect(await run('release', String(id))).toMatchObject({ code: 0 });
  expect(await run('release', String(id))).toMatchObject({ code: 1, complained: 'It is not held.' });
  expect(await run('send', String(id))).toMatchObject({ code: 0 });
  expect(await run('retry', '7')).toMatchObject({ code: 1 });
  expect(await actsOn(services, `notice-${id}`)).toEqual([
    'notice-hold',
    'notice-words',
    'notice-release',
    'notice-send',
  ]);
});

test('notice runs from the day on which sending was complete, and who is late is told once with the earliest day', async () => {
  await using services = await openTestServices({ env: { NOTICE_WAIT_HOURS: '24' } });
  const { ctx, desk, id } = await begun(services);
  await staffMember(services, { role: 'approves' });
  const warnings = async (address: string) =>
    (await mailsTo(services, address)).filter(({ template }) => template === 'desk-notice-late');
  // Sent on the day of publication it is in time, to the day.
  await warnOfLateNotice(ctx);
  expect(await warnings('ana@example.com')).toEqual([]);
  expect((await desk.openNotices())[0]?.period).toMatchObject({
    toldOn: null,
    earliestOn: '2026-12-23',
    isLate: false,
  });

  services.clock.set('2026-11-24T12:00:00Z');
  await warnOfLateNotice(ctx);
  await warnOfLateNotice(ctx);
  const [first, ...others] = await warnings('ana@example.com');
  expect(others).toEqual([]);
  expect(first?.text).toContain('Its notice has not gone out to everybody.');
  services.clock.set('2026-11-26T12:00:00Z');
  await services.mail.send();
  await warnOfLateNotice(ctx);
  await warnOfLateNotice(ctx);
  const all = await warnings('ana@example.com');
  expect(all).toHaveLength(2);
  expect(all[1]?.text.replaceAll(/\s+/g, ' ')).toContain('Sending was complete on November 26, 2026.');
  expect(all[1]?.text.replaceAll(/\s+/g, ' ')).toContain(
    'npm run policy -- postpone --document privacy --effective-on 2026-12-26 --reason',
  );
  expect(await warnings(ctx.content.company.privacyAddress)).toHaveLength(2);
  const opened = await desk.openCampaign(id);
  expect(opened?.campaign.period).toMatchObject({ toldOn: '2026-11-26', earliestOn: '2026-12-26', isLate: true });
  expect(opened?.command).toContain('--effective-on 2026-12-26');

  // Postponed by the chain, nothing is late any more.
  const postponed = siteWith('2026-12-26');
  const version = postponed.documents[0]?.versions[1];
  const later = bind(
    contextOf(services, {
      manifest: {
        documents: postponed.documents.map((document) => ({
          ...document,
          versions: [...document.versions.slice(0, 1), ...(version ? [{ ...version, effectMoved: 1 }] : [])],
        })),
      },
    }),
    verbs,
  );
  expect((await later.openCampaign(id))?.campaign.period).toMatchObject({ toldOn: '2026-11-26', isLate: false });
});

test('what became of each recipient is shown for one notice and for one person, and a bounce asks for another channel', async () => {
  await using services = await openTestServices();
  const { desk, id } = await begun(services);
  const ana = await staffMember(services, { role: 'answers' });
  await services.mail.send();
  const account = await services.db
    .selectFrom('notice_recipient')
    .select('recipient')
    .where('reason', '=', 'account')
    .executeTakeFirstOrThrow();
  const bounced = { problem: 'bounced', problem_at: '2026-11-23T13:00:00.000Z' };
  expect(await desk.noticesUnreached()).toBe(0);
  await services.db.updateTable('notice_recipient').set(bounced).execute();
  // A subscriber is owed nothing.
  expect(await desk.noticesUnreached()).toBe(1);
  expect((await desk.openNotices())[0]).toMatchObject({ unreached: 1, problems: { bounced: 2 } });
  const proof = await desk.openProof(ana.staff, id);
  expect(proof?.next).toBeNull();
  expect(proof?.proofs.map(({ address, acceptedAt, problem }) => [address, acceptedAt, problem]).toSorted()).toEqual([
    ['ada@example.com', '2026-11-23T12:00:00.000Z', 'bounced'],
    ['sub@example.com', '2026-11-23T12:00:00.000Z', 'bounced'],
  ]);
  const unreached = await desk.openUnreached(ana.staff, id);
  expect(unreached?.people).toMatchObject([{ address: 'ada@example.com', means: null }]);
  const told = (fields: Record<string, string>) =>
    desk.tellOtherwise(formBy(services, ana, { recipient: account.recipient, ...fields }), ana.staff, id);
  expect(await told({ means: 'pigeon', 'told-on': '2026-11-24' })).toMatchObject({
    problems: ['means-missing', 'told-on-ahead'],
  });
  expect(await told({ means: 'post', 'told-on': ' ２０２６－١١－２３\u200e' })).toMatchObject({ ok: true });
  expect(await told({ means: 'phone', 'told-on': '2026-11-23' })).toMatchObject({ ok: true });
  expect((await desk.openNotices())[0]?.unreached).toBe(0);
  expect(await desk.noticesUnreached()).toBe(0);

  const find = (email: string) => desk.findProof(formBy(services, ana, { email }), ana.staff);
  expect(await find('Ada@Example.com')).toMatchObject({
    ok: true,
    value: { proofs: [{ campaign: id, problem: 'bounced', means: 'phone', toldOn: '2026-11-23' }] },
  });
  expect(await find('nobody@example.com')).toMatchObject({ ok: true, value: { proofs: [] } });
  expect(await find('')).toMatchObject({ problems: ['email-missing'] });
  expect(await actsOn(services, `notice-${id}`)).toEqual(['view', 'view', 'told-otherwise', 'told-otherwise']);
});

test('many recipients are proved page by page, each once', async () => {
  await using services = await openTestServices();
  const { desk, id } = await begun(services);
  const ana = await staffMember(services, { role: 'reads' });
  const rows = Array.from({ length: 1_100 }, (_, at) => ({
    ...{ campaign: id, batch: 1, reason: 'subscribed', recipient: `gone-${String(at).padStart(5, '0')}`, digest: null },
  }));
  for (let at = 0; at < rows.length; at += 100) {
    await services.db
      .insertInto('notice_recipient')
      .values(rows.slice(at, at + 100))
      .execute();
  }
  const seen: string[] = [];
  let page = await desk.openProof(ana.staff, id);
  while (page) {
    seen.push(...page.proofs.map(({ recipient }) => recipient));
    page = page.next && (await desk.openProof(ana.staff, id, page.next));
  }
  expect(new Set(seen).size).toBe(1_102);
  expect(seen).toHaveLength(1_102);
});
