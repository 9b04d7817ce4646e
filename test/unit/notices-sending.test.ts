import { expect, test } from 'vitest';
import { createResendTransport } from '../../server/mail/transports/resend.ts';
import { send } from '../../server/notices/campaigns/delivery.ts';
import { firstVersion, manifestWith, manySubscribed, noticesFor, noticesIn } from '../support/notices.ts';
import { serverSendingBy, watchTable } from '../support/outbox.ts';
import { type Behaviour, startProvider } from '../support/provider.ts';
import { openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openWith>>;

const minute = 60_000;
const hour = 60 * minute;

async function openWith(url: string) {
  return openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: url } });
}

/** So many subscribers, all of whom are to hear of a new version. */
async function toBeTold(services: Services, count: number): Promise<string[]> {
  const people = await manySubscribed(services, count);
  await noticesFor(services).announce();
  await noticesFor(services, manifestWith({ privacy: [firstVersion, '2026-12-01'] })).announce();
  return people.sort();
}

/** Lets time pass in steps, sending at each. */
async function pass(services: Services, hours: number, step = 0.25): Promise<void> {
  const end = services.clock.now().getTime() + hours * hour;
  while (services.clock.now().getTime() < end) {
    services.clock.set(new Date(services.clock.now().getTime() + step * hour).toISOString());
    await services.mail.send();
  }
}

async function completed(services: Services) {
  return (await services.db.selectFrom('campaign').select('completed_at').execute()).map(
    ({ completed_at }) => completed_at,
  );
}

test('notices go out a hundred at a time, and when the last is accepted the campaign is complete', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const people = await toBeTold(services, 250);
  await services.mail.send();
  await services.mail.send();

  expect(provider.arrived.toSorted()).toEqual(people);
  expect(provider.offered).toHaveLength(3);
  expect(await completed(services)).toEqual(['2026-11-23T12:00:00.000Z']);
});

test('each has their own links and no other, and the mail names itself for the answers of the provider', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  await toBeTold(services, 3);
  const ids = (await services.db.selectFrom('subscriber').select('id').execute()).map(({ id }) => id);
  await services.mail.send();

  const mails = JSON.parse(provider.offered[0]?.body ?? '[]') as {
    text: string;
    html: string;
    tags: object[];
    headers: object;
  }[];
  expect(mails).toHaveLength(3);
  const seen = mails.map((mail) => {
    const whole = JSON.stringify(mail);
    const own = ids.filter((id) => whole.includes(`/updates/unsubscribe/${id}.`));
    expect(own).toHaveLength(1);
    const [id = ''] = own;
    expect(whole.split(`/updates/unsubscribe/${id}.${services.links.sign('unsubscribe', id)}/`)).toHaveLength(4);
    expect(whole).not.toContain('00000000-0000');
    return id;
  });
  expect(seen.sort()).toEqual(ids.sort());
  const tags = mails.map(({ tags }) => JSON.stringify(tags));
  expect(new Set(tags).size).toBe(3);
});

test('a member that the provider does not take keeps none of the others back, and sends none of them twice', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const people = await toBeTold(services, 150);
  const [gone, wrong] = people;
  provider.refuse((to) => (to === gone ? 'Invalid `to` field. The email …' : to === wrong ? 'Something else' : null));
  expect(await services.mail.send()).toEqual({ givenUp: 2 });
  await pass(services, 5);

  expect(provider.arrived.toSorted()).toEqual(people.slice(2));
  const problems = await services.db
    .selectFrom('notice_recipient')
    .select('problem')
    .where('problem', 'is not', null)
    .execute();
  expect(problems.map(({ problem }) => problem).sort()).toEqual(['address-invalid', 'provider-refused']);
});

test('a batch that is refused as a whole is halved until it is known which mail is wrong', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const people = await toBeTold(services, 20);
  const wrong = people[7];
  await using halving = await startProvider();
  halving.refuse((to) => (to === wrong ? 'wrong' : null));
  // A provider that knows of no permissive mode.
  const transport = createResendTransport({
    apiKey: 're_test',
    baseUrl: halving.url,
    clock: services.clock,
    batchValidation: 'strict',
  });
  expect(await send(serverSendingBy(transport, services.ctx))).toEqual({ givenUp: 1 });

  expect(halving.arrived.toSorted()).toEqual(people.filter((to) => to !== wrong));
});

test('of a batch that was halved, what was accepted is never sent again once its key is forgotten', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const people = await toBeTold(services, 20);
  let offers = 0;
  await using halving = await startProvider({
    now: () => services.clock.now(),
    onOffer() {
      offers += 1;
      // Not of the second half.
      halving.behave({ status: offers === 3 ? 429 : 200 });
    },
  });
  halving.refuse((to) => (to === people[7] ? 'wrong' : null));
  const options = { apiKey: 're_test', baseUrl: halving.url, clock: services.clock };
  const transport = createResendTransport({ ...options, batchValidation: 'strict' });
  for (const at of ['2026-12-01T13:00:00Z', '2026-12-02T14:00:00Z']) {
    services.clock.set(at);
    await send(serverSendingBy(transport, services.ctx));
  }
  expect(halving.arrived.length).toBeGreaterThan(0);
  expect(new Set(halving.arrived).size).toBe(halving.arrived.length);
});

test.each<[string, Behaviour]>([
  ['asks to wait', { status: 429, headers: { 'retry-after': '7' } }],
  ['fails', { status: 500 }],
  ['accepts and then fails', { status: 502, accepting: true }],
  ['accepts and breaks the connection within its answer', 'accept, then reset'],
  ['breaks the connection', 'reset'],
  ['is not reached by its gateway', { status: 503 }],
])('a provider that %s gets every notice once in the end', async (_, behaviour) => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const people = await toBeTold(services, 450);
  provider.behave(behaviour);
  await services.mail.send();
  provider.behave({ status: 200 });
  await pass(services, 3);

  expect(provider.arrived.toSorted()).toEqual(people);
  const bodies = new Map<string, Set<string>>();
  for (const { key, body } of provider.offered) bodies.set(key, (bodies.get(key) ?? new Set()).add(body));
  // The same bytes under the same key, whenever.
  expect([...bodies.values()].every((one) => one.size === 1)).toBe(true);
});

test('what may have been accepted longer ago than a key lives is set aside for staff, and never sent again by itself', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  await toBeTold(services, 100);
  provider.behave({ status: 500, accepting: true });
  await pass(services, 30);
  const before = provider.offered.length;
  provider.behave({ status: 200 });
  await pass(services, 30);

  expect(provider.offered).toHaveLength(before);
  expect(new Set(provider.offered.map(({ key, body }) => key + body)).size).toBe(1);
  expect((await noticesIn(services)).every(({ state }) => state === 'set aside')).toBe(true);
});

test('staff see whom a campaign did not reach, and have those and no others written to again', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const people = await toBeTold(services, 150);
  const wrong = people[0];
  provider.refuse((to) => (to === wrong ? 'Something else' : null));
  await services.mail.send();
  const [campaign] = await services.notices.listCampaigns();
  expect(campaign).toMatchObject({
    ...{ state: 'complete', percent: 100 },
    ...{ people: { subscribed: 150 }, problems: { 'provider-refused': 1 } },
  });
  provider.refuse(() => null);
  expect(await services.notices.retryCampaign(campaign?.id ?? 0)).toBe(1);
  await services.mail.send();

  expect(provider.arrived.toSorted()).toEqual(people);
  expect(await services.notices.listCampaigns()).toMatchObject([{ state: 'complete', problems: {} }]);
  expect(await services.notices.countRecipients(campaign?.id ?? 0)).toEqual([
    { reason: 'subscribed', state: 'accepted', count: 150 },
  ]);
  expect(await services.notices.retryCampaign(1)).toBeNull();
});

/** Where a server may die: at each change of these tables, before it is committed. */
const seams = ['campaign', 'notice_recipient', 'campaign_batch'] as const;

test.each(seams.flatMap((table) => [1, 2, 3, 4, 5].map((nth) => [table, nth] as const)))(
  'a server that breaks at the change of %s number %i leaves nobody out and nobody told twice',
  async (table, nth) => {
    await using provider = await startProvider();
    await using services = await openWith(provider.url);
    const people = await manySubscribed(services, 230);
    await noticesFor(services).announce();
    let changes = 0;
    const db = watchTable(services.db, table, () => {
      changes += 1;
      if (changes === nth) throw new Error('the power is cut');
    });
    const newer = manifestWith({ privacy: [firstVersion, '2026-12-01'] });
    const broken = { ...services, db };
    await noticesFor(broken, newer)
      .announce()
      .catch(() => undefined);
    // What was accepted and could not be recorded is recorded by the next attempt, under the same key.
    await send({ ...services.ctx, db }).catch(() => undefined);

    services.clock.set('2026-11-23T12:04:00Z');
    await noticesFor(services, newer).announce();
    await pass(services, 2);
    expect(provider.arrived.toSorted()).toEqual(people.sort());
  },
);

test('several servers that send at the same time send each notice once', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const people = await toBeTold(services, 650);
  const transport = createResendTransport({ apiKey: 're_test', baseUrl: provider.url, clock: services.clock });
  await Promise.all([1, 2, 3].map(() => send(serverSendingBy(transport, services.ctx))));

  expect(provider.arrived.toSorted()).toEqual(people);
  expect(provider.offered).toHaveLength(7);
});

test('who unsubscribes while their batch may have been accepted gets no second mail, and nor does anybody else', async () => {
  await using provider = await startProvider();
  await using services = await openWith(provider.url);
  const people = await toBeTold(services, 40);
  provider.behave({ status: 500, accepting: true });
  await services.mail.send();
  const { id } = await services.db.selectFrom('subscriber').select('id').executeTakeFirstOrThrow();
  await noticesFor(services).unsubscribe(`${id}.${services.links.sign('unsubscribe', id)}`);
  provider.behave({ status: 200 });
  await pass(services, 30);

  expect(provider.arrived.toSorted()).toEqual(people);
});
