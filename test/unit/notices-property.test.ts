import fc from 'fast-check';
import { expect, test } from 'vitest';
import { send } from '../../server/notices/campaigns/delivery.ts';
import {
  firstVersion,
  mailsTo,
  manifestWith,
  noticesFor,
  noticesTo,
  subscription,
  type TestServices,
  tokenIn,
} from '../support/notices.ts';
import { serverSendingBy, takingMail } from '../support/outbox.ts';
import { formOf, openTestServices } from '../support/services.ts';

const people = ['ada@example.com', 'bob@example.com'] as const;
const slugs = ['privacy', 'dpa'] as const;
type Slug = (typeof slugs)[number];

const person = fc.constantFrom(...people);
const documents = fc.subarray([...slugs], { minLength: 1 });

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('subscribe' as const), who: person, documents }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constant('confirm' as const), who: person, pick: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('choose' as const), who: person, pick: fc.nat(20), documents }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('end' as const), who: person, pick: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('unsubscribe' as const), who: person, pick: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('publish' as const), document: fc.constantFrom(...slugs) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('send' as const) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 9 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What ought to be: who hears of what, which links still do something, and which notices wait or have left. */
interface Person {
  chosen: Set<Slug>;
  links: { token: string; documents: Slug[]; until: number; isGood: boolean }[];
  preferences: { token: string; isGood: boolean }[];
  unsubscribes: string[];
  waiting: string[];
  sent: string[];
}

interface World {
  readonly model: Map<string, Person>;
  readonly published: Record<Slug, string[]>;
  readonly delivering: ReturnType<typeof takingMail>;
}

test('whatever people and time do, each hears exactly of what they confirmed and did not end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      await using services = await openTestServices({ now: '2026-11-01T00:00:00Z' });
      await liveThrough(services, steps);
    }),
    // Says at once what failed, with its seed: to look for a shorter way there takes longer than anybody waits.
    { numRuns: process.env['TEST_DATABASE_URL'] ? 12 : 60, endOnFailure: true },
  );
});

async function liveThrough(services: Awaited<ReturnType<typeof openTestServices>>, steps: readonly Step[]) {
  const published: Record<Slug, string[]> = { privacy: [firstVersion], dpa: [firstVersion] };
  const model = new Map<string, Person>(people.map((who) => [who, newcomer()]));
  const world = { model, published, delivering: takingMail() };
  let now = Date.parse('2026-11-01T00:00:00Z');
  await noticesFor(services, manifestWith(published)).runJobs();

  for (const step of steps) {
    // No more than four acts a day, so that no limit is met.
    now += (step.act === 'wait' ? step.days * 24 : 6) * 3_600_000;
    services.clock.set(new Date(now).toISOString());
    await take(services, step, { ...world, now });
    for (const who of people) await compare(services, who, world);
  }
}

async function take(
  services: TestServices,
  step: Step,
  { model, published, delivering, now }: World & { now: number },
): Promise<void> {
  const notices = noticesFor(services, manifestWith(published));
  const who = 'who' in step ? step.who : people[0];
  const one = model.get(who) ?? newcomer();

  if (step.act === 'subscribe') {
    const known = new Set((await mailsTo(services, who)).map(({ id }) => id));
    await notices.subscribe(subscription(services, who, step.documents), { address: `network of ${who}` });
    const [mail] = (await mailsTo(services, who)).filter(({ id }) => !known.has(id));
    const hasAll = step.documents.every((document) => one.chosen.has(document));
    expect(mail?.template).toBe(hasAll ? 'updates-preferences' : 'updates-confirm');
    if (hasAll) one.preferences.push({ token: tokenIn(mail, 'preferences'), isGood: true });
    else {
      const until = now + 7 * 86_400_000;
      one.links.push({ token: tokenIn(mail, 'confirm'), documents: step.documents, until, isGood: true });
    }
  }
  if (step.act === 'confirm') {
    const link = one.links[step.pick % one.links.length];
    if (!link) return;
    const confirmed = await notices.confirm(link.token);
    expect(confirmed.ok).toBe(link.isGood && link.until > now);
    if (!confirmed.ok) return;
    link.isGood = false;
    for (const document of link.documents) one.chosen.add(document);
    one.preferences.push({ token: confirmed.value.preferencesToken, isGood: true });
  }
  if (step.act === 'choose' || step.act === 'end') {
    const link = one.preferences[step.pick % one.preferences.length];
    if (!link) return;
    const form = step.act === 'end' ? formOf({ act: 'end' }) : formOf({ act: 'save', document: step.documents });
    expect((await notices.changePreferences(link.token, form)).ok).toBe(link.isGood);
    if (link.isGood && step.act === 'end') leave(one);
    if (link.isGood && step.act === 'choose') {
      one.chosen = new Set(step.documents);
      one.waiting = one.waiting.filter((notice) => step.documents.some((document) => notice.startsWith(document)));
    }
  }
  if (step.act === 'unsubscribe') {
    const token = one.unsubscribes[step.pick % one.unsubscribes.length];
    if (!token) return;
    expect(await notices.unsubscribe(token)).toMatchObject({ ok: true });
    const isTheirs = one.preferences.some((link) => link.isGood && link.token.startsWith(token.slice(0, 36)));
    if (isTheirs) leave(one);
  }
  if (step.act === 'publish') {
    const version = `2027-01-01-${published[step.document].length + 1}`;
    published[step.document].push(version);
    for (const other of model.values()) {
      if (other.chosen.has(step.document)) other.waiting.push(`${step.document}/${version}`);
    }
  }
  if (step.act === 'send') {
    await send(serverSendingBy(delivering.transport, services.ctx));
    for (const other of model.values()) other.sent.push(...other.waiting.splice(0));
  }
  await noticesFor(services, manifestWith(published)).runJobs();
}

async function compare(services: TestServices, who: string, { model, delivering }: World): Promise<void> {
  const one = model.get(who) ?? newcomer();
  const notices = noticesFor(services);
  const waiting = (await noticesTo(services, who)).filter(({ state }) => state === 'waiting');
  const sent = delivering.mails.filter(({ to, subject }) => to === who && subject.startsWith('New version'));
  const told = [...sent, ...waiting];
  const versions = told.map(({ text }) => /4321\/((?:privacy|dpa)\/[\d-]+)\//.exec(text)?.[1] ?? '');
  expect(versions.sort()).toEqual([...one.waiting, ...one.sent].sort());
  one.unsubscribes = told.map((mail) => tokenIn(mail, 'unsubscribe'));

  for (const { token, isGood } of one.preferences) {
    const shown = await notices.preferences(token);
    expect(shown.ok).toBe(isGood);
    if (shown.ok) expect(shown.value.documents.toSorted()).toEqual([...one.chosen].sort());
  }
}

/** All that was waiting or could still be used is gone. */
function leave(one: Person): void {
  one.chosen = new Set();
  one.waiting = [];
  for (const link of [...one.links, ...one.preferences]) link.isGood = false;
}

function newcomer(): Person {
  return { chosen: new Set(), links: [], preferences: [], unsubscribes: [], waiting: [], sent: [] };
}
