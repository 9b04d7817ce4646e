import { expect, test } from 'vitest';
import { gather } from '../../server/personal-data/packages/packages.ts';
import { eraseHere, proposeErasure } from '../../server/personal-data/site-erasure.ts';
import { mayAskPerson } from '../../server/requests/permissions.ts';
import { openTasks } from '../../server/requests/tasks/tasks.ts';
import { confirmed, mailsWith, submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const agent = {
  ...{ relation: 'agent', behalf: 'Ada Lovelace <ada@example.com>', name: 'Charles Babbage' },
  ...{ email: 'charles@example.com', region: 'US-CA', kind: ['access', 'opt_out_sale_sharing'] },
};
const toAda = { address: 'ada@example.com', actor: 'staff:ana' };

async function tokenOf(services: Services): Promise<string> {
  const mail = (await mailsWith(services, 'request-permission')).at(-1);
  return /\/requests\/permission\/([\w-]+)\//.exec(mail?.text ?? '')?.[1] ?? '';
}

async function asked(services: Services) {
  const found = await confirmed(services, agent);
  const done = await services.requests.askPermission(found.reference, toAda);
  if (!done.ok) throw new Error(done.problems.join());
  return { ...found, asked: done.value, token: await tokenOf(services) };
}

function answer(services: Services, token: string, allows: string) {
  const stamp = services.formTokens.issue('permission');
  return services.requests.answerPermission(token, formOf({ stamp, allows }));
}

test('California lets a business ask about a copy, a deletion and a correction, and of no opt-out', () => {
  for (const kind of ['access', 'access_categories', 'portability', 'erasure', 'rectification', 'access_admt'] as const)
    expect(mayAskPerson(kind, 'US-CA')).toBe(true);
  for (const kind of ['opt_out_sale_sharing', 'limit_sensitive', 'opt_out_admt', 'complaint'] as const)
    for (const region of ['US-CA', 'DE', 'unsaid']) expect(mayAskPerson(kind, region)).toBe(false);
  // Elsewhere whoever has reasonable doubts may ask (GDPR Article 12(6)); where it may be California, its rule holds.
  expect(mayAskPerson('restriction', 'DE')).toBe(true);
  expect(mayAskPerson('restriction', 'unsaid')).toBe(false);
});

test('the person is asked by mail whether they allow it, without a word that the agent wrote', async () => {
  await using services = await openTestServices();
  const { reference, caseToken, asked: done } = await asked(services);
  expect(done).toMatchObject({ items: ['access'] });
  const [mail] = await mailsWith(services, 'request-permission');
  expect(mail?.to).toBe('ada@example.com');
  expect(mail?.text).not.toMatch(/Charles|Babbage|engine/);
  expect(await services.requests.show(reference)).toMatchObject({
    value: { events: [{}, {}, { act: 'permission-asked', items: ['access'] }], waiting: [] },
  });
  expect(await services.requests.openCase(reference, caseToken)).toMatchObject({
    value: { lacksPermission: true, permission: { state: 'asked', on: '2026-11-23' } },
  });
});

test('looking at the link changes nothing, and who asks stands behind it', async () => {
  await using services = await openTestServices();
  const { reference, token } = await asked(services);
  const shown = await services.requests.permission(token);
  expect(shown).toEqual({
    ok: true,
    value: { reference, agent: { name: 'Charles Babbage', email: 'charles@example.com' }, kinds: ['access'] },
  });
  expect(await services.requests.show(reference)).toMatchObject({ value: { revision: 3 } });
});

test.each([
  ['yes', 'permission-given', { state: 'given' }, false],
  ['no', 'permission-refused', { state: 'refused' }, true],
] as const)('%s is on record once, and staff are told', async (allows, act, permission, lacksPermission) => {
  await using services = await openTestServices();
  const { reference, caseToken, token } = await asked(services);
  expect(await answer(services, token, '')).toEqual({ ok: false, problems: ['answer-missing'] });
  const twice = await Promise.all([answer(services, token, allows), answer(services, token, allows)]);
  expect(twice.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await answer(services, token, 'yes')).toEqual({ ok: false, problems: ['link-used'] });
  const found = await services.requests.openCase(reference, caseToken);
  expect(found).toMatchObject({ value: { permission, lacksPermission } });
  const shown = await services.requests.show(reference);
  expect(shown.ok && shown.value.events.at(-1)).toMatchObject({ act, actor: 'data-subject' });
  expect(await mailsWith(services, 'request-staff-permission')).toHaveLength(1);
});

test('a newer question ends the one before, and a link that is too old or of a closed request does nothing', async () => {
  await using services = await openTestServices();
  const { reference, token } = await asked(services);
  await services.requests.askPermission(reference, toAda);
  expect(await services.requests.permission(token)).toEqual({ ok: false, problems: ['link-used'] });
  const newer = await tokenOf(services);
  services.clock.set('2026-11-30T12:00:01Z');
  expect(await services.requests.permission(newer)).toEqual({ ok: false, problems: ['link-expired'] });
  await services.requests.askPermission(reference, toAda);
  await services.requests.close(reference, { outcome: 'withdrawn', message: 'As you wish.', actor: 'staff:ana' });
  expect(await services.requests.permission(await tokenOf(services))).toEqual({
    ok: false,
    problems: ['request-closed'],
  });
});

test('nobody is asked about what needs no permission, of somebody who is no agent, or under the agent’s own address', async () => {
  await using services = await openTestServices();
  const optOut = await confirmed(services, { ...agent, kind: ['opt_out_sale_sharing'] });
  const ask = (reference: string, address = 'ada@example.com') =>
    services.requests.askPermission(reference, { address, actor: 'staff:ana' });
  expect(await ask(optOut.reference)).toEqual({ ok: false, problems: ['permission-not-needed'] });
  const own = await confirmed(services, { kind: ['access'], email: 'bob@example.com' });
  expect(await ask(own.reference)).toEqual({ ok: false, problems: ['agent-missing'] });
  const { reference } = await confirmed(services, { ...agent, kind: ['access'], email: 'dora@example.com' });
  expect(await ask(reference, 'Dora@example.com')).toEqual({ ok: false, problems: ['address-of-agent'] });
  expect(await ask(reference, 'nobody')).toEqual({ ok: false, problems: ['address-invalid'] });
  const unconfirmed = await submitted(services, { ...agent, kind: ['access'], email: 'eve@example.com' });
  expect(await ask(unconfirmed)).toEqual({ ok: false, problems: ['request-unconfirmed'] });
  expect(await mailsWith(services, 'request-permission')).toEqual([]);
});

test('that somebody was asked confirms no address, and reminds of none', async () => {
  await using services = await openTestServices();
  const { token } = await asked(services);
  expect(await services.requests.confirm(token)).toEqual({ ok: false, problems: ['link-unknown'] });
});

test('of what the person was asked about nothing is done before they say yes, nor for anybody else after it', async () => {
  await using services = await openTestServices();
  const { ctx } = services;
  const { reference, token } = await asked(services);
  const open = () => openTasks(ctx, reference, { kind: 'export', actor: 'staff:ana' });
  const close = () =>
    services.requests.close(reference, {
      ...{
        outcome: 'partly-done',
        ground: 'rights-of-others',
        message: 'Here.',
        items: ['access'],
        actor: 'staff:ana',
      },
    });
  expect(await open()).toEqual({ ok: false, problems: ['permission-missing'] });
  expect(await close()).toEqual({ ok: false, problems: ['permission-missing'] });
  expect(await answer(services, token, 'yes')).toMatchObject({ ok: true });
  expect(await open()).toMatchObject({ ok: true });
  expect(await gather(ctx, reference, { address: 'bob@example.com' })).toEqual({
    ok: false,
    problems: ['address-other'],
  });
  expect(await gather(ctx, reference, { address: 'Ada@example.com' })).toMatchObject({ ok: true });
  expect(await close()).toMatchObject({ ok: true });
});

test('whoever is asked and says no is not erased, and nobody else in their place', async () => {
  await using services = await openTestServices();
  const { ctx } = services;
  const { reference } = await confirmed(services, { ...agent, kind: ['erasure'] });
  await openTasks(ctx, reference, { kind: 'erasure', actor: 'staff:ana' });
  await services.requests.askPermission(reference, toAda);
  const propose = (address: string) => proposeErasure(ctx, reference, { address, actor: 'staff:ana' });
  expect(await propose('bob@example.com')).toEqual({ ok: false, problems: ['address-other'] });
  expect(await propose('ada@example.com')).toMatchObject({ ok: true });
  await answer(services, await tokenOf(services), 'no');
  expect(await eraseHere(ctx, reference, { address: 'ada@example.com', actor: 'staff:bea' })).toEqual({
    ok: false,
    problems: ['permission-missing'],
  });
});
