import type { Role } from '../../server/desk/kinds.ts';
import type { Member } from '../../server/desk/staff/records.ts';
import type { DeskVisitor, Staff } from '../../server/desk/staff/sessions.ts';
import { codeAt, cookiesOf, someVisitor } from './accounts.ts';
import { lastOf, mailsTo, type TestServices } from './notices.ts';
import { formOf } from './services.ts';

export const ana = { name: 'Ana Lima', address: 'ana@example.com', password: 'eleven otters in a teapot' };

/** One of the staff, signed in at the desk, and the Cookie header that the browser sends. */
export interface StaffSignedIn {
  readonly member: Member;
  readonly staff: Staff;
  readonly cookies: string;
  readonly password: string;
  /** The key that the app has. */
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** Somebody who was invited to the desk and accepted: `await staffMember(services, { role: 'approves' })`. */
export async function staffMember(
  services: TestServices,
  person: Partial<typeof ana> & { readonly role?: Role } = {},
): Promise<StaffSignedIn> {
  const { name, address, password, role = 'answers' } = { ...ana, ...person };
  const added = await services.desk.addStaff({ name, address, role });
  if (!added.ok) throw new Error(added.problems.join());
  const token = invitationToken(lastOf(await mailsTo(services, address)));
  const { secret, stamp } = services.desk.offerStaffFactor(added.value, token);
  const code = codeAt(secret, services.clock.now());
  const form = formOf({ stamp, secret, password, code });
  const accepted = await services.desk.acceptInvitation(token, form, deskVisitor());
  if (!accepted.ok) throw new Error(accepted.problems.join());
  const { staff, cookie, recoveryCodes } = accepted.value;
  return { member: added.value, staff, cookies: cookiesOf(cookie), password, secret, recoveryCodes };
}

export function deskVisitor(staff: Staff | null = null): DeskVisitor {
  return { ...someVisitor(), staff };
}

export function invitationToken(mail: { text: string } | undefined): string {
  const token = /\/desk\/invitation\/([^/\s]+)\//.exec(mail?.text ?? '')?.[1];
  if (!token) throw new Error(`No invitation in ${mail?.text}`);
  return token;
}
