import { expect, test } from 'vitest';
import { newId } from '../../server/db/ids.ts';
import { signUpConfirmed, visitor } from '../support/accounts.ts';
import { remove, undoToken } from '../support/deletion.ts';
import { lastOf, mailsTo } from '../support/notices.ts';
import { confirmed, submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { type StaffSignedIn, staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const bea = { name: 'Bea Ruiz', address: 'bea@example.com' };

/** As many open requests as are needed, as rows: the ways there are tested elsewhere. */
async function leaveOpen({ db, clock }: Services, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const reference = `WT-${String(at).padStart(4, '0')}-TEST`;
    const due_on = new Date(clock.now().getTime() + (at % 60) * 86_400_000).toISOString().slice(0, 10);
    await db
      .insertInto('request')
      .values({
        ...{
          id: newId(clock.now()),
          reference,
          channel: 'form',
          relation: 'none',
          law: 'EU-GDPR',
          due_on,
          case_link: 0,
          revision: 0,
        },
        ...{
          received_at: clock.now().toISOString(),
          received_on: '2026-11-23',
          confirmed_at: clock.now().toISOString(),
        },
      })
      .execute();
  }
}

test('the list shows what is due first, page after page, each request once, and names nobody', async () => {
  await using services = await openTestServices();
  const ana = await staffMember(services);
  await submitted(services, { email: 'ada@example.com', name: 'Ada Lovelace' });
  await leaveOpen(services, 70);
  const seen: string[] = [];
  const days: string[] = [];
  let after: string | null | undefined;
  do {
    const page = await services.desk.openWorklist(ana.staff, { view: 'open', after: after ?? undefined });
    seen.push(...page.lines.map(({ reference }) => reference));
    days.push(...page.lines.map(({ dueOn }) => dueOn));
    after = page.next;
    expect(JSON.stringify(page.lines)).not.toMatch(/Ada|Lovelace|example\.com/);
  } while (after);
  expect(seen).toHaveLength(71);
  expect(new Set(seen).size).toBe(71);
  expect(days).toEqual(days.toSorted());
});

test('a place in the list that nobody gave out is the beginning, and a view that there is not is all', async () => {
  await using services = await openTestServices();
  const ana = await staffMember(services);
  await leaveOpen(services, 3);
  for (const after of ['x', "2026-11-23.' or 1=1 --", '2026-11-23.', 'undefined'])
    expect((await services.desk.openWorklist(ana.staff, { view: 'nothing', after })).lines).toHaveLength(3);
});

test('what is late, due within a week, not confirmed, an appeal or a new message is found by its name', async () => {
  await using services = await openTestServices();
  const ana = await staffMember(services);
  const references = async (view: string) =>
    (await services.desk.openWorklist(ana.staff, { view })).lines.map(({ reference }) => reference);
  const waiting = await submitted(services, { email: 'ada@example.com' });
  const { reference, caseToken } = await confirmed(services, { email: 'gus@example.com' });
  expect(await references('unconfirmed')).toEqual([waiting]);
  expect(await references('messages')).toEqual([]);
  const form = formOf({ stamp: services.formTokens.issue('message'), message: 'And my letters?' });
  expect(await services.requests.write(reference, caseToken, form)).toMatchObject({ ok: true });
  expect(await references('messages')).toEqual([reference]);
  expect(await references('late')).toEqual([]);
  expect(await references('week')).toEqual([]);
  services.clock.set('2026-12-20T12:00:00Z');
  expect((await references('week')).sort()).toEqual([reference, waiting].sort());
  services.clock.set('2027-01-20T12:00:00Z');
  expect((await references('late')).sort()).toEqual([reference, waiting].sort());

  const refused = {
    outcome: 'refused',
    ground: 'law-requires',
    message: 'The law makes us keep it.',
    meaning: 'It stays.',
    answersMessage: true,
    actor: 'command',
  } as const;
  expect(await services.requests.close(reference, refused)).toMatchObject({ ok: true });
  expect(await references('messages'), 'an answer answers it').toEqual([]);
  const appeal = formOf({ stamp: services.formTokens.issue('dispute'), kind: 'appeal', reason: 'No.' });
  expect(await services.requests.dispute(reference, caseToken, appeal)).toMatchObject({ ok: true });
  expect(await references('appeals')).toHaveLength(1);
  const { counts } = await services.desk.openWorklist(ana.staff, { view: 'open' });
  expect(counts).toMatchObject({ open: 2, late: 1, appeals: 1, messages: 0, free: 2, mine: 0 });
});

test('of two who take a request at the same moment one has it, and the other is told', async () => {
  await using services = await openTestServices();
  const one = await staffMember(services);
  const other = await staffMember(services, bea);
  const { reference } = await confirmed(services, { email: 'gus@example.com' });
  const take = ({ staff }: typeof one) =>
    services.desk.takeRequest(
      formOf({ stamp: services.formTokens.issue('desk-take', staff.sessionId), take: reference }),
      staff,
    );
  const answers = await Promise.all([take(one), take(other)]);
  expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
  expect(answers).toContainEqual({ ok: false, problems: ['changed-meanwhile'] });
  const [holder, late] = answers[0]?.ok ? [one, other] : [other, one];
  const mine = await services.desk.openWorklist(holder.staff, { view: 'mine' });
  expect(mine.lines.map(({ reference }) => reference)).toEqual([reference]);

  const handOver = formOf({
    ...{ stamp: services.formTokens.issue('desk-take', late.staff.sessionId), reference },
    ...{ seen: holder.member.id, to: late.member.id },
  });
  const chosenNobody = formOf({
    ...{ stamp: services.formTokens.issue('desk-take', late.staff.sessionId), reference, seen: holder.member.id },
  });
  expect(await services.desk.takeRequest(chosenNobody, late.staff), 'nobody was chosen').toEqual({
    ok: false,
    problems: ['holder-unknown'],
  });
  expect(await services.desk.takeRequest(handOver, late.staff)).toMatchObject({ ok: true });
  expect((await services.desk.openHandOver(reference))?.holderId).toBe(late.member.id);
  await services.desk.endStaff(late.member.address);
  expect((await services.desk.openHandOver(reference))?.holderId, 'who is ended has nothing').toBe(null);
});

test('who only reads takes nothing, nobody is given a request who may not answer, and no form of another session counts', async () => {
  await using services = await openTestServices();
  const reader = await staffMember(services, { role: 'reads' });
  const other = await staffMember(services, bea);
  const { reference } = await confirmed(services, { email: 'gus@example.com' });
  const stampOf = ({ staff }: typeof reader) => services.formTokens.issue('desk-take', staff.sessionId);
  const send = (who: typeof reader, values: Record<string, string>) =>
    services.desk.takeRequest(formOf({ stamp: stampOf(who), ...values }), who.staff);
  expect(await send(reader, { take: reference })).toEqual({ ok: false, problems: ['role-missing'] });
  expect(await send(reader, { reference, seen: '', to: other.member.id })).toEqual({
    ok: false,
    problems: ['role-missing'],
  });
  expect(await send(other, { reference, seen: '', to: reader.member.id })).toEqual({
    ok: false,
    problems: ['holder-unknown'],
  });
  expect(await send(other, { take: reference, stamp: stampOf(reader) })).toEqual({
    ok: false,
    problems: ['form-expired'],
  });
  expect((await services.desk.openHandOver(reference))?.holderId).toBe(null);
});

test('a request is found by its reference, however it is written, and by the mail address, which is recorded nowhere', async () => {
  await using services = await openTestServices();
  const ana = await staffMember(services);
  const { reference } = await confirmed(services, { email: 'gus@example.com' });
  const second = await submitted(services, { email: 'Gus@Example.com' });
  const search = (text: string) =>
    services.desk.search(
      formOf({ stamp: services.formTokens.issue('desk-search', ana.staff.sessionId), search: text }),
      ana.staff,
    );
  expect(await search(reference.toLowerCase().replaceAll('-', ' '))).toMatchObject({ ok: true, value: { reference } });
  const found = await search(' GUS@example.com ');
  expect(found.ok && found.value.lines.map((line) => line.reference).sort()).toEqual([reference, second].sort());
  expect(found.ok && found.value.lines.map(({ together }) => together)).toEqual([1, 1]);
  expect(await search('nobody@example.com')).toEqual({ ok: false, problems: ['nothing-found'] });
  expect(await search('  ')).toEqual({ ok: false, problems: ['search-missing'] });
  expect(await search('gus@')).toEqual({ ok: false, problems: ['search-invalid'] });
  const acts = await services.db.selectFrom('desk_act').select('entry').where('act', '=', 'search').execute();
  expect(acts.map(({ entry }) => JSON.parse(entry).detail)).toEqual([{ found: '2' }, { found: '0' }]);
  expect(JSON.stringify(acts)).not.toContain('gus');
  const beside = await services.desk.besideRequest(reference);
  expect(beside?.lines).toHaveLength(2);
  expect(lastOf(await mailsTo(services, 'gus@example.com'))).toBeDefined();
});

test('the list can be of one law, whatever else it shows, and follows a correction', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const reference = await submitted(services, { email: 'ada@example.com', region: 'DE' });
  await submitted(services, { email: 'bob@example.com', region: 'US-CA' });
  await submitted(services, { email: 'eve@example.com', region: 'unsaid' });
  const of = async (law: string, view = 'open') => {
    const page = await services.desk.openWorklist(staff, { view, law });
    expect(page.counts[page.view]).toBe(page.lines.length);
    return page.lines.map(({ regimes }) => regimes[0]);
  };

  expect(await of('EU-GDPR')).toEqual(['EU-GDPR']);
  expect(await of('US-CA-CCPA', 'unconfirmed')).toEqual(['US-CA-CCPA']);
  expect(await of('unknown')).toHaveLength(1);
  expect(await of('UK-GDPR')).toEqual([]);
  expect(await of('of no land')).toHaveLength(3);
  await services.requests.correct(reference, { kinds: [], region: 'GB', actor: 'command' });
  expect(await of('EU-GDPR')).toEqual([]);
  expect(await of('UK-GDPR')).toEqual(['UK-GDPR']);
});

/** A request that the person took back, with a message that nobody has answered. */
async function takenBack(services: Services): Promise<string> {
  const { reference, caseToken } = await confirmed(services);
  const formFor = (name: 'message' | 'withdraw', values = {}) =>
    formOf({ stamp: services.formTokens.issue(name), ...values });
  await services.requests.write(reference, caseToken, formFor('message', { message: 'Never mind.' }));
  await services.requests.withdraw(reference, caseToken, formFor('withdraw'));
  return reference;
}

async function waitingMessages(services: Services, { staff }: StaffSignedIn): Promise<number> {
  return (await services.desk.openWorklist(staff, { view: 'messages' })).counts.messages;
}

test('a message of which the record alone is left waits for nobody', async () => {
  await using services = await openTestServices();
  const ana = await staffMember(services);
  const reference = await takenBack(services);
  expect(await waitingMessages(services, ana)).toBe(1);

  await services.mail.send();
  services.clock.set('2028-06-01T12:00:00Z');
  await services.requests.runJobs();

  expect(await services.requests.reply(reference, { message: 'Yes.', actor: 'command' })).toEqual({
    ok: false,
    problems: ['request-erased'],
  });
  expect(await waitingMessages(services, ana)).toBe(0);
});

test.each([
  ['given up', 'unconfirmed'],
  ['marked as abuse', 'abuse'],
])('a message about what is %s waits for nobody, and one that comes later does', async (_, outcome) => {
  await using services = await openTestServices();
  const { requests } = services;
  const ana = await staffMember(services);
  const reference = await submitted(services, { kind: ['access'] });
  const actor = 'command';
  await requests.add(reference, { message: 'And my letters?', receivedAt: '2026-11-23T12:00:00Z', actor });
  expect(await waitingMessages(services, ana)).toBe(1);
  if (outcome === 'abuse') await requests.markAsAbuse(reference, { why: 'One of 4000.', actor });
  else await requests.close(reference, { outcome: 'unconfirmed', actor });
  expect(await requests.show(reference)).toMatchObject({ value: { outcome, isUnanswered: false } });
  expect(await waitingMessages(services, ana)).toBe(0);

  await requests.reopen(reference, { message: 'We look at it again.', actor });
  await requests.add(reference, { message: 'I am a person.', receivedAt: '2026-11-23T12:00:00Z', actor });
  expect(await waitingMessages(services, ana)).toBe(1);
});

test('a message that went with an account waits again when that comes back', async () => {
  await using services = await openTestServices();
  const ana = await staffMember(services);
  const ada = await signUpConfirmed(services);
  await takenBack(services);
  await remove(services, ada.session);
  expect(await waitingMessages(services, ana)).toBe(0);

  const token = await undoToken(services);
  expect(await services.personalData.undo(token, formOf({ password: ada.password }), visitor)).toMatchObject({
    ok: true,
  });

  expect(await waitingMessages(services, ana)).toBe(1);
});
