import fc from 'fast-check';
import { expect, test } from 'vitest';
import { promise } from '../support/promise.ts';
import { confirmed, systemsDone } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

/** So many requests for a copy, each answered on a day of its own: after none, one, two … days. */
async function answered(services: Services, count: number): Promise<void> {
  const references: string[] = [];
  for (let at = 0; at < count; at += 1)
    references.push((await confirmed(services, { email: `p${at}@example.com`, kind: ['access'] })).reference);
  await systemsDone(services);
  for (const [at, reference] of references.entries()) {
    services.clock.set(`2026-11-${23 + at}T15:00:00Z`);
    const refused = {
      outcome: 'refused',
      ground: 'law-requires',
      message: 'A law forbids it.',
      meaning: 'Nothing changes.',
    } as const;
    const done = { outcome: 'done', message: 'Here it is.' } as const;
    const answer = at === 0 ? refused : done;
    const closed = await services.requests.close(reference, { ...answer, actor: 'command' });
    if (!closed.ok) throw new Error(closed.problems.join());
  }
}

const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 30 }));

/** Counts of a year, as they stay when the records are erased. */
async function keep({ db }: Services, year: number, counts: Readonly<Record<string, number>>): Promise<void> {
  for (const [outcome, count] of Object.entries(counts)) {
    if (count === 0) continue;
    await db.insertInto('request_figure').values({ year, kind: 'access', outcome, days: 3, count }).execute();
  }
}

test('the figures say how many requests came, what became of them, and how long it took', async () => {
  await using services = await openTestServices();
  await answered(services, 6);
  const { kinds } = await services.requests.figuresOf(2026);
  expect(kinds).toEqual([
    {
      ...{ kind: 'access', received: 6, answered: 5, inPart: 0, refused: 1, withdrawn: 0, unconfirmed: 0, open: 0 },
      ...{ medianDays: 2.5, meanDays: 2.5 },
    },
  ]);
});

test('what is fewer than five is told to nobody outside, nor what it could be told from', async () => {
  await using services = await openTestServices();
  await answered(services, 4);
  expect(await services.requests.publicFigures()).toEqual([
    {
      year: 2026,
      kinds: [{ kind: 'access', received: null, answered: null, refused: null, medianDays: null, meanDays: null }],
    },
  ]);
  await using more = await openTestServices();
  await answered(more, 6);
  expect((await more.requests.publicFigures())[0]?.kinds).toEqual([
    // Five of six would tell that one was refused.
    { kind: 'access', received: 6, answered: null, refused: null, medianDays: 2.5, meanDays: 2.5 },
  ]);
});

test('no small count can be told from the others, whatever they are', promise('figures-without-persons'), async () => {
  await using services = await openTestServices();
  const years = fc.sample(fc.tuple(count, count, count), { numRuns: 200, seed: 7102 });
  for (const [at, [done, refused, open]] of years.entries()) await keep(services, 2026 - at, { done, refused, open });
  const shown = await services.requests.publicFigures();
  for (const [at, [answered, refused, open]] of years.entries()) {
    const received = answered + refused + open;
    const [kind] = shown[at]?.kinds ?? [];
    if (received < 5) {
      expect(kind?.received ?? null).toBeNull();
      continue;
    }
    // Whoever reads the page takes what is shown from the sum: what is left is not small, and of two at least.
    const told = [kind?.answered ?? null, kind?.refused ?? null];
    const left = received - told.reduce<number>((sum, one) => sum + (one ?? 0), 0);
    const unsaid = told.filter((one) => one === null).length;
    expect(kind?.received).toBe(received);
    expect(told.every((one) => one === null || one === 0 || one >= 5)).toBe(true);
    expect(left === 0 ? unsaid === 0 : left >= 5).toBe(true);
    if (unsaid === 1) expect(open).toBeGreaterThan(0);
    if ([answered, refused, open].every((one) => one === 0 || one >= 5)) expect(unsaid).toBe(0);
  }
});

test('the counts stay when the records are erased', async () => {
  await using services = await openTestServices();
  await answered(services, 6);
  await services.mail.send();
  const before = await services.requests.figuresOf(2026);
  for (const at of ['2028-01-01T12:00:00Z', '2030-01-01T12:00:00Z', '2030-01-02T12:00:00Z']) {
    services.clock.set(at);
    await services.timeSeen.watch();
    await services.timeSeen.accept();
    await services.runJobs();
  }
  expect(await services.db.selectFrom('request').selectAll().execute()).toEqual([]);
  expect(await services.requests.figuresOf(2026)).toEqual(before);
  expect(await services.requests.figureYears()).toEqual([2030, 2029, 2028, 2027, 2026]);
});
