import { expect, test } from 'vitest';
import { runJobs } from '../../server/desk/desk.ts';
import { confirmed, mailsWith, systemsDone } from '../support/requests.ts';
import { contextOf, formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const bea = { name: 'Bea Ruiz', address: 'bea@example.com' };

/** Who was reminded by then, in the order of their addresses. */
async function remindedAt(services: Services, at: string): Promise<string[]> {
  services.clock.set(at);
  await services.timeSeen.watch();
  const before = (await mailsWith(services, 'desk-reminder')).length;
  await runJobs(services.ctx);
  await runJobs(contextOf(services));
  return (await mailsWith(services, 'desk-reminder'))
    .slice(before)
    .map(({ to }) => to)
    .sort();
}

test('staff are reminded at half, three quarters and nine tenths of the time, and daily once it is late, each once', async () => {
  await using services = await openTestServices();
  const ana = await staffMember(services);
  await staffMember(services, bea);
  const cyd = await staffMember(services, { name: 'Cyd Wu', address: 'cyd@example.com', role: 'reads' });
  // Received on November 23, due on December 23: fifteen days are half of the time.
  const { reference } = await confirmed(services, { email: 'gus@example.com', region: 'DE', kind: ['access'] });
  const row = await services.db.selectFrom('request').selectAll().executeTakeFirstOrThrow();
  expect([row.received_on, row.due_on]).toEqual(['2026-11-23', '2026-12-23']);
  const both = ['ana@example.com', 'bea@example.com'];

  for (let day = 24; day <= 30; day += 1) expect(await remindedAt(services, `2026-11-${day}T12:00:00Z`)).toEqual([]);
  expect(await remindedAt(services, '2026-12-07T12:00:00Z')).toEqual([]);
  expect(await remindedAt(services, '2026-12-08T12:00:00Z'), 'half, and nobody has it').toEqual(both);
  const stamp = services.formTokens.issue('desk-take', ana.staff.sessionId);
  await services.desk.takeRequest(formOf({ stamp, take: reference }), ana.staff);
  expect(await remindedAt(services, '2026-12-15T12:00:00Z')).toEqual([]);
  expect(await remindedAt(services, '2026-12-16T12:00:00Z'), 'three quarters').toEqual(['ana@example.com']);
  expect(await remindedAt(services, '2026-12-17T12:00:00Z')).toEqual([]);
  expect(await remindedAt(services, '2026-12-20T12:00:00Z'), 'nine tenths').toEqual(['ana@example.com']);
  expect(await remindedAt(services, '2026-12-23T12:00:00Z'), 'on the day itself').toEqual([]);
  expect(await remindedAt(services, '2026-12-24T12:00:00Z'), 'late').toEqual(both);
  expect(await remindedAt(services, '2026-12-24T18:00:00Z')).toEqual([]);
  expect(await remindedAt(services, '2026-12-25T12:00:00Z'), 'late still').toEqual(both);
  expect((await mailsWith(services, 'desk-reminder')).at(-1)?.text).toContain(`${reference} was due on December 23`);
  expect(JSON.stringify(await mailsWith(services, 'desk-reminder'))).not.toMatch(/Lovelace|gus@/);
  expect(cyd.member.role).toBe('reads');

  await systemsDone(services);
  const done = { outcome: 'done', message: 'Here it is.', actor: 'command' } as const;
  expect(await services.requests.close(reference, done)).toMatchObject({ ok: true });
  expect(await remindedAt(services, '2026-12-26T12:00:00Z')).toEqual([]);
});

test('one mail names all that is due, and where nobody is of the staff, it goes to the address that requests reach', async () => {
  await using services = await openTestServices();
  for (const email of ['gus@example.com', 'hal@example.com']) await confirmed(services, { email, region: 'DE' });
  expect(await remindedAt(services, '2026-12-08T12:00:00Z')).toEqual([services.company.privacyAddress]);
  const [mail] = await mailsWith(services, 'desk-reminder');
  expect(mail?.text.match(/is due on December 23/g)).toHaveLength(2);
});
