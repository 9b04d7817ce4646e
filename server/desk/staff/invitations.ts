import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { passwordsOfLink } from '../../accounts/limits.ts';
import { checkName, type NameProblem } from '../../accounts/names.ts';
import { checkLength, checkSecrecy, type PasswordProblem } from '../../accounts/passwords/password-rules.ts';
import * as passwords from '../../accounts/passwords/passwords.ts';
import * as recoveryCodes from '../../accounts/second-factor/recovery-codes.ts';
import { newSecret, stepOf, uriOf } from '../../accounts/second-factor/totp.ts';
import * as knownNetworks from '../../accounts/sessions/known-networks.ts';
import { after, day } from '../../clock.ts';
import { type Context, transaction } from '../../context.ts';
import { tokenDigest } from '../../crypto/tokens.ts';
import { newId } from '../../db/ids.ts';
import type { StaffRow } from '../../db/schema.ts';
import { readAddress } from '../../fields/address.ts';
import { plainCode } from '../../fields/code.ts';
import { type FormProblem, readForm } from '../../form.ts';
import { queue } from '../../mail/outbox.ts';
import type { LinkProblem } from '../../one-time-links/one-time-links.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import { reached, under } from '../../rate-limits/rate-limits.ts';
import { freeAllOf } from '../../requests/staff/worklist.ts';
import { actorOf, operator, record } from '../acts.ts';
import { formTokenNames, type Role, roles, shortestPassword } from '../kinds.ts';
import * as records from './records.ts';
import type { DeskVisitor, OpenedDesk } from './sessions.ts';
import * as sessions from './sessions.ts';

export type AddStaffProblem = NameProblem | 'email-missing' | 'email-invalid' | 'role-unknown' | 'staff-known';
export type StaffProblem = 'staff-unknown' | 'staff-ended';

export type AcceptProblem =
  | FormProblem
  | PasswordProblem
  | LinkProblem
  | 'code-missing'
  | 'code-wrong'
  | 'form-expired'
  | 'too-many-tries'
  | 'busy';

/** How long an invitation is good. */
const invitationTime = 7 * day;

/** Makes a member of staff, who can do nothing until they accept the invitation that is mailed to them. */
export async function addStaff(
  ctx: Context,
  given: { readonly name: string; readonly address: string; readonly role: string },
): Promise<Result<records.Member, AddStaffProblem>> {
  const name = given.name.trim();
  const address = readAddress(given.address);
  const role = roles.find((one) => one === given.role);
  const wrongName = checkName(name);
  const problems: AddStaffProblem[] = wrongName ? [wrongName] : [];
  if (!address) problems.push(given.address.trim() ? 'email-invalid' : 'email-missing');
  if (!role) problems.push('role-unknown');
  if (!address || !role || problems.length > 0) return fail(...problems);

  return await transaction(ctx, async (ctx) => {
    const known = await records.rowByAddress(ctx, address);
    if (known && known.ended_at === null) return fail('staff-known');
    const row = known ? await returned(ctx, known, { name, role }) : await insert(ctx, { name, address, role });
    await record(ctx, { actor: operator, act: 'staff-add', detail: { staff: row.id, role } });
    await mailInvitation(ctx, row);
    return succeed(records.toMember(ctx, row));
  });
}

/** Mails a new invitation; earlier ones end. Accepted, it sets another password and another key for the app. */
export async function inviteStaff(ctx: Context, address: string): Promise<Result<records.Member, StaffProblem>> {
  return await transaction(ctx, async (ctx) => {
    const found = await lockByAddress(ctx, address);
    if (!found.ok) return found;
    const row = found.value;
    await record(ctx, { actor: operator, act: 'staff-invite', detail: { staff: row.id } });
    await mailInvitation(ctx, row);
    return succeed(records.toMember(ctx, row));
  });
}

/** From now on they do nothing here: sessions, password, key and links end. What they did stays on record. */
export async function endStaff(ctx: Context, address: string): Promise<Result<records.Member, StaffProblem>> {
  return await transaction(ctx, async (ctx) => {
    const found = await lockByAddress(ctx, address);
    if (!found.ok) return found;
    const { id } = found.value;
    const row = await ctx.db
      .updateTable('staff')
      .set({ ended_at: ctx.clock.now().toISOString(), ...nothing })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await sessions.endAll(ctx, id);
    await knownNetworks.forgetAll(ctx, id, 'staff_network');
    await links.endAll(ctx, 'staff', id);
    await recoveryCodes.erase(ctx, id, 'staff_recovery_code');
    await freeAllOf(ctx, id);
    await record(ctx, { actor: operator, act: 'staff-end', detail: { staff: id } });
    return succeed(records.toMember(ctx, row));
  });
}

/** Who is invited by a link, while it is good. Looking changes nothing. */
export async function invitation(ctx: Context, token: string): Promise<Result<records.Member, LinkProblem>> {
  const found = await links.find(ctx, 'staff', 'invitation', token);
  if (!found.ok) return found;
  const row = await rowOf(ctx, found.value.subjectId);
  return row ? succeed(records.toMember(ctx, row)) : fail('link-unknown');
}

/** A key for the app, as accounts offer one: what was scanned stays when its form came back with something wrong. */
export function offerStaffFactor(ctx: Context, member: records.Member, token: string, before: FormData | null = null) {
  const { formTokens } = ctx.crypto;
  const [secretBefore, stampBefore] = ['secret', 'stamp'].map((name) => String(before?.get(name) ?? ''));
  const isOurs = secretBefore && stampBefore && formTokens.read(stampOf(secretBefore), stampBefore, tokenDigest(token));
  const secret = isOurs ? secretBefore : newSecret();
  const stamp = formTokens.issue(stampOf(secret), tokenDigest(token));
  const uri = uriOf(secret, { issuer: `${ctx.content.company.name} Desk`, label: member.address });
  return { secret, uri, stamp };
}

/** Password and key in one act: nobody of the staff has the one without the other. The codes are shown this once. */
export async function acceptInvitation(
  ctx: Context,
  token: string,
  form: FormData,
  visitor: DeskVisitor,
): Promise<Result<OpenedDesk & { readonly recoveryCodes: readonly string[] }, AcceptProblem>> {
  const read = readForm(form, { one: ['stamp', 'secret', 'password', 'code'] });
  if (!read.ok) return read;
  const { stamp, secret, password, code } = read.value.one;
  const invited = await invitation(ctx, token);
  if (!invited.ok) return invited;
  const member = invited.value;
  if (!ctx.crypto.formTokens.read(stampOf(secret), stamp, tokenDigest(token))) return fail('form-expired');
  if (await reached(ctx, under(passwordsOfLink, tokenDigest(token)))) return fail('too-many-tries');
  const step = stepOf(secret, plainCode(code), ctx.clock.now());
  const problems: AcceptProblem[] = [];
  const wrong =
    checkLength(password, shortestPassword) ??
    checkSecrecy(password, { ...member, email: member.address, company: ctx.content.company.name });
  if (wrong) problems.push(wrong);
  if (step === null) problems.push(code.trim() === '' ? 'code-missing' : 'code-wrong');
  if (step === null || problems.length > 0) return fail(...problems);
  const hashed = await passwords.hash(ctx, password);
  if (!hashed.ok) return hashed;

  return await transaction(ctx, async (ctx) => {
    const locked = await records.lockRow(ctx, member.id);
    const used = await links.use(ctx, 'staff', 'invitation', token);
    if (!used.ok) return used;
    if (!locked || locked.ended_at !== null) return fail('link-unknown');
    const now = ctx.clock.now().toISOString();
    await ctx.db
      .updateTable('staff')
      .set({
        password_hash: hashed.value,
        password_set_at: now,
        last_step: step,
        active_at: locked.active_at ?? now,
        secret_sealed: ctx.crypto.encryption.seal(secret, records.placeOf('secret_sealed', member.id)),
      })
      .where('id', '=', member.id)
      .execute();
    await sessions.endAll(ctx, member.id);
    await links.endAll(ctx, 'staff', member.id);
    await record(ctx, { actor: actorOf(member), act: 'invitation-accepted' });
    const opened = await sessions.open(ctx, member, visitor);
    return succeed({ ...opened, recoveryCodes: await recoveryCodes.renew(ctx, member.id, 'staff_recovery_code') });
  });
}

const nothing = { password_hash: null, password_set_at: null, secret_sealed: null, last_step: null };

async function insert(ctx: Context, { name, address, role }: { name: string; address: string; role: Role }) {
  const id = newId(ctx.clock.now());
  return await ctx.db
    .insertInto('staff')
    .values({
      id,
      role,
      invited_at: ctx.clock.now().toISOString(),
      ...nothing,
      name_sealed: ctx.crypto.encryption.seal(name, records.placeOf('name_sealed', id)),
      address_sealed: ctx.crypto.encryption.seal(address, records.placeOf('address_sealed', id)),
      address_index: ctx.crypto.blindIndex.index(address),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Somebody who was here before: what they did then stays theirs. */
async function returned(ctx: Context, { id }: StaffRow, { name, role }: { name: string; role: Role }) {
  return await ctx.db
    .updateTable('staff')
    .set({
      role,
      invited_at: ctx.clock.now().toISOString(),
      active_at: null,
      ended_at: null,
      name_sealed: ctx.crypto.encryption.seal(name, records.placeOf('name_sealed', id)),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function lockByAddress(ctx: Context, address: string): Promise<Result<StaffRow, StaffProblem>> {
  const found = await records.rowByAddress(ctx, address);
  const row = found && (await records.lockRow(ctx, found.id));
  if (!row) return fail('staff-unknown');
  return row.ended_at === null ? succeed(row) : fail('staff-ended');
}

async function mailInvitation(ctx: Context, row: StaffRow): Promise<void> {
  const { id, name, address } = records.toMember(ctx, row);
  await links.endAll(ctx, 'staff', id, 'invitation');
  const until = after(ctx.clock.now(), invitationTime);
  const token = await links.issue(ctx, 'staff', { subjectId: id, purpose: 'invitation', until });
  const link = `${ctx.config.origin}/desk/invitation/${token}/`;
  await queue(ctx, { to: address, about: id, template: 'desk-invitation', values: { name, link } });
}

function rowOf(ctx: Context, id: string) {
  return ctx.db.selectFrom('staff').selectAll().where('id', '=', id).where('ended_at', 'is', null).executeTakeFirst();
}

function stampOf(secret: string): string {
  return `${formTokenNames.factor}:${secret}`;
}
