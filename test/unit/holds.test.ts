import { expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import { eraseRequester } from '../../server/personal-data/deletion.ts';
import { ada, signUpConfirmed } from '../support/accounts.ts';
import { admin as runAdmin } from '../support/admin.ts';
import { newestMail, remove, subjectOf } from '../support/deletion.ts';
import { firstVersion, mailsTo, manifestWith, noticesFor, subscribed } from '../support/notices.ts';
import { confirmed, systemsDone } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const usual = { account: ada.email, reason: 'Doe v. Whitrack', owner: 'Grace Hopper', until: '2026-12-31' };

async function admin(services: Services, ...words: string[]) {
  const { code, said } = await runAdmin(services, words);
  return { code, said };
}

async function hold(
  services: Services,
  change: Partial<typeof usual & { tell: string }> = {},
  ...more: string[]
): Promise<string> {
  const options = Object.entries({ ...usual, ...change }).flatMap(([name, value]) => [`--${name}`, value]);
  const { code, said } = await admin(services, 'holds', 'add', ...options, ...more);
  if (code !== 0) throw new Error(said);
  return said.split(' ', 1)[0] ?? '';
}

test('a hold suspends the deletion, and the person is told and keeps the account', async () => {
  await using services = await openTestServices();
  const { account, session, cookies } = await signUpConfirmed(services);
  await hold(services, {}, '--tell', 'A court in Leeds obliges us to keep your data.');
  expect(await remove(services, session)).toEqual({ ok: true, value: { state: 'waiting' } });

  expect(await services.accounts.sessionOf(cookies)).toMatchObject({ accountId: account.id });
  expect(await services.personalData.outlook(subjectOf(account))).toMatchObject({
    waiting: { since: '2026-11-23', told: ['A court in Leeds obliges us to keep your data.'] },
  });
  const mail = await newestMail(services, 'account-deletion-waits');
  expect(mail?.text).toContain('November 23, 2026');
  // The reasons are told with the decision (GDPR Article 12(4)), as far as the person may know them.
  expect(mail?.text).toContain('A court in Leeds obliges us to keep your data.');
  expect(mail?.text).not.toContain('Doe');
  await remove(services, session);
  expect((await services.mail.list()).filter(({ template }) => template === 'account-deletion-waits')).toHaveLength(1);
  await services.runJobs();
  expect(await services.accounts.find(account.id)).not.toBeNull();
});

test('what the law forbids to tell is not told, and without other words a general sentence is', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  const id = await hold(services, {}, '--tell-nothing');
  await remove(services, session);
  expect(await services.personalData.outlook(subjectOf(account))).toMatchObject({ waiting: { told: [''] } });
  await hold(services);
  await admin(services, 'holds', 'end', id);
  const { waiting } = await services.personalData.outlook(subjectOf(account));
  expect(waiting?.told[0]).toMatch(/^A law or a court obliges us/);
});

test('when the last hold is ended the deletion is carried out, with its receipt', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  const [one, other] = [await hold(services), await hold(services, { until: '2027-06-30' })];
  await remove(services, session);
  services.clock.set('2026-11-25T12:00:00Z');
  await admin(services, 'holds', 'end', one);
  await services.runJobs();
  expect(await services.accounts.find(account.id)).not.toBeNull();

  await admin(services, 'holds', 'end', other);
  await Promise.all([services.runJobs(), services.runJobs()]);
  expect(await services.accounts.find(account.id)).toBeNull();
  expect((await newestMail(services, 'account-deleted'))?.text.replaceAll(/\s+/g, ' ')).toContain('November 25, 2026');
  for (const table of ['legal_hold', 'pending_deletion'] as const)
    expect(await services.db.selectFrom(table).selectAll().execute()).toEqual([]);
});

test('one that was asked for by a request waits for a copy too, and the ledger says how it was asked for', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  await subscribed(services, account.email, ['privacy']);
  const id = await hold(services);
  await waitingByRequest(services, account);
  services.clock.set('2026-11-23T13:00:00Z');
  const copy = await confirmed(services, { kind: ['access'] }, account);
  await admin(services, 'holds', 'end', id);
  await services.runJobs();
  expect(await services.accounts.find(account.id)).not.toBeNull();

  const nothing = { outcome: 'nothing-held', message: 'None.', actor: 'command' } as const;
  expect(await services.requests.close(copy.reference, nothing)).toMatchObject({ ok: true });
  await services.runJobs();
  expect(await services.accounts.find(account.id)).toBeNull();
  const last = await services.db.selectFrom('ledger_entry').selectAll().orderBy('seq', 'desc').executeTakeFirst();
  expect(JSON.stringify(last)).toMatch(/withdrawn.*request/);
});

/** A deletion that was asked for by a request and waits for a hold. */
async function waitingByRequest(services: Services, account: { readonly id: string; readonly email: string }) {
  const { reference, caseToken } = await confirmed(services, { kind: ['erasure'] }, account);
  const { id: requestId } = await services.db
    .selectFrom('request')
    .select('id')
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow();
  const asked = await transaction(services.ctx, (ctx) =>
    eraseRequester(ctx, { requestId, email: account.email, accountId: account.id }),
  );
  expect(asked).toMatchObject({ ok: true, value: { state: 'waiting' } });
  return { reference, caseToken };
}

test('one that was asked for by a request is put on record so where that is answered before it', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  await subscribed(services, account.email, ['privacy']);
  const id = await hold(services);
  const { reference } = await waitingByRequest(services, account);
  const answer = { outcome: 'partly-done', ground: 'law-requires', deed: 'The rest.', actor: 'command' } as const;
  expect(await services.requests.close(reference, { ...answer, message: 'It waits.' })).toMatchObject({ ok: true });
  await admin(services, 'holds', 'end', id);
  await services.runJobs();
  expect(await services.accounts.find(account.id)).toBeNull();
  const last = await services.db.selectFrom('ledger_entry').selectAll().orderBy('seq', 'desc').executeTakeFirst();
  expect(JSON.stringify(last)).toMatch(/withdrawn.*request/);
  const rows = await services.db.selectFrom('request').select('channel').execute();
  expect(rows).toEqual([{ channel: 'form' }]);
});

test('one that was asked for by a request is not carried out once that is taken back', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  const id = await hold(services);
  const { reference, caseToken } = await waitingByRequest(services, account);
  const form = formOf({ stamp: services.formTokens.issue('withdraw') });
  expect(await services.requests.withdraw(reference, caseToken, form)).toMatchObject({ ok: true });
  await services.runJobs();
  expect(await services.db.selectFrom('pending_deletion').selectAll().execute()).toEqual([]);
  await admin(services, 'holds', 'end', id);
  await services.runJobs();
  expect(await services.accounts.find(account.id)).not.toBeNull();
});

test('of two requests for it the second stands where the first is taken back, also where it was asked for first', async () => {
  for (const given of [0, 1]) {
    await using services = await openTestServices();
    const { account } = await signUpConfirmed(services);
    const id = await hold(services);
    const both = [await waitingByRequest(services, account)];
    services.clock.set('2026-11-24T12:00:00Z');
    both.push(await waitingByRequest(services, account));
    const taken = both[given];
    const form = formOf({ stamp: services.formTokens.issue('withdraw') });
    await services.requests.withdraw(taken?.reference ?? '', taken?.caseToken ?? '', form);
    await services.runJobs();
    expect(await services.db.selectFrom('pending_deletion').select('account_id').execute()).toHaveLength(1);
    expect(await services.personalData.outlook(subjectOf(account))).toMatchObject({
      waiting: { since: given === 0 ? '2026-11-24' : '2026-11-23' },
    });
    await admin(services, 'holds', 'end', id);
    await services.runJobs();
    expect(await services.accounts.find(account.id)).toBeNull();
    expect(await services.db.selectFrom('pending_deletion').selectAll().execute()).toEqual([]);
  }
});

test.each<
  [string, (services: Services, reference: string, account: { id: string; email: string }) => Promise<unknown>]
>([
  [
    'once it is understood to ask for something else',
    (services, reference) => services.requests.correct(reference, { kinds: ['rectification'], actor: 'command' }),
  ],
  [
    'once it is understood to be about somebody else',
    async (services, reference) => {
      const another = { relation: 'agent', behalf: 'Bob', kinds: [], actor: 'command' };
      const corrected = await services.requests.correct(reference, another);
      // Also where it is their own again later.
      await services.requests.correct(reference, { relation: 'website-visitor', kinds: [], actor: 'command' });
      return corrected;
    },
  ],
  [
    'once that in which it is answered is refused',
    async (services, reference, account) => {
      const { reference: into } = await confirmed(services, { kind: ['erasure'] }, account);
      await services.db
        .updateTable('request')
        .set({ received_at: '2026-11-22T12:00:00Z' })
        .where('reference', '=', into)
        .execute();
      expect(await services.requests.merge(reference, { into, actor: 'command' })).toMatchObject({ ok: true });
      const words = { ground: 'law-requires', meaning: 'It stays.', message: 'We may not.', actor: 'command' } as const;
      return await services.requests.close(into, { outcome: 'refused', answersMessage: true, ...words });
    },
  ],
])('one that was asked for by a request is not carried out %s', async (_, becomes) => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  const id = await hold(services);
  const { reference } = await waitingByRequest(services, account);
  expect(await becomes(services, reference, account)).toMatchObject({ ok: true });
  await admin(services, 'holds', 'end', id);
  await services.runJobs();
  expect(await services.accounts.find(account.id)).not.toBeNull();
  expect(await services.db.selectFrom('pending_deletion').selectAll().execute()).toEqual([]);
});

test('one that an agent asked for is not carried out while the person does not allow it', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  const id = await hold(services);
  const agent = { relation: 'agent', behalf: account.email, email: 'charles@example.com', kind: ['erasure'] };
  const { reference } = await confirmed(services, agent);
  const said = { basis: 'own-word', address: account.email, shown: 'By phone.', actor: 'command' };
  expect(await services.requests.recordPermission(reference, said)).toMatchObject({ ok: true });
  const { id: requestId } = await services.db.selectFrom('request').select('id').executeTakeFirstOrThrow();
  await transaction(services.ctx, (ctx) => eraseRequester(ctx, { requestId, email: account.email, accountId: null }));
  const asked = { address: account.email, actor: 'command' };
  expect(await services.requests.askPermission(reference, asked)).toMatchObject({ ok: true });
  await admin(services, 'holds', 'end', id);
  await services.runJobs();
  expect(await services.accounts.find(account.id)).not.toBeNull();
});

test('but is where the holder asked for it in the account as well', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  const id = await hold(services);
  const { reference, caseToken } = await waitingByRequest(services, account);
  expect(await remove(services, session)).toMatchObject({ value: { state: 'waiting' } });
  const form = formOf({ stamp: services.formTokens.issue('withdraw') });
  await services.requests.withdraw(reference, caseToken, form);
  await admin(services, 'holds', 'end', id);
  await services.runJobs();
  expect(await services.accounts.find(account.id)).toBeNull();
});

test('a hold ends by itself with its last day', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  await hold(services);
  await remove(services, session);
  services.clock.set('2026-12-31T23:59:59Z');
  await services.runJobs();
  expect(await services.accounts.find(account.id)).not.toBeNull();
  services.clock.set('2027-01-01T00:00:00Z');
  await services.runJobs();
  expect(await services.accounts.find(account.id)).toBeNull();
});

test('a deletion that cannot be carried out keeps no other waiting, and no copy beyond its time', async () => {
  await using services = await openTestServices();
  const person = (name: string) => signUpConfirmed(services, { email: `${name}@example.com`, name });
  const [stuck, waiting, gone] = [await person('stuck'), await person('waiting'), await person('gone')];
  await remove(services, gone.session);
  for (const { account, session } of [stuck, waiting]) {
    await hold(services, { account: account.email, until: '2026-12-01' });
    await remove(services, session);
  }
  const ofStuck = services.db.updateTable('legal_hold').where('account_id', '=', stuck.account.id);
  await ofStuck.set({ detail_sealed: 'damaged' }).execute();

  services.clock.set('2026-12-25T12:00:00Z');
  await expect(services.personalData.runJobs()).rejects.toThrow();
  expect(await services.accounts.find(waiting.account.id)).toBeNull();
  expect(await services.accounts.find(stuck.account.id)).not.toBeNull();
  // That of the one who waited, made just now.
  const copies = await services.db.selectFrom('undo_copy').select('expires_at').execute();
  expect(copies).toEqual([{ expires_at: '2027-01-25T00:00:00.000Z' }]);
});

test('nothing that a hold covers is erased by time, and all of it when the hold has ended', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  const own = await confirmed(services, {}, account);
  const other = await confirmed(services, { email: 'bob@example.com' });
  await systemsDone(services);
  for (const { reference } of [own, other])
    await services.requests.close(reference, {
      outcome: 'done',
      message: 'Here it is.',
      actor: 'command',
      deed: 'The account and its data.',
    });
  await subscribed(services, ada.email);
  await noticesFor(services).announce();
  await noticesFor(services, manifestWith({ privacy: [firstVersion, '2026-12-01'] })).announce();
  await services.mail.send();
  const id = await hold(services, { until: '2031-12-31' });
  const held = await textsAbout(services, ada.email);
  expect(held.filter((text) => /Here it is|What changed in/.test(text))).toHaveLength(2);

  services.clock.set('2031-01-31T12:00:00Z');
  await services.runJobs();
  expect(await textsAbout(services, ada.email)).toEqual(held);
  expect(await services.requests.show(own.reference)).toMatchObject({ value: { person: { name: ada.name } } });
  expect(await textsAbout(services, 'bob@example.com')).toEqual([]);
  expect(await services.requests.show(other.reference)).toMatchObject({ ok: false });

  await admin(services, 'holds', 'end', id);
  services.clock.set('2031-01-31T14:00:00Z');
  await services.runJobs();
  expect(await textsAbout(services, ada.email)).toEqual([]);
  expect(await services.requests.show(own.reference)).toMatchObject({ ok: false });
});

async function textsAbout(services: Services, email: string): Promise<string[]> {
  return (await mailsTo(services, email)).map(({ text }) => text);
}

test('a mail that a hold covers is not discarded', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  await services.db.updateTable('outgoing_mail').set({ failed_at: account.createdAt.toISOString() }).execute();
  const id = await hold(services);
  const [mail] = await services.mail.list();
  expect(await services.mail.discard(mail?.id ?? '')).toBe('mail-held');
  await admin(services, 'holds', 'end', id);
  expect(await services.mail.discard(mail?.id ?? '')).toBeNull();
});

test('who keeps the account after all is not deleted when the hold ends', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  const id = await hold(services);
  await remove(services, session);
  const stamp = services.formTokens.issue('keep-account', session.id);
  expect(await services.personalData.keepAfterAll(formOf({ stamp: 'none', act: 'keep' }), session)).toMatchObject({
    ok: false,
  });
  const stale = { ...session, isFresh: false };
  expect(await services.personalData.keepAfterAll(formOf({ stamp, act: 'keep' }), stale)).toEqual({
    ok: false,
    problems: ['password-needed'],
  });
  expect(await services.personalData.keepAfterAll(formOf({ stamp, act: 'keep' }), session)).toEqual({
    ok: true,
    value: null,
  });
  await admin(services, 'holds', 'end', id);
  await services.runJobs();
  expect(await services.accounts.find(account.id)).toEqual(account);
});

test('a hold needs a reason, an owner and an end, and its list names nobody', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  for (const [change, words] of [
    [{ account: 'eve@example.com' }, 'No account has this address'],
    [{ reason: ' ' }, 'Say why'],
    [{ reason: 'Doe\u202e v. Whitrack' }, 'Say why'],
    [{ owner: '' }, 'Say who answers for it'],
    [{ tell: 'No\u200b.' }, 'Type it again'],
    [{ until: '2027-02-30' }, 'Say the last day'],
    [{ until: '2026-11-22' }, 'cannot lie in the past'],
  ] as const)
    await expect(hold(services, change)).rejects.toThrow(words);
  expect(await admin(services, 'holds', 'list')).toEqual({ code: 0, said: 'Nothing is held.' });

  const id = await hold(services);
  await remove(services, session);
  const { said } = await admin(services, 'holds', 'list');
  expect(said).toBe(
    [
      id,
      'until 2026-12-31',
      `account ${account.id}`,
      'owner: Grace Hopper',
      'Doe v. Whitrack',
      'A DELETION WAITS',
    ].join('\t'),
  );
  expect(await admin(services, 'holds', 'end', 'nothing')).toMatchObject({ code: 1 });
  const [row] = await services.db.selectFrom('legal_hold').select('detail_sealed').execute();
  expect(row?.detail_sealed).not.toMatch(/ Doe|Hopper/);
});
