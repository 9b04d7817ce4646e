import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { later } from '../../server/clock.ts';
import { gather } from '../../server/personal-data/packages/contents.ts';
import { keepGathered } from '../../server/personal-data/packages/packages.ts';
import { attach, list, read } from '../../server/requests/files/files.ts';
import { answerTask } from '../../server/requests/tasks/answers.ts';
import { connect } from '../../server/requests/tasks/connections.ts';
import { tasksOf, tickTask } from '../../server/requests/tasks/tasks.ts';
import { linkToken, type SignedIn, signUpConfirmed, someVisitor } from '../support/accounts.ts';
import { lastOf, mailsTo } from '../support/notices.ts';
import { confirmed, confirmToken, mailsWith, mayAsk, submitted, systemsDone } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;
type Member = Awaited<ReturnType<typeof staffMember>>;

async function opened() {
  const services = await openTestServices();
  const ana = await staffMember(services);
  const bea = await staffMember(services, { name: 'Bea Ruiz', address: 'bea@example.com', role: 'approves' });
  const act = (reference: string, { staff }: Member, values: Record<string, string>) =>
    services.desk.actOnPackage(
      formOf({ stamp: services.formTokens.issue('desk-package', staff.sessionId), ...values }),
      reference,
      staff,
    );
  const checklist = (reference: string, { staff }: Member, values: Record<string, string>) =>
    services.desk.actOnChecklist(
      formOf({ stamp: services.formTokens.issue('desk-checklist', staff.sessionId), ...values }),
      reference,
      staff,
    );
  const madeOf = async (reference: string) => (await services.desk.openPackageDesk(reference, ana.staff))?.made;
  const tickAll = async (reference: string) => {
    const request = await rowOf(services, reference);
    for (const { id, done } of await tasksOf(services.ctx, request, 'export')) {
      if (!done) await tickTask(services.ctx, reference, { task: id, result: 'nothing-held', actor: 'command' });
    }
  };
  return { services, ana, bea, act, checklist, madeOf, tickAll, [Symbol.asyncDispose]: services[Symbol.asyncDispose] };
}

async function rowOf(services: Services, reference: string) {
  return await services.db
    .selectFrom('request')
    .selectAll()
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow();
}

/** The holder's account, at another address from now on. */
async function moved(services: Services, { session }: SignedIn, email: string) {
  const stamp = services.formTokens.issue('address', session.id);
  await services.accounts.askAddress(formOf({ stamp, email }), someVisitor(), session);
  const token = linkToken(lastOf(await mailsTo(services, email)), 'address/confirm');
  const form = formOf({ stamp: services.formTokens.issue('confirm-address', session.id) });
  expect(await services.personalData.confirmAddress(token, form, someVisitor(), session)).toMatchObject({ ok: true });
}

async function actsOf(services: Services, reference: string) {
  const rows = await services.db
    .selectFrom('desk_act')
    .selectAll()
    .where('reference', '=', reference)
    .orderBy('seq')
    .execute();
  return rows.map(({ act }) => act);
}

describe('the answer to a request for a copy', () => {
  test('is gathered from all that this site holds, approved by a second person, and delivered to the case page', async () => {
    await using desk = await opened();
    const { services, ana, bea, act, madeOf, tickAll } = desk;
    await signUpConfirmed(services, { email: 'ada@example.com', name: 'Ada Lovelace' });
    const { reference } = await confirmed(services, { kind: ['access'], details: 'And what Menabrea said of me.' });

    expect(await act(reference, ana, { act: 'gather' })).toMatchObject({ ok: true });
    const made = await madeOf(reference);
    expect(made?.whole.tables['account']).toMatchObject([{ name: 'Ada Lovelace', email: 'ada@example.com' }]);
    expect(JSON.stringify(made?.whole.tables['request_messages'])).toContain('Menabrea');
    expect(made?.silent).toEqual(['app']);
    const deliver = (by: Member, revision = '1') =>
      act(reference, by, { act: 'deliver', revision, message: 'Here it is.' });
    expect(await deliver(bea)).toEqual({ ok: false, problems: ['systems-silent'] });
    await tickAll(reference);

    const words = { act: 'withhold', part: 'words', words: 'menabrea', reason: 'rights-of-others', revision: '1' };
    expect(await act(reference, ana, words)).toMatchObject({ ok: true });
    expect(await act(reference, ana, words)).toEqual({ ok: false, problems: ['changed-meanwhile'] });
    expect(JSON.stringify((await madeOf(reference))?.shown)).not.toMatch(/menabrea/i);
    expect(await deliver(bea)).toEqual({ ok: false, problems: ['changed-meanwhile'] });
    expect(await deliver(ana, '2')).toEqual({ ok: false, problems: ['role-missing'] });
    const shown = { act: 'deliver', step: 'preview', revision: '2', message: 'Here it is.' };
    expect(await act(reference, bea, shown)).toMatchObject({
      ok: true,
      value: { mails: [{ to: 'ada@example.com', text: expect.stringContaining('Here it is.') }] },
    });
    expect(await mailsWith(services, 'request-closed')).toEqual([]);
    expect(await deliver(bea, '2')).toEqual({ ok: true, value: null });

    const request = await rowOf(services, reference);
    const [file] = await list(services.ctx, request);
    const kept = await read(services.ctx, request, file?.id ?? '');
    const archive = unzipSync(new Uint8Array(kept?.content ?? Buffer.alloc(0)));
    const texts = Object.values(archive).map((bytes) => Buffer.from(bytes).toString());
    expect(file).toMatchObject({ purpose: 'answer', author: 'staff', type: 'application/zip' });
    expect(file?.expiresAt).not.toBeNull();
    expect(texts.join()).toContain('Ada Lovelace');
    expect(texts.join()).not.toMatch(/menabrea/i);

    const seen = await services.desk.openPackageDesk(reference, bea.staff);
    expect(seen?.made).toBeNull();
    expect(seen?.delivered).toMatchObject([
      {
        digest: file?.sha256,
        preparedBy: `staff:${ana.staff.id}`,
        approvedBy: `staff:${bea.staff.id}`,
        leftOut: [{ part: 'words', reason: 'rights-of-others', count: expect.any(Number) }],
      },
    ]);
    expect(request).toMatchObject({ outcome: 'partly-done', closed_at: expect.any(String) });
    expect(await mailsWith(services, 'request-reply')).toEqual([]);
    const [mail, ...others] = await mailsWith(services, 'request-closed');
    expect(others).toEqual([]);
    expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain(file?.sha256);
    expect(await actsOf(services, reference)).toEqual(
      expect.arrayContaining(['gather', 'view', 'withhold', 'deliver']),
    );
    const rows = await services.db.selectFrom('request_package').selectAll().execute();
    expect(rows).toMatchObject([{ content_sealed: null, redactions_sealed: null }]);
    expect(JSON.stringify(rows)).not.toMatch(/menabrea/i);
  });

  test('is approved by nobody who withheld or showed part of it last: what goes out two have seen', async () => {
    await using desk = await opened();
    const { services, ana, bea, act, tickAll } = desk;
    const cleo = await staffMember(services, { name: 'Cleo', address: 'cleo@example.com', role: 'approves' });
    const { reference } = await confirmed(services, { kind: ['access'], details: 'And what Menabrea said of me.' });
    await act(reference, ana, { act: 'gather' });
    await tickAll(reference);
    const words = { act: 'withhold', part: 'words', words: 'menabrea', reason: 'rights-of-others', revision: '1' };
    await act(reference, ana, words);
    const deliver = (by: Member, revision: string) =>
      act(reference, by, { act: 'deliver', revision, message: 'Here it is.' });

    expect(await act(reference, bea, { act: 'show', at: '0', revision: '2' })).toMatchObject({ ok: true });
    expect(await deliver(bea, '3')).toEqual({ ok: false, problems: ['same-person'] });
    expect(await services.desk.openRequest(cleo.staff, reference)).toMatchObject({
      preparedBy: `staff:${bea.staff.id}`,
    });
    expect(await deliver(cleo, '3')).toEqual({ ok: true, value: null });
  });

  test('ends what asks for a copy and nothing else, once what the person wrote is answered, or nothing at all', async () => {
    await using desk = await opened();
    const { services, ana, bea, act } = desk;
    const { reference, caseToken } = await confirmed(services, {
      kind: ['access', 'portability', 'rectification'],
      details: 'Street 2',
    });
    await act(reference, ana, { act: 'gather' });
    await desk.tickAll(reference);
    services.clock.set(later(services.clock.now(), 'PT1M').toISOString());
    const message = formOf({ stamp: services.formTokens.issue('message'), message: 'The old address, too?' });
    expect(await services.requests.write(reference, caseToken, message)).toMatchObject({ ok: true });
    const deliver = (values: Record<string, string> = {}) =>
      act(reference, bea, { act: 'deliver', revision: '1', message: 'Here it is.', ...values });
    expect(await deliver()).toEqual({ ok: false, problems: ['message-unanswered'] });
    expect((await services.desk.openPackageDesk(reference, bea.staff))?.made).not.toBeNull();
    expect(await list(services.ctx, await rowOf(services, reference))).toEqual([]);

    for (const message of ['This is what we left out, and why: ____', 'This is what we left out, and why:']) {
      expect(await deliver({ heard: 'yes', message })).toEqual({ ok: false, problems: ['message-unfinished'] });
    }
    expect(await deliver({ heard: 'yes' })).toEqual({ ok: true, value: null });
    const items = await services.db.selectFrom('request_item').selectAll().orderBy('kind').execute();
    expect(items.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['access', 'done'],
      ['portability', 'done'],
      ['rectification', null],
    ]);
    expect(await mailsWith(services, 'request-answered')).toHaveLength(1);
    expect(await mailsWith(services, 'request-reply')).toEqual([]);
  });

  test('waits for a second person once every system has answered, as is listed, shown and remembered', async () => {
    await using desk = await opened();
    const { services, ana, bea } = desk;
    const { reference } = await confirmed(services, { kind: ['access'], region: 'DE' });
    await confirmed(services, { kind: ['access'], email: 'bob@example.com' });
    const waiting = async () => {
      const { lines, counts } = await services.desk.openWorklist(bea.staff, { view: 'second' });
      expect(counts.second).toBe(lines.length);
      return lines.map(({ reference, awaitsSecond }) => [reference, awaitsSecond]);
    };
    const reminded = async (at: string) => {
      services.clock.set(at);
      await services.timeSeen.watch();
      const before = (await mailsWith(services, 'desk-reminder')).length;
      await services.runJobs();
      return (await mailsWith(services, 'desk-reminder')).slice(before);
    };
    const stamp = services.formTokens.issue('desk-take', ana.staff.sessionId);
    await services.desk.takeRequest(formOf({ stamp, take: reference }), ana.staff);
    await desk.act(reference, ana, { act: 'gather' });
    expect(await waiting()).toEqual([]);
    await desk.tickAll(reference);
    expect(await waiting()).toEqual([[reference, true]]);
    const mails = await reminded('2026-12-08T12:00:00Z');
    expect(mails.map(({ to }) => to)).toContain(bea.member.address);
    expect(mails.find(({ to }) => to === bea.member.address)?.text.replaceAll(/\s+/g, ' ')).toContain(
      `${reference} is due on December 23, 2026, in 15 days, and waits for a second person`,
    );
    await desk.act(reference, ana, { act: 'gather' });
    expect(await desk.act(reference, bea, { act: 'deliver', revision: '2', message: 'Here.' })).toMatchObject({
      ok: true,
    });
    expect(await waiting()).toEqual([]);

    const erased = await confirmed(services, { kind: ['erasure'], email: 'eve@example.com' });
    await desk.checklist(erased.reference, ana, { act: 'open', kind: 'erasure' });
    expect(await waiting()).toEqual([]);
    await desk.checklist(erased.reference, ana, { act: 'propose' });
    expect(await waiting()).toEqual([[erased.reference, true]]);
    await desk.checklist(erased.reference, bea, { act: 'erase' });
    expect(await waiting()).toEqual([]);
  });

  test('takes in what staff bring from a system that nobody can ask, sealed and with its digest on record', async () => {
    await using desk = await opened();
    const { services, ana, bea, act, madeOf } = desk;
    const { reference } = await confirmed(services, { kind: ['access'] });
    await act(reference, ana, { act: 'gather' });
    const [task] = await tasksOf(services.ctx, await rowOf(services, reference), 'export');
    const upload = (content: string, name = 'Ada.csv') => {
      const chunks = [Buffer.from(content)];
      return { field: 'files', name, chunks, size: content.length, isTooLarge: false };
    };
    const bring = ({ staff }: Member, text: string, files = [upload('name,plan\nAda,gold\n')], of = task?.id ?? '') =>
      services.desk.actOnChecklist(
        formOf({
          stamp: services.formTokens.issue('desk-checklist', staff.sessionId),
          ...{ act: 'contribute', task: of, text },
        }),
        reference,
        staff,
        files,
      );
    const reader = await staffMember(services, { name: 'Cyd Wu', address: 'cyd@example.com', role: 'reads' });
    expect(await bring(reader, 'x')).toEqual({ ok: false, problems: ['role-missing'] });
    expect(await bring(ana, ' ', [])).toEqual({ ok: false, problems: ['contribution-missing'] });
    expect(await bring(ana, '', [upload('MZ\u0000\u0001')])).toEqual({ ok: false, problems: ['file-type-unknown'] });
    expect(await bring(ana, 'x', [], 'another')).toEqual({ ok: false, problems: ['task-unknown'] });
    services.clock.set(later(services.clock.now(), 'PT1M').toISOString());
    expect(await bring(ana, 'She has the gold plan.')).toEqual({ ok: true, value: null });

    const rows = await services.db.selectFrom('request_task_part').selectAll().execute();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/gold|Ada/);
    const shown = await services.requests.show(reference);
    const happened = shown.ok ? shown.value.events.find(({ act }) => act === 'contributed') : null;
    expect(happened).toMatchObject({
      actor: `staff:${ana.staff.id}`,
      detail: {
        system: 'The web app',
        digests: expect.stringMatching(/^Ada\.csv\.txt: [0-9a-f]{64}\nin-words\.txt: /),
      },
    });
    expect(await actsOf(services, reference)).toContain('contribute');
    const deliver = (revision = '1') => act(reference, bea, { act: 'deliver', revision, message: 'Here.' });
    expect(await deliver()).toEqual({ ok: false, problems: ['handed-since'] });
    await act(reference, ana, { act: 'gather' });
    const made = await madeOf(reference);
    expect(Object.keys(made?.whole.files ?? {})).toEqual(['systems/app-1-Ada.csv.txt', 'systems/app-2-in-words.txt']);
    expect(Buffer.from(made?.whole.files['systems/app-2-in-words.txt'] ?? '').toString()).toBe(
      'She has the gold plan.\n',
    );
    expect(await deliver('2')).toEqual({ ok: true, value: null });
    expect(await bring(ana, 'More.')).toEqual({ ok: false, problems: ['request-closed'] });
    await services.runJobs();
    expect(await services.db.selectFrom('request_task_part').selectAll().execute()).toEqual([]);
  });

  test('of a letter without a mail address is gathered by who made sure whose it is, and goes by letter', async () => {
    await using desk = await opened();
    const { services, ana, bea, act, madeOf, tickAll } = desk;
    await signUpConfirmed(services, { email: 'ada@example.com', name: 'Ada Lovelace' });
    const logged = await services.requests.log({
      ...{ channel: 'post', kinds: ['access'], name: 'Ada Lovelace', relation: 'none', region: 'DE' },
      ...{ receivedAt: '2026-11-20T12:00:00Z', actor: 'command' },
    });
    if (!logged.ok) throw new Error(logged.problems.join());
    const { reference } = logged.value;
    const gather = (values: Record<string, string> = {}) => act(reference, ana, { act: 'gather', ...values });
    const address = 'ada@example.com';
    expect(await gather()).toEqual({ ok: false, problems: ['address-missing'] });
    expect(await gather({ address })).toEqual({ ok: false, problems: ['identity-unsaid'] });
    expect(await gather({ address, identity: 'Three of three facts were right.' })).toMatchObject({ ok: true });
    const made = await madeOf(reference);
    expect(made?.sure).toBe('Three of three facts were right.');
    expect(made?.whole.tables['account']).toMatchObject([{ name: 'Ada Lovelace' }]);
    const asked = await tasksOf(services.ctx, await rowOf(services, reference), 'export');
    expect(asked.map(({ instruction }) => instruction)).toEqual([address]);
    const mails = await services.mail.list();
    await tickAll(reference);
    expect(await act(reference, bea, { act: 'deliver', revision: '1', message: 'Dear Ada,' })).toMatchObject({
      ok: true,
    });
    expect(await services.mail.list()).toEqual(mails);

    const seen = await services.desk.openPackageDesk(reference, bea.staff);
    const [file] = seen?.toPost ?? [];
    expect(await services.desk.openRequestFile(bea.staff, reference, file?.id ?? '')).toMatchObject({
      type: 'application/zip',
    });
    const posted = (values: Record<string, string>) =>
      services.desk.actOnRequest(
        formOf({
          ...{ stamp: services.formTokens.issue('desk-act', ana.staff.sessionId), step: 'send' },
          ...values,
        }),
        ana.staff,
        { reference, name: 'posted' },
      );
    const revision = String((await rowOf(services, reference)).revision);
    const send = { revision, postedOn: '2026-11-23', how: 'By registered letter.' };
    expect(await posted({ ...send, postedOn: '2026-11-19' })).toEqual({ ok: false, problems: ['posted-invalid'] });
    expect(await posted({ ...send, postedOn: '2026-11-24' })).toEqual({ ok: false, problems: ['posted-invalid'] });
    expect(await posted({ ...send, how: ' ' })).toEqual({ ok: false, problems: ['how-missing'] });
    expect(await posted(send)).toMatchObject({ ok: true });
    const shown = await services.requests.show(reference);
    expect(shown.ok && shown.value.events.map(({ act, detail }) => [act, detail])).toEqual(
      expect.arrayContaining([
        ['identified', { address, reason: 'Three of three facts were right.' }],
        ['posted', { how: 'By registered letter.', posted: '2026-11-23' }],
      ]),
    );
    const acts = await services.db.selectFrom('desk_act').select('entry').execute();
    expect(JSON.stringify(acts)).not.toMatch(/ada@example|facts were right|registered/);
  });

  test('is gathered again where a system handed over more since', async () => {
    await using desk = await opened();
    const system = {
      id: 'app',
      url: 'https://app.example.com/hooks',
      kinds: ['export'],
      keyPrefix: 'wtk_app',
    } as const;
    await connect(desk.services.ctx, system);
    const { reference } = await confirmed(desk.services, { kind: ['access'] });
    await desk.act(reference, desk.ana, { act: 'gather' });
    const [task] = await tasksOf(desk.services.ctx, await rowOf(desk.services, reference), 'export');
    desk.services.clock.set(later(desk.services.clock.now(), 'PT1M').toISOString());
    await answerTask(desk.services.ctx, 'wtk_app', {
      task: task?.id ?? '',
      result: 'done',
      data: { plan: 'gold' },
      isLast: true,
    });
    const deliver = (revision = '1') => desk.act(reference, desk.bea, { act: 'deliver', revision, message: 'Here.' });
    expect(await deliver()).toEqual({ ok: false, problems: ['handed-since'] });
    await desk.act(reference, desk.ana, { act: 'gather' });
    expect(await deliver('2')).toEqual({ ok: true, value: null });
  });

  test('whoever gathered it does not approve it, whatever their role', async () => {
    await using desk = await opened();
    const { reference } = await confirmed(desk.services, { kind: ['access'] });
    await desk.act(reference, desk.bea, { act: 'gather' });
    await desk.tickAll(reference);
    expect(await desk.act(reference, desk.bea, { act: 'deliver', revision: '1', message: 'Here.' })).toEqual({
      ok: false,
      problems: ['same-person'],
    });
  });

  test('nothing is gathered for an address that nobody confirmed, nor for one of somebody else', async () => {
    await using desk = await opened();
    const unconfirmed = await submitted(desk.services, { kind: ['access'] });
    const { reference } = await confirmed(desk.services, { kind: ['access'], email: 'bob@example.com' });
    const gather = (reference: string, address = '') => desk.act(reference, desk.ana, { act: 'gather', address });
    expect(await gather(unconfirmed)).toEqual({ ok: false, problems: ['request-unconfirmed'] });
    expect(await gather(reference, 'ada@example.com')).toEqual({ ok: false, problems: ['address-other'] });
    expect(await gather('WT-0000-0000')).toEqual({ ok: false, problems: ['reference-unknown'] });
  });

  test('is not the account’s where the account has left the address, and who has its mailbox confirms', async () => {
    await using desk = await opened();
    const { services } = desk;
    const here = await signUpConfirmed(services, { email: 'ada@example.com', name: 'Ada Lovelace' });
    const reference = await submitted(services, { kind: ['access', 'erasure'] });
    const link = await confirmToken(services);
    await moved(services, here, 'ada@elsewhere.example');

    expect(await services.requests.confirm(link)).toMatchObject({ ok: true });
    await desk.act(reference, desk.ana, { act: 'gather' });
    expect((await desk.madeOf(reference))?.subject).toEqual({ accountId: '', email: 'ada@example.com' });
    expect((await desk.madeOf(reference))?.whole.tables['account']).toEqual([]);
    expect((await services.desk.openChecklists(reference, desk.ana.staff))?.isOwn).toBe(false);
  });

  test('is approved as it was seen, and not as somebody gathered it anew meanwhile', async () => {
    await using desk = await opened();
    const { services, ana, bea } = desk;
    const { reference } = await confirmed(services, { kind: ['access'] });
    const revision = async () => String((await desk.madeOf(reference))?.revision);
    const deliver = (by: Member, revision: string) =>
      desk.act(reference, by, { act: 'deliver', revision, message: 'Here it is.' });
    const words = { act: 'withhold', part: 'words', words: 'Menabrea', reason: 'rights-of-others' };
    await desk.act(reference, ana, { act: 'gather' });
    await desk.tickAll(reference);
    await desk.act(reference, ana, { ...words, revision: await revision() });
    const seen = await revision();
    await desk.act(reference, ana, { act: 'gather' });
    await desk.act(reference, ana, { ...words, words: 'Babbage', revision: await revision() });
    expect(await deliver(bea, seen)).toEqual({ ok: false, problems: ['changed-meanwhile'] });
    expect(await deliver(bea, await revision())).toEqual({ ok: true, value: null });
  });

  test('is gathered again where a system handed over more while it was read', async () => {
    await using desk = await opened();
    const { ctx } = desk.services;
    await connect(ctx, { id: 'app', url: 'https://app.example.com/', kinds: ['export'], keyPrefix: 'wtk_app' });
    const { reference } = await confirmed(desk.services, { kind: ['access'] });
    await desk.act(reference, desk.ana, { act: 'gather' });
    const [task] = await tasksOf(ctx, await rowOf(desk.services, reference), 'export');
    const read = await gather(ctx, reference);
    if (!read.ok) throw new Error(read.problems.join());
    desk.services.clock.set(later(desk.services.clock.now(), 'PT1S').toISOString());
    const handed = { task: task?.id ?? '', result: 'done', data: { plan: 'gold' }, isLast: true } as const;
    expect(await answerTask(ctx, 'wtk_app', handed)).toMatchObject({ ok: true });
    desk.services.clock.set(later(desk.services.clock.now(), 'PT1S').toISOString());
    await keepGathered(ctx, reference, { gathered: read.value, actor: `staff:${desk.ana.staff.id}` });
    const revision = String((await desk.madeOf(reference))?.revision);
    expect(await desk.act(reference, desk.bea, { act: 'deliver', revision, message: 'Here.' })).toEqual({
      ok: false,
      problems: ['handed-since'],
    });
  });

  test('of another person than was gathered first holds nothing that systems handed over of that one', async () => {
    await using desk = await opened();
    const { ctx } = desk.services;
    await connect(ctx, { id: 'app', url: 'https://app.example.com/', kinds: ['export'], keyPrefix: 'wtk_app' });
    const agent = { kind: ['access'], relation: 'agent', behalf: 'Ada', email: 'agent@example.com' };
    const { reference } = await confirmed(desk.services, agent);
    await mayAsk(desk.services, reference, 'bob@example.com');
    await desk.act(reference, desk.ana, { act: 'gather', address: 'bob@example.com' });
    const [first] = await tasksOf(ctx, await rowOf(desk.services, reference), 'export');
    const handed = { task: first?.id ?? '', result: 'done', data: { name: 'Bob' }, isLast: true } as const;
    expect(await answerTask(ctx, 'wtk_app', handed)).toMatchObject({ ok: true });
    await mayAsk(desk.services, reference, 'ada@example.com');
    const revision = String((await desk.madeOf(reference))?.revision);
    expect(await desk.act(reference, desk.bea, { act: 'deliver', revision, message: 'Here.' })).toEqual({
      ok: false,
      problems: ['address-other'],
    });
    await desk.act(reference, desk.ana, { act: 'gather', address: 'ada@example.com' });
    const [again] = await tasksOf(ctx, await rowOf(desk.services, reference), 'export');
    expect(again).toMatchObject({ instruction: 'ada@example.com', done: null });
    expect((await desk.madeOf(reference))?.whole.files).toEqual({});
    await desk.act(reference, desk.ana, { act: 'gather', address: 'ada@example.com' });
    expect((await tasksOf(ctx, await rowOf(desk.services, reference), 'export'))[0]?.id).toBe(again?.id);
  });

  test('is offered of the one of two people who allows it', async () => {
    await using desk = await opened();
    const { services, ana } = desk;
    const agent = { kind: ['access', 'portability'], relation: 'agent', behalf: 'Both', email: 'agent@example.com' };
    const { reference } = await confirmed(services, agent);
    await mayAsk(services, reference, 'bob@example.com');
    const asked = { address: 'ada@example.com', items: ['access'], actor: 'command' } as const;
    expect(await services.requests.askPermission(reference, asked)).toMatchObject({ ok: true });
    expect(await services.desk.openPackageDesk(reference, ana.staff)).toMatchObject({
      ...{ lacksPermission: false, mandate: { address: 'bob@example.com' } },
    });
  });

  test('is gathered again where it turns out that somebody else is meant', async () => {
    await using desk = await opened();
    const { reference } = await confirmed(desk.services, {
      ...{ kind: ['access'], relation: 'agent', behalf: 'Bob', email: 'agent@example.com' },
    });
    await mayAsk(desk.services, reference, 'bob@example.com');
    await desk.act(reference, desk.ana, { act: 'gather', address: 'bob@example.com' });
    await desk.tickAll(reference);
    expect(
      await desk.services.requests.correct(reference, { kinds: [], relation: 'none', actor: 'command' }),
    ).toMatchObject({ ok: true });
    expect(await desk.madeOf(reference)).toBeNull();
  });

  test('has withheld words in no file either: not in its name, nor as mails, tables of systems and old programs write them', async () => {
    await using desk = await opened();
    const { services, ana } = desk;
    const { reference } = await confirmed(services, { kind: ['access'] });
    const request = await rowOf(services, reference);
    const words = 'Luigi Menabrea é';
    const eml = (encoding: string, body: string) =>
      `From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;
    const base64 = Buffer.from(`He said: ${words}, who else? `.repeat(3)).toString('base64');
    const texts: Record<string, string | Buffer> = {
      'plain.txt': words,
      'lines.txt': words.replace(' ', '\r\n'),
      'decomposed.txt': words.normalize('NFD'),
      'utf16.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(words, 'utf16le')]),
      'windows.txt': Buffer.from(words, 'latin1'),
      'quoted.eml': eml('quoted-printable', 'Luigi Mena=\r\nbrea =C3=A9'),
      'base64.eml': eml('base64', `${base64.slice(0, 76)}\r\n${base64.slice(76)}\r\n`),
      'subject.eml': `Subject: =?utf-8?B?${Buffer.from(words).toString('base64')}?=\r\n\r\nHello`,
      'page.html': 'Luigi <b>Menabrea</b>&nbsp;&eacute;',
      'system.json': JSON.stringify({ said: `“Luigi\nMenabrea\té”` }),
      'escaped.json': '{"said":"Luigi Menabrea \\u00e9"}',
      [`On ${words}.txt`]: 'Nothing.',
      'harmless.txt': 'Luigi wrote of é to Menabrea.',
    };
    const whole = await gather(services.ctx, reference);
    if (!whole.ok) throw new Error(whole.problems.join());
    const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
    const said = [{ said: `He: ${words.normalize('NFD')}.`, entry: JSON.stringify({ said: 'Luigi\nMenabrea é' }) }];
    await keepGathered(services.ctx, request.reference, {
      gathered: { ...whole.value, personalData: { tables: { request_messages: said }, files } },
      actor: `staff:${ana.staff.id}`,
    });
    const revision = String((await desk.madeOf(reference))?.revision);
    const wish = { act: 'withhold', part: 'words', words, reason: 'rights-of-others', revision };
    expect(await desk.act(reference, ana, wish)).toMatchObject({ ok: true });
    const shown = (await desk.madeOf(reference))?.shown;
    expect(Object.keys(shown?.files ?? {})).toEqual(['harmless.txt']);
    expect(shown?.tables['request_messages']).toEqual([{ said: 'He: █████.', entry: '{"said":"█████"}' }]);
  });

  test('of an agent’s request the data is that of the person for whom they ask', async () => {
    await using desk = await opened();
    await signUpConfirmed(desk.services, { email: 'ada@example.com', name: 'Ada Lovelace' });
    const agent = { kind: ['access'], relation: 'agent', behalf: 'Ada Lovelace', email: 'agent@example.com' };
    const { reference } = await confirmed(desk.services, agent);
    await mayAsk(desk.services, reference, 'ada@example.com');
    expect(await desk.act(reference, desk.ana, { act: 'gather' })).toEqual({
      ok: false,
      problems: ['address-missing'],
    });
    await desk.act(reference, desk.ana, { act: 'gather', address: 'ada@example.com' });
    expect((await desk.madeOf(reference))?.whole.tables['account']).toMatchObject([{ email: 'ada@example.com' }]);
  });

  test('rows, columns, tables and files are withheld, each with its reason, and shown again', async () => {
    await using desk = await opened();
    const { reference } = await confirmed(desk.services, { kind: ['access'] });
    await desk.act(reference, desk.ana, { act: 'gather' });
    let revision = 1;
    const withhold = async (values: Record<string, string>) => {
      const done = await desk.act(reference, desk.ana, {
        ...{ act: 'withhold', reason: 'rights-of-others', revision: String(revision) },
        ...values,
      });
      if (done.ok) revision += 1;
      return done.ok ? 'ok' : done.problems[0];
    };
    expect(await withhold({ part: 'column', table: 'requests', column: 'region' })).toBe('ok');
    expect(await withhold({ part: 'row', table: 'requests', row: '1' })).toBe('ok');
    expect(await withhold({ part: 'row', table: 'requests', row: '7' })).toBe('part-unknown');
    expect(await withhold({ part: 'table', table: '__proto__' })).toBe('part-unknown');
    expect(await withhold({ part: 'table', table: 'mails' })).toBe('ok');
    expect(await withhold({ part: 'file', file: 'nothing' })).toBe('part-unknown');
    expect(await withhold({ part: 'words', words: 'a' })).toBe('words-invalid');
    expect(await withhold({ part: 'table', table: 'mails', reason: 'because' })).toBe('reason-missing');
    const made = await desk.madeOf(reference);
    expect(made?.shown.tables['requests']).toEqual([]);
    expect(made?.shown.tables['mails']).toEqual([]);
    await desk.act(reference, desk.ana, { act: 'show', at: '1', revision: String(revision) });
    expect((await desk.madeOf(reference))?.shown.tables['requests']).toMatchObject([{ reference, region: '█████' }]);
  });

  test('what was never delivered is erased once the request is closed', async () => {
    await using desk = await opened();
    const { reference } = await confirmed(desk.services, { kind: ['access'] });
    await desk.act(reference, desk.ana, { act: 'gather' });
    await desk.services.requests.close(reference, {
      outcome: 'refused',
      ground: 'excessive',
      message: 'No.',
      meaning: 'It is not sent.',
      actor: 'command',
    });
    await desk.services.runJobs();
    expect(await desk.services.db.selectFrom('request_package').selectAll().execute()).toMatchObject([
      { content_sealed: null, redactions_sealed: null },
    ]);
  });
});

describe('the deletion', () => {
  async function begun(values: Record<string, string | string[]> = {}) {
    const desk = await opened();
    await signUpConfirmed(desk.services, { email: 'ada@example.com', name: 'Ada Lovelace' });
    const { reference } = await confirmed(desk.services, { kind: ['erasure'], ...values });
    const by = (member: Member, values: Record<string, string>) => desk.checklist(reference, member, values);
    expect(await by(desk.ana, { act: 'open', kind: 'erasure' })).toEqual({ ok: true, value: null });
    const stateOf = async () => (await desk.services.desk.openChecklists(reference, desk.ana.staff))?.tasks ?? [];
    return { ...desk, reference, by, stateOf };
  }

  test('on this site takes two people, can be taken back by its holder, and brings the backups with it', async () => {
    await using desk = await begun();
    const { ana, bea, by, services, stateOf } = desk;
    expect(await by(bea, { act: 'erase' })).toEqual({ ok: false, problems: ['not-proposed'] });
    expect(await by(bea, { act: 'propose' })).toEqual({ ok: true, value: null });
    expect(await by(bea, { act: 'erase' })).toEqual({ ok: false, problems: ['same-person'] });
    expect(await by(ana, { act: 'erase' })).toEqual({ ok: false, problems: ['role-missing'] });
    expect(await by(ana, { act: 'propose' })).toEqual({ ok: true, value: null });
    expect(await by(bea, { act: 'erase' })).toEqual({ ok: true, value: null });

    expect(await services.db.selectFrom('account').selectAll().execute()).toEqual([]);
    expect(await mailsWith(services, 'account-deleted')).toHaveLength(1);
    const [site, backups] = await stateOf();
    expect(site?.done).toMatchObject({ result: 'done', by: `staff:${bea.staff.id}` });
    expect(backups?.done).toMatchObject({ result: 'done', by: 'site', untilOn: '2026-12-23' });
    expect(await by(bea, { act: 'erase' })).toEqual({ ok: false, problems: ['task-done'] });
    expect(await actsOf(services, desk.reference)).toEqual(expect.arrayContaining(['erase', 'erase-approve', 'task']));
  });

  test('waits until a copy that was asked for is delivered', async () => {
    await using desk = await begun({ kind: ['access', 'erasure'] });
    await desk.by(desk.ana, { act: 'propose' });
    expect(await desk.by(desk.bea, { act: 'erase' })).toEqual({ ok: false, problems: ['access-pending'] });
    expect(await desk.services.db.selectFrom('account').selectAll().execute()).toHaveLength(1);
    await systemsDone(desk.services, ['export']);
    await desk.services.requests.close(desk.reference, {
      outcome: 'done',
      items: ['access'],
      message: 'Here.',
      actor: 'command',
    });
    expect(await desk.by(desk.bea, { act: 'erase' })).toEqual({ ok: true, value: null });
  });

  test('waits until the copy is delivered, too, where an agent asks for both or a letter does', async () => {
    await using desk = await opened();
    await signUpConfirmed(desk.services, { email: 'ada@example.com', name: 'Ada Lovelace' });
    const agent = { kind: ['access', 'erasure'], relation: 'agent', behalf: 'Ada', email: 'agent@example.com' };
    const { reference } = await confirmed(desk.services, agent);
    const address = 'ada@example.com';
    await mayAsk(desk.services, reference, address);
    await desk.checklist(reference, desk.ana, { act: 'open', kind: 'erasure' });
    await desk.checklist(reference, desk.ana, { act: 'propose', address });
    expect(await desk.checklist(reference, desk.bea, { act: 'erase', address })).toEqual({
      ok: false,
      problems: ['access-pending'],
    });
  });

  test('is of whom the second person saw, and of nobody who was put in their place', async () => {
    await using desk = await opened();
    await signUpConfirmed(desk.services, { email: 'bob@example.com', name: 'Bob' });
    const agent = { kind: ['erasure'], relation: 'agent', behalf: 'Ada', email: 'agent@example.com' };
    const { reference } = await confirmed(desk.services, agent);
    const act = (member: Member, values: Record<string, string>) => desk.checklist(reference, member, values);
    await mayAsk(desk.services, reference, 'ada@example.com');
    await act(desk.ana, { act: 'open', kind: 'erasure' });
    await act(desk.ana, { act: 'propose', address: 'ada@example.com' });
    const seen = { act: 'erase', address: 'ada@example.com' };
    await mayAsk(desk.services, reference, 'bob@example.com');
    expect(await act(desk.bea, seen)).toEqual({ ok: false, problems: ['address-other'] });
    await act(desk.ana, { act: 'propose', address: 'bob@example.com' });
    expect(await act(desk.bea, seen)).toEqual({ ok: false, problems: ['changed-meanwhile'] });
    await desk.services.requests.correct(reference, { kinds: [], behalf: 'Bob', actor: 'command' });
    expect(await act(desk.bea, { ...seen, address: 'bob@example.com' })).toEqual({
      ok: false,
      problems: ['task-unknown'],
    });
    expect(await desk.services.db.selectFrom('account').selectAll().execute()).toHaveLength(1);
  });

  test('is another’s to approve once somebody has named another address', async () => {
    await using desk = await opened();
    const logged = await desk.services.requests.log({
      ...{ channel: 'post', kinds: ['erasure'], relation: 'none', name: 'Ada', actor: 'command' },
      ...{ details: 'Erase me.', receivedAt: '2026-11-20T09:00:00Z' },
    });
    const reference = logged.ok ? logged.value.reference : '';
    const act = (member: Member, values: Record<string, string>) => desk.checklist(reference, member, values);
    await act(desk.ana, { act: 'open', kind: 'erasure' });
    await act(desk.ana, { act: 'propose', address: 'bob@example.com' });
    expect(await act(desk.bea, { act: 'propose', address: 'ada@example.com' })).toMatchObject({ ok: true });
    expect(await act(desk.bea, { act: 'erase', address: 'ada@example.com' })).toEqual({
      ok: false,
      problems: ['same-person'],
    });
    const cal = await staffMember(desk.services, { name: 'Cal Ito', address: 'cal@example.com', role: 'approves' });
    expect(await act(cal, { act: 'erase', address: 'bob@example.com' })).toEqual({
      ok: false,
      problems: ['changed-meanwhile'],
    });
    expect(await act(cal, { act: 'erase', address: 'ada@example.com' })).toEqual({ ok: true, value: null });
  });

  test('is put forward anew once the holder has another address', async () => {
    await using desk = await opened();
    const ada = await signUpConfirmed(desk.services, { email: 'ada@example.com', name: 'Ada Lovelace' });
    const { reference } = await confirmed(desk.services, { kind: ['erasure'] });
    await desk.checklist(reference, desk.ana, { act: 'open', kind: 'erasure' });
    await desk.checklist(reference, desk.ana, { act: 'propose' });
    await moved(desk.services, ada, 'ada@newer.example');
    expect(await desk.checklist(reference, desk.bea, { act: 'erase' })).toEqual({
      ok: false,
      problems: ['not-proposed'],
    });
  });

  test('leaves an account alone that was opened after the request, unless the person says that it is meant', async () => {
    await using desk = await opened();
    const { reference } = await confirmed(desk.services, { kind: ['erasure'] });
    desk.services.clock.set(later(desk.services.clock.now(), 'P1D').toISOString());
    const ada = await signUpConfirmed(desk.services, { email: 'ada@example.com', name: 'Ada Lovelace' });
    await desk.checklist(reference, desk.ana, { act: 'open', kind: 'erasure' });
    await desk.checklist(reference, desk.ana, { act: 'propose' });
    expect((await desk.services.desk.openChecklists(reference, desk.bea.staff))?.newerSince).not.toBeNull();
    expect(await desk.checklist(reference, desk.bea, { act: 'erase' })).toEqual({
      ok: false,
      problems: ['account-newer'],
    });
    // Opened no earlier for that it has another address since.
    await moved(desk.services, ada, 'ada@newer.example');
    await desk.checklist(reference, desk.ana, { act: 'propose' });
    expect(await desk.checklist(reference, desk.bea, { act: 'erase' })).toEqual({
      ok: false,
      problems: ['account-newer'],
    });
    expect(await desk.services.db.selectFrom('account').selectAll().execute()).toHaveLength(1);
    expect(await desk.checklist(reference, desk.bea, { act: 'erase', newer: 'meant' })).toEqual({
      ok: true,
      value: null,
    });
    expect(await desk.services.db.selectFrom('account').selectAll().execute()).toEqual([]);
  });

  test('of what stands under an address without an account takes that, and leaves the request until it is answered', async () => {
    await using desk = await begun({ email: 'eve@example.com', name: 'Eve' });
    await desk.by(desk.ana, { act: 'propose' });
    expect(await desk.by(desk.bea, { act: 'erase' })).toEqual({ ok: true, value: null });
    expect(await desk.services.requests.show(desk.reference)).toMatchObject({ value: { person: { name: 'Eve' } } });
    expect(await desk.services.db.selectFrom('account').selectAll().execute()).toHaveLength(1);
  });

  test('waits for the end of a legal hold, and is not called done meanwhile', async () => {
    await using desk = await begun();
    const hold = {
      address: 'ada@example.com',
      reason: 'A claim',
      owner: 'Counsel',
      told: 'A claim is pending.',
      endsOn: '2027-01-31',
    };
    expect(await desk.services.legalHolds.add(hold)).toMatchObject({ ok: true });
    await desk.by(desk.ana, { act: 'propose' });
    expect(await desk.by(desk.bea, { act: 'erase' })).toEqual({ ok: true, value: null });
    expect((await desk.stateOf())[0]?.done).toBeNull();
    expect(await desk.services.db.selectFrom('account').selectAll().execute()).toHaveLength(1);
  });

  test('is closed as done once every system has its result', async () => {
    await using desk = await begun();
    const close = () =>
      desk.services.requests.close(desk.reference, {
        outcome: 'done',
        message: 'All of it is gone.',
        deed: 'Erased everywhere.',
        actor: 'command',
      });
    await desk.by(desk.ana, { act: 'propose' });
    await desk.by(desk.bea, { act: 'erase' });
    for (const { id, done } of await desk.stateOf()) {
      expect(await close()).toEqual({ ok: false, problems: ['systems-silent'] });
      if (!done) expect(await desk.by(desk.ana, { act: 'tick', task: id, result: 'told' })).toMatchObject({ ok: true });
      if ((await desk.stateOf()).every(({ done }) => done)) break;
    }
    expect(await close()).toMatchObject({ ok: true });
  });
});

test('what became of the steps is recorded together, of those that are named and of all others, or not at all', async () => {
  await using desk = await opened();
  const { reference } = await confirmed(desk.services, { kind: ['restriction'] });
  const act = (values: Record<string, string | string[]>) =>
    desk.services.desk.actOnChecklist(
      formOf({ stamp: desk.services.formTokens.issue('desk-checklist', desk.ana.staff.sessionId), ...values }),
      reference,
      desk.ana.staff,
    );
  const tasks = async () => (await desk.services.desk.openChecklists(reference, desk.ana.staff))?.tasks ?? [];
  expect(await act({ act: 'open', kind: 'restriction' })).toMatchObject({ ok: true });
  const task = (await tasks()).map(({ id }) => id);
  const said = (first: string) => [first, ...task.slice(1).map(() => '')];
  expect(task.length).toBeGreaterThan(2);

  expect(await act({ act: 'tick', task, result: said(''), note: said('') })).toEqual({
    ok: false,
    problems: ['result-unknown'],
  });
  const refused = { act: 'tick', task, result: ['done', 'not-possible', ...said('').slice(2)], note: said('') };
  expect(await act(refused)).toEqual({ ok: false, problems: ['note-missing'] });
  expect((await tasks()).filter(({ done }) => done)).toEqual([]);
  expect(await actsOf(desk.services, reference)).not.toContain('tick');

  const mixed = { act: 'tick', task, result: said('not-possible'), note: said('The law forbids it.'), rest: 'told' };
  expect(await act(mixed)).toMatchObject({ ok: true });
  expect((await tasks()).map(({ done }) => done?.result)).toEqual(['not-possible', ...task.slice(1).map(() => 'told')]);
});

test('a file that was gathered is opened by its place, on record, and only while it is there', async () => {
  await using desk = await opened();
  const { reference } = await confirmed(desk.services, { kind: ['access'] });
  const open = (at: number) => desk.services.desk.openPackageFile(desk.ana.staff, reference, at);
  expect(await open(0)).toBeNull();
  const file = { name: 'letter.txt', type: 'text/plain', size: 5, chunks: [Buffer.from('Dear.')] } as const;
  await attach(desk.services.ctx, await rowOf(desk.services, reference), {
    ...{ files: [file], purpose: 'request', author: 'person' },
  });
  await desk.act(reference, desk.ana, { act: 'gather' });
  const names = Object.keys((await desk.madeOf(reference))?.whole.files ?? {});
  expect(await open(names.length)).toBeNull();
  expect(await open(-1)).toBeNull();
  const found = await Promise.all(names.map((_, at) => open(at)));
  expect(found.map((one) => [one?.name, Buffer.from(one?.content ?? '').toString()])).toContainEqual([
    expect.stringContaining('letter.txt'),
    'Dear.',
  ]);
  const views = await desk.services.db.selectFrom('desk_act').selectAll().where('act', '=', 'view').execute();
  expect(views.filter(({ entry }) => entry.includes('package-file'))).toHaveLength(names.length);
});

describe('the systems', () => {
  test('are connected by who approves, with a key and a secret that are shown once', async () => {
    await using desk = await opened();
    const act = ({ staff }: Member, values: Record<string, string | string[]>) =>
      desk.services.desk.actOnSystem(
        formOf({ stamp: desk.services.formTokens.issue('desk-systems', staff.sessionId), system: 'app', ...values }),
        staff,
      );
    const wish = { act: 'connect', url: 'https://app.example.com/hooks', kinds: ['export', 'erasure'] };
    expect(await act(desk.ana, wish)).toEqual({ ok: false, problems: ['role-missing'] });
    expect(await act(desk.bea, { ...wish, url: 'https://10.0.0.1/' })).toEqual({
      ok: false,
      problems: ['address-private'],
    });
    expect(await act(desk.bea, { ...wish, kinds: [] })).toEqual({ ok: false, problems: ['kinds-missing'] });
    expect(await act(desk.bea, { ...wish, system: 'site' })).toEqual({ ok: false, problems: ['system-unknown'] });
    const connected = await act(desk.bea, wish);
    expect(connected).toMatchObject({ ok: true, value: { secret: expect.stringMatching(/^whsec_.{44}$/) } });
    expect(await act(desk.bea, wish)).toEqual({ ok: false, problems: ['already-connected'] });
    const key = connected.ok ? connected.value.key : '';
    const keyState = () => desk.services.api.keys.authenticate(`Bearer ${key}`);
    expect(await keyState()).toMatchObject({ ok: true });
    expect(await act(desk.bea, { act: 'again', webhook: 'msg_of-nothing' })).toEqual({
      ok: false,
      problems: ['system-unknown'],
    });
    expect(await act(desk.bea, { act: 'end' })).toMatchObject({ ok: true });
    expect(await keyState()).toEqual({ ok: false, problems: ['key-revoked'] });
    expect(await act(desk.bea, wish)).toMatchObject({ ok: true });
  });
});
