import { expect, test } from 'vitest';
import type { Staff } from '../../server/desk/staff/sessions.ts';
import { proposeErasure } from '../../server/personal-data/site-erasure.ts';
import { openTasks } from '../../server/requests/tasks/tasks.ts';
import { confirmed, submitted, systemsDone } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;
async function offered(services: Services, staff: Staff, reference: string) {
  return (await services.desk.openRequest(staff, reference))?.offers;
}

test('what comes before the answer comes first, until it is done', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const { reference } = await confirmed(services, { kind: ['erasure'] });
  expect(await offered(services, staff, reference)).toMatchObject({
    ...{ steps: ['deletion'], isReady: false, toApprove: [] },
    acts: ['answer', 'reply', 'refuse'],
  });
  await systemsDone(services);
  expect(await offered(services, staff, reference)).toMatchObject({ steps: ['deletion'], isReady: true });
});

test('the request of a customer of a business is passed on before all else', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const { reference } = await confirmed(services, { kind: ['access'], relation: 'end-customer' });
  const offers = await offered(services, staff, reference);
  expect(offers).toMatchObject({ steps: ['route', 'package'], isReady: false });
  expect(offers?.more).not.toContain('route');
});

test('an act that makes no sense now is not offered', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const reference = await submitted(services, { kind: ['complaint'] });
  const unconfirmed = await offered(services, staff, reference);
  expect(unconfirmed).toMatchObject({ steps: [], isReady: true });
  expect(unconfirmed?.more).toContain('mark-as-abuse');
  for (const act of ['resume', 'settle-identity', 'end-extension', 'merge', 'reopen', 'posted']) {
    expect(unconfirmed?.more).not.toContain(act);
  }
  await services.requests.close(reference, { outcome: 'withdrawn', actor: 'command', message: 'As you wish.' });
  expect(await offered(services, staff, reference)).toMatchObject({ acts: ['reply', 'reopen'], more: [] });
});

test('who only reads can do nothing', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services, { role: 'reads' });
  const { reference } = await confirmed(services, { kind: ['access'] });
  expect(await offered(services, staff, reference)).toMatchObject({ steps: [], acts: [], more: [] });
});

test('what was put forward is to be approved as long as it is asked for', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services, { role: 'approves' });
  const { reference } = await confirmed(services, { kind: ['erasure', 'objection'] });
  await openTasks(services.ctx, reference, { kind: 'erasure', actor: 'staff:bea' });
  await proposeErasure(services.ctx, reference, { actor: 'staff:bea' });
  expect(await offered(services, staff, reference)).toMatchObject({ toApprove: ['deletion'] });
  const answer = { message: 'As you wish.', actor: 'command', deed: 'Most of it.', ground: 'law-requires' } as const;
  await services.requests.close(reference, { ...answer, outcome: 'withdrawn', items: ['erasure'] });
  expect(await offered(services, staff, reference)).toMatchObject({ steps: [], toApprove: [] });
  await services.requests.reopen(reference, {
    message: 'You asked for it anew.',
    items: ['erasure'],
    actor: 'command',
  });
  expect(await offered(services, staff, reference)).toMatchObject({ toApprove: ['deletion'] });
  await services.requests.close(reference, { ...answer, outcome: 'partly-done' });
  expect(await offered(services, staff, reference)).toMatchObject({ toApprove: [] });
});
