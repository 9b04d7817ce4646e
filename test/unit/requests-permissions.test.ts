import { describe, expect, test } from 'vitest';
import { gather } from '../../server/personal-data/packages/contents.ts';
import { approvePrepared, keepGathered, packageOf, prepare } from '../../server/personal-data/packages/packages.ts';
import { eraseHere, proposeErasure } from '../../server/personal-data/site-erasure.ts';
import { attach, list } from '../../server/requests/files/files.ts';
import { mayAskPerson } from '../../server/requests/permissions.ts';
import { openTasks, tickTask } from '../../server/requests/tasks/tasks.ts';
import { kindChoices } from '../../src/words/requests/requests.ts';
import { confirmed, mailsWith, mayAsk, submitted } from '../support/requests.ts';
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
    value: {
      lacksPermission: true,
      permissions: [{ kind: 'access', permission: { state: 'asked', on: '2026-11-23' } }],
    },
  });
});

test('an agent is told of that person’s data, and that person of their own', async () => {
  await using services = await openTestServices();
  const { requests } = services;
  const { reference, caseToken } = await asked(services);
  const textOf = async (template: string) => (await mailsWith(services, template))[0]?.text.replaceAll(/\s+/g, ' ');
  expect(await textOf('request-acknowledged')).toContain('You asked for: a copy of that person’s data');
  expect(await textOf('request-permission')).toContain('a copy of your data');
  expect(kindChoices('agent').access).toMatchObject({
    label: 'A copy of that person’s data',
    help: expect.stringMatching(/^What we hold about that person,/),
  });
  expect(JSON.stringify(kindChoices('agent'))).not.toMatch(/\bmy\b|about (me|you)\b|your data/);

  await mayAsk(services, reference, 'ada@example.com');
  const actor = 'command';
  expect(await requests.draftFor(reference, { act: 'nothing-held' })).toContain('personal data about that person');
  await requests.close(reference, { outcome: 'nothing-held', items: ['access'], message: 'We looked.', actor });
  expect(await textOf('request-answered')).toContain(
    'hold no personal data about that person, apart from this request',
  );
  const page = await requests.openCase(reference, caseToken);
  expect(page).toMatchObject({ value: { relation: 'agent' } });
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
  expect(found).toMatchObject({ value: { permissions: [{ kind: 'access', permission }], lacksPermission } });
  const shown = await services.requests.show(reference);
  expect(shown.ok && shown.value.events.at(-1)).toMatchObject({ act, actor: 'data-subject' });
  expect(await mailsWith(services, 'request-staff-permission')).toHaveLength(1);
});

test('a newer question ends the one before, and a link that is too old or of a closed request does nothing', async () => {
  await using services = await openTestServices();
  const { reference, token } = await asked(services);
  await services.requests.askPermission(reference, toAda);
  expect(await services.requests.permission(token)).toEqual({ ok: false, problems: ['question-replaced'] });
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

describe('two people of whom an agent asks in one request', () => {
  async function bothAsked(services: Services) {
    const found = await confirmed(services, { ...agent, region: 'DE', kind: ['access', 'portability', 'erasure'] });
    const ask = async (address: string, ...items: ('access' | 'portability' | 'erasure')[]) => {
      const done = await services.requests.askPermission(found.reference, { address, items, actor: 'staff:ana' });
      if (!done.ok) throw new Error(done.problems.join());
      return await tokenOf(services);
    };
    return { ...found, ask, adas: await ask('ada@example.com', 'access', 'erasure') };
  }

  test('are asked by a link each, and a yes counts for what its person was asked alone', async () => {
    await using services = await openTestServices();
    const { reference, ask, adas } = await bothAsked(services);
    const bobs = await ask('bob@example.com', 'portability');
    for (const [token, kinds] of [
      [adas, ['access', 'erasure']],
      [bobs, ['portability']],
    ] as const)
      expect(await services.requests.permission(token)).toMatchObject({ ok: true, value: { kinds } });
    await answer(services, bobs, 'yes');
    const gatherFor = (address: string) => gather(services.ctx, reference, { address });
    expect(await gatherFor('bob@example.com')).toMatchObject({ ok: true });
    expect(await gatherFor('ada@example.com')).toEqual({ ok: false, problems: ['address-other'] });
    expect(await answer(services, adas, 'no')).toMatchObject({ ok: true });
    expect(await gatherFor('bob@example.com')).toMatchObject({ ok: true });
    const shown = await services.requests.show(reference);
    expect(shown.ok && shown.value.events.at(-1)).toMatchObject({
      act: 'permission-refused',
      items: ['access', 'erasure'],
    });
  });

  test('hold up no erasure of the agent’s own by a copy that is not theirs', async () => {
    await using services = await openTestServices();
    const { ctx } = services;
    await confirmed(services, { ...agent, region: 'DE', kind: ['access', 'erasure'] });
    const { reference } = await confirmed(services, { email: agent.email, kind: ['erasure'] });
    await openTasks(ctx, reference, { kind: 'erasure', actor: 'staff:ana' });
    await proposeErasure(ctx, reference, { actor: 'staff:ana' });
    expect(await eraseHere(ctx, reference, { actor: 'staff:bea' })).toMatchObject({ ok: true });
  });

  test('wait for no copy of the other’s before an erasure, but for their own', async () => {
    await using services = await openTestServices();
    const { ctx } = services;
    const { reference } = await confirmed(services, { ...agent, kind: ['access', 'erasure'] });
    const may = (address: string, ...items: ('access' | 'erasure')[]) =>
      services.requests.recordPermission(reference, {
        ...{ basis: 'own-word', shown: 'By phone.', actor: 'staff:ana', address, items },
      });
    await may('ada@example.com', 'erasure');
    await openTasks(ctx, reference, { kind: 'erasure', actor: 'staff:ana' });
    await proposeErasure(ctx, reference, { address: 'ada@example.com', actor: 'staff:ana' });
    const erase = () => eraseHere(ctx, reference, { address: 'ada@example.com', actor: 'staff:bea' });
    const pending = { ok: false, problems: ['access-pending'] };
    // Nobody knows yet whose copy it is.
    expect(await erase()).toEqual(pending);
    await may('ada@example.com', 'access');
    expect(await erase()).toEqual(pending);
    await may('bob@example.com', 'access');
    expect(await erase()).toMatchObject({ ok: true });
  });

  test('are told apart on the page of the request, and what one has not allowed is still waited for', async () => {
    await using services = await openTestServices();
    const { reference, caseToken, ask, adas } = await bothAsked(services);
    await answer(services, adas, 'yes');
    const seen = async () => await services.requests.openCase(reference, caseToken);
    expect(await seen()).toMatchObject({
      value: {
        lacksPermission: true,
        permissions: [
          { kind: 'access', permission: { state: 'given' } },
          { kind: 'portability', permission: null },
          { kind: 'erasure', permission: { state: 'given' } },
        ],
      },
    });
    // What the agent sends for the other is ours to look at, and what we have seen stands for its own things alone.
    const request = await services.db.selectFrom('request').selectAll().executeTakeFirstOrThrow();
    const files = [{ name: 'bob.txt', type: 'text/plain', size: 3, chunks: [Buffer.from('Bob')] }] as const;
    const stored = await attach(services.ctx, request, { files, purpose: 'permission', author: 'person' });
    expect(await seen()).toMatchObject({ value: { lacksPermission: false } });
    const file = stored.ok ? stored.value[0]?.id : '';
    const paper = { basis: 'signed-permission', shown: 'Signed.', address: 'bob@example.com', file, actor: 'command' };
    await services.requests.recordPermission(reference, { ...paper, items: ['portability'] });
    expect(await seen()).toMatchObject({ value: { lacksPermission: false } });
    await ask('ada@example.com', 'access');
    expect(await seen()).toMatchObject({ value: { lacksPermission: true } });
  });

  test('answer no more for what the other was asked since, or has shown', async () => {
    await using services = await openTestServices();
    const { reference, ask, adas } = await bothAsked(services);
    await ask('bob@example.com', 'access');
    expect(await services.requests.permission(adas)).toMatchObject({ value: { kinds: ['erasure'] } });
    const paper = { basis: 'own-word', shown: 'By phone.', items: ['erasure'], actor: 'staff:ana' } as const;
    await services.requests.recordPermission(reference, { ...paper, address: 'ada@example.com' });
    expect(await services.requests.permission(adas)).toMatchObject({ value: { kinds: ['erasure'] } });
    await services.requests.recordPermission(reference, { ...paper, address: 'bob@example.com' });
    expect(await services.requests.permission(adas)).toEqual({ ok: false, problems: ['question-replaced'] });
    expect(await answer(services, adas, 'yes')).toEqual({ ok: false, problems: ['question-replaced'] });
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
  await mayAsk(services, reference, 'ada@example.com');
  await openTasks(ctx, reference, { kind: 'erasure', actor: 'staff:ana' });
  const propose = (address: string) => proposeErasure(ctx, reference, { address, actor: 'staff:ana' });
  expect(await propose('bob@example.com')).toEqual({ ok: false, problems: ['address-other'] });
  expect(await propose('ada@example.com')).toMatchObject({ ok: true });
  await services.requests.askPermission(reference, toAda);
  expect(await propose('ada@example.com')).toEqual({ ok: false, problems: ['permission-missing'] });
  await answer(services, await tokenOf(services), 'no');
  expect(await eraseHere(ctx, reference, { address: 'ada@example.com', actor: 'staff:bea' })).toEqual({
    ok: false,
    problems: ['permission-missing'],
  });
});

describe('an agent whom nobody has allowed anything', () => {
  const lacks = { ok: false, problems: ['permission-missing'] };

  test('gets no copy, no deletion and no correction, and is not told that nothing is held', async () => {
    await using services = await openTestServices();
    const { ctx } = services;
    const { reference } = await confirmed(services, { ...agent, kind: ['access', 'erasure', 'rectification'] });
    expect(await gather(ctx, reference, { address: 'ada@example.com' })).toEqual(lacks);
    for (const kind of ['export', 'erasure', 'correction'] as const) {
      const instruction = 'Ada, not Adah.';
      expect(await openTasks(ctx, reference, { kind, instruction, actor: 'staff:ana' })).toEqual(lacks);
    }
    const words = { message: 'Here.', deed: 'All.', ground: 'not-covered', actor: 'staff:ana' } as const;
    for (const outcome of ['done', 'partly-done', 'nothing-held'] as const) {
      const done = await services.requests.close(reference, { outcome, ...words });
      expect(done.ok ? [] : done.problems, outcome).toContain('permission-missing');
    }
    const refused = { outcome: 'refused', ...words, meaning: 'Nothing is given out.' } as const;
    expect(await services.requests.close(reference, refused)).toMatchObject({ ok: true });
  });

  test('has an opt-out answered all the same, for it needs nobody’s word', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services, { ...agent, kind: ['opt_out_sale_sharing'] });
    expect(
      await services.requests.close(reference, { outcome: 'done', message: 'Done.', actor: 'staff:ana' }),
    ).toMatchObject({ ok: true });
  });
});

describe('what shows that an agent may ask', () => {
  const shown = { basis: 'signed-permission', shown: 'Signed by her on May 4.', ...toAda };

  /** A file of the agent, as it came: with the form, or with a mail. */
  async function withFile(services: Services, purpose: 'request' | 'message' = 'request') {
    const { reference } = await confirmed(services, { ...agent, kind: ['access'] });
    const request = await services.db.selectFrom('request').selectAll().executeTakeFirstOrThrow();
    const files = [{ name: 'signed.txt', type: 'text/plain', size: 3, chunks: [Buffer.from('Ada')] }] as const;
    const stored = await attach(services.ctx, request, { files, purpose, author: 'person' });
    return { reference, request, file: (stored.ok && stored.value[0]?.id) || '' };
  }

  test.each(['request', 'message'] as const)(
    'is a file that came with the %s, which staff looked at: who and what stays on record, and the copy is gathered',
    async (purpose) => {
      await using services = await openTestServices();
      const { reference, request, file } = await withFile(services, purpose);
      expect(await services.requests.recordPermission(reference, { ...shown, file })).toEqual({
        ok: true,
        value: { basis: 'signed-permission', items: ['access'] },
      });
      expect((await list(services.ctx, request)).map(({ purpose }) => purpose)).toEqual(['permission']);
      const found = await services.requests.show(reference);
      expect(found.ok && found.value.events.at(-1)).toMatchObject({
        ...{ act: 'permission-shown', actor: 'staff:ana', code: 'signed-permission', items: ['access'] },
        detail: {
          address: 'ada@example.com',
          shown: shown.shown,
          digests: expect.stringMatching(/^signed\.txt: \w{64}$/),
        },
      });
      const gathered = (address: string) => gather(services.ctx, reference, { address });
      expect(await gathered('bob@example.com')).toEqual({ ok: false, problems: ['address-other'] });
      expect(await gathered('Ada@example.com')).toMatchObject({ ok: true });
    },
  );

  test('is a picture of a letter that staff add, which the agent does not see', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services, { ...agent, kind: ['access'] });
    const uploaded = [{ name: 'letter.txt', type: 'text/plain', size: 3, chunks: [Buffer.from('Ada')] }] as const;
    expect(await services.requests.recordPermission(reference, { ...shown, uploaded })).toMatchObject({ ok: true });
    const seen = await services.requests.openCase(reference, caseToken);
    expect(seen).toMatchObject({
      value: { files: [], lacksPermission: false, permissions: [{ permission: { state: 'shown' } }] },
    });
    const staffs = await services.requests.show(reference);
    const [letter] = staffs.ok ? staffs.value.case.files : [];
    expect(letter).toMatchObject({ name: 'letter.txt', purpose: 'permission', author: 'staff' });
    expect(await services.requests.openFile(reference, caseToken, letter?.id ?? '')).toBeNull();
  });

  test.each(['power-of-attorney', 'parent-or-guardian', 'own-word'])('is %s, without a file', async (basis) => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services, { ...agent, kind: ['erasure'] });
    expect(await services.requests.recordPermission(reference, { ...shown, basis })).toMatchObject({ ok: true });
    expect(await openTasks(services.ctx, reference, { kind: 'erasure', actor: 'staff:ana' })).toMatchObject({
      ok: true,
    });
  });

  test('says who, by what right and of whom, and of an agent alone', async () => {
    await using services = await openTestServices();
    const { reference } = await withFile(services);
    const record = (values: Partial<typeof shown> & { file?: string }, of = reference) =>
      services.requests.recordPermission(of, { ...shown, basis: 'own-word', ...values });
    const refused = async (problem: string, values: Parameters<typeof record>[0], of = reference) =>
      expect(await record(values, of), problem).toEqual({ ok: false, problems: [problem] });
    await refused('basis-unknown', { basis: 'because' });
    await refused('shown-missing', { shown: ' ' });
    await refused('address-missing', { address: '' });
    await refused('address-invalid', { address: 'ada' });
    await refused('address-of-agent', { address: 'Charles@example.com' });
    await refused('permission-file-missing', { basis: 'signed-permission' });
    await refused('permission-file-unknown', { basis: 'signed-permission', file: 'another' });
    const own = await confirmed(services, { kind: ['access'], email: 'bob@example.com' });
    await refused('agent-missing', {}, own.reference);
    const optOut = await confirmed(services, { ...agent, email: 'eve@example.com', kind: ['opt_out_sale_sharing'] });
    await refused('permission-not-needed', {}, optOut.reference);
  });

  test('is no paper of the agent once the person was asked, but what the person says themselves', async () => {
    await using services = await openTestServices();
    const { reference, file } = await withFile(services);
    await services.requests.askPermission(reference, toAda);
    const record = (basis: string) => services.requests.recordPermission(reference, { ...shown, basis, file });
    expect(await record('signed-permission')).toEqual({ ok: false, problems: ['permission-awaited'] });
    await answer(services, await tokenOf(services), 'no');
    expect(await record('signed-permission')).toEqual({ ok: false, problems: ['permission-awaited'] });
    expect(await gather(services.ctx, reference, { address: 'ada@example.com' })).toMatchObject({ ok: false });
    expect(await record('own-word')).toMatchObject({ ok: true });
    expect(await gather(services.ctx, reference, { address: 'ada@example.com' })).toMatchObject({ ok: true });
  });

  test('of one thing lifts no refusal of another', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services, { ...agent, kind: ['access', 'erasure'] });
    await services.requests.askPermission(reference, { ...toAda, items: ['access'] });
    await answer(services, await tokenOf(services), 'no');
    const uploaded = [{ name: 'letter.txt', type: 'text/plain', size: 3, chunks: [Buffer.from('Ada')] }] as const;
    const papers = (...items: ('access' | 'erasure')[]) =>
      services.requests.recordPermission(reference, { ...shown, items, uploaded });
    expect(await papers('erasure')).toMatchObject({ ok: true });
    for (const both of [['access', 'erasure'], []] as const)
      expect(await papers(...both)).toEqual({ ok: false, problems: ['permission-awaited'] });
  });

  test('may be one person’s for one thing and another’s for the next', async () => {
    await using services = await openTestServices();
    const { ctx } = services;
    const { reference } = await confirmed(services, { ...agent, region: 'DE', kind: ['access', 'portability'] });
    const papers = (address: string, item: 'access' | 'portability') =>
      services.requests.recordPermission(reference, { ...shown, basis: 'power-of-attorney', address, items: [item] });
    const gatherFor = (address: string) => gather(ctx, reference, { address });
    await papers('ada@example.com', 'access');
    expect(await gatherFor('bob@example.com')).toEqual({ ok: false, problems: ['address-other'] });
    await services.requests.askPermission(reference, { ...toAda, items: ['access'] });
    await answer(services, await tokenOf(services), 'yes');
    expect(await papers('bob@example.com', 'portability')).toMatchObject({ ok: true });

    for (const [address, item] of [
      ['ada@example.com', 'access'],
      ['bob@example.com', 'portability'],
    ] as const) {
      const gathered = await gatherFor(address);
      if (!gathered.ok) throw new Error(gathered.problems.join());
      const instruction = address;
      const tasks = await openTasks(ctx, reference, { kind: 'export', instruction, actor: 'staff:ana' });
      if (!tasks.ok) throw new Error(tasks.problems.join());
      expect(tasks.value.every((task) => task.instruction === address)).toBe(true);
      await keepGathered(ctx, reference, { gathered: gathered.value, actor: 'staff:ana' });
      for (const { id: task } of tasks.value)
        await tickTask(ctx, reference, { task, result: 'nothing-held', note: 'No.', actor: 'staff:ana' });
      const revision = (await packageOf(ctx, reference))?.revision ?? 0;
      const prepared = await prepare(ctx, reference, { revision, actor: 'staff:bea' });
      if (!prepared.ok) throw new Error(prepared.problems.join());
      const approved = await approvePrepared(ctx, reference, { prepared: prepared.value, actor: 'staff:bea' });
      expect(approved).toMatchObject({ ok: true, value: { items: [item] } });
      const words = { message: 'Here.', outcome: 'done', actor: 'staff:bea' } as const;
      const close = (one: 'access' | 'portability') => services.requests.close(reference, { ...words, items: [one] });
      // Of the other, whose copy nobody has made, nothing is done with this one.
      if (item === 'access') expect(await close('portability')).toEqual({ ok: false, problems: ['copy-undelivered'] });
      expect(await close(item)).toMatchObject({ ok: true });
    }
    expect(await services.requests.show(reference)).toMatchObject({ value: { outcome: 'done' } });
  });

  test('is of what was asked then, and of nothing that is asked for later', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services, { ...agent, kind: ['access'] });
    await mayAsk(services, reference, 'ada@example.com');
    await services.requests.correct(reference, { kinds: ['access', 'erasure'], actor: 'staff:ana' });
    const open = (kind: 'export' | 'erasure') => openTasks(services.ctx, reference, { kind, actor: 'staff:ana' });
    expect(await open('erasure')).toEqual({ ok: false, problems: ['permission-missing'] });
    expect(await open('export')).toMatchObject({ ok: true });
  });
});
