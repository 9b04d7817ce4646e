import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import type { RequestRow } from '../db/schema.ts';
import { mailToAddress } from '../rate-limits/rate-limits.ts';
import type { ConfirmationProblem } from './kinds.ts';
import type { Letters } from './letters.ts';
import type { RequestsNeeds } from './needs.ts';
import type { Records } from './records.ts';

export type Confirming = ReturnType<typeof createConfirming>;

/** What the links do by which a person shows that an address is theirs. */
export function createConfirming({
  db,
  clock,
  limits,
  addresses,
  records,
  letters,
}: RequestsNeeds & { readonly records: Records; readonly letters: Letters }) {
  return { confirmation, confirm, renewConfirmation, renewLink };

  /** What the page behind the link shows. Looking changes nothing. */
  async function confirmation(
    token: string,
  ): Promise<Result<{ reference: string; receivedOn: string; dueOn: string }, ConfirmationProblem>> {
    const found = await check(db, token);
    if (!found.ok) return found;
    const { reference, received_on, due_on } = found.value;
    return succeed({ reference, receivedOn: received_on, dueOn: due_on });
  }

  /** Once: of two at the same moment, one finds the link used. */
  async function confirm(
    token: string,
  ): Promise<Result<{ reference: string; caseToken: string }, ConfirmationProblem>> {
    return await db.transaction().execute(async (db) => {
      const found = await check(db, token);
      if (!found.ok) return found;
      const now = clock.now().toISOString();
      const request = await db
        .updateTable('request')
        .set({ confirmed_at: now })
        .where('id', '=', found.value.id)
        .where('confirmed_at', 'is', null)
        .where('erased_at', 'is', null)
        .where((row) => row.or([row('closed_at', 'is', null), row('outcome', '!=', 'unconfirmed')]))
        .returningAll()
        .executeTakeFirst();
      if (!request) return fail('link-used');
      // Every link that was mailed for this has done its work.
      await db
        .updateTable('confirmation')
        .set({ used_at: now })
        .where('request_id', '=', request.id)
        .where('used_at', 'is', null)
        .execute();

      if (request.closed_at) await letters.closed(db, request, '');
      else {
        await letters.acknowledged(db, request);
        await letters.staffConfirmed(db, request);
      }
      return succeed({ reference: request.reference, caseToken: letters.caseToken(request) });
    });
  }

  /** For a used or expired link: mails a fresh one to the address on file, and answers the same in any case. */
  async function renewConfirmation(token: string): Promise<void> {
    await db.transaction().execute(async (db) => {
      const request = await requestOf(db, token);
      if (request) await renewLink(request, db);
    });
  }

  /** Mails whichever link the person needs now, unless the address has had too many. */
  async function renewLink(before: RequestRow, db: Db): Promise<void> {
    if (!canGoOn(before) || !records.isReadable(before)) return;
    const email = records.personOf(before)?.email;
    // Held before the mail is counted, as by the jobs: else each could wait for the other.
    await records.hold(db, before.reference);
    // Only a link that is mailed ends those before it.
    if (!email || !(await limits.allow(mailToAddress, addresses.mailbox(email), db))) return;
    const request = await db
      .updateTable('request')
      .set((row) => ({ case_link: row('case_link', '+', 1) }))
      .where('id', '=', before.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (request.confirmed_at) await letters.caseLink(db, request);
    else await letters.toConfirm(db, request, 'request-confirm');
  }

  async function check(db: Db, token: string): Promise<Result<RequestRow, ConfirmationProblem>> {
    const link = await db
      .selectFrom('confirmation')
      .selectAll()
      .where('digest', '=', tokenDigest(token))
      .executeTakeFirst();
    const request = link && (await requestOf(db, token));
    if (!link || !request) return fail('link-unknown');
    if (link.used_at) return fail('link-used');
    if (!canGoOn(request)) return fail('request-closed');
    if (link.expires_at < clock.now().toISOString()) return fail('link-expired');
    return succeed(request);
  }

  function requestOf(db: Db, token: string): Promise<RequestRow | undefined> {
    return db
      .selectFrom('request')
      .innerJoin('confirmation', 'confirmation.request_id', 'request.id')
      .where('confirmation.digest', '=', tokenDigest(token))
      .selectAll('request')
      .executeTakeFirst();
  }

  /** A request that staff closed before the address was confirmed keeps its answer for whoever confirms it. */
  function canGoOn({ closed_at, outcome, erased_at }: RequestRow): boolean {
    return erased_at === null && (closed_at === null || outcome !== 'unconfirmed');
  }
}
