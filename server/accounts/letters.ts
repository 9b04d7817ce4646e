import { momentInWords } from '../dates.ts';
import type { Db } from '../db/database.ts';
import { deviceOf } from './device.ts';
import type { AccountsNeeds, Visitor } from './needs.ts';
import type { Account } from './records.ts';

/** Mails of what was changed, each with the time, the device, and what to do if it was somebody else. */
type Told = 'account-password-changed' | 'account-legal-contact-changed';

export type Letters = ReturnType<typeof createLetters>;

/** What is changed about an account is told to its address. Nothing secret stands in these mails. */
export function createLetters({ clock, mail, config }: Pick<AccountsNeeds, 'clock' | 'mail' | 'config'>) {
  return { tell };

  /** Call it with the handle of the transaction that makes the change. */
  async function tell(
    db: Db,
    { id, email }: Pick<Account, 'id' | 'email'>,
    template: Told,
    visitor: Pick<Visitor, 'agent'>,
  ): Promise<void> {
    const values = {
      at: momentInWords(clock.now()),
      device: deviceOf(visitor.agent),
      resetLink: `${config.origin}/account/reset/`,
    };
    await mail.queue(db, { to: email, about: id, kind: 'service', template, values });
  }
}
