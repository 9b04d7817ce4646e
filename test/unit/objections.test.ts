import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bind } from '../../server/context.ts';
import { desk as deskVerbs } from '../../server/desk/desk.ts';
import { draftsOf } from '../../server/notices/notice-emails.ts';
import { noticePeriodOf } from '../../server/notices/notice-periods.ts';
import { addDays } from '../../src/library/model/days.ts';
import type { Manifest, ManifestVersion } from '../../src/library/model/manifest.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { admin } from '../support/admin.ts';
import { remove } from '../support/deletion.ts';
import { agreed } from '../support/legal-contacts.ts';
import {
  documentOf,
  firstVersion,
  lastOf,
  mailsTo,
  noticesFor,
  objectionToken,
  type TestServices,
  versionOf,
} from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { contextOf, formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

const next = '2026-11-23';

/** A list of subprocessors whose new version takes effect on December 24, with an addendum beside it. */
function siteWith(change: Partial<ManifestVersion> | null): Manifest {
  const list = [
    versionOf('subprocessors', firstVersion),
    ...(change ? [{ ...versionOf('subprocessors', next), effectiveOn: '2026-12-24', ...change }] : []),
  ];
  return {
    documents: [
      documentOf('dpa', { title: 'Addendum', kind: 'agreement', versions: [versionOf('dpa', firstVersion)] }),
      documentOf('subprocessors', {
        title: 'Subprocessors',
        role: 'subprocessors',
        noticeDays: 31,
        objectionDays: 20,
        versions: list,
      }),
    ],
  };
}

/** A business that agreed, whose legal contact was told of a new subprocessor. */
async function told(services: TestServices, change: Partial<ManifestVersion> = {}) {
  const ada = await agreed(services);
  await noticesFor(services, siteWith(null)).announce();
  const site = siteWith(change);
  const notices = noticesFor(services, site);
  await notices.announce();
  await services.mail.send();
  return { ada, notices, desk: bind(contextOf(services, { manifest: site }), deskVerbs) };
}

async function mailTo(services: TestServices, email: string, template: string) {
  return lastOf((await mailsTo(services, email)).filter((mail) => mail.template === template));
}

function linkIn(text: string): [string, string] {
  const [, version = '', token = ''] = /\/updates\/objection\/([^/\s]+)\/([^/\s]+)\//.exec(text) ?? [];
  return [version, token];
}

const objecting = (services: TestServices, fields: Record<string, string>, sessionId?: string) =>
  formOf({ stamp: services.formTokens.issue('objection', sessionId), act: 'object', ...fields });

test(
  'the notice of a new subprocessor leads its reader to an objection, which opens a case with a due date',
  promise('subprocessor-notice'),
  async () => {
    await using services = await openTestServices();
    const { notices, desk } = await told(services);
    const notice = (await mailsTo(services, 'counsel@example.com')).find(
      ({ template }) => template === 'service-notice',
    );
    expect(notice?.text.replaceAll(/\s+/g, ' ')).toContain('until the end of December 23, 2026');
    const link = linkIn(notice?.text ?? '');
    // In public without what is a recipient's own, or stands for it.
    const [shown] = await notices.archive();
    expect(shown?.html).toContain('or open this page. It costs you nothing.');
    expect(await notices.openObjectionLink(...link)).toMatchObject({
      value: { change: { until: '2026-12-23', isOpen: true }, objection: null },
    });
    expect(await notices.objectByLink(...link, objecting(services, { grounds: ' ' }))).toMatchObject({
      problems: ['grounds-missing'],
    });
    expect(await notices.objectByLink(...link, objecting(services, { grounds: 'It is far away.' }))).toMatchObject({
      ok: true,
    });
    expect(await notices.objectByLink(...link, objecting(services, { grounds: 'Once more.' }))).toMatchObject({
      problems: ['objected-already'],
    });
    expect(await admin({ ...services, desk }, ['notices', 'check'])).toMatchObject({
      code: 1,
      complained: expect.stringContaining('subprocessors 2026-11-23, in effect from 2026-12-24: 1 open objection.'),
    });
    const written = await admin({ ...services, desk }, ['notices', 'check', '--json']);
    expect(written.code).toBe(1);
    expect(JSON.parse(written.printed)).toEqual([
      { why: 'objections', document: 'subprocessors', version: next, effectiveOn: '2026-12-24', count: 1 },
    ]);
    expect(await desk.objectionsDue()).toEqual({ count: 1, dueOn: '2026-12-13' });
    expect(await desk.listObjections()).toMatchObject({
      open: [{ cameBy: 'link', grounds: 'It is far away.', effectiveOn: '2026-12-24', title: 'Subprocessors' }],
      settled: [],
    });
    const received = await mailTo(services, 'counsel@example.com', 'objection-received');
    expect(received.text).toContain('It is far away.');
    await mailTo(services, services.company.privacyAddress, 'desk-objection');
  },
);

test('whoever has the link takes no objection back unseen, and fills nobody’s mailbox', async () => {
  await using services = await openTestServices();
  const { notices } = await told(services);
  const notice = (await mailsTo(services, 'counsel@example.com')).find(({ template }) => template === 'service-notice');
  const link = linkIn(notice?.text ?? '');
  const object = () => notices.objectByLink(...link, objecting(services, { grounds: 'It is far away.' }));
  const withdraw = () => notices.objectByLink(...link, objecting(services, { act: 'withdraw' }));

  expect(await object()).toMatchObject({ ok: true });
  expect(await withdraw()).toMatchObject({ ok: true });
  const settled = await mailTo(services, 'counsel@example.com', 'objection-settled');
  expect(settled.text).toContain('You have taken it back.');
  for (let times = 1; times < 5; times += 1) {
    services.clock.set(`2026-11-23T13:0${times}:00Z`);
    expect(await object()).toMatchObject({ ok: true });
    expect(await withdraw()).toMatchObject({ ok: true });
  }
  expect(await object()).toEqual({ ok: false, problems: ['too-many-objections'] });
  services.clock.set('2026-11-25T12:00:00Z');
  expect(await object()).toMatchObject({ ok: true });
});

test('a link of another version, of another account or cut short leads nowhere', async () => {
  await using services = await openTestServices();
  const { ada, notices } = await told(services);
  const token = objectionToken(services, next, ada.account.id);
  expect(await notices.openObjectionLink(next, token)).toMatchObject({ ok: true });
  const others = [
    [firstVersion, token],
    [next, token.slice(0, -1)],
    [next, token.replace(ada.account.id, 'b'.repeat(36))],
    [next, ''],
    ['2027-01-01', objectionToken(services, '2027-01-01', ada.account.id)],
  ] as const;
  for (const [version, other] of others) {
    expect(await notices.openObjectionLink(version, other)).toMatchObject({ problems: ['objection-unknown'] });
    expect(await notices.objectByLink(version, other, objecting(services, { grounds: 'No.' }))).toMatchObject({
      problems: ['objection-unknown'],
    });
  }
});

test('a signed-in business objects until the day before the change takes effect, and whoever agreed to nothing never', async () => {
  await using services = await openTestServices();
  const { ada, notices } = await told(services);
  const object = (fields: Record<string, string>) =>
    notices.object(objecting(services, fields, ada.session.id), ada.session);
  const bob = await signUpConfirmed(services, { email: 'bob@example.com' });
  expect(await notices.openObjection(bob.session)).toBeNull();

  services.clock.set('2026-12-23T12:00:00Z');
  expect(await object({ grounds: 'It is far away.' })).toMatchObject({ ok: true });
  expect(await object({ act: 'withdraw' })).toMatchObject({ ok: true });
  expect(await notices.openObjection(ada.session)).toMatchObject({ objection: { outcome: 'withdrawn' } });
  expect(await object({ act: 'withdraw' })).toMatchObject({ problems: ['objection-settled'] });
  expect(await object({ grounds: 'It is far away after all.' })).toMatchObject({ ok: true });
  await object({ act: 'withdraw' });
  services.clock.set('2026-12-24T12:00:00Z');
  expect(await object({ grounds: 'Too late.' })).toMatchObject({ problems: ['objection-over'] });
});

/** Dates that were worked out by hand. */
const worked = (
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'vectors', 'other.json'), 'utf8')) as {
    readonly id: string;
    readonly start: string;
    readonly expected: string;
  }[]
).filter(({ id }) => id.startsWith('SP-'));

test(
  'told on some day, a subprocessor starts on the day after the last on which a business may object (SP-1 to SP-4)',
  promise('subprocessor-notice'),
  async () => {
    expect(worked).toHaveLength(4);
    for (const { start, expected } of worked) {
      await using services = await openTestServices();
      services.clock.set(`${start}T12:00:00Z`);
      // On the last day of the window itself it would be too early.
      const { ada, notices } = await told(services, { publishedOn: start, effectiveOn: expected });
      const ctx = contextOf(services, { manifest: siteWith({ publishedOn: start, effectiveOn: expected }) });
      expect(await noticePeriodOf(ctx, { document: 'subprocessors', version: next })).toMatchObject({
        ...{ toldOn: start, earliestOn: addDays(expected, 1), isLate: true },
      });
      const object = () =>
        notices.object(objecting(services, { grounds: 'It is far away.' }, ada.session.id), ada.session);
      services.clock.set(`${addDays(expected, 1)}T23:59:59Z`);
      expect(await object()).toMatchObject({ problems: ['objection-over'] });
      services.clock.set(`${expected}T23:59:59Z`);
      expect(await object()).toMatchObject({ ok: true });
    }
  },
);

test('whoever was told late has as long as everybody else', async () => {
  await using services = await openTestServices();
  const { ada, notices } = await told(services);
  await services.db.updateTable('campaign_batch').set({ accepted_at: '2026-12-01T12:00:00.000Z' }).execute();
  services.clock.set('2026-12-31T12:00:00Z');
  expect(await notices.openObjection(ada.session)).toMatchObject({ change: { until: '2026-12-31', isOpen: true } });
});

test('the time of a business runs from when it was first told, whoever of it is told later or of another day', async () => {
  await using services = await openTestServices();
  const { ada, notices, desk } = await told(services);
  const until = async () => (await notices.openObjection(ada.session))?.change.until;
  const contact = () =>
    services.db
      .selectFrom('notice_recipient')
      .select(['campaign', 'batch', 'recipient'])
      .where('reason', '=', 'legal-contact')
      .executeTakeFirstOrThrow();
  const { campaign, batch, recipient } = await contact();
  // The contact was not reached, and is told on another day.
  await services.db
    .updateTable('campaign_batch')
    .set({ accepted_at: '2026-12-10T12:00:00.000Z' })
    .where('number', '=', batch)
    .execute();
  services.clock.set('2026-12-11T12:00:00Z');
  expect(await until()).toBe('2026-12-23');
  const object = objecting(services, { grounds: 'It is far away.' }, ada.session.id);
  expect(await notices.object(object, ada.session)).toMatchObject({ ok: true });
  const ana = await staffMember(services, { role: 'reads' });
  const [open] = (await desk.listObjections()).open;
  expect(await desk.openObjectionCase(ana.staff, open?.id ?? '')).toMatchObject({
    told: { on: next, until: '2026-12-23' },
  });

  // Nobody of it was told by mail: another means counts.
  await services.db.updateTable('notice_recipient').set({ problem: 'bounced' }).execute();
  expect(await until()).toBe('2026-12-23');
  const means = {
    means: 'post',
    told_on: '2026-12-09',
    recorded_at: '2026-12-09T12:00:00.000Z',
    recorded_by: 'command',
  };
  await services.db
    .insertInto('notice_other_means')
    .values({ campaign, recipient, ...means })
    .execute();
  expect(await until()).toBe('2027-01-08');
});

test('an objection is settled also where no address of the business can be read any more', async () => {
  await using services = await openTestServices();
  const { ada, notices, desk } = await told(services);
  const object = objecting(services, { grounds: 'It is far away.' }, ada.session.id);
  expect(await notices.object(object, ada.session)).toMatchObject({ ok: true });
  const ana = await staffMember(services, { role: 'approves' });
  await services.db.updateTable('account').set({ email_sealed: 'damaged', business_sealed: 'damaged' }).execute();
  const id = (await desk.listObjections()).open[0]?.id ?? '';
  expect(await desk.openObjectionCase(ana.staff, id)).toMatchObject({ objector: null });
  const stamp = services.formTokens.issue('desk-notices', ana.staff.sessionId);
  const form = formOf({ stamp, outcome: 'resolved', message: 'We can.' });
  expect(await desk.settleObjectionAtDesk(form, ana.staff, id)).toMatchObject({ ok: true });
  expect(await desk.objectionsDue()).toEqual({ count: 0, dueOn: null });
});

test('another day, when it is told, is no new time to object', async () => {
  await using services = await openTestServices();
  const { ada } = await told(services, { effectiveOn: '2027-02-24' });
  services.clock.set('2026-12-28T12:00:00Z');
  const notices = noticesFor(services, siteWith({ effectiveOn: '2026-12-30', effectMoved: 1 }));
  await notices.announce();
  await services.mail.send();
  expect(await notices.openObjection(ada.session)).toMatchObject({ change: { until: '2026-12-29' } });
});

test(
  'staff settle an objection with words to whoever objected, once, and enter what came by mail',
  promise('subprocessor-notice'),
  async () => {
    await using services = await openTestServices();
    const { ada, desk } = await told(services);
    const ana = await staffMember(services, { role: 'approves' });
    const kim = await staffMember(services, { name: 'Kim Oh', address: 'kim@example.com', role: 'reads' });
    const form = (fields: Record<string, string>, by = ana) =>
      formOf({ stamp: services.formTokens.issue('desk-notices', by.staff.sessionId), ...fields });
    const mailed = {
      email: ada.account.email,
      version: next,
      'objected-on': '２０２６－١١－２０ ',
      grounds: 'By letter.',
    };
    expect(await desk.logObjectionAtDesk(form(mailed, kim), kim.staff)).toMatchObject({ problems: ['role-missing'] });
    for (const [change, problem] of [
      [{ email: 'nobody@example.com' }, 'account-unknown'],
      [{ version: '2020-01-01' }, 'version-unknown'],
      [{ 'objected-on': '2026-11-24' }, 'objected-on-invalid'],
      [{ grounds: '' }, 'grounds-missing'],
    ] as const) {
      expect(await desk.logObjectionAtDesk(form({ ...mailed, ...change }), ana.staff)).toMatchObject({
        problems: [problem],
      });
    }
    const logged = await desk.logObjectionAtDesk(form(mailed), ana.staff);
    const id = logged.ok ? logged.value : '';
    expect(await desk.openObjectionCase(ana.staff, id)).toMatchObject({
      objection: { cameBy: 'mail', dueOn: '2026-12-10' },
      objector: 'counsel@example.com',
    });
    const settle = (fields: Record<string, string>, by = ana) =>
      desk.settleObjectionAtDesk(form(fields, by), by.staff, id);
    expect(await settle({ outcome: 'resolved', message: 'x' }, kim)).toMatchObject({ problems: ['role-missing'] });
    expect(await settle({ outcome: 'granted', message: '' })).toMatchObject({
      problems: ['outcome-missing', 'message-missing'],
    });
    expect(await settle({ outcome: 'not-resolved', message: 'We cannot do without them.' })).toMatchObject({
      ok: true,
    });
    expect(await settle({ outcome: 'resolved', message: 'We can.' })).toMatchObject({
      problems: ['objection-settled'],
    });
    const answer = await mailTo(services, 'counsel@example.com', 'objection-settled');
    expect(answer.text.replaceAll(/\s+/g, ' ')).toContain('you may terminate the part of the service that is affected');
    expect(answer.text).toContain('We cannot do without them.');
    expect(await desk.objectionsDue()).toEqual({ count: 0, dueOn: null });
    expect(await admin({ ...services, desk }, ['notices', 'check'])).toMatchObject({ code: 0 });
    const acts = await services.db.selectFrom('desk_act').select('act').where('act', 'like', 'objection%').execute();
    expect(acts.map(({ act }) => act)).toEqual(['objection-log', 'objection-settle']);
  },
);

test(
  'of a deleted account there remains that it objected, and an objection is erased in its time',
  promise('retention'),
  async () => {
    await using services = await openTestServices();
    const { ada, notices, desk } = await told(services);
    const grounds = 'A secret reason.';
    await notices.object(objecting(services, { grounds }, ada.session.id), ada.session);
    await remove(services, ada.session);
    expect(await desk.listObjections()).toMatchObject({
      open: [],
      settled: [{ accountId: null, grounds: '', outcome: 'withdrawn' }],
    });
    services.clock.set('2029-12-01T12:00:00Z');
    await notices.runJobs();
    expect(await desk.listObjections()).toEqual({ open: [], settled: [] });
  },
);

test(
  'the notice names each new provider with its legal name, place and mechanism, and what is not confirmed as such',
  promise('subprocessor-notice'),
  async () => {
    await using services = await openTestServices();
    const open = { value: null, confirmed: false } as const;
    const confirmed = (value: string) => ({ value, confirmed: { by: 'Grace Hopper', on: '2026-11-20' } }) as const;
    const provider = (name: string, since: string) => ({
      ...{ id: name.toLowerCase(), name, purpose: 'Payments', dataCategories: ['Names', 'Bills'], since },
      ...{ status: 'active' as const, legalName: confirmed(`${name} Ltd.`), location: confirmed('Ireland') },
      ...{ transferMechanism: open, vetted: open },
    });
    const manifest = siteWith({});
    const subprocessors = [provider('Old', firstVersion), provider('New', '2026-12-24')];
    const ctx = contextOf(services, { manifest, subprocessors });
    const [, document] = manifest.documents;
    const version = document?.versions[1];
    if (!document || !version) throw new Error('no list');

    const text = draftsOf(ctx, { document, version }, 'announced').contract?.text.replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      'New starts on December 24, 2026 at the earliest. Legal name: New Ltd.; purpose: Payments; data: Names, Bills; place: Ireland; mechanism of a transfer: to be confirmed.',
    );
    expect(text).not.toContain('Old Ltd.');
  },
);
