import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import type { Mail, Outcome } from '../../server/mail/transports/transport.ts';
import { recordRefusal } from '../../server/mail/undeliverable.ts';
import { send } from '../../server/notices/campaigns/delivery.ts';
import type { Manifest } from '../../src/library/model/manifest.ts';
import { ada, type SignedIn, signUpConfirmed } from '../support/accounts.ts';
import { remove } from '../support/deletion.ts';
import {
  agreed,
  announced,
  counsel,
  moveTo,
  nameContact,
  next,
  other,
  sentTo,
  siteWith,
} from '../support/legal-contacts.ts';
import { mailsTo, noticesFor, noticesIn, subscribed, type TestServices, versionOf } from '../support/notices.ts';
import { serverSendingBy, takingMail } from '../support/outbox.ts';
import { promise } from '../support/promise.ts';
import { startProvider } from '../support/provider.ts';
import { contextOf, formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

const [king, bob] = ['king@example.com', 'bob@example.com'];
const secret = `whsec_${randomBytes(24).toString('base64')}`;

const rows = ({ db }: TestServices) =>
  db
    .selectFrom('notice_recipient')
    .select(['reason', 'problem', 'delivered_at', 'digest'])
    .orderBy('reason')
    .orderBy('recipient')
    .execute();

function mailIds(body: string | undefined): Map<string, string> {
  const mails = JSON.parse(body ?? '[]') as { to: string | string[]; tags: { name: string; value: string }[] }[];
  return new Map(
    mails.map(({ to, tags }) => [[to].flat()[0] ?? '', tags.find(({ name }) => name === 'mail')?.value ?? '']),
  );
}

const openWith = (url: string) =>
  openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: url, RESEND_WEBHOOK_SECRET: secret } });

/** What the provider tells of a mail, by the clock of this machine, for its signature is of now. */
async function tell(services: TestServices, type: string, to: string, mail: string | undefined): Promise<string> {
  const bounce = { type: 'Permanent' };
  const data = { to: [to], tags: { mail: mail ?? '' }, bounce };
  const body = JSON.stringify({ type, created_at: '2026-11-23T12:05:00.000Z', data });
  const now = new Date();
  const id = `msg_${randomBytes(8).toString('hex')}`;
  const headers = { id, timestamp: String(Math.floor(now.getTime() / 1000)) };
  return await services.notices.takeDeliveryEvent(body, {
    ...headers,
    signature: new Webhook(secret).sign(id, now, body),
  });
}

test(
  'whoever agreed and the legal contact of the business get one mail each, whatever else they are, and are told why',
  promise('subprocessor-notice'),
  async () => {
    await using services = await openTestServices();
    await agreed(services);
    await agreed(services, counsel, { name: 'Bob', email: bob });
    await agreed(services, king, { name: 'King', email: king });
    await agreed(services, bob, { name: 'Dora', email: 'dora@example.com' });
    for (const reader of [counsel, bob, 'reader@example.com'])
      await subscribed(services, reader, ['subprocessors'], siteWith(null));
    const { notices, desk } = await announced(services);
    await services.mail.send();
    await services.mail.send();

    const owed = [ada.email, bob, counsel, 'dora@example.com', king];
    expect(await sentTo(services)).toEqual([...owed, 'reader@example.com'].sort());
    const [campaign] = await desk.openNotices();
    expect(campaign?.people).toEqual({ contract: 4, 'legal-contact': 1, subscribed: 1 });
    expect((await desk.openCampaign(campaign?.id ?? 0))?.counts).toEqual(
      expect.arrayContaining([
        { reason: 'contract', state: 'accepted', count: 4 },
        { reason: 'legal-contact', state: 'accepted', count: 1 },
        { reason: 'subscribed', state: 'accepted', count: 1 },
      ]),
    );
    expect((await notices.archive())[0]?.people).toEqual([
      { reason: 'contract', count: null },
      { reason: 'legal-contact', count: null },
      { reason: 'subscribed', count: null },
    ]);
    const textTo = async (to: string) =>
      (await noticesIn(services)).find((one) => one.to === to)?.text.replaceAll(/\s+/g, ' ');
    expect(await textTo(ada.email)).toContain('the business of this account agreed to terms by which we must tell you');
    expect(await textTo(counsel)).toContain('names you as its contact for legal notices');
  },
);

test('a retry is the same mail, to both', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  await agreed(services);
  await services.mail.send();
  await announced(services);
  const before = provider.offered.length;
  provider.behave({ status: 502, accepting: true });
  await services.mail.send();
  provider.behave({ status: 200 });
  for (const hour of [13, 14, 15]) {
    services.clock.set(`2026-11-23T${hour}:00:00Z`);
    await services.mail.send();
  }

  const batches = provider.offered.slice(before).filter(({ body }) => body.startsWith('['));
  const bodies = new Map<string, Set<string>>();
  for (const { key, body } of batches) bodies.set(key, (bodies.get(key) ?? new Set()).add(body));
  expect([batches.length, bodies.size]).toEqual([4, 2]);
  expect([...bodies.values()].every((one) => one.size === 1)).toBe(true);
  expect(await sentTo(services)).toEqual([ada.email, counsel]);
  expect(provider.arrived.toSorted()).toEqual([ada.email, counsel]);
});

test('what the provider says of the one mail stands with the one, and of the other with the other', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  await agreed(services);
  const { desk } = await announced(services);
  await services.mail.send();
  const ids = new Map(
    provider.offered.filter(({ body }) => body.startsWith('[')).flatMap(({ body }) => [...mailIds(body)]),
  );
  expect(ids.get(ada.email)).not.toBe(ids.get(counsel));
  expect(await tell(services, 'email.delivered', ada.email, ids.get(ada.email))).toBe('taken');
  expect(await tell(services, 'email.bounced', counsel, ids.get(counsel))).toBe('taken');
  expect(await rows(services)).toMatchObject([
    { reason: 'contract', problem: null, delivered_at: '2026-11-23T12:05:00.000Z' },
    { reason: 'legal-contact', problem: 'bounced', delivered_at: null },
  ]);

  const ana = await staffMember(services, { role: 'answers' });
  const [campaign] = await desk.openNotices();
  const id = campaign?.id ?? 0;
  expect(campaign).toMatchObject({ unreached: 1, problems: { bounced: 1 } });
  const people = (await desk.openUnreached(ana.staff, id))?.people ?? [];
  expect(people.map(({ address }) => address)).toEqual([counsel]);
  const stamp = services.formTokens.issue('desk-notices', ana.staff.sessionId);
  const told = { stamp, recipient: people[0]?.recipient ?? '', means: 'post', 'told-on': next };
  expect(await desk.tellOtherwise(formOf(told), ana.staff, id)).toMatchObject({ ok: true });
  const find = async (email: string) => {
    const found = await desk.findProof(formOf({ stamp, email }), ana.staff);
    return found.ok ? found.value.proofs.map(({ address, means }) => [address, means]).sort() : found.problems;
  };
  expect(await find(ada.email)).toEqual([
    [ada.email, null],
    [counsel, 'post'],
  ]);
  expect(await find(counsel)).toEqual([[counsel, 'post']]);
});

test('both links to object are of the one business, which objects once', promise('subprocessor-notice'), async () => {
  await using services = await openTestServices();
  await agreed(services);
  const { notices, desk } = await announced(services);
  await services.mail.send();
  const links = (await noticesIn(services)).map(({ text }) => {
    const [, version = '', token = ''] = /\/updates\/objection\/([^/\s]+)\/([^/\s]+)\//.exec(text) ?? [];
    return [version, token] as const;
  });
  expect(links).toHaveLength(2);
  const object = (at: number) =>
    notices.objectByLink(
      ...(links[at] ?? ['', '']),
      formOf({ stamp: services.formTokens.issue('objection'), act: 'object', grounds: 'It is far away.' }),
    );
  for (const link of links) expect(await notices.openObjectionLink(...link)).toMatchObject({ ok: true });
  expect(await object(0)).toMatchObject({ ok: true });
  expect(await object(1)).toMatchObject({ problems: ['objected-already'] });
  expect((await desk.listObjections()).open).toHaveLength(1);
});

test('who is named, or goes, between the notice and its mail', async () => {
  const cases: [string, (services: TestServices, who: SignedIn) => Promise<void>, string[]][] = [
    ['another contact', (services, who) => nameContact(services, who, other), [ada.email, other]],
    ['none any more', (services, who) => nameContact(services, who, ''), [ada.email]],
    ['the account itself', (services, who) => nameContact(services, who, ada.email), [ada.email]],
    ['somebody who is told already', (services, who) => nameContact(services, who, bob), [ada.email]],
    ['another address of the account', (services, who) => moveTo(services, who, king), [counsel, king]],
    ['the address of the contact', (services, who) => moveTo(services, who, counsel), [counsel]],
  ];
  for (const [, change, expected] of cases) {
    await using services = await openTestServices();
    const who = await agreed(services);
    await subscribed(services, bob, ['subprocessors'], siteWith(null));
    const { desk } = await announced(services);
    await change(services, who);
    await services.mail.send();
    expect(await sentTo(services)).toEqual([...expected, bob].sort());

    const ana = await staffMember(services, { role: 'reads' });
    const stamp = services.formTokens.issue('desk-notices', ana.staff.sessionId);
    for (const email of expected) {
      const found = await desk.findProof(formOf({ stamp, email }), ana.staff);
      expect(found.ok && found.value.proofs.filter((one) => one.address === email && one.acceptedAt)).toHaveLength(1);
    }
  }
});

test('a contact who was told stays the one who was, and whoever takes the place of one not reached is told', async () => {
  await using services = await openTestServices();
  const who = await agreed(services);
  const { notices, desk } = await announced(services);
  await services.mail.send();
  const ana = await staffMember(services, { role: 'reads' });
  const find = async (email: string) => {
    const stamp = services.formTokens.issue('desk-notices', ana.staff.sessionId);
    const found = await desk.findProof(formOf({ stamp, email }), ana.staff);
    return found.ok ? found.value.proofs.map(({ address, acceptedAt }) => [address, acceptedAt !== null]) : [];
  };
  await nameContact(services, who, other);
  await notices.runJobs();
  await services.mail.send();
  expect(await find(counsel)).toEqual([[null, true]]);
  expect(await find(other)).toEqual([]);
  expect((await mailsTo(services, other)).filter(({ template }) => template === 'service-notice')).toHaveLength(1);

  await recordRefusal(services.ctx, { address: counsel, mailId: 'a', problem: 'bounced' });
  await services.db
    .updateTable('notice_recipient')
    .set({ problem: 'bounced', problem_at: '2026-11-23T12:05:00.000Z' })
    .where('reason', '=', 'legal-contact')
    .execute();
  for (let round = 0; round < 2; round += 1) {
    await notices.runJobs();
    await services.mail.send();
  }
  expect(await find(other)).toEqual([[other, true]]);
  expect(await find(counsel)).toEqual([]);
  expect(await sentTo(services)).toEqual([ada.email, other]);
});

test('of the other day, and that a version is off, both are told', async () => {
  await using services = await openTestServices();
  await agreed(services);
  await announced(services);
  await services.mail.send();
  const then = async (site: Manifest) => {
    await noticesFor(services, site).announce();
    await services.mail.send();
  };
  const moved = { effectiveOn: '2027-01-24', effectMoved: 1 };
  await then(siteWith(moved));
  expect(await sentTo(services, /New date/)).toEqual([ada.email, counsel]);
  await then(siteWith({ ...moved, cancelledOn: next }));
  expect(await sentTo(services)).toEqual([ada.email, ada.email, ada.email, counsel, counsel, counsel]);
});

test('what takes the place of a version is told to both, in one mail', async () => {
  await using services = await openTestServices();
  await agreed(services);
  await announced(services);
  await services.mail.send();
  const off = siteWith({ cancelledOn: next });
  const later = { ...versionOf('subprocessors', '2026-11-24'), effectiveOn: '2027-01-24' };
  const replaced = {
    documents: off.documents.map((document) =>
      document.slug === 'dpa' ? document : { ...document, versions: [...document.versions, later] },
    ),
  };
  await noticesFor(services, replaced).announce();
  await services.mail.send();
  expect(await sentTo(services, /2027/)).toEqual([ada.email, counsel]);
  const mails = (await noticesIn(services)).filter(({ subject }) => subject.includes('2027'));
  for (const { text } of mails)
    expect(text.replaceAll(/\s+/g, ' ')).toContain('This takes the place of the version of');
  expect(await sentTo(services)).toHaveLength(4);
});

test(
  'a legal hold on the account keeps the proof of both, which time erases otherwise',
  promise('retention'),
  async () => {
    for (const isHeld of [true, false]) {
      await using services = await openTestServices();
      const { account } = await agreed(services);
      const { notices } = await announced(services);
      await services.mail.send();
      const hold = { reason: 'A claim', owner: 'Counsel', told: '', endsOn: '2030-06-30' };
      if (isHeld)
        expect(await services.legalHolds.add({ address: account.email, ...hold })).toMatchObject({ ok: true });
      services.clock.set('2029-12-01T12:00:00Z');
      await notices.runJobs();
      expect(await rows(services)).toHaveLength(isHeld ? 2 : 0);
    }
  },
);

test('an export shows its holder what was sent to them, by the number of an account', async () => {
  await using services = await openTestServices();
  const { account } = await agreed(services);
  const theirs = await signUpConfirmed(services, { name: 'Counsel', email: counsel });
  await announced(services);
  await services.mail.send();
  for (const [of, reason] of [
    [account, 'contract'],
    [theirs.account, 'legal-contact'],
  ] as const) {
    const { tables } = await services.personalData.dataOf({ accountId: of.id, email: of.email });
    expect(tables['notices']).toMatchObject([{ document: 'subprocessors', reason, recipient: account.id }]);
  }
});

test('an account that is deleted leaves nothing that tells whose either row was', promise('retention'), async () => {
  await using services = await openTestServices();
  const { session } = await agreed(services);
  await announced(services);
  await services.mail.send();
  expect((await rows(services)).map(({ digest }) => digest)).toEqual([expect.any(String), expect.any(String)]);
  expect(await remove(services, session)).toMatchObject({ ok: true });
  expect((await rows(services)).map(({ digest }) => digest)).toEqual([null, null]);
});

test('a contact of two businesses, or one who subscribed, is told all the same when one of them names them no more', async () => {
  const goes: [string, (services: TestServices, who: SignedIn) => Promise<unknown>, string[]][] = [
    ['deleted', (services, { session }) => remove(services, session), []],
    ['another contact', (services, who) => nameContact(services, who, other), ['whose', other]],
    ['none any more', (services, who) => nameContact(services, who, ''), ['whose']],
    ['somebody who is told already', (services, who) => nameContact(services, who, king), ['whose']],
  ];
  for (const [, change, expected] of goes)
    for (const isBusiness of [true, false]) {
      await using services = await openTestServices();
      const first = await agreed(services);
      const second = isBusiness ? await agreed(services, counsel, { name: 'Bob', email: bob }) : null;
      if (!second) await subscribed(services, counsel, ['subprocessors'], siteWith(null));
      await subscribed(services, king, ['subprocessors'], siteWith(null));
      const { desk } = await announced(services);
      // The one whose the row is.
      const row = await services.db
        .selectFrom('notice_recipient')
        .select('recipient')
        .where('reason', '=', 'legal-contact')
        .executeTakeFirstOrThrow();
      const who = second && row.recipient.startsWith(second.account.id) ? second : first;
      await change(services, who);
      await send(contextOf(services, { manifest: siteWith({}) }));
      const rest = [first, second].flatMap((one) => (one && one !== who ? one.account.email : []));
      const theirs = expected.map((one) => (one === 'whose' ? who.account.email : one));
      expect(await sentTo(services)).toEqual([...theirs, ...rest, counsel, king].sort());
      expect((await desk.openNotices())[0]?.state).toBe('complete');
    }
});

test('whose contact changes between a mail that was not taken and its retry: each once, and the proof is theirs', async () => {
  for (const [contact, expected] of [
    [other, [ada.email, bob, other]],
    [bob, [ada.email, bob]],
  ] as const) {
    await using provider = await startProvider();
    await using services = await openWith(provider.url);
    const who = await agreed(services);
    await subscribed(services, bob, ['subprocessors'], siteWith(null));
    await services.mail.send();
    const before = provider.arrived.length;
    const { desk } = await announced(services);
    provider.behave({ status: 429 });
    await services.mail.send();
    provider.behave({ status: 200 });
    await nameContact(services, who, contact);
    services.clock.set('2026-11-23T13:00:00Z');
    await services.mail.send();
    const notices = (await noticesIn(services)).filter(({ state }) => state === 'sent');
    expect(notices.map(({ to }) => to).sort()).toEqual(expected);
    expect(provider.arrived.slice(before).length).toBeGreaterThanOrEqual(expected.length);
    const ana = await staffMember(services, { role: 'reads' });
    const stamp = services.formTokens.issue('desk-notices', ana.staff.sessionId);
    for (const email of expected) {
      const found = await desk.findProof(formOf({ stamp, email }), ana.staff);
      expect(found.ok && found.value.proofs.filter((one) => one.address === email && one.acceptedAt)).toHaveLength(1);
    }
  }
});

test('of an account that is deleted while its notices wait nothing tells who its contact was once they are taken back', async () => {
  await using services = await openTestServices();
  const { session } = await agreed(services);
  await announced(services);
  expect(await remove(services, session)).toMatchObject({ ok: true });
  await noticesFor(services, siteWith({ cancelledOn: next })).announce();
  expect((await rows(services)).flatMap(({ digest }) => digest ?? [])).toEqual([]);
});

test('many contacts whom no mail reaches keep nobody from being told once their address is there', async () => {
  await using services = await openTestServices();
  await subscribed(services, bob, ['subprocessors'], siteWith(null));
  await services.mail.send();
  const { notices } = await announced(services);
  await recordRefusal(services.ctx, { address: bob, mailId: 'a', problem: 'bounced' });
  await services.mail.send();
  expect(await sentTo(services)).toEqual([]);
  const { campaign, batch } = await services.db
    .selectFrom('notice_recipient')
    .select(['campaign', 'batch'])
    .executeTakeFirstOrThrow();
  const bounced = Array.from({ length: 1_000 }, (_, at) => ({
    ...{
      campaign,
      batch,
      reason: 'legal-contact',
      recipient: `0-${at}-contact`,
      digest: String(at),
      problem: 'bounced',
    },
  }));
  for (let at = 0; at < bounced.length; at += 100)
    await services.db
      .insertInto('notice_recipient')
      .values(bounced.slice(at, at + 100))
      .execute();
  await services.db.deleteFrom('undeliverable_address').execute();
  await notices.runJobs();
  await services.mail.send();
  expect(await sentTo(services)).toEqual([bob]);
});

test('a contact who has the account of their own deleted stays the contact of the business that names them', async () => {
  await using services = await openTestServices();
  await agreed(services);
  const theirs = await signUpConfirmed(services, { name: 'Counsel', email: counsel });
  await announced(services);
  expect(await remove(services, theirs.session)).toMatchObject({ ok: true });
  await services.mail.send();
  expect(await sentTo(services)).toEqual([ada.email, counsel]);
});

test('a contact who moves the account of their own is told at the address that the business names, also what comes next', async () => {
  await using services = await openTestServices();
  await agreed(services);
  const theirs = await signUpConfirmed(services, { name: 'Counsel', email: counsel });
  await announced(services);
  await services.mail.send();
  await moveTo(services, theirs, other);
  await noticesFor(services, siteWith({ cancelledOn: next })).announce();
  await services.mail.send();
  expect(await sentTo(services)).toEqual([ada.email, ada.email, counsel, counsel]);
});

test('whose account moves to an address that is told already is told once, and the provider is heard', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const who = await agreed(services);
  await subscribed(services, bob, ['subprocessors'], siteWith(null));
  await services.mail.send();
  await announced(services);
  await moveTo(services, who, bob);
  const before = provider.offered.length;
  await services.mail.send();
  expect(await sentTo(services)).toEqual([bob, counsel]);
  const ids = new Map(
    provider.offered
      .slice(before)
      .filter(({ body }) => body.startsWith('['))
      .flatMap(({ body }) => [...mailIds(body)]),
  );
  expect(await tell(services, 'email.delivered', bob, ids.get(bob))).toBe('taken');
  const delivered = (await rows(services)).filter(({ delivered_at }) => delivered_at !== null);
  expect(delivered).toMatchObject([{ reason: 'contract' }]);
});

test('a contact of two businesses of whom nobody knows whether they were told is for staff once one names another', async () => {
  for (const [contact, told] of [
    [other, [other]],
    [king, []],
  ] as const) {
    await using provider = await startProvider();
    await using services = await openWith(provider.url);
    const [first, second] = [await agreed(services), await agreed(services, counsel, { name: 'Bob', email: bob })];
    await subscribed(services, king, ['subprocessors'], siteWith(null));
    await services.mail.send();
    const { desk } = await announced(services);
    const before = provider.arrived.length;
    const row = await services.db
      .selectFrom('notice_recipient')
      .select('recipient')
      .where('reason', '=', 'legal-contact')
      .executeTakeFirstOrThrow();
    provider.behave({ status: 502, accepting: true });
    await services.mail.send();
    provider.behave({ status: 200 });
    await nameContact(services, row.recipient.startsWith(first.account.id) ? first : second, contact);
    for (const hour of [13, 14, 15]) {
      services.clock.set(`2026-11-23T${hour}:00:00Z`);
      await send(contextOf(services, { manifest: siteWith({}) }));
    }
    expect(provider.arrived.slice(before).sort()).toEqual([ada.email, bob, counsel, king]);
    const [campaign] = await desk.openNotices();
    expect(campaign).toMatchObject({ state: 'complete', problems: { uncertain: 1 } });

    // Staff have their word.
    expect(await desk.commandCampaign(campaign?.id ?? 0, 'retry')).toMatchObject({ ok: true, value: { count: 1 } });
    await send(contextOf(services, { manifest: siteWith({}) }));
    expect(provider.arrived.slice(before).sort()).toEqual([ada.email, bob, counsel, counsel, king, ...told].sort());
  }
});

test('an address that is damaged keeps nobody else from what they missed, and is for staff', async () => {
  await using services = await openTestServices();
  const first = await agreed(services);
  const second = await agreed(services, counsel, { name: 'Bob', email: bob });
  await services.mail.send();
  const { notices, desk } = await announced(services);
  for (const address of [ada.email, bob, counsel])
    await recordRefusal(services.ctx, { address, mailId: 'a', problem: 'bounced' });
  await services.mail.send();
  expect(await sentTo(services)).toEqual([]);
  await services.db.deleteFrom('undeliverable_address').execute();
  await services.db
    .updateTable('account')
    .set({ email_sealed: second.account.id })
    .where('id', '=', first.account.id)
    .execute();
  await notices.runJobs();
  await send(contextOf(services, { manifest: siteWith({}) }));
  const theirs = await rows(services);
  expect(theirs.map(({ reason, problem }) => [reason, problem])).toEqual(
    expect.arrayContaining([
      ['contract', 'unreadable'],
      ['contract', null],
      ['legal-contact', null],
    ]),
  );
  const [campaign] = await desk.openNotices();
  expect(campaign).toMatchObject({ problems: { unreadable: 1 }, unreached: 1 });
  const ana = await staffMember(services, { role: 'answers' });
  const [person] = (await desk.openUnreached(ana.staff, campaign?.id ?? 0))?.people ?? [];
  expect(person).toMatchObject({ recipient: first.account.id, address: null });
  const stamp = services.formTokens.issue('desk-notices', ana.staff.sessionId);
  const told = { stamp, recipient: first.account.id, means: 'post', 'told-on': next };
  expect(await desk.tellOtherwise(formOf(told), ana.staff, campaign?.id ?? 0)).toMatchObject({ ok: true });
});

test('a contact who is named after the notice hears of another day, and that the version is off, each once', async () => {
  for (const [was, isOnTheWay] of [
    [counsel, false],
    ['', false],
    [counsel, true],
  ] as const) {
    await using services = await openTestServices();
    const who = await agreed(services, was);
    await agreed(services, king, { name: 'Bob', email: bob });
    await announced(services);
    await services.mail.send();
    const before = [ada.email, bob, king, ...(was ? [was] : [])];
    expect(await sentTo(services)).toEqual(before.toSorted());
    await nameContact(services, who, other);
    const then = async (site: Manifest) => {
      await noticesFor(services, site).announce();
      if (isOnTheWay) await noticesFor(services, site).announce();
      await send(contextOf(services, { manifest: site }));
    };
    const moved = { effectiveOn: '2027-01-24', effectMoved: 1 };
    await then(siteWith(moved));
    const all = [ada.email, bob, king, other];
    expect(await sentTo(services, /New date/)).toEqual(all);
    await then(siteWith({ ...moved, cancelledOn: next }));
    expect(await sentTo(services, /not take effect|Cancelled/i)).toEqual(all);
  }
});

test('that a contact was told by post is not said of the one who is named after that', async () => {
  await using services = await openTestServices();
  const who = await agreed(services);
  await services.mail.send();
  const { notices, desk } = await announced(services);
  await recordRefusal(services.ctx, { address: counsel, mailId: 'a', problem: 'bounced' });
  await services.mail.send();
  const ana = await staffMember(services, { role: 'answers' });
  const stamp = services.formTokens.issue('desk-notices', ana.staff.sessionId);
  const [campaign] = await desk.openNotices();
  const id = campaign?.id ?? 0;
  const unreached = async () => (await desk.openUnreached(ana.staff, id))?.people ?? [];
  const tell = async () => {
    const told = { stamp, recipient: (await unreached())[0]?.recipient ?? '', means: 'post', 'told-on': next };
    expect(await desk.tellOtherwise(formOf(told), ana.staff, id)).toMatchObject({ ok: true });
  };
  const proof = async () =>
    (await desk.openProof(ana.staff, id))?.proofs
      .filter(({ reason }) => reason === 'legal-contact')
      .map(({ address, means, isOfFormer }) => ({ address, means, isOfFormer }));
  await tell();
  expect(await proof()).toEqual([{ address: counsel, means: 'post', isOfFormer: false }]);
  expect((await desk.openNotices())[0]?.unreached).toBe(0);

  await nameContact(services, who, other);
  await recordRefusal(services.ctx, { address: other, mailId: 'b', problem: 'bounced' });
  await services.db.deleteFrom('undeliverable_address').execute();
  await notices.runJobs();
  await recordRefusal(services.ctx, { address: other, mailId: 'b', problem: 'bounced' });
  await send(contextOf(services, { manifest: siteWith({}) }));
  expect(await proof()).toEqual([{ address: other, means: 'post', isOfFormer: true }]);
  expect((await desk.openNotices())[0]?.unreached).toBe(1);
  expect(await unreached()).toMatchObject([{ address: other, means: null }]);
  await tell();
  expect(await proof()).toEqual([{ address: other, means: 'post', isOfFormer: false }]);
  expect((await desk.openNotices())[0]?.unreached).toBe(0);
});

test('a business that agrees while a change waits is told of it by mail, it and its contact, once, and then of another day', async () => {
  await using services = await openTestServices();
  await agreed(services);
  const { desk } = await announced(services);
  const site = siteWith({});
  const round = async (manifest: Manifest) => {
    for (let times = 0; times < 2; times += 1) {
      await noticesFor(services, manifest).runJobs();
      await send(contextOf(services, { manifest }));
    }
  };
  await round(site);
  expect(await sentTo(services)).toEqual([ada.email, counsel]);
  services.clock.set('2026-11-30T12:00:00Z');
  await agreed(services, king, { name: 'Bob', email: bob });
  await signUpConfirmed(services, { name: 'Dora', email: 'dora@example.com' });
  await round(site);
  await round(site);
  expect(await sentTo(services)).toEqual([ada.email, bob, counsel, king]);
  expect((await desk.openNotices())[0]).toMatchObject({
    ...{ state: 'complete', people: { contract: 2, 'legal-contact': 2 } },
    period: { toldOn: next, isLate: false },
  });
  await round(siteWith({ effectiveOn: '2027-01-24', effectMoved: 1 }));
  expect(await sentTo(services, /New date/)).toEqual([ada.email, bob, counsel, king]);
  // Once it is in effect, whoever agrees has it before them.
  services.clock.set('2027-01-24T12:00:00Z');
  await agreed(services, other, { name: 'Eve', email: 'eve@example.com' });
  await round(siteWith({ effectiveOn: '2027-01-24', effectMoved: 1 }));
  expect(await sentTo(services)).toHaveLength(8);
});

test('the first business that agrees while a change waits makes no notice late', async () => {
  await using services = await openTestServices();
  const { desk } = await announced(services);
  const round = async () => {
    await noticesFor(services, siteWith({})).runJobs();
    await send(contextOf(services, { manifest: siteWith({}) }));
  };
  await round();
  services.clock.set('2026-12-20T12:00:00Z');
  await agreed(services);
  await round();
  await round();
  expect(await sentTo(services)).toEqual([ada.email, counsel]);
  expect((await desk.openNotices())[0]).toMatchObject({ state: 'complete', period: { toldOn: next, isLate: false } });
});

test('what is off while a batch is under way is announced to nobody whose mail was not taken', async () => {
  await using services = await openTestServices();
  await agreed(services);
  await agreed(services, king, { name: 'Bob', email: bob });
  await announced(services);
  const off = siteWith({ cancelledOn: next });
  const { mails, transport } = takingMail();
  const sendHalf = async (some: readonly Mail[], key: string): Promise<Outcome[]> => {
    await noticesFor(services, off).announce();
    await transport.bulk.send(some.slice(0, 1), key);
    return some.map((_, at) => (at === 0 ? 'sent' : { retry: 'busy' }));
  };
  const ctx = contextOf(services, { manifest: siteWith({}) });
  await send(serverSendingBy({ ...transport, bulk: { ...transport.bulk, parallel: 1, send: sendHalf } }, ctx));
  const told = () => mails.filter(({ subject }) => subject.includes('Subprocessors')).map(({ to }) => to);
  services.clock.set('2026-11-23T15:00:00Z');
  await noticesFor(services, off).announce();
  await send(serverSendingBy(transport, contextOf(services, { manifest: off })));
  // The others hear at most that it is off: as it came to be, their mail may have been out.
  expect(told().toSorted()).toEqual([ada.email, ada.email, bob]);
});
