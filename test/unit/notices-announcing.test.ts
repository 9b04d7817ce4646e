import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { send } from '../../server/notices/campaigns/delivery.ts';
import { addRecipients } from '../../server/notices/campaigns/recipients.ts';
import type { Notices } from '../../server/notices/notices.ts';
import type { Manifest, ManifestDocument, ManifestVersion } from '../../src/library/model/manifest.ts';
import { endedOrHeldUp } from '../support/held-up.ts';
import {
  firstVersion,
  mailsIn,
  mailsTo,
  manifestWith,
  manySubscribed,
  noticesFor,
  noticesIn,
  noticesTo,
  subscribed,
  type TestServices,
  versionOf,
} from '../support/notices.ts';
import { serverSendingBy, takingMail, watchTable } from '../support/outbox.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

const newer = manifestWith({ privacy: [firstVersion, '2026-12-01'] });

test('versions that were there at the first start are announced to nobody', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'ada@example.com');

  await noticesFor(services, newer).announce();
  await noticesFor(services, newer).announce();

  expect(await noticesTo(services, 'ada@example.com')).toEqual([]);
});

test(
  'a newer version is announced to its confirmed subscribers exactly once',
  promise('notice-of-changes'),
  async () => {
    await using services = await openTestServices();
    await subscribed(services, 'ada@example.com', ['privacy']);
    await subscribed(services, 'bob@example.com', ['dpa']);
    await noticesFor(services).announce();

    for (let start = 0; start < 3; start += 1) await noticesFor(services, newer).announce();

    expect(await noticesTo(services, 'ada@example.com')).toHaveLength(1);
    expect(await noticesTo(services, 'bob@example.com')).toEqual([]);
  },
);

test('a version that was cancelled before anybody heard of it is told to nobody', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'ada@example.com', ['privacy']);
  await noticesFor(services).announce();

  const cancelled = {
    documents: newer.documents.map((document) => ({
      ...document,
      versions: document.versions.map((version) =>
        version.version === '2026-12-01' ? { ...version, cancelledOn: '2026-12-02' } : version,
      ),
    })),
  };
  await noticesFor(services, cancelled).announce();

  expect(await noticesTo(services, 'ada@example.com')).toEqual([]);
});

/** The same site once the version is cancelled, or takes effect on another day. */
function changed(change: Partial<ManifestVersion>): Manifest {
  const documents = newer.documents.map((document) => ({
    ...document,
    versions: document.versions.map((version) =>
      version.version === '2026-12-01' ? { ...version, ...change } : version,
    ),
  }));
  return { documents };
}

/** 120 people of whom the first fifty have got their notice, and fifty more may have, when the server stops. */
async function halfTold(services: TestServices) {
  const people = await manySubscribed(services, 120);
  await noticesFor(services).announce();
  await noticesFor(services, newer).announce();
  const accepted_at = services.clock.now().toISOString();
  const batches = services.db.updateTable('campaign_batch');
  await batches.set({ accepted_at }).where('number', '=', 1).execute();
  await batches.set({ lease: 'one', leased_until: '2026-11-23T12:03:00.000Z' }).where('number', '=', 2).execute();
  const told = (await noticesIn(services)).filter(({ state }) => ['sent', 'under way'].includes(state));
  return { people, told: told.map(({ to }) => to).sort() };
}

async function waitingTo(services: TestServices, template: string): Promise<string[]> {
  const waiting = (await noticesIn(services)).filter((one) => one.template === template && one.state === 'waiting');
  return waiting.map(({ to }) => to).sort();
}

test('when a version is cancelled its notices are taken back, and who was told hears once that it is off', async () => {
  await using services = await openTestServices();
  const { told } = await halfTold(services);
  const cancelled = changed({ cancelledOn: '2026-11-24' });
  for (let round = 0; round < 3; round += 1) await noticesFor(services, cancelled).announce();
  // A server that was built before does not begin anew.
  await noticesFor(services, newer).announce();

  expect(await waitingTo(services, 'updates-notice')).toEqual([]);
  expect(await waitingTo(services, 'updates-cancelled')).toEqual(told);
  const [mail] = (await mailsIn(services)).filter(({ template }) => template === 'updates-cancelled');
  expect(mail?.text).toContain('will not take effect');
  expect(mail?.headers).toMatchObject({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
});

test('when its effect is moved who was told hears of the new day, and the others hear of no other', async () => {
  await using services = await openTestServices();
  const { people, told } = await halfTold(services);
  const later = changed({ effectiveOn: '2027-01-15', effectMoved: 1 });
  for (let round = 0; round < 3; round += 1) await noticesFor(services, later).announce();
  await noticesFor(services, newer).announce();

  expect(await waitingTo(services, 'updates-moved')).toEqual(told);
  const others = people.filter((email) => !told.includes(email)).sort();
  expect(await waitingTo(services, 'updates-notice')).toEqual(others);
  const waiting = (await mailsIn(services)).filter(({ to, template }) => others.includes(to) || /moved/.test(template));
  for (const { text } of waiting) expect(text.replaceAll(/\s+/g, ' ')).toContain('January 15, 2027');

  // Moved back to the first day: those who heard of another hear of it.
  await services.db
    .updateTable('campaign_batch')
    .set({ accepted_at: '2026-11-24T12:00:00.000Z' })
    .where('campaign', 'in', services.db.selectFrom('campaign').select('id').where('kind', '=', 'moved'))
    .execute();
  await noticesFor(services, changed({ effectMoved: 2 })).announce();
  expect(await waitingTo(services, 'updates-moved')).toEqual(told);

  // Cancelled in the end: whoever has heard of neither day hears nothing.
  await noticesFor(services, changed({ cancelledOn: '2026-11-25' })).announce();
  expect(await waitingTo(services, 'updates-notice')).toEqual([]);
  expect(await waitingTo(services, 'updates-moved')).toEqual([]);
  expect(await waitingTo(services, 'updates-cancelled')).toEqual(told);
});

/** The same site with versions of which the first are cancelled: what followed them takes their place. */
function replacing(cancelled: readonly string[], versions: readonly string[]): Manifest {
  const all = manifestWith({ privacy: [firstVersion, ...cancelled, ...versions] });
  const documents = all.documents.map((document) => ({
    ...document,
    versions: document.versions.map((version) =>
      cancelled.includes(version.version) ? { ...version, cancelledOn: '2026-11-24' } : version,
    ),
  }));
  return { documents };
}

async function replacedTo(services: TestServices): Promise<string[]> {
  const waiting = (await noticesIn(services)).filter(
    ({ state, text }) => state === 'waiting' && /takes the place of the version of/.test(text.replaceAll(/\s+/g, ' ')),
  );
  return waiting.map(({ to }) => to).sort();
}

test('who was told of a version hears in one mail what takes its place, and the others of that alone', async () => {
  await using services = await openTestServices();
  const { people, told } = await halfTold(services);
  const others = people.filter((email) => !told.includes(email)).sort();
  const replaced = replacing(['2026-12-01'], ['2026-12-05']);
  for (let round = 0; round < 3; round += 1) await noticesFor(services, replaced).announce();

  expect(await waitingTo(services, 'updates-cancelled')).toEqual([]);
  expect(await replacedTo(services)).toEqual(told);
  expect(await waitingTo(services, 'updates-notice')).toEqual([...others, ...told].sort());
  const mails = (await noticesIn(services)).filter(({ state }) => state === 'waiting');
  for (const { subject } of mails) expect(subject).toBe('New version of Privacy Policy from December 5, 2026');
  const [mail] = mails.filter(({ to }) => to === told[0]);
  expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain('the version of December 1, 2026, of which we told you before');
});

test('who has heard that a version is off is told of the next as of any other', async () => {
  await using services = await openTestServices();
  const { people, told } = await halfTold(services);
  await noticesFor(services, replacing(['2026-12-01'], [])).announce();
  const [hears, ...rest] = told;
  const delivering = takingMail();
  await send(
    serverSendingBy({ ...delivering.transport, bulk: { ...delivering.transport.bulk, most: 1 } }, services.ctx),
  );
  expect(delivering.mails.length).toBeGreaterThan(0);
  await noticesFor(services, replacing(['2026-12-01'], ['2026-12-05'])).announce();

  expect([hears, ...rest]).toEqual(told);
  expect(await replacedTo(services)).toEqual([]);
  expect(await waitingTo(services, 'updates-notice')).toEqual([...people].sort());
});

test('what was to take the place of a version is off as well before everybody heard: each hears what they did not know', async () => {
  await using services = await openTestServices();
  const { told } = await halfTold(services);
  await noticesFor(services, replacing(['2026-12-01'], ['2026-12-05'])).announce();
  // One batch of those who were told of the first has heard of the second.
  const { id } = await services.db
    .selectFrom('campaign')
    .select('id')
    .where('kind', '=', 'replaced')
    .executeTakeFirstOrThrow();
  await services.db
    .updateTable('campaign_batch')
    .set({ accepted_at: '2026-11-24T12:00:00.000Z' })
    .where('campaign', '=', id)
    .where('number', '=', 1)
    .execute();
  const aware = (await noticesIn(services)).filter(
    ({ state, text }) => state === 'sent' && text.includes('2026-12-05'),
  );
  const heard = aware.map(({ to }) => to).sort();
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.length).toBeLessThan(told.length);

  const off = replacing(['2026-12-01', '2026-12-05'], []);
  for (let round = 0; round < 3; round += 1) await noticesFor(services, off).announce();
  expect(await waitingTo(services, 'updates-notice')).toEqual([]);
  expect(await waitingTo(services, 'updates-cancelled')).toEqual(told);
  const cancelled = (await noticesIn(services)).filter(({ template }) => template === 'updates-cancelled');
  const of = (version: string) => cancelled.filter(({ text }) => text.includes(`/${version}/`)).map(({ to }) => to);
  expect(of('2026-12-05').sort()).toEqual(heard);
  expect(of('2026-12-01').sort()).toEqual(told.filter((email) => !heard.includes(email)));

  // A third takes the place of both.
  await noticesFor(services, replacing(['2026-12-01', '2026-12-05'], ['2026-12-09'])).announce();
  expect(await waitingTo(services, 'updates-cancelled')).toEqual([]);
  expect(await replacedTo(services)).toEqual(told);
});

test('what takes the place of a version is moved before everybody heard of it: nobody loses or repeats a mail', async () => {
  await using services = await openTestServices();
  const { people, told } = await halfTold(services);
  const replaced = replacing(['2026-12-01'], ['2026-12-05']);
  await noticesFor(services, replaced).announce();
  const moved = {
    documents: replaced.documents.map((document) => ({
      ...document,
      versions: document.versions.map((version) =>
        version.version === '2026-12-05' ? { ...version, effectiveOn: '2027-02-01', effectMoved: 1 } : version,
      ),
    })),
  };
  for (let round = 0; round < 2; round += 1) await noticesFor(services, moved).announce();

  expect(await replacedTo(services)).toEqual(told);
  expect(await waitingTo(services, 'updates-notice')).toEqual([...people].sort());
  expect(await waitingTo(services, 'updates-moved')).toEqual([]);
});

test('a version that is postponed before anybody heard of it is announced once, and a known one to nobody', async () => {
  await using services = await openTestServices();
  const [ada] = await manySubscribed(services, 1);
  const postponed = changed({ effectiveOn: '2027-01-15', effectMoved: 1 });
  await noticesFor(services, newer).announce();
  await noticesFor(services, postponed).announce();
  await noticesFor(services, changed({ cancelledOn: '2026-11-25' })).announce();
  expect(await mailsTo(services, ada ?? '')).toEqual([]);
});

test('an address that does not open keeps nobody else from being told, and the operator hears of it', async () => {
  await using services = await openTestServices();
  const people = await manySubscribed(services, 120);
  await noticesFor(services).announce();
  const [broken] = await services.db.selectFrom('subscriber').select('id').orderBy('id').execute();
  await services.db
    .updateTable('subscriber')
    .set({ address_sealed: 'v1.test.AAAA' })
    .where('id', '=', broken?.id ?? '')
    .execute();
  const delivering = takingMail();

  await noticesFor(services, newer).announce();
  const server = serverSendingBy(delivering.transport, services.ctx);
  expect(await send(server)).toEqual({ givenUp: 1 });
  expect(delivering.mails).toHaveLength(people.length - 1);
  expect(await send(server)).toEqual({ givenUp: 0 });
  const problems = await services.db
    .selectFrom('notice_recipient')
    .select('recipient')
    .where('problem', '=', 'unreadable')
    .execute();
  expect(problems).toEqual([{ recipient: broken?.id }]);
});

test('telling many stops after a page when the server is to end, and goes on with the next', async () => {
  await using services = await openTestServices();
  const people = await manySubscribed(services, 1_200);
  await noticesFor(services).announce();
  const stopping = new AbortController();
  const db = watchTable(services.db, 'notice_recipient', () => stopping.abort());
  await noticesFor({ ...services, db }, newer).announce(stopping.signal);
  expect(await mailsIn(services)).toHaveLength(500);
  await noticesFor(services, newer).announce();
  expect((await mailsIn(services)).map(({ to }) => to).sort()).toEqual(people.sort());
});

test('a notice says what changes and from when, leads to the version, and ends with one click', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'ada@example.com', ['privacy']);
  await noticesFor(services).announce();
  await noticesFor(services, newer).announce();

  const [notice] = await noticesTo(services, 'ada@example.com');
  expect(notice?.subject).toBe('New version of Privacy Policy from December 1, 2026');
  expect(notice?.text).toContain('What changed in 2026-12-01.');
  expect(notice?.text).toContain('December 1, 2026');
  const comparison = 'http://localhost:4321/privacy/compare/2026-04-23/2026-12-01/';
  const links = [...(notice?.text ?? '').matchAll(/http\S+/g)].map(([link]) => link);
  expect(links.slice(0, 3)).toEqual([
    comparison,
    'http://localhost:4321/privacy/2026-12-01/',
    'http://localhost:4321/privacy/2026-12-01.ics',
  ]);
  expect(links.slice(3).map((link) => link.split('/')[4])).toEqual(['preferences', 'unsubscribe']);
  const link = /<(http:\/\/localhost:4321\/updates\/unsubscribe\/[^>]+\/)>/.exec(
    notice?.headers['List-Unsubscribe'] ?? '',
  )?.[1];
  expect(notice?.headers).toMatchObject({
    'List-Id': '<notices.localhost>',
    'List-Unsubscribe': `<${link}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
  expect(notice?.text).toContain(link);
});

test('the other mails carry no one-click headers: they are answers, not notices', promise('service-mail'), async () => {
  await using services = await openTestServices();
  await subscribed(services, 'ada@example.com', ['privacy']);

  expect((await mailsIn(services)).map(({ headers }) => Object.keys(headers))).toEqual([['Auto-Submitted']]);
});

test('who confirms after a version is out does not hear of it', async () => {
  await using services = await openTestServices({ now: '2026-12-01T10:00:00Z' });
  await noticesFor(services).announce();
  await noticesFor(services, newer).announce();
  services.clock.set('2026-12-01T10:00:01Z');
  await subscribed(services, 'late@example.com');

  await noticesFor(services, newer).announce();

  expect(await noticesTo(services, 'late@example.com')).toEqual([]);
});

test('a second version of one day is newer, and an old one that is found later is not', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'ada@example.com', ['privacy', 'dpa']);
  const names = (count: number) =>
    Array.from({ length: count }, (_, at) => (at ? `2026-04-23-${at + 1}` : firstVersion));

  for (let count = 9; count <= 11; count += 1) {
    await noticesFor(services, manifestWith({ privacy: names(count) })).announce();
  }
  await noticesFor(services, manifestWith({ privacy: ['2025-01-01', ...names(11)] })).announce();

  const told = (await noticesTo(services, 'ada@example.com')).map(({ text }) => /2026-04-23-\d+/.exec(text)?.[0]);
  expect(told.sort()).toEqual(['2026-04-23-10', '2026-04-23-11']);
});

/** A version that waits for December 31, and what corrected it and the text in effect meanwhile. */
function correctedWhileWaiting(correction: Partial<ManifestVersion> = {}) {
  const effect = { effectiveOn: '2026-12-31' };
  const waits = { ...versionOf('privacy', '2026-12-01'), ...effect, summary: 'Keeps logs.' };
  const [privacy, ...others] = manifestWith().documents;
  const versions = [
    waits,
    { ...versionOf('privacy', '2026-12-05'), class: 'editorial' as const },
    {
      ...versionOf('privacy', '2026-12-05-2'),
      ...effect,
      summary: 'Keeps logs.',
      corrects: '2026-12-01',
      ...correction,
    },
  ];
  const upTo = (count: number) => ({
    documents: [
      { ...(privacy as ManifestDocument), versions: [versionOf('privacy', firstVersion), ...versions.slice(0, count)] },
      ...others,
    ],
  });
  return { waiting: upTo(1), corrected: upTo(3) };
}

test('who was told of a version that waits is not told again when it is corrected', async () => {
  await using services = await openTestServices();
  const { waiting, corrected } = correctedWhileWaiting();
  await subscribed(services, 'ada@example.com', ['privacy']);
  await noticesFor(services).announce();
  await noticesFor(services, waiting).announce();

  for (let start = 0; start < 2; start += 1) await noticesFor(services, corrected).announce();

  expect(await noticesTo(services, 'ada@example.com')).toMatchObject([
    { text: expect.stringContaining('http://localhost:4321/privacy/2026-12-01/') },
  ]);
});

test('who is told of a version only when it is corrected already is led to the text that will bind', async () => {
  await using services = await openTestServices();
  const { corrected } = correctedWhileWaiting();
  await subscribed(services, 'ada@example.com', ['privacy']);
  await noticesFor(services).announce();

  for (let start = 0; start < 2; start += 1) await noticesFor(services, corrected).announce();

  const [notice, ...others] = await noticesTo(services, 'ada@example.com');
  expect(others).toEqual([]);
  expect(notice?.text).toContain('Keeps logs.');
  expect(notice?.text).toContain('http://localhost:4321/privacy/2026-12-05-2/');
});

test('a correction that was taken back with what waited is told to nobody', async () => {
  await using services = await openTestServices();
  const { corrected } = correctedWhileWaiting({ cancelledOn: '2026-12-06' });
  await subscribed(services, 'ada@example.com', ['privacy']);
  await noticesFor(services).announce();

  await noticesFor(services, corrected).announce();

  expect(await noticesTo(services, 'ada@example.com')).toEqual([]);
});

test('a corrected comma is announced to nobody, also not with the next version', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'ada@example.com');
  await noticesFor(services).announce();
  const corrected = manifestWith({ privacy: [firstVersion] });
  corrected.documents[0]?.versions.push({ ...versionOf('privacy', '2026-12-01'), class: 'editorial' });
  await noticesFor(services, corrected).announce();
  expect(await noticesTo(services, 'ada@example.com')).toEqual([]);

  corrected.documents[0]?.versions.push(versionOf('privacy', '2026-12-02'));
  await noticesFor(services, corrected).announce();
  expect(await noticesTo(services, 'ada@example.com')).toHaveLength(1);
});

test('the first version of a document that was only drafted is news to nobody', async () => {
  await using services = await openTestServices();
  await noticesFor(services, manifestWith({ dpa: [] })).announce();
  await subscribed(services, 'ada@example.com');

  await noticesFor(services, manifestWith()).announce();

  expect(await noticesTo(services, 'ada@example.com')).toEqual([]);
});

test('each of many subscribers gets one notice, batch after batch', async () => {
  await using services = await openTestServices();
  const people = await manySubscribed(services, 250);
  await noticesFor(services).announce();

  await noticesFor(services, newer).announce();

  expect((await mailsIn(services)).map(({ to }) => to).sort()).toEqual(people.sort());
});

test('a server that tells many people serves its visitors meanwhile', async () => {
  await using services = await openTestServices();
  await manySubscribed(services, 2_000);
  await noticesFor(services).announce();

  let isDone = false;
  const announced = noticesFor(services, newer)
    .announce()
    .finally(() => {
      isDone = true;
    });
  let turns = 0;
  while (!isDone) {
    await setImmediate();
    turns += 1;
  }

  await announced;
  expect(turns).toBeGreaterThanOrEqual(4);
});

test('two servers that announce at once send one notice to each', async () => {
  await using services = await openTestServices();
  const people = await manySubscribed(services, 1_200);
  await noticesFor(services).announce();

  await Promise.all([1, 2, 3].map(() => noticesFor(services, newer).announce()));

  expect((await mailsIn(services)).map(({ to }) => to).sort()).toEqual(people.sort());
  const campaigns = await services.db.selectFrom('campaign').select('enumerated_at').execute();
  expect(campaigns).toEqual([{ enumerated_at: expect.any(String) }]);
});

test('an announcement that fails half-way goes on where it stopped', async () => {
  await using services = await openTestServices();
  const people = await manySubscribed(services, 1_200);
  await noticesFor(services).announce();
  let batches = 0;
  const db = watchTable(services.db, 'notice_recipient', () => {
    batches += 1;
    if (batches === 13) throw new Error('the disk is full');
  });

  await expect(noticesFor({ ...services, db }, newer).announce()).rejects.toMatchObject({
    cause: { message: 'the disk is full' },
  });
  expect(await mailsIn(services)).toHaveLength(500);

  await noticesFor(services, newer).announce();
  expect((await mailsIn(services)).map(({ to }) => to).sort()).toEqual(people.sort());
});

test('one person gets one mail of a campaign, whatever else is put down', async () => {
  await using services = await openTestServices();
  const id = await oneWhoIsTold(services);
  await noticesFor(services, newer).announce();
  const campaign = await services.db.selectFrom('campaign').selectAll().executeTakeFirstOrThrow();
  const { address_index } = await services.db.selectFrom('subscriber').selectAll().executeTakeFirstOrThrow();

  const same = { id: 'their-account', address_index, open: () => 'reader-0@example.com' };
  await addRecipients(services.ctx, campaign, { reason: 'account', people: [same], most: 50 });

  const rows = await services.db.selectFrom('notice_recipient').select(['recipient', 'reason']).execute();
  expect(rows).toEqual([{ recipient: id, reason: 'subscribed' }]);
});

const leave = (notices: Notices, services: TestServices, id: string) =>
  notices.unsubscribe(`${id}.${services.links.sign('unsubscribe', id)}`);
const chooseOther = (notices: Notices, services: TestServices, id: string) =>
  notices.changePreferences(
    `${id}.${services.links.sign('preferences', id)}`,
    formOf({ act: 'save', document: 'dpa' }),
  );

describe.each([
  ['unsubscribes', leave],
  ['chooses otherwise', chooseOther],
])('who %s while others are being told', (_what, change) => {
  test('finds the notice that is just being written, and takes it back', async () => {
    await using services = await openTestServices();
    const id = await oneWhoIsTold(services);
    const announcing = pausing(services);
    const announced = noticesFor({ ...services, db: announcing.db }, newer).announce();
    await announcing.begun;
    const changed = change(noticesFor(services, newer), services, id);
    await endedOrHeldUp(changed, services.db);
    announcing.goOn();

    expect(await changed).toMatchObject({ ok: true });
    await announced;
    expect(await services.db.selectFrom('notice_recipient').select('recipient').execute()).toEqual([]);
  });

  test('goes first, and is passed over', async () => {
    await using services = await openTestServices();
    const id = await oneWhoIsTold(services);
    const changing = pausing(services);
    const changed = change(noticesFor({ ...services, db: changing.db }, newer), services, id);
    await changing.begun;
    const announced = noticesFor(services, newer).announce();
    await endedOrHeldUp(announced, services.db);
    changing.goOn();

    expect(await changed).toMatchObject({ ok: true });
    await announced;
    expect(await services.db.selectFrom('notice_recipient').select('recipient').execute()).toEqual([]);
  });
});

test('many who leave at once hold up neither each other nor those who stay', async () => {
  await using services = await openTestServices();
  await manySubscribed(services, 250);
  const ids = (await services.db.selectFrom('subscriber').select('id').execute()).map(({ id }) => id);
  await noticesFor(services).announce();
  const notices = noticesFor(services, newer);
  const leaving = ids.filter((_, at) => at % 10 === 0);
  const changing = ids.filter((_, at) => at % 10 === 5);

  await Promise.all([
    notices.announce(),
    ...leaving.map((id) => leave(notices, services, id)),
    ...changing.map((id) => chooseOther(notices, services, id)),
  ]);

  const told = await services.db.selectFrom('notice_recipient').select('recipient').execute();
  const staying = ids.filter((id) => !leaving.includes(id) && !changing.includes(id));
  expect(staying).toHaveLength(200);
  expect(told.map(({ recipient }) => recipient).sort()).toEqual(staying.sort());
});

async function oneWhoIsTold(services: TestServices): Promise<string> {
  await manySubscribed(services, 1);
  await noticesFor(services).announce();
  return (await services.db.selectFrom('subscriber').select('id').executeTakeFirstOrThrow()).id;
}

/** The recipients, which stop at their first change, inside the transaction, until it may go on. */
function pausing(services: TestServices) {
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const db = watchTable(services.db, 'notice_recipient', () => {
    begun.resolve();
    return gate.promise;
  });
  return { db, begun: begun.promise, goOn: () => gate.resolve() };
}
