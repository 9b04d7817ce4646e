import { before, type Clock } from '../clock.ts';
import { durationOf, type Retention } from '../content.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { Covered } from '../db/covered.ts';
import type { Db } from '../db/database.ts';
import type { UndeliverableAddressRow } from '../db/schema.ts';
import type { TimeSeen } from '../db/time-seen.ts';

export type Undeliverable = ReturnType<typeof createUndeliverable>;

/** Answers that speak of the address and not of the mail: whoever gives one will give it again. */
export const lasting = ['address-refused', 'address-invalid'];

/**
 * Addresses that the other side says are not there. Notices to them are withheld; service mail, for which the person
 * waits, is tried all the same, and once one is accepted the address counts as there again: what was withheld and is
 * still of use goes out then.
 */
export function createUndeliverable({
  clock,
  timeSeen,
  addresses,
  retention,
}: {
  clock: Clock;
  timeSeen: Pick<TimeSeen, 'now'>;
  addresses: Addresses;
  retention: Retention;
}) {
  const kept = durationOf(retention, 'undeliverable');
  return { has, find, list, learn, clear, clearBy, sweep };

  async function has(db: Db, address: string): Promise<boolean> {
    return (await find(db, address)) !== undefined;
  }

  function find(db: Db, address: string): Promise<UndeliverableAddressRow | undefined> {
    return db
      .selectFrom('undeliverable_address')
      .selectAll()
      .where('address_index', 'in', addresses.indexes(address))
      .executeTakeFirst();
  }

  /** The newest first. Whose address it is, the mail tells as long as it is kept. */
  function list(db: Db, most = 200): Promise<UndeliverableAddressRow[]> {
    return db.selectFrom('undeliverable_address').selectAll().orderBy('since', 'desc').limit(most).execute();
  }

  /** From a mail that was refused. */
  async function learn(db: Db, { address, mailId, problem }: { address: string; mailId: string; problem: string }) {
    if (!lasting.includes(problem)) return;
    const known = await find(db, address);
    const address_index = known?.address_index ?? addresses.index(address);
    const row = { address_index, since: clock.now().toISOString(), problem, mail_id: mailId };
    await db
      .insertInto('undeliverable_address')
      .values(row)
      .onConflict((conflict) => conflict.column('address_index').doUpdateSet(row))
      .execute();
  }

  async function clear(db: Db, address: string): Promise<void> {
    await db.deleteFrom('undeliverable_address').where('address_index', 'in', addresses.indexes(address)).execute();
  }

  /** By the mail that told us, as `list` shows it. False where none is known by it. */
  async function clearBy(db: Db, mailId: string): Promise<boolean> {
    const cleared = await db.deleteFrom('undeliverable_address').where('mail_id', '=', mailId).executeTakeFirst();
    return cleared.numDeletedRows > 0n;
  }

  async function sweep(db: Db, { addressIndexes }: Pick<Covered, 'addressIndexes'>): Promise<void> {
    await db
      .deleteFrom('undeliverable_address')
      .where('since', '<', before(timeSeen.now(), kept).toISOString())
      .where('address_index', 'not in', ['-', ...addressIndexes])
      .execute();
  }
}
