import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { create } from '../../server/api/keys.ts';
import { webhookHeaders, webhooks } from '../../server/api/webhooks.ts';
import { eraseHere, proposeErasure } from '../../server/personal-data/site-erasure.ts';
import { tasksForKey } from '../../server/requests/tasks/answers.ts';
import { connect, connections, dropFormerSecret, renewSecret } from '../../server/requests/tasks/connections.ts';
import type { TaskKind, ToldKind } from '../../server/requests/tasks/kinds.ts';
import { partsOf } from '../../server/requests/tasks/parts.ts';
import { queuePublications } from '../../server/requests/tasks/publications.ts';
import { readTargetUrl, resolveTarget } from '../../server/requests/tasks/targets.ts';
import { openTasks, tasksOf, tickTask } from '../../server/requests/tasks/tasks.ts';
import { sendAgain, sendWebhooks } from '../../server/requests/tasks/webhooks.ts';
import { signUpForm, visitor } from '../support/accounts.ts';
import { jsonOf, openTestApi } from '../support/api.ts';
import { firstVersion, manifestWith, noticesFor } from '../support/notices.ts';
import { confirmed, mailsWith, mayAsk, submitted } from '../support/requests.ts';
import { contextOf, formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const ana = 'staff:ana';

async function requestOf(services: Services, reference: string) {
  return await services.db
    .selectFrom('request')
    .selectAll()
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow();
}

async function opened(services: Services, kind: TaskKind = 'erasure', values: Record<string, string | string[]> = {}) {
  const { reference } = await confirmed(services, { kind: ['access', 'erasure'], ...values });
  const tasks = await openTasks(services.ctx, reference, { kind, actor: ana });
  if (!tasks.ok) throw new Error(tasks.problems.join());
  return {
    reference,
    tasks: tasks.value,
    of: (id: string) => tasks.value.find(({ system }) => system.id === id)?.id ?? '',
  };
}

async function connected(
  services: Services,
  url = 'https://app.example.com/hooks',
  kinds: ToldKind[] = ['export', 'erasure'],
) {
  const { key, record } = await create(services.ctx, { name: 'App', scopes: ['request-tasks:write'], days: 365 });
  const done = await connect(services.ctx, { id: 'app', url, kinds, keyPrefix: record.prefix });
  if (!done.ok) throw new Error(done.problems.join());
  return { key: { authorization: `Bearer ${key}` }, prefix: record.prefix, secret: done.value.secret };
}

describe('what each system has to do', () => {
  test('a deletion concerns this site, its backups, the web app and each subprocessor that is active', async () => {
    await using services = await openTestServices();
    const { tasks } = await opened(services);
    const active = services.ctx.content.subprocessors.filter(({ status }) => status === 'active');
    expect(active.length).toBeGreaterThan(2);
    expect(tasks.map(({ system }) => system.id)).toEqual(['site', 'backups', 'app', ...active.map(({ id }) => id)]);
    expect(tasks.find(({ system }) => system.id === active[0]?.id)?.system.dataCategories).toEqual(
      active[0]?.dataCategories,
    );
    expect(tasks.every(({ done }) => done === null)).toBe(true);
  });

  test('nothing is opened for an address that nobody has confirmed, nor for what was not asked', async () => {
    await using services = await openTestServices();
    const unconfirmed = await submitted(services, { kind: ['erasure'] });
    const { reference } = await confirmed(services, { kind: ['access'], email: 'b@example.com' });
    const open = (reference: string, kind: TaskKind) => openTasks(services.ctx, reference, { kind, actor: ana });
    expect(await open(unconfirmed, 'erasure')).toEqual({ ok: false, problems: ['request-unconfirmed'] });
    expect(await open(reference, 'erasure')).toEqual({ ok: false, problems: ['item-unknown'] });
    expect(await open('WT-0000-0000', 'erasure')).toEqual({ ok: false, problems: ['reference-unknown'] });
  });

  test('an erasure is not closed as done while one of them is open, and as refused it is', async () => {
    await using services = await openTestServices();
    const { reference } = await opened(services);
    const close = (outcome: 'done' | 'refused') =>
      services.requests.close(reference, {
        outcome,
        items: ['erasure'],
        ground: 'law-requires',
        message: 'Because.',
        meaning: 'It stays.',
        deed: 'Erased here.',
        actor: 'command',
      });
    expect(await close('done')).toEqual({ ok: false, problems: ['systems-silent', 'access-pending'] });
    expect(await close('refused')).toMatchObject({ ok: true });
  });

  test.each(['withdrawn', 'refused', 'corrected'] as const)(
    'of what is %s nothing more is erased, here or by a system, until it is asked for again',
    async (how) => {
      await using services = await openTestServices();
      const { ctx, requests } = services;
      const { prefix } = await connected(services);
      const { reference, of } = await opened(services, 'erasure', { kind: ['erasure', 'objection'] });
      await proposeErasure(ctx, reference, { actor: ana });
      await tickTask(ctx, reference, { task: of('stripe'), result: 'told', actor: ana });
      const { id } = await requestOf(services, reference);
      const said = { message: 'As you wish.', meaning: 'It stays.', ground: 'law-requires', actor: ana } as const;
      const ended =
        how === 'corrected'
          ? await requests.correct(reference, { kinds: ['objection'], actor: ana })
          : await requests.close(reference, { ...said, outcome: how, items: ['erasure'] });
      expect(ended).toMatchObject({ ok: true });
      expect(await tasksForKey(ctx, prefix)).toEqual([]);
      expect((await tasksOf(ctx, { id })).map(({ system }) => system.id)).toEqual(['stripe']);
      const unknown = { ok: false, problems: ['task-unknown'] };
      expect(await eraseHere(ctx, reference, { actor: 'staff:bea' })).toEqual(unknown);
      expect(await tickTask(ctx, reference, { task: of('aws'), result: 'done', actor: ana })).toEqual(unknown);

      if (how === 'corrected') await requests.correct(reference, { kinds: ['objection', 'erasure'], actor: ana });
      else await requests.reopen(reference, { message: 'We look at it again.', items: ['erasure'], actor: ana });
      expect(await tasksForKey(ctx, prefix)).toMatchObject([{ kind: 'erasure' }]);
      expect(await eraseHere(ctx, reference, { actor: 'staff:bea' })).toMatchObject({ ok: true });
    },
  );

  test('opening them again adds nothing, and what was ticked stays ticked', async () => {
    await using services = await openTestServices();
    const { reference, of } = await opened(services);
    await tickTask(services.ctx, reference, { task: of('app'), result: 'nothing-held', actor: ana });
    await openTasks(services.ctx, reference, { kind: 'erasure', actor: 'staff:bea' });
    const tasks = await tasksOf(services.ctx, await requestOf(services, reference), 'erasure');
    expect(new Set(tasks.map(({ system }) => system.id)).size).toBe(tasks.length);
    expect(tasks.find(({ system }) => system.id === 'app')?.done).toMatchObject({ by: ana, result: 'nothing-held' });
  });

  test('a step is ticked once; what cannot be done says why; what this site holds is not ticked but erased', async () => {
    await using services = await openTestServices();
    const { reference, of } = await opened(services);
    const tick = (task: string, result: string, note = '') =>
      tickTask(services.ctx, reference, { task, result, note, actor: ana });
    expect(await tick(of('stripe'), 'told')).toMatchObject({ ok: true });
    expect(await tick(of('stripe'), 'done')).toEqual({ ok: false, problems: ['task-done'] });
    expect(await tick(of('aws'), 'not-possible')).toEqual({ ok: false, problems: ['note-missing'] });
    expect(await tick(of('aws'), 'not-possible', 'Invoices: tax law.')).toMatchObject({
      value: { done: { note: 'Invoices: tax law.' } },
    });
    expect(await tick(of('site'), 'done')).toEqual({ ok: false, problems: ['own-verb'] });
    expect(await tick(of('backups'), 'done')).toEqual({ ok: false, problems: ['own-verb'] });
    expect(await tick(of('app'), 'perhaps')).toEqual({ ok: false, problems: ['result-unknown'] });
    expect(await tick('x', 'done')).toEqual({ ok: false, problems: ['task-unknown'] });
  });

  test('a correction says what is to be corrected', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services, { kind: ['rectification'] });
    const open = (instruction?: string) =>
      openTasks(services.ctx, reference, { kind: 'correction', actor: ana, ...(instruction && { instruction }) });
    expect(await open()).toEqual({ ok: false, problems: ['instruction-missing'] });
    const done = await open('The name is Ada King.');
    expect(done.ok && done.value.every(({ instruction }) => instruction === 'The name is Ada King.')).toBe(true);
    expect(done.ok && done.value.map(({ system }) => system.id)).not.toContain('backups');
  });

  test('what was written about it is erased with the request, and what was done stays', async () => {
    await using services = await openTestServices();
    const { reference, of } = await opened(services);
    await tickTask(services.ctx, reference, { task: of('aws'), result: 'not-possible', note: 'Secret.', actor: ana });
    await services.requests.close(reference, {
      outcome: 'refused',
      ground: 'law-requires',
      message: 'No.',
      actor: 'command',
      meaning: 'Nothing changes.',
    });
    await services.mail.send();
    services.clock.set('2028-03-01T12:00:00Z');
    await services.runJobs();
    const [row] = await services.db.selectFrom('request_task').selectAll().where('id', '=', of('aws')).execute();
    expect(row).toMatchObject({ result: 'not-possible', done_by: ana, note_sealed: null });
  });
});

describe('the contract with other systems', () => {
  test('a system hears that there is a task, asks which, and hands over data in parts; until then nothing is complete', async () => {
    await using api = await openTestApi();
    const { services } = api;
    const { key } = await connected(services);
    const { reference, of } = await opened(services, 'export');
    const ask = async () => jsonOf(await api.ask('/api/v1/request-tasks/', { headers: key }));
    const send = (body: object, name: string) =>
      api.send(
        '/api/v1/request-tasks/',
        { task: of('app'), result: 'done', ...body },
        { ...key, 'idempotency-key': name },
      );
    expect((await ask()).tasks).toMatchObject([
      { id: of('app'), kind: 'export', reference, person: { name: 'Ada Lovelace', email: 'ada@example.com' } },
    ]);
    expect(
      await services.requests.close(reference, {
        outcome: 'done',
        items: ['access'],
        actor: 'command',
        message: 'This is our answer.',
      }),
    ).toEqual({
      ok: false,
      problems: ['systems-silent'],
    });

    const first = await send({ data: { jobs: ['Engine'] }, isLast: false }, 'one');
    const last = await send({ data: { jobs: ['Loom'] }, note: 'All of it.' }, 'two');
    const again = await send({ data: { jobs: ['Loom'] }, note: 'All of it.' }, 'two');
    const late = await send({}, 'three');

    expect([first, last, again, late].map(({ status }) => status)).toEqual([200, 200, 200, 409]);
    expect(jsonOf(late).code).toBe('task-done');
    const parts = await partsOf(services.ctx, await requestOf(services, reference));
    expect([...parts]).toEqual([['app', [{ data: { jobs: ['Engine'] } }, { data: { jobs: ['Loom'] } }]]]);
    expect((await ask()).tasks).toEqual([]);
    const [task] = await tasksOf(services.ctx, await requestOf(services, reference));
    expect(task?.done).toMatchObject({ by: 'system:app', result: 'done', note: 'All of it.' });
    expect(
      await services.requests.close(reference, {
        outcome: 'done',
        items: ['access'],
        actor: 'command',
        message: 'This is our answer.',
      }),
    ).toEqual({ ok: false, problems: ['copy-undelivered'] });
  });

  test('a key answers for its own system alone, and the key of none for none', async () => {
    await using api = await openTestApi();
    const { key } = await connected(api.services);
    const { of } = await opened(api.services);
    const other = await create(api.services.ctx, { name: 'X', scopes: ['request-tasks:write'], days: 1 });
    const send = (task: string, headers: object, name: string) =>
      api.send('/api/v1/request-tasks/', { task, result: 'done' }, { ...headers, 'idempotency-key': name });
    const stranger = { authorization: `Bearer ${other.key}` };
    expect((await send(of('stripe'), key, 'a')).status).toBe(404);
    expect((await send(of('app'), stranger, 'b')).status).toBe(404);
    expect(jsonOf(await api.ask('/api/v1/request-tasks/', { headers: stranger })).tasks).toEqual([]);
    expect(await tasksForKey(api.services.ctx, 'wtk_unknown')).toEqual([]);
  });

  test('of an agent’s request is told of the person for whom they ask, and nothing of the agent', async () => {
    await using services = await openTestServices();
    const { prefix } = await connected(services);
    const agent = { relation: 'agent', name: 'Charles Babbage', email: 'charles@example.com' };
    const values = { ...agent, kind: ['erasure'], behalf: 'Ada Lovelace <ada@example.com>' };
    const { reference } = await confirmed(services, values);
    await mayAsk(services, reference, 'ada@example.com');
    expect(await openTasks(services.ctx, reference, { kind: 'erasure', actor: ana })).toMatchObject({ ok: true });
    const [task] = await tasksForKey(services.ctx, prefix);
    expect(task?.person).toEqual({ name: 'Ada Lovelace <ada@example.com>', email: 'ada@example.com' });
  });

  test('of an agent’s request is told of nobody who has not allowed it', async () => {
    await using services = await openTestServices();
    const { prefix } = await connected(services);
    const agent = { relation: 'agent', email: 'charles@example.com', behalf: 'Ada and Bob' };
    const { reference } = await confirmed(services, { ...agent, kind: ['access', 'portability'] });
    const asked = { address: 'ada@example.com', items: ['access'], actor: ana } as const;
    expect(await services.requests.askPermission(reference, asked)).toMatchObject({ ok: true });
    const said = { basis: 'own-word', address: 'bob@example.com', shown: 'By phone.', actor: ana };
    const recorded = await services.requests.recordPermission(reference, { ...said, items: ['portability'] });
    expect(recorded).toMatchObject({ ok: true });
    expect(await openTasks(services.ctx, reference, { kind: 'export', actor: ana })).toMatchObject({ ok: true });
    const [task] = await tasksForKey(services.ctx, prefix);
    expect(task?.person.email).toBe('bob@example.com');
  });

  test('of an agent’s request nothing is told any more once the person does not allow it', async () => {
    await using services = await openTestServices();
    const { prefix } = await connected(services);
    const agent = { relation: 'agent', email: 'charles@example.com', behalf: 'Ada <ada@example.com>' };
    const { reference } = await confirmed(services, { ...agent, kind: ['erasure', 'access'] });
    await mayAsk(services, reference, 'ada@example.com');
    await openTasks(services.ctx, reference, { kind: 'erasure', actor: ana });
    await openTasks(services.ctx, reference, { kind: 'export', instruction: 'ada@example.com', actor: ana });
    expect(await tasksForKey(services.ctx, prefix)).toHaveLength(2);
    const asked = { address: 'ada@example.com', actor: ana } as const;
    expect(await services.requests.askPermission(reference, asked)).toMatchObject({ ok: true });
    expect(await tasksForKey(services.ctx, prefix)).toEqual([]);
    const [mail] = await mailsWith(services, 'request-permission');
    const token = /\/requests\/permission\/([\w-]+)\//.exec(mail?.text ?? '')?.[1] ?? '';
    const stamp = services.formTokens.issue('permission');
    expect(await services.requests.answerPermission(token, formOf({ stamp, allows: 'yes' }))).toMatchObject({
      ok: true,
    });
    expect(await tasksForKey(services.ctx, prefix)).toHaveLength(2);
  });

  test('two megabytes are taken in one part, and more is refused', async () => {
    await using api = await openTestApi();
    const { key } = await connected(api.services);
    const { of } = await opened(api.services, 'export');
    const send = (length: number, name: string) =>
      api.send(
        '/api/v1/request-tasks/',
        { task: of('app'), result: 'done', isLast: false, data: { text: 'x'.repeat(length) } },
        { ...key, 'idempotency-key': name },
      );
    expect((await send(1_900_000, 'a')).status).toBe(200);
    expect((await send(2_200_000, 'b')).status).toBe(413);
  });

  test('a task takes so many parts and so much in all; then it can still be ended, and others go on', async () => {
    await using api = await openTestApi();
    const { key } = await connected(api.services);
    const { of } = await opened(api.services, 'export');
    const { of: ofOther } = await opened(api.services, 'export', { email: 'bea@example.com' });
    const send = (task: string, body: object, name: string) =>
      api.send('/api/v1/request-tasks/', { task, result: 'done', ...body }, { ...key, 'idempotency-key': name });
    const part = { isLast: false, data: { text: 'x'.repeat(1_900_000) } };
    const fill = async (task: string, part: object, most: number) => {
      for (let count = 0; count < most; count += 1) {
        const answer = await send(task, part, `${task}-${count}`);
        if (answer.status !== 200) return { count, code: jsonOf(answer).code, status: answer.status };
      }
      return null;
    };

    expect(await fill(of('app'), part, 60)).toEqual({ count: 28, code: 'task-full', status: 409 });
    expect(await fill(ofOther('app'), { isLast: false, data: { at: 1 } }, 200)).toEqual({
      ...{ count: 100, code: 'task-full', status: 409 },
    });
    expect((await send(of('app'), {}, 'end')).status).toBe(200);
  });
});

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A system of somebody's on this machine. */
async function listening(answer: (heard: readonly Heard[]) => { status: number; headers?: Record<string, string> }) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const { status, headers } = answer(heard);
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ heard, url: `http://127.0.0.1:${port}/hooks` },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('webhooks', () => {
  test('are signed with both secrets while two are good, name nobody, and are sent once', async () => {
    await using services = await openTestServices({ now: new Date().toISOString() });
    await using app = await listening(() => ({ status: 204 }));
    const { secret } = await connected(services, app.url);
    const renewed = await renewSecret(services.ctx, 'app');
    const { reference, tasks, of } = await opened(services);

    await sendWebhooks(services.ctx);
    await sendWebhooks(services.ctx);

    expect(tasks.length).toBeGreaterThan(5);
    expect(app.heard).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: '' }] = app.heard;
    const sent = headers as Record<string, string>;
    for (const one of [secret, renewed.ok ? renewed.value.secret : '']) {
      expect(new Webhook(one).verify(body, sent)).toMatchObject({
        type: 'request.task',
        data: { task: of('app'), kind: 'erasure' },
      });
    }
    expect(() => new Webhook('whsec_AAAA').verify(body, sent)).toThrow();
    expect(webhooks['request.task'].body.safeParse(JSON.parse(body)).error).toBeUndefined();
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(Object.keys(webhookHeaders)));
    expect(body).not.toMatch(/ada@|lovelace/i);

    await dropFormerSecret(services.ctx, 'app');
    const other = await confirmed(services, { kind: ['access'] });
    expect(await sendAgain(services.ctx, other.reference, { task: of('app') }), 'of another request').toMatchObject({
      problems: ['task-unknown'],
    });
    expect(await sendAgain(services.ctx, reference, { task: of('app') })).toMatchObject({ ok: true });
    await sendWebhooks(services.ctx);
    const again = app.heard[1];
    expect(again?.headers['webhook-id']).toBe(headers['webhook-id']);
    expect(() => new Webhook(secret).verify(again?.body ?? '', again?.headers as Record<string, string>)).toThrow();
  });

  test('that fail are tried again, later each time, until somebody has to look', async () => {
    await using services = await openTestServices();
    await using app = await listening((heard) => ({ status: heard.length < 3 ? 503 : 200 }));
    await connected(services, app.url);
    const { reference } = await opened(services);
    const look = async () => {
      const tasks = await tasksOf(services.ctx, await requestOf(services, reference), 'erasure');
      return tasks.find(({ system }) => system.id === 'app')?.webhooks[0];
    };
    await sendWebhooks(services.ctx);
    expect(await look()).toMatchObject({ attempts: 1, problem: 'http-503', sentAt: null });
    expect((await connections(services.ctx)).find(({ system }) => system.id === 'app')).toMatchObject({
      failing: 1,
      open: 1,
    });
    await sendWebhooks(services.ctx);
    expect(app.heard).toHaveLength(1);
    services.clock.set('2026-11-23T12:00:05Z');
    await sendWebhooks(services.ctx);
    expect((await look())?.nextAttemptAt?.toISOString()).toBe('2026-11-23T12:05:05.000Z');
    services.clock.set('2026-11-23T12:05:05Z');
    await sendWebhooks(services.ctx);
    expect(await look()).toMatchObject({ attempts: 3, problem: null, nextAttemptAt: null });
  });

  test('tell of each version that is published while a system hears of them, until it arrives', async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    await noticesFor(services).announce();
    await using app = await listening((heard) => ({ status: heard.length < 2 ? 503 : 204 }));
    services.clock.set('2026-11-23T12:01:00Z');
    await connected(services, app.url, ['documents']);
    services.clock.set('2026-11-23T12:02:00Z');
    const manifest = manifestWith({ privacy: [firstVersion, '2026-12-01'] });
    const ctx = contextOf(services, { manifest });
    await noticesFor(services, manifest).announce();
    const round = async (of: typeof ctx) => {
      await queuePublications(of);
      await sendWebhooks(of);
    };
    const published = async () =>
      (await connections(ctx)).find(({ system }) => system.id === 'app')?.publications.map(({ problem }) => problem);

    // A server that was built before the version.
    await round(services.ctx);
    expect(app.heard).toEqual([]);
    expect(await published()).toEqual(['not-known']);
    for (const at of ['12:02:05', '12:07:05', '12:37:05', '14:37:05']) {
      services.clock.set(`2026-11-23T${at}Z`);
      await Promise.all([round(ctx), round(ctx)]);
    }

    expect(app.heard).toHaveLength(2);
    const said = app.heard.map(({ body }) => JSON.parse(body) as { type: string; data: object });
    expect(said[1]).toMatchObject({
      type: 'document.published',
      data: {
        ...{ document: 'privacy', title: 'Privacy Policy', version: '2026-12-01', class: 'notice' },
        ...{ effectiveOn: '2026-12-01', url: 'http://localhost:4321/privacy/2026-12-01/' },
        textSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(webhooks['document.published'].body.safeParse(said[1]).error).toBeUndefined();
    expect(app.heard[0]?.headers['webhook-id']).toBe(app.heard[1]?.headers['webhook-id']);
    expect(await published()).toEqual([null]);
  });

  test('are given up where somebody switches to another protocol, and hold up no others', async () => {
    await using services = await openTestServices();
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await connected(services, `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`);
    const { reference, of } = await opened(services);
    await sendWebhooks(services.ctx);
    server.close();
    const tasks = await tasksOf(services.ctx, await requestOf(services, reference), 'erasure');
    expect(tasks.find(({ id }) => id === of('app'))?.webhooks[0]?.problem).toBe('no-answer');
  });

  test('follow nobody elsewhere, and whoever says 410 is asked no more', async () => {
    await using services = await openTestServices();
    await using elsewhere = await listening(() => ({ status: 200 }));
    await using app = await listening((heard) =>
      heard.length === 1 ? { status: 307, headers: { location: elsewhere.url } } : { status: 410 },
    );
    await connected(services, app.url);
    const { reference, of } = await opened(services);
    await sendWebhooks(services.ctx);
    const [task] = (await tasksOf(services.ctx, await requestOf(services, reference), 'erasure')).filter(
      ({ id }) => id === of('app'),
    );
    expect(task?.webhooks[0]?.problem).toBe('redirect');
    services.clock.set('2026-11-23T12:01:00Z');
    await sendWebhooks(services.ctx);
    expect(elsewhere.heard).toEqual([]);
    const [gone] = (await connections(services.ctx)).filter(({ system }) => system.id === 'app');
    expect(gone?.connected?.endedAt).not.toBeNull();
    services.clock.set('2026-11-24T12:01:00Z');
    await sendWebhooks(services.ctx);
    expect(app.heard).toHaveLength(2);
  });

  test('what is ticked by hand meanwhile is not sent any more', async () => {
    await using services = await openTestServices();
    await using app = await listening(() => ({ status: 200 }));
    await connected(services, app.url);
    const { reference, of } = await opened(services);
    const tick = (note: string) =>
      tickTask(services.ctx, reference, { task: of('app'), result: 'done', note, actor: ana });
    expect(await tick('')).toEqual({ ok: false, problems: ['note-missing'] });
    expect(await tick('Done in its console.')).toMatchObject({ ok: true });
    await sendWebhooks(services.ctx);
    expect(app.heard).toEqual([]);
  });

  const abroad = { isLocal: false };
  test.each([
    ['http://app.example.com/', 'address-not-https'],
    ['ftp://app.example.com/', 'address-not-https'],
    ['https://app.example.com:6379/', 'address-not-https'],
    ['https://user:secret@app.example.com/', 'address-invalid'],
    ['no address', 'address-invalid'],
    [`https://a.example/${'x'.repeat(600)}`, 'address-invalid'],
    ['https://127.0.0.1/', 'address-private'],
    ['https://2130706433/', 'address-private'],
    ['https://0x7f.1/', 'address-private'],
    ['https://0.0.0.0/', 'address-private'],
    ['https://10.1.2.3/', 'address-private'],
    ['https://172.31.0.1/', 'address-private'],
    ['https://192.168.1.1/', 'address-private'],
    ['https://169.254.169.254/latest/meta-data/', 'address-private'],
    ['https://100.64.0.1/', 'address-private'],
    ['https://255.255.255.255/', 'address-private'],
    ['https://[::1]/', 'address-private'],
    ['https://[::ffff:10.0.0.1]/', 'address-private'],
    ['https://[64:ff9b::a00:1]/', 'address-private'],
    ['https://[fd00::1]/', 'address-private'],
    ['https://[fe80::1]/', 'address-private'],
    ['https://[2002:a00:1::]/', 'address-private'],
  ])('never go to %s', async (url, problem) => {
    expect(readTargetUrl(abroad, url)).toEqual({ ok: false, problems: [problem] });
    expect(await resolveTarget(abroad, url)).toEqual({ ok: false, problems: [problem] });
  });

  test('nor to a name that leads to this machine, but where the site itself is on it', async () => {
    expect(await resolveTarget(abroad, 'https://localhost/')).toEqual({ ok: false, problems: ['address-private'] });
    expect(await resolveTarget({ isLocal: true }, 'http://localhost:9/')).toMatchObject({ ok: true });
    expect(await resolveTarget({ isLocal: true }, 'https://10.0.0.1/')).toEqual({
      ok: false,
      problems: ['address-private'],
    });
    expect(readTargetUrl(abroad, 'https://93.184.215.14:443/hook')).toMatchObject({ ok: true });
    expect(readTargetUrl(abroad, 'https://[2606:4700::1111]/hook')).toMatchObject({ ok: true });
  });
});

describe('what is asked for is not done', () => {
  const closing = { outcome: 'done', message: 'Here it is.', deed: 'Erased here.', actor: 'command' } as const;

  test.each(['access', 'rectification', 'erasure', 'restriction'] as const)(
    'while nobody has opened the list of what each system has to do for %s',
    async (kind) => {
      await using services = await openTestServices();
      const { reference } = await confirmed(services, { kind: [kind] });
      expect(await services.requests.close(reference, closing)).toEqual({
        ok: false,
        problems: ['checklist-unopened'],
      });
      const inPart = { ...closing, outcome: 'partly-done', ground: 'law-requires' } as const;
      expect(await services.requests.close(reference, inPart)).toMatchObject({ ok: true });
    },
  );

  test('while the same person waits for a copy, in this request or in another of the address', async () => {
    await using services = await openTestServices();
    const { reference } = await opened(services);
    const erasure = { ...closing, outcome: 'partly-done', ground: 'law-requires', items: ['erasure'] } as const;
    expect(await services.requests.close(reference, erasure)).toEqual({ ok: false, problems: ['access-pending'] });
    const other = await confirmed(services, { kind: ['erasure'] });
    expect(await services.requests.close(other.reference, { ...erasure, items: [] })).toEqual({
      ok: false,
      problems: ['access-pending'],
    });
    const nothing = { outcome: 'nothing-held', items: ['access'], message: 'None.', actor: 'command' } as const;
    await services.requests.close(reference, nothing);
    expect(await services.requests.close(other.reference, { ...erasure, items: [] })).toMatchObject({ ok: true });
  });

  test('but a copy that nobody has confirmed to want keeps nothing from being erased', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services, { kind: ['erasure'] });
    await submitted(services, { kind: ['access'] });
    const erasure = { ...closing, outcome: 'partly-done', ground: 'law-requires' } as const;
    expect(await services.requests.close(reference, erasure)).toMatchObject({ ok: true });
  });

  test('by letter either: staff say who it is, and each system has its part', async () => {
    await using services = await openTestServices();
    const logged = await services.requests.log({
      ...{ channel: 'post', kinds: ['erasure'], name: 'Ada', region: 'DE', actor: 'command' },
      receivedAt: '2026-11-20T09:00:00Z',
    });
    const reference = logged.ok ? logged.value.reference : '';
    expect(await services.accounts.signUp(signUpForm(services), visitor)).toMatchObject({ ok: true });
    expect(await openTasks(services.ctx, reference, { kind: 'erasure', actor: ana })).toMatchObject({ ok: true });
    const propose = (address: string) => proposeErasure(services.ctx, reference, { address, actor: ana });
    expect(await propose('')).toEqual({ ok: false, problems: ['address-missing'] });
    expect(await propose('ada@example.com')).toMatchObject({ ok: true });
    expect(await eraseHere(services.ctx, reference, { address: 'ada@example.com', actor: 'staff:bea' })).toMatchObject({
      value: { state: 'erased' },
    });
    // Of what waits to become an account nothing stays either.
    expect(await services.db.selectFrom('sign_up').select('digest').execute()).toEqual([]);
  });
});
