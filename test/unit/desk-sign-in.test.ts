import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { perform, view } from '../../server/desk/acts.ts';
import { readDeskEntry, verifyDeskActs } from '../../server/ledger/desk-acts.ts';
import { succeed } from '../../src/library/model/result.ts';
import { codeAt, cookiesOf, signUpConfirmed, someVisitor } from '../support/accounts.ts';
import { lastOf, mailsTo } from '../support/notices.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { ana, deskVisitor, invitationToken, type StaffSignedIn, staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

/** The form as staff send it, half a minute later than the code before. */
function signInForm({ clock }: Services, who: StaffSignedIn, change: Record<string, string> = {}): FormData {
  const { password, secret, member } = who;
  return formOf({ email: member.address, password, code: codeAt(secret, clock.now()), ...change });
}

function minutesLater({ clock }: Services, minutes: number): void {
  clock.set(new Date(clock.now().getTime() + minutes * 60_000).toISOString());
}

test('whoever is invited chooses a password and sets up an app, and only then is one of the staff', async () => {
  await using services = await openTestServices();
  const added = await services.desk.addStaff({ ...ana, role: 'answers' });
  expect(added.ok && added.value.activeAt).toBe(null);
  const token = invitationToken(lastOf(await mailsTo(services, ana.address)));
  const invited = await services.desk.invitation(token);
  if (!invited.ok) throw new Error('no invitation');
  const { secret, stamp } = services.desk.offerStaffFactor(invited.value, token);
  const accept = (change: Record<string, string>) =>
    services.desk.acceptInvitation(
      token,
      formOf({ stamp, secret, password: ana.password, code: codeAt(secret, services.clock.now()), ...change }),
      deskVisitor(),
    );
  expect(await accept({ password: 'fourteen signs' })).toEqual({ ok: false, problems: ['password-short'] });
  expect(await accept({ password: 'AnaLimaAnaLima1' })).toEqual({ ok: false, problems: ['password-personal'] });
  expect(await accept({ code: '' })).toEqual({ ok: false, problems: ['code-missing'] });
  expect(await accept({ code: '000000' })).toEqual({ ok: false, problems: ['code-wrong'] });
  expect(await accept({ secret: 'JBSWY3DPEHPK3PXP' })).toEqual({ ok: false, problems: ['form-expired'] });
  expect(await services.db.selectFrom('staff_session').selectAll().execute()).toEqual([]);

  expect(await accept({})).toMatchObject({
    ok: true,
    value: { staff: { name: ana.name, roles: ['reads', 'answers'] } },
  });
  expect(await accept({})).toEqual({ ok: false, problems: ['link-used'] });
});

test('signing in takes address, password and code, and says of no wrong one which it was', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  minutesLater(services, 1);
  const tried = [{ email: 'nobody@example.com' }, { password: 'not this one at all' }, { code: '000000' }];
  for (const change of tried) {
    const answer = await services.desk.signIn(signInForm(services, who, change), deskVisitor());
    expect(answer, JSON.stringify(change)).toEqual({ ok: false, problems: ['sign-in-wrong'] });
  }
  expect(await services.desk.signIn(signInForm(services, who), deskVisitor())).toMatchObject({
    ok: true,
    value: { staff: { name: ana.name } },
  });
});

test('a code is taken once, and so is a recovery code', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  const again = await services.desk.signIn(signInForm(services, who), deskVisitor());
  expect(again, 'the code that confirmed the app').toEqual({ ok: false, problems: ['sign-in-wrong'] });
  minutesLater(services, 1);
  const form = () => signInForm(services, who);
  expect(await services.desk.signIn(form(), deskVisitor())).toMatchObject({ ok: true });
  expect(await services.desk.signIn(form(), deskVisitor())).toEqual({ ok: false, problems: ['sign-in-wrong'] });
  const recovery = () => signInForm(services, who, { code: who.recoveryCodes[3] ?? '' });
  expect(await services.desk.signIn(recovery(), deskVisitor())).toMatchObject({ ok: true });
  expect(await services.desk.signIn(recovery(), deskVisitor())).toEqual({ ok: false, problems: ['sign-in-wrong'] });
});

test('a session of the desk is none of an account, and one of an account is none of the desk', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  const ada = await signUpConfirmed(services);
  expect(await services.accounts.sessionOf(who.cookies)).toBe(null);
  expect(await services.desk.staffOf(ada.cookies)).toBe(null);
  // Neither by the token in the other's shape.
  expect(await services.accounts.sessionOf(who.cookies.replace('desk-', ''))).toBe(null);
  expect(await services.desk.staffOf(ada.cookies.replace('=', '=desk-'))).toBe(null);
  // Nor has a customer's password anything to do with it, nor a staff member's address with accounts.
  expect(await services.accounts.signIn(formOf({ email: ana.address, password: ana.password }), someVisitor())).toEqual(
    { ok: false, problems: ['sign-in-wrong'] },
  );
  expect(await services.desk.staffOf(`${who.cookies}; ${who.cookies}`)).toMatchObject({ name: ana.name });
});

test('a session ends after twelve hours, and after half an hour in which nothing is done', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  for (let minutes = 0; minutes < 12 * 60 - 29; minutes += 29) {
    expect(await services.desk.staffOf(who.cookies), `after ${minutes} minutes`).toMatchObject({ name: ana.name });
    minutesLater(services, 29);
  }
  minutesLater(services, 29);
  expect(await services.desk.staffOf(who.cookies), 'after twelve hours').toBe(null);

  const opened = await services.desk.signIn(signInForm(services, who), deskVisitor());
  const cookies = cookiesOf(opened.ok ? opened.value.cookie : '');
  expect(await services.desk.staffOf(cookies)).toMatchObject({ name: ana.name });
  minutesLater(services, 30);
  expect(await services.desk.staffOf(cookies), 'after half an hour').toBe(null);
  await services.runJobs();
  expect(await services.db.selectFrom('staff_session').selectAll().execute()).toEqual([]);
});

test('signing in gives a new token and ends what the browser had, of the desk or of an account', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  const ada = await signUpConfirmed(services);
  minutesLater(services, 1);
  const visitor = { ...deskVisitor(who.staff), session: ada.session };
  const opened = await services.desk.signIn(signInForm(services, who), visitor);
  if (!opened.ok) throw new Error(opened.problems.join());
  expect(await services.desk.staffOf(who.cookies)).toBe(null);
  expect(await services.accounts.sessionOf(ada.cookies)).toBe(null);
  expect(await services.desk.staffOf(cookiesOf(opened.value.cookie))).toMatchObject({ name: ana.name });
});

test('who is ended is signed out at once, cannot sign in, and comes back by an invitation alone', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  expect(await services.desk.endStaff(ana.address)).toMatchObject({ ok: true });
  expect(await services.desk.staffOf(who.cookies)).toBe(null);
  minutesLater(services, 1);
  expect(await services.desk.signIn(signInForm(services, who), deskVisitor())).toEqual({
    ok: false,
    problems: ['sign-in-wrong'],
  });
  const done = await perform(services.ctx, who.staff, { act: 'reply', needs: 'reads' }, async () => succeed(null));
  expect(done).toEqual({ ok: false, problems: ['signed-out'] });
  expect(await services.desk.inviteStaff(ana.address)).toEqual({ ok: false, problems: ['staff-ended'] });
  const back = await staffMember(services, { password: 'another eleven otters' });
  expect(back.member.id).toBe(who.member.id);
});

test('a new invitation ends the one before, and accepted, every session', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  await services.desk.inviteStaff(ana.address);
  const [first, second] = [invitationToken(lastOf(await mailsTo(services, ana.address))), ''];
  expect(second).toBe('');
  await services.desk.inviteStaff(ana.address);
  expect(await services.desk.invitation(first)).toEqual({ ok: false, problems: ['link-used'] });
  expect(await services.desk.staffOf(who.cookies)).not.toBe(null);
});

test('too many tries from one place are refused, and those for one address from everywhere', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  const here = deskVisitor();
  const wrong = (change = {}) => signInForm(services, who, { password: 'not this one at all', ...change });
  for (let at = 0; at < 10; at += 1) await services.desk.signIn(wrong(), here);
  expect(await services.desk.signIn(wrong(), here)).toEqual({ ok: false, problems: ['too-many-tries'] });
  for (let at = 0; at < 70; at += 1) await services.desk.signIn(wrong(), deskVisitor());
  expect(await services.desk.signIn(wrong(), deskVisitor())).toEqual({ ok: false, problems: ['too-many-tries'] });
  // Nobody can tell from it whether somebody has that address.
  const nobody = { email: 'nobody@example.com' };
  for (let at = 0; at < 80; at += 1) await services.desk.signIn(wrong(nobody), deskVisitor());
  expect(await services.desk.signIn(wrong(nobody), deskVisitor())).toEqual({ ok: false, problems: ['too-many-tries'] });
});

test('whoever knows a password guesses no code', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  minutesLater(services, 1);
  const guess = () => services.desk.signIn(signInForm(services, who, { code: '000000' }), deskVisitor());
  for (let at = 0; at < 30; at += 1) expect(await guess()).toEqual({ ok: false, problems: ['sign-in-wrong'] });
  expect(await guess()).toEqual({ ok: false, problems: ['too-many-tries'] });
});

test('signing out takes a stamp of that session', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  const bea = await staffMember(services, { name: 'Bea Ruiz', address: 'bea@example.com' });
  const foreign = services.formTokens.issue('desk-sign-out', bea.staff.sessionId);
  expect(await services.desk.signOut(formOf({ stamp: foreign }), who.staff)).toEqual({
    ok: false,
    problems: ['form-expired'],
  });
  const own = services.formTokens.issue('desk-sign-out', who.staff.sessionId);
  expect(await services.desk.signOut(formOf({ stamp: own }), who.staff)).toMatchObject({ ok: true });
  expect(await services.desk.staffOf(who.cookies)).toBe(null);
  expect(await services.desk.staffOf(bea.cookies)).not.toBe(null);
});

test('an act takes the role that it needs, and is recorded where it succeeded, with who did it and nothing personal', async () => {
  await using services = await openTestServices();
  const { ctx } = services;
  const reader = await staffMember(services, { role: 'reads' });
  const act = { act: 'close', reference: 'WT-7F3K-92QD', needs: 'answers' } as const;
  const close = async () => succeed('closed');
  expect(await perform(ctx, reader.staff, act, close)).toEqual({ ok: false, problems: ['role-missing'] });
  const bea = await staffMember(services, { name: 'Bea Ruiz', address: 'bea@example.com', role: 'approves' });
  const failed = await perform(ctx, bea.staff, act, async () => ({ ok: false, problems: ['no'] }) as const);
  expect(failed).toEqual({ ok: false, problems: ['no'] });
  const before = await services.db.selectFrom('desk_act').selectAll().execute();
  expect(before.map(({ act }) => act)).not.toContain('close');

  let by = '';
  const done = await perform(ctx, bea.staff, { ...act, detail: { outcome: 'done' } }, async (_, actor) => {
    by = actor;
    return succeed('closed');
  });
  expect(done).toEqual({ ok: true, value: 'closed' });
  expect(by).toBe(`staff:${bea.member.id}`);
  await view(services.ctx, bea.staff, { reference: 'WT-7F3K-92QD', what: 'case' });
  const rows = await services.db.selectFrom('desk_act').selectAll().orderBy('seq').execute();
  expect(rows.slice(-2).map(({ entry }) => readDeskEntry(entry))).toMatchObject([
    { act: 'close', reference: 'WT-7F3K-92QD', actor: by, detail: { outcome: 'done' } },
    { act: 'view', reference: 'WT-7F3K-92QD', actor: by, detail: { what: 'case' } },
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/Lima|Ruiz|example\.com/);
});

test('staff cannot alter what is recorded of them: the database refuses, and a verification finds what was forged', async () => {
  await using services = await openTestServices();
  const { ctx, db } = services;
  const who = await staffMember(services);
  for (const what of ['case', 'package', 'case'])
    await view(services.ctx, who.staff, { reference: 'WT-7F3K-92QD', what });
  const whole = await verifyDeskActs(ctx);
  expect(whole).toMatchObject({ acts: 5, finding: null });
  await expect(db.updateTable('desk_act').set({ actor: 'staff:other' }).execute()).rejects.toThrow('append-only');
  await expect(db.deleteFrom('desk_act').execute()).rejects.toThrow('append-only');
  const [first] = await db.selectFrom('desk_act').selectAll().where('seq', '=', 1).execute();
  if (!first) throw new Error('none');
  await expect(
    db
      .insertInto('desk_act')
      .values({ ...first, seq: 9 })
      .execute(),
  ).rejects.toThrow('does not follow');

  // Whoever can drop the triggers is found out all the same.
  const isPostgres = !services.config.databaseUrl.startsWith('file:');
  for (const statement of isPostgres
    ? ['alter table desk_act disable trigger all']
    : ['drop trigger desk_act_no_update', 'drop trigger desk_act_no_delete'])
    await sql.raw(statement).execute(db);
  await db.updateTable('desk_act').set({ actor: 'staff:other' }).where('seq', '=', 4).execute();
  expect(await verifyDeskActs(ctx)).toMatchObject({ finding: { seq: 4, fault: 'columns-differ' } });
  await db.deleteFrom('desk_act').where('seq', '=', 4).execute();
  expect(await verifyDeskActs(ctx)).toMatchObject({ finding: { seq: 4, fault: 'missing' } });
  await db.deleteFrom('desk_act').where('seq', '=', 5).execute();
  expect(await verifyDeskActs(ctx), 'cut off at the end').toMatchObject({ acts: 3, finding: null });
  expect(await verifyDeskActs(ctx, [{ seq: 5, digest: whole.digest }])).toMatchObject({
    finding: { seq: 4, fault: 'missing' },
  });
});

test('whoever signs in as one of the staff from a network that is new is told of to them', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  const from = async (address: string) => {
    minutesLater(services, 1);
    const signedIn = await services.desk.signIn(signInForm(services, who), { ...deskVisitor(), address });
    expect(signedIn).toMatchObject({ ok: true });
    return (await mailsTo(services, ana.address)).filter(({ template }) => template === 'desk-new-network').length;
  };
  expect(await from('198.51.100.7'), 'not where the invitation was accepted').toBe(1);
  expect(await from('198.51.100.7')).toBe(1);
  const rows = await services.db.selectFrom('staff_network').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain('198.51.100.7');
  services.clock.set('2027-01-15T12:00:00Z');
  await services.timeSeen.accept();
  await services.runJobs();
  expect(await services.db.selectFrom('staff_network').selectAll().execute()).toEqual([]);
  expect(await from('198.51.100.7')).toBe(2);
  await services.desk.endStaff(ana.address);
  expect(await services.db.selectFrom('staff_network').selectAll().execute()).toEqual([]);
});

test('whatever strangers try in the name of one of the staff, that one gets in where they signed in before', async () => {
  await using services = await openTestServices();
  const who = await staffMember(services);
  minutesLater(services, 1);
  const office = deskVisitor();
  await services.desk.signIn(signInForm(services, who), office);
  minutesLater(services, 1);
  for (let at = 0; at < 120; at += 1) {
    const stranger = { ...deskVisitor(), address: `198.51.100.${at}` };
    await services.desk.signIn(signInForm(services, who, { password: `guess ${at} of a stranger` }), stranger);
  }
  const elsewhere = await services.desk.signIn(signInForm(services, who), { ...deskVisitor(), address: '192.0.2.99' });
  expect(elsewhere).toEqual({ ok: false, problems: ['too-many-tries'] });
  expect(await services.desk.signIn(signInForm(services, who), office)).toMatchObject({ ok: true });
});

test('of one who ended there is a number left after two years, and what they did', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  await services.desk.endStaff(ana.address);
  const later = async (day: string) => {
    services.clock.set(`${day}T12:00:00Z`);
    await services.timeSeen.accept();
    await services.runJobs();
    return (await services.desk.listStaff()).length;
  };
  expect(await later('2028-11-23')).toBe(1);
  expect(await later('2028-11-24')).toBe(0);
  const { acts } = await services.desk.listActs({ before: 0, about: '' });
  expect(acts.map(({ actor }) => actor)).toContain(`staff:${staff.id}`);
  expect(await verifyDeskActs(services.ctx)).toMatchObject({ finding: null });
});
