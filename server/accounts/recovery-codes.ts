import { randomBytes } from 'node:crypto';
import type { Db } from '../db/database.ts';
import { plainCode } from '../fields/code.ts';
import type { AccountsNeeds } from './needs.ts';

const count = 10;
/** Without what is mistaken for something else (I, L, O, U), five bits each. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 16;

export type RecoveryCodes = ReturnType<typeof createRecoveryCodes>;

/**
 * Ten codes of 80 bits for whoever has lost the app. Each works once. What is stored is a digest under a key that no
 * database holds.
 */
export function createRecoveryCodes({ db, clock, links }: Pick<AccountsNeeds, 'db' | 'clock' | 'links'>) {
  return { renew, take, left, areUnused, erase };

  /** Those from before are good no longer. This is the only time that anybody sees them. */
  async function renew(db: Db, accountId: string): Promise<string[]> {
    await erase(db, accountId);
    const codes = Array.from({ length: count }, newCode);
    const rows = codes.map((code) => ({ account_id: accountId, digest: digestOf(accountId, code), used_at: null }));
    await db.insertInto('recovery_code').values(rows).execute();
    return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
  }

  /** Once. However it is written: small, in one word, with O for 0. */
  async function take(db: Db, accountId: string, typed: string): Promise<boolean> {
    const code = readCode(typed);
    if (!code) return false;
    const rows = await unused(db, accountId);
    const row = rows.find(({ digest }) => links.verify('recovery-code', subjectOf(accountId, code), digest));
    if (!row) return false;
    const taken = await db
      .updateTable('recovery_code')
      .set({ used_at: clock.now().toISOString() })
      .where('account_id', '=', accountId)
      .where('digest', '=', row.digest)
      .where('used_at', 'is', null)
      .returning('digest')
      .executeTakeFirst();
    return taken !== undefined;
  }

  async function left(accountId: string, using: Db = db): Promise<number> {
    return (await unused(using, accountId)).length;
  }

  /** Whether each is one of the account's, and good still. Looking takes none. */
  async function areUnused(accountId: string, codes: readonly string[]): Promise<boolean> {
    const rows = await unused(db, accountId);
    return codes.every((typed) => {
      const code = readCode(typed);
      return code && rows.some(({ digest }) => links.verify('recovery-code', subjectOf(accountId, code), digest));
    });
  }

  async function erase(db: Db, accountId: string): Promise<void> {
    await db.deleteFrom('recovery_code').where('account_id', '=', accountId).execute();
  }

  function unused(db: Db, accountId: string) {
    return db
      .selectFrom('recovery_code')
      .select('digest')
      .where('account_id', '=', accountId)
      .where('used_at', 'is', null)
      .execute();
  }

  function digestOf(accountId: string, code: string): string {
    return links.sign('recovery-code', subjectOf(accountId, code));
  }
}

function subjectOf(accountId: string, code: string): string {
  return JSON.stringify([accountId, code]);
}

function newCode(): string {
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}

function readCode(typed: string): string | null {
  const plain = plainCode(typed).replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return plain.length === length ? plain : null;
}
