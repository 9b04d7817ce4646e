import { device } from '../../src/words/account/devices.ts';
import type { Context } from '../context.ts';
import { queue } from '../mail/outbox.ts';
import type { Account } from './records.ts';
import { deviceOf } from './sessions/device.ts';
import type { Visitor } from './sessions/sessions.ts';

/** What is told after it happened, with the time, the device, and what to do if it was somebody else. */
type Told =
  | 'account-password-changed'
  | 'account-legal-contact-changed'
  | 'account-address-asked'
  | 'account-second-factor-on'
  | 'account-second-factor-off'
  | 'account-recovery-codes-new'
  | 'account-codes-wrong';

type Holder = Pick<Account, 'id' | 'email'>;
type Agent = Pick<Visitor, 'agent'>;

/**
 * What is changed about an account is told to its address. Nothing secret stands in these mails. Each is queued in
 * the transaction that makes the change.
 */
export async function tell(ctx: Context, account: Holder, template: Told, by: Agent, occasion?: string): Promise<void> {
  const values = { ...happened(ctx, by), resetLink: link(ctx, 'reset') };
  await queue(ctx, { ...to(account), template, values, occasion });
}

/** Whoever came so far knows the password. Once a day is enough to tell. */
export async function codesWrong(ctx: Context, account: Holder, by: Agent): Promise<void> {
  const occasion = `codes-wrong:${account.id}:${ctx.clock.now().toISOString().slice(0, 10)}`;
  await tell(ctx, account, 'account-codes-wrong', by, occasion);
}

export async function recoveryCodeUsed(ctx: Context, account: Holder, by: Agent, left: number): Promise<void> {
  const values = { ...happened(ctx, by), left: String(left), resetLink: link(ctx, 'reset') };
  await queue(ctx, { ...to(account), template: 'account-recovery-code-used', values });
}

export async function factorEnding(
  ctx: Context,
  account: Holder,
  { endsAt, reason }: { endsAt: Date; reason: string },
) {
  const values = { endsAt: endsAt.toISOString(), reason, signInLink: link(ctx, 'sign-in') };
  await queue(ctx, { ...to(account), template: 'account-second-factor-ending', values });
}

export async function factorEnded(ctx: Context, account: Holder): Promise<void> {
  const values = { at: ctx.clock.now().toISOString(), securityLink: link(ctx, 'security') };
  await queue(ctx, { ...to(account), template: 'account-second-factor-ended', values });
}

export async function confirmAddress(ctx: Context, account: Holder, token: string): Promise<void> {
  const values = { link: link(ctx, `address/confirm/${token}`) };
  await queue(ctx, { ...to(account), template: 'account-address-confirm', values });
}

export async function addressTaken(ctx: Context, account: Holder): Promise<void> {
  const values = { signInLink: link(ctx, 'sign-in'), resetLink: link(ctx, 'reset') };
  await queue(ctx, { ...to(account), template: 'account-address-taken', values });
}

/** To the address as it was. */
export async function addressChanged(ctx: Context, account: Holder, by: Agent): Promise<void> {
  await queue(ctx, { ...to(account), template: 'account-address-changed', values: happened(ctx, by) });
}

function happened(ctx: Context, { agent }: Agent) {
  return { at: ctx.clock.now().toISOString(), device: deviceOf(agent, device.unknownWithin) };
}

function to({ id, email }: Holder) {
  return { to: email, about: id } as const;
}

function link(ctx: Context, page: string): string {
  return `${ctx.config.origin}/account/${page}/`;
}
