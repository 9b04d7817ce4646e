import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { noPassword } from '../../server/accounts/linked-identities.ts';
import { openUnderAnyKey } from '../../server/crypto/erasable-keys.ts';
import { contentOf } from '../../server/mail/outbox.ts';
import { eraseHere, proposeErasure } from '../../server/personal-data/site-erasure.ts';
import { discardMail } from '../../server/requests/staff/waiting-mail.ts';
import { openTasks } from '../../server/requests/tasks/tasks.ts';
import { ada, linkToken, signUpConfirmed } from '../support/accounts.ts';
import { ada as adasAccount, canaries, leaveTraces } from '../support/ada.ts';
import { agreeForm, agreementsWith } from '../support/agreements.ts';
import {
  deleteForm,
  here,
  newestMail,
  remove,
  sealedFields,
  subjectOf,
  textOfBackup,
  undoToken,
} from '../support/deletion.ts';
import { makeHome } from '../support/home.ts';
import { actOf, append } from '../support/ledger.ts';
import { promise } from '../support/promise.ts';
import { confirmed, dumpOf } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

/** Just after the password was given. */
const adasSession = { id: 'any', accountId: adasAccount.accountId, isFresh: true };

// A month of backups takes its time.
test('whoever agreed for a business gets the signed copy once more, and nothing of it stays with a name', async () => {
  await using services = await openTestServices();
  const { agreements } = agreementsWith(services);
  const signedIn = await signUpConfirmed(services);
  expect(await agreements.agree(agreeForm(services, signedIn), signedIn.session)).toMatchObject({ ok: true });
  await services.mail.send();
  await remove(services, signedIn.session);

  const mail = await newestMail(services, 'account-deleted');
  expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain(
    'The agreements that your business made from this account are attached',
  );
  const [copy, receipt] = mail?.attachments ?? [];
  expect(copy?.content).toContain('Analytical Works');
  expect(JSON.parse(String(receipt?.content))).toMatchObject({ events: [{ event_type: 'agreement' }] });
  expect(await services.db.selectFrom('ledger_part').selectAll().execute()).toEqual([]);
});

test(
  'signed copies that the holder wants kept open by the link alone, until the account is back or their time is over',
  promise('retention-of-accounts'),
  async () => {
    await using services = await openTestServices();
    const { agreements } = agreementsWith(services);
    const signedIn = await signUpConfirmed(services);
    await agreements.agree(agreeForm(services, signedIn), signedIn.session);
    const keeping = () => {
      const form = deleteForm(services, signedIn.session);
      form.set('keeps', 'agreements');
      return services.personalData.remove(form, signedIn.session);
    };
    const { keptAgreements } = services;
    const keptToken = async () => linkToken((await newestMail(services, 'account-deleted')) ?? undefined, 'kept');

    expect(await keeping()).toMatchObject({ ok: true });
    const token = await keptToken();
    const kept = await keptAgreements.find(token);
    expect(kept).toMatchObject({
      value: { files: [{ content: expect.stringContaining('Analytical Works') }, {}], lastDay: '2031-11-23' },
    });
    // Neither the address nor a key of ours opens it.
    const [row] = await services.db.selectFrom('kept_agreements').selectAll().execute();
    expect(JSON.stringify(row)).not.toContain(token);
    const place = { table: 'kept_agreements', column: 'copy_sealed', row: row?.id ?? '' };
    expect(await openUnderAnyKey(services.ctx, row?.copy_sealed ?? '', place).catch(() => null)).toBeNull();
    expect(await keptAgreements.find(`${token}x`)).toMatchObject({ problems: ['kept-unknown'] });

    await services.personalData.undo(await undoToken(services), formOf({ password: signedIn.password }), here);
    expect(await keptAgreements.find(token)).toMatchObject({ problems: ['kept-unknown'] });

    services.clock.set('2026-11-24T12:00:00Z');
    expect(await keeping()).toMatchObject({ ok: true });
    const again = await keptToken();
    services.clock.set('2026-12-25T12:00:00Z');
    await services.runJobs();
    expect(await keptAgreements.find(again)).toMatchObject({ ok: true });
    expect(await keptAgreements.erase(again, formOf({}))).toMatchObject({ ok: true });
    expect(await services.db.selectFrom('kept_agreements').selectAll().execute()).toEqual([]);
  },
);

test('who is erased by a request may have the signed copies kept as well, and nobody has who did not ask', async () => {
  await using services = await openTestServices();
  const { agreements } = agreementsWith(services);
  for (const [email, keeps] of [
    ['ada@example.com', 'agreements'],
    ['bea@example.com', null],
  ] as const) {
    const signedIn = await signUpConfirmed(services, { email });
    await agreements.agree(agreeForm(services, signedIn), signedIn.session);
    const { reference } = await confirmed(services, { kind: ['erasure'], email });
    await openTasks(services.ctx, reference, { kind: 'erasure', actor: 'staff:ana' });
    await proposeErasure(services.ctx, reference, { actor: 'staff:ana' });
    expect(await eraseHere(services.ctx, reference, { keeps, actor: 'staff:bea' })).toMatchObject({
      value: { state: 'erased' },
    });
    const mail = await newestMail(services, 'account-deleted');
    expect(mail?.attachments?.length).toBeGreaterThan(0);
    const kept = await services.keptAgreements.find(keeps ? linkToken(mail ?? undefined, 'kept') : 'x');
    expect(kept.ok).toBe(keeps !== null);
  }
  expect(await services.db.selectFrom('kept_agreements').select('id').execute()).toHaveLength(1);
});

test('a wish to keep the signed copies waits with the deletion, and their time ends', async () => {
  await using services = await openTestServices();
  const { agreements } = agreementsWith(services);
  const signedIn = await signUpConfirmed(services);
  await agreements.agree(agreeForm(services, signedIn), signedIn.session);
  const hold = { address: ada.email, reason: 'A claim', owner: 'Legal', endsOn: '2026-11-30', told: '' };
  expect(await services.legalHolds.add(hold)).toMatchObject({ ok: true });
  const form = deleteForm(services, signedIn.session);
  form.set('keeps', 'agreements');
  expect(await services.personalData.remove(form, signedIn.session)).toMatchObject({ value: { state: 'waiting' } });
  services.clock.set('2026-12-02T12:00:00Z');
  await services.runJobs();
  expect(await services.db.selectFrom('kept_agreements').select('expires_at').execute()).toEqual([
    { expires_at: '2031-12-02T12:00:00.000Z' },
  ]);
  services.clock.set('2031-12-03T12:00:00Z');
  await services.runJobs();
  expect(await services.db.selectFrom('kept_agreements').selectAll().execute()).toEqual([]);
});

test(
  'a deletion signs out everywhere and leaves nothing of the account but its sealed copy',
  promise('deletion-and-backups'),
  async () => {
    await using services = await openTestServices();
    const { account, session, cookies } = await signUpConfirmed(services);
    services.clock.set('2026-11-23T13:00:00Z');
    expect(await remove(services, session)).toMatchObject({ ok: true, value: { state: 'erased' } });

    expect(await services.accounts.sessionOf(cookies)).toBeNull();
    expect(await services.accounts.find(account.id)).toBeNull();
    expect(await services.accounts.byAddress(ada.email)).toBeNull();
    const { requests, ...held } = (await services.personalData.dataOf(subjectOf(account))).tables;
    // That it was deleted stays on record, with no more than a digest of the address.
    expect(requests).toMatchObject([{ channel: 'account', account_id: null, outcome: 'done' }]);
    const others = Object.entries(held).filter(([table]) => table !== 'request_items' && table !== 'request_events');
    expect(others.flatMap(([, rows]) => rows)).toEqual([]);
    const receipt = await newestMail(services, 'account-deleted');
    expect(receipt).toMatchObject({ to: ada.email });
    for (const table of ['account', 'session', 'account_link', 'second_factor', 'recovery_code', 'sign_up'] as const)
      expect(await services.db.selectFrom(table).selectAll().execute()).toEqual([]);
  },
);

const vectors = [
  {
    id: 'BK-1',
    now: '2026-12-15T10:00:00Z',
    erased: 'December 15, 2026',
    gone: 'January 14, 2027',
    goneOn: '2027-01-14',
  },
  { id: 'BK-2', now: '2027-01-31T10:00:00Z', erased: 'January 31, 2027', gone: 'March 2, 2027', goneOn: '2027-03-02' },
  { id: 'BK-3', now: '2028-01-31T10:00:00Z', erased: 'January 31, 2028', gone: 'March 1, 2028', goneOn: '2028-03-01' },
] as const;

test.each(vectors)(
  'the receipt says both dates, the second 30 days after the first ($id)',
  promise('retention-of-accounts'),
  async ({ now, erased, gone, goneOn }) => {
    await using services = await openTestServices({ now });
    const { session } = await signUpConfirmed(services);
    expect(await remove(services, session)).toMatchObject({ value: { erasedOn: now.slice(0, 10), goneOn } });
    const text = (await newestMail(services, 'account-deleted'))?.text.replaceAll(/\s+/g, ' ');
    expect(text).toContain(`on ${erased}`);
    expect(text).toContain(`until ${gone}`);
    expect(await services.personalData.undoUntil(await undoToken(services))).toMatchObject({
      value: {
        at: new Date(`${new Date(Date.parse(goneOn) + 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`),
        lastDay: goneOn,
      },
    });
  },
);

test('nothing is deleted by a form of another session, without the tick or the password, or sent again', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  const forms = [
    [{ stamp: services.formTokens.issue('delete-account', 'another'), act: 'delete', sure: 'yes' }, 'form-expired'],
    [{ stamp: services.formTokens.issue('sign-out', session.id), act: 'delete', sure: 'yes' }, 'form-expired'],
    [{ stamp: services.formTokens.issue('delete-account', session.id), act: 'delete' }, 'deletion-unconfirmed'],
    [{ stamp: services.formTokens.issue('delete-account', session.id), account: account.id }, 'form-field-unknown'],
  ] as const;
  for (const [values, problem] of forms)
    expect(await services.personalData.remove(formOf(values), session)).toEqual({ ok: false, problems: [problem] });
  const stale = { ...session, isFresh: false };
  expect(await remove(services, stale)).toEqual({ ok: false, problems: ['password-needed'] });
  expect(await services.accounts.find(account.id)).not.toBeNull();
  await remove(services, session);
  expect(await remove(services, session)).toEqual({ ok: false, problems: ['account-gone'] });
});

test(
  'somebody sees, corrects, exports and deletes what we hold, each at once',
  promise('rights-in-the-account'),
  async () => {
    await using services = await openTestServices();
    const { account, session } = await signUpConfirmed(services);
    const held = async () => (await services.personalData.dataOf(subjectOf(account))).tables['account'];
    expect(await held()).toMatchObject([{ name: 'Ada Lovelace', email: ada.email }]);

    const name = formOf({ stamp: services.formTokens.issue('name', session.id), name: 'Augusta Ada King' });
    expect(await services.personalData.changeName(name, session)).toMatchObject({ ok: true });
    expect(await held()).toMatchObject([{ name: 'Augusta Ada King' }]);

    const form = formOf({ stamp: services.formTokens.issue('export-account', session.id) });
    expect(await services.personalData.exportAll(form, session)).toMatchObject({ ok: true });
    expect(await remove(services, session)).toMatchObject({ ok: true });
    expect(await held()).toEqual([]);
  },
);

test('an account that nobody deletes is kept, whatever time passes', promise('life-of-the-account'), async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { account } = await signUpConfirmed(services);
  for (const month of ['2026-12', '2027-06', '2028-01', '2029-11']) {
    services.clock.set(`${month}-24T12:00:00Z`);
    await services.runJobs();
  }
  expect(await services.accounts.byAddress(ada.email)).toEqual(account);
});

test('of 50 deletions at the same moment one erases, with one copy and one receipt', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services);
  const answers = await Promise.all(Array.from({ length: 50 }, () => remove(services, session)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(answers.filter((answer) => !answer.ok && answer.problems[0] === 'account-gone')).toHaveLength(49);
  expect(await services.db.selectFrom('undo_copy').selectAll().execute()).toHaveLength(1);
  expect((await services.mail.list()).filter(({ template }) => template === 'account-deleted')).toHaveLength(1);
});

test(
  'what was erased is at once in no file of the database, its log or the mailbox',
  promise('deletion-and-backups'),
  async () => {
    await using home = await makeHome();
    await using services = await home.start();
    await leaveTraces(services);
    await services.mail.send();
    const before = await sealedFields(services);
    const onDisk = (field: string) => !home.isPostgres && piecesOf(field).some((piece) => home.bytes().includes(piece));
    if (!home.isPostgres) expect(before.filter(onDisk)).toEqual(before);
    expect(home.bytes()).toContain('Difference');

    expect(await remove(services, adasSession)).toMatchObject({ ok: true });
    const still = new Set(await sealedFields(services));
    // What is open waits for its answer; everything else is gone, and nowhere on the disk.
    expect([...still].filter((field) => before.includes(field)).length).toBeLessThan(before.length / 2);
    expect(before.filter((field) => !still.has(field) && onDisk(field))).toEqual([]);
    expect(home.bytes()).not.toContain('Difference');
  },
);

test('a deletion after which nothing can be tidied up is done, is on the list, and is tidied up later', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  const { session } = await signUpConfirmed(services);
  await services.mail.send();
  const [mailbox, aside] = [join(home.folder, 'mailbox'), join(home.folder, 'mailbox-aside')];
  renameSync(mailbox, aside);
  writeFileSync(mailbox, 'no folder');
  expect(await remove(services, session)).toMatchObject({ ok: true });
  expect(readFileSync(join(home.folder, 'erased'), 'utf8')).toMatch(/ erased /);

  rmSync(mailbox);
  renameSync(aside, mailbox);
  expect(home.bytes()).toContain(ada.email);
  await services.personalData.runJobs();
  expect(home.bytes()).not.toContain(ada.email);
});

test('a deletion while a backup is copied leaves nothing in the log once that has ended', async () => {
  await using home = await makeHome();
  if (home.isPostgres) return;
  await using services = await home.start();
  await services.runJobs();
  const { session } = await signUpConfirmed(services);
  const { email_sealed } = await services.db.selectFrom('account').selectAll().executeTakeFirstOrThrow();
  {
    const copying = new SQLite(join(home.folder, 'whitrack.db'), { readonly: true });
    copying.exec('begin');
    copying.prepare('select * from account').all();
    await remove(services, session);
    copying.close();
  }
  const isOnDisk = () => piecesOf(email_sealed).some((piece) => home.bytes().includes(piece));
  expect(isOnDisk()).toBe(true);
  await services.runJobs();
  expect(isOnDisk()).toBe(false);
});

test(
  'a backup of the next day holds neither the copy nor its key, and cannot open the receipt',
  promise('deletion-and-backups', 'retention-of-accounts'),
  async () => {
    await using home = await makeHome();
    await using services = await home.start();
    const { session } = await signUpConfirmed(services);
    await remove(services, session);
    const [copy] = await services.db.selectFrom('undo_copy').selectAll().execute();
    const [key] = await services.db.selectFrom('erasable_key').selectAll().execute();
    home.clock.set('2026-11-24T12:00:00Z');
    const { path } = await services.backups.take();

    const text = (await textOfBackup(path)) + readFileSync(path, 'latin1');
    expect(text).toContain('outgoing_mail');
    for (const secret of [copy?.copy_sealed, copy?.link_digest, key?.key_sealed]) expect(text).not.toContain(secret);
    const receipt = await services.db
      .selectFrom('outgoing_mail')
      .selectAll()
      .where('template', '=', 'account-deleted')
      .executeTakeFirstOrThrow();
    expect(receipt).toMatchObject({ recipient_index: null });
    expect(receipt.content_sealed?.split('.')[1]).toBe(copy?.id);
    expect(text).not.toContain(ada.email);
  },
);

test('neither the database nor a backup holds a name, an address or a usable secret in clear', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  const { cookies, password } = await signUpConfirmed(services);
  await services.db.deleteFrom('account').execute();
  await leaveTraces(services);
  const { path } = await services.backups.take();
  const dumped =
    (await dumpOf(services)) +
    (await textOfBackup(path)) +
    (home.isPostgres ? '' : readFileSync(`${home.folder}/whitrack.db`, 'latin1'));
  for (const canary of [...canaries, cookies.split('=')[1], password]) expect(dumped).not.toContain(canary);
});

test('who takes the deletion back has everything again, and has to sign in', async () => {
  await using services = await openTestServices();
  const { account, session, cookies } = await signUpConfirmed(services);
  await services.db
    .insertInto('second_factor')
    .values({ account_id: account.id, secret_sealed: 'sealed', confirmed_at: '2026-11-23T12:00:00Z', last_step: 7 })
    .execute();
  const before = await services.personalData.dataOf(subjectOf(account));
  await remove(services, session);
  const token = await undoToken(services);
  services.clock.set('2026-12-20T12:00:00Z');

  expect(await services.personalData.undo(token, formOf({ password: '' }), here)).toEqual({
    ok: false,
    problems: ['password-missing'],
  });
  expect(await services.personalData.undo(token, formOf({ password: 'a guess' }), here)).toEqual({
    ok: false,
    problems: ['password-wrong'],
  });
  expect(await services.personalData.undo(token, formOf({ password: ada.password }), here)).toEqual({
    ok: true,
    value: null,
  });
  expect(await services.accounts.find(account.id)).toEqual(account);
  const after = await services.personalData.dataOf(subjectOf(account));
  expect(after.tables['second_factor']).toEqual(before.tables['second_factor']);
  expect(await services.accounts.sessionOf(cookies)).toBeNull();
  expect(await newestMail(services, 'account-restored')).toMatchObject({ to: ada.email });
  expect(await services.accounts.hasBroughtBack(token)).toBe(true);
  // The copy, its key and the mail with the link are gone.
  for (const table of ['undo_copy', 'erasable_key'] as const)
    expect(await services.db.selectFrom(table).selectAll().execute()).toEqual([]);
  expect(await newestMail(services, 'account-deleted')).toBeNull();
  expect(await services.personalData.undo(token, formOf({ password: ada.password }), here)).toEqual({
    ok: false,
    problems: ['undo-link-unknown'],
  });
});

test('an account that an app opened, which never had a password, comes back by the mailed link', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  await services.db.updateTable('account').set({ password_hash: noPassword }).execute();
  await remove(services, session);
  expect((await newestMail(services, 'account-deleted'))?.text.replaceAll(/\s+/g, ' ')).toContain(
    'until the end of that day, with this link alone, for it had no password.',
  );
  const token = await undoToken(services);
  // A look opens no copy.
  const [copy] = await services.db.selectFrom('undo_copy').select('copy_sealed').execute();
  await services.db.updateTable('undo_copy').set({ copy_sealed: 'closed' }).execute();
  expect(await services.personalData.undoUntil(token)).toMatchObject({ value: { asksForPassword: false } });
  await services.db
    .updateTable('undo_copy')
    .set({ copy_sealed: copy?.copy_sealed ?? '' })
    .execute();

  expect(await services.personalData.undo(token, formOf({}), here)).toEqual({ ok: true, value: null });
  expect(await services.accounts.find(account.id)).toEqual(account);
});

test('an account of any size comes back', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  const { entry } = await append(services, actOf(account.id));
  const parts = Array.from({ length: 22_000 }, (_, at) => ({
    ...{ entry_id: entry.id, name: `part-${at}`, content_sealed: 'sealed' },
  }));
  for (let at = 0; at < parts.length; at += 1_000)
    await services.db
      .insertInto('ledger_part')
      .values(parts.slice(at, at + 1_000))
      .execute();
  await remove(services, session);
  const token = await undoToken(services);
  expect(await services.personalData.undo(token, formOf({ password: ada.password }), here)).toMatchObject({ ok: true });
  const { count } = await services.db
    .selectFrom('ledger_part')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(Number(count)).toBeGreaterThan(22_000);
});

test('a receipt that is sent again stays under its own key, and ends with it', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services);
  await remove(services, session);
  const [record] = (await services.mail.list()).filter(({ template }) => template === 'account-deleted');
  const keyOf = async () => (await sealedContent(services, record?.id ?? '')).split('.')[1];
  const erasableKey = await keyOf();
  await services.db
    .updateTable('outgoing_mail')
    .set({ failed_at: '2026-11-23T12:00:00.000Z', problem: 'provider-refused' })
    .where('id', '=', record?.id ?? '')
    .execute();
  expect(await services.mail.retry(record?.id ?? '')).toBeNull();
  expect(await keyOf()).toBe(erasableKey);
  expect(await services.db.selectFrom('erasable_key').select('id').execute()).toEqual([{ id: erasableKey }]);
  services.clock.set('2026-12-24T12:00:00Z');
  expect(await services.mail.retry(record?.id ?? '')).toBe('mail-not-failed');
});

test('of many undos at the same moment one brings the account back', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services);
  await remove(services, session);
  const token = await undoToken(services);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => services.personalData.undo(token, formOf({ password: ada.password }), here)),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
});

test('nobody guesses the password through the link', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services);
  await remove(services, session);
  const token = await undoToken(services);
  for (let n = 0; n < 10; n += 1)
    await services.personalData.undo(token, formOf({ password: 'a guess' }), { address: `192.0.2.${n}` });
  expect(await services.personalData.undo(token, formOf({ password: ada.password }), here)).toEqual({
    ok: false,
    problems: ['too-many-tries'],
  });
});

test('an account does not come back over another that has its address since', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services);
  await remove(services, session);
  const token = await undoToken(services);
  services.clock.set('2026-11-24T12:00:00Z');
  const { account } = await signUpConfirmed(services, { password: 'three herons by the river' });
  expect(await services.personalData.undo(token, formOf({ password: ada.password }), here)).toEqual({
    ok: false,
    problems: ['address-taken'],
  });
  expect((await services.accounts.byAddress(ada.email))?.id).toBe(account.id);
});

test(
  'by the end of the 30th day copy and key are destroyed, and the link leads nowhere',
  promise('deletion-and-backups', 'retention-of-accounts'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    const { session } = await signUpConfirmed(services);
    await remove(services, session);
    const token = await undoToken(services);
    services.clock.set('2026-12-23T23:59:59Z');
    await services.runJobs();
    expect(await services.personalData.undoUntil(token)).toMatchObject({ ok: true });
    services.clock.set('2026-12-24T00:00:00Z');
    expect(await services.personalData.undoUntil(token)).toEqual({ ok: false, problems: ['undo-link-unknown'] });
    await Promise.all([services.runJobs(), services.runJobs()]);
    for (const table of ['undo_copy', 'erasable_key'] as const)
      expect(await services.db.selectFrom(table).selectAll().execute()).toEqual([]);
  },
);

test(
  '31 days after a deletion no file anywhere holds anything of the person',
  promise('deletion-and-backups'),
  async () => {
    await using home = await makeHome();
    await using services = await home.start();
    await services.backups.maintain();
    await leaveTraces(services);
    for (const { reference } of await services.requests.list())
      await services.requests.close(reference, {
        outcome: 'refused',
        ground: 'not-covered',
        message: 'No.',
        actor: 'command',
        meaning: 'Nothing changes.',
      });
    for (const { id } of await services.desk.waitingMail()) await discardMail(services.ctx, id);
    await services.mail.send();
    await services.backups.maintain();
    const before = await sealedFields(services, ['sealing_key', 'limit_salt', 'ledger_subject']);
    await remove(services, adasSession);
    const copies = await sealedFields(services, ['sealing_key', 'limit_salt', 'ledger_subject', 'outgoing_mail']);
    const receipt = await services.db
      .selectFrom('outgoing_mail')
      .selectAll()
      .where('template', '=', 'account-deleted')
      .executeTakeFirstOrThrow();
    await services.mail.send();
    expect(home.bytes()).toContain(adasAccount.email);

    const start = home.clock.now().getTime();
    for (let day = 1; day <= 31; day += 1) {
      home.clock.set(new Date(start + day * 86_400_000).toISOString());
      await services.runJobs();
      await services.backups.maintain();
    }
    const backups = await Promise.all((await services.backups.list()).map(({ path }) => textOfBackup(path)));
    expect(backups).toHaveLength(30);
    const everything = [home.bytes(), await dumpOf(services), ...backups].join('\n');
    // What we answered is the record that stays.
    const messages = await services.db.selectFrom('request_message').selectAll().execute();
    const answers = messages.flatMap(({ outcome, body_sealed }) => (outcome && body_sealed ? [body_sealed] : []));
    expect(answers.length).toBeGreaterThan(0);
    const gone = [...before, ...copies].filter((field) => !answers.includes(field));
    const traces = [...canaries, ...gone.flatMap(piecesOf)];
    expect(traces.filter((trace) => everything.includes(trace))).toEqual([]);
    // The receipt went through backups under a key that was in none, and that is no more.
    expect(await openUnderAnyKey(services.ctx, receipt.content_sealed ?? '', contentOf(receipt.id))).toBeNull();
  },
);

/** A field may be spread over several pages of a file. */
function piecesOf(field: string): string[] {
  return [field.slice(10, 70), field.slice(-60)];
}

async function sealedContent({ db }: Pick<Awaited<ReturnType<typeof openTestServices>>, 'db'>, id: string) {
  const row = await db.selectFrom('outgoing_mail').select('content_sealed').where('id', '=', id).executeTakeFirst();
  return row?.content_sealed ?? '';
}
