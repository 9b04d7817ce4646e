import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type FormProblem, readForm } from '../form.ts';
import type { Letters } from './letters.ts';
import type { AccountLinkProblem, AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Records } from './records.ts';
import type { CodeProblem, SecondFactors } from './second-factor.ts';
import type { Opened, Sessions, Visitor } from './sessions.ts';
import { withoutPassword } from './signing-in.ts';

export type EnterCodeProblem = FormProblem | CodeProblem | AccountLinkProblem | 'codes-used-up';

/** After so many wrong codes the password has to be given again. */
export const mostCodes = 5;

/** The step between the password and the session. */
export function createEnteringCode({
  db,
  records,
  sessions,
  accountLinks,
  letters,
  secondFactors,
}: AccountsNeeds & {
  readonly records: Records;
  readonly sessions: Sessions;
  readonly accountLinks: AccountLinks;
  readonly letters: Letters;
  readonly secondFactors: SecondFactors;
}) {
  return { codeAsked, enterCode };

  /** Whether the link still asks for a code. Looking changes nothing. */
  async function codeAsked(token: string): Promise<Result<null, AccountLinkProblem>> {
    const found = await accountLinks.find('second-factor', token);
    return found.ok ? succeed(null) : found;
  }

  /** There is no session before the code is right. */
  async function enterCode(token: string, form: FormData, visitor: Visitor): Promise<Result<Opened, EnterCodeProblem>> {
    const read = readForm(form, { one: ['code'] });
    if (!read.ok) return read;
    const { code } = read.value.one;
    if (code.trim() === '') return fail('code-missing');
    const asked = await accountLinks.find('second-factor', token);
    if (!asked.ok) return asked;

    return await db.transaction().execute(async (db) => {
      const row = await records.hold(db, asked.value.accountId);
      const still = await accountLinks.find('second-factor', token, db);
      if (!still.ok) return still;
      if (!row) return fail('link-unknown');
      const tries = await accountLinks.countTry(db, token);
      const taken = await secondFactors.take(db, row, code, visitor);
      if (taken.ok) {
        await accountLinks.endAll(db, row.id, 'second-factor');
        const hasPassword = still.value.detail !== withoutPassword;
        return succeed(await sessions.open(db, row.id, visitor, { hasPassword }));
      }
      if (tries < mostCodes) return taken;
      await accountLinks.use(db, 'second-factor', token);
      await letters.codesWrong(db, records.toAccount(row), visitor);
      return fail('codes-used-up');
    });
  }
}
