import { device } from '../../src/words/devices.ts';
import { momentInWords } from '../dates.ts';
import type { Db } from '../db/database.ts';
import { deviceOf } from './device.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Account } from './records.ts';
import type { Visitor } from './sessions.ts';

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

export type Letters = ReturnType<typeof createLetters>;

/**
 * What is changed about an account is told to its address. Nothing secret stands in these mails. Each is queued with
 * the handle of the transaction that makes the change.
 */
export function createLetters({ clock, mail, config }: Pick<AccountsNeeds, 'clock' | 'mail' | 'config'>) {
  return {
    tell,
    codesWrong,
    recoveryCodeUsed,
    factorEnding,
    factorEnded,
    confirmAddress,
    addressTaken,
    addressChanged,
  };

  async function tell(db: Db, account: Holder, template: Told, by: Agent, occasion?: string): Promise<void> {
    const values = { ...happened(by), resetLink: link('reset') };
    await mail.queue(db, { ...to(account), template, values, occasion });
  }

  /** Whoever came so far knows the password. Once a day is enough to tell. */
  async function codesWrong(db: Db, account: Holder, by: Agent): Promise<void> {
    const occasion = `codes-wrong:${account.id}:${clock.now().toISOString().slice(0, 10)}`;
    await tell(db, account, 'account-codes-wrong', by, occasion);
  }

  async function recoveryCodeUsed(db: Db, account: Holder, by: Agent, left: number): Promise<void> {
    const values = { ...happened(by), left: String(left), resetLink: link('reset') };
    await mail.queue(db, { ...to(account), template: 'account-recovery-code-used', values });
  }

  async function factorEnding(db: Db, account: Holder, { endsAt, reason }: { endsAt: Date; reason: string }) {
    const values = { endsAt: momentInWords(endsAt), reason, signInLink: link('sign-in') };
    await mail.queue(db, { ...to(account), template: 'account-second-factor-ending', values });
  }

  async function factorEnded(db: Db, account: Holder): Promise<void> {
    const values = { at: momentInWords(clock.now()), securityLink: link('security') };
    await mail.queue(db, { ...to(account), template: 'account-second-factor-ended', values });
  }

  async function confirmAddress(db: Db, account: Holder, token: string): Promise<void> {
    const values = { link: link(`address/confirm/${token}`) };
    await mail.queue(db, { ...to(account), template: 'account-address-confirm', values });
  }

  async function addressTaken(db: Db, account: Holder): Promise<void> {
    const values = { signInLink: link('sign-in'), resetLink: link('reset') };
    await mail.queue(db, { ...to(account), template: 'account-address-taken', values });
  }

  /** To the address as it was. */
  async function addressChanged(db: Db, account: Holder, by: Agent): Promise<void> {
    await mail.queue(db, { ...to(account), template: 'account-address-changed', values: happened(by) });
  }

  function happened({ agent }: Agent) {
    return { at: momentInWords(clock.now()), device: deviceOf(agent, device.unknownWithin) };
  }

  function to({ id, email }: Holder) {
    return { to: email, about: id } as const;
  }

  function link(page: string): string {
    return `${config.origin}/account/${page}/`;
  }
}
