import { setTimeout } from 'node:timers/promises';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Db } from '../db/database.ts';
import type { RequestRow } from '../db/schema.ts';
import { mailToAddress, under } from '../rate-limits/rate-limits.ts';
import type { Drafts } from './drafts.ts';
import type { Effects } from './effects.ts';
import { isOwnAddress } from './holdings.ts';
import { type SubmissionProblem, stampNames, takesEffectAtOnce } from './kinds.ts';
import type { Letters } from './letters.ts';
import { requestsOfAddress, requestsOfAddressFromClient, requestsOfClient, sameForAll } from './limits.ts';
import type { Client, RequestsNeeds } from './needs.ts';
import type { Receipts } from './receipts.ts';
import type { Records } from './records.ts';
import { readSubmission, readTyped, type Submission } from './submission.ts';

/** `path` is where whoever sent the form is told so. */
export interface Submitted {
  readonly reference: string;
  readonly path: string;
}

/** From the form to an open request. */
export function createIntake({
  db,
  clock,
  addresses,
  stamps,
  limits,
  records,
  letters,
  effects,
  drafts,
  receipts,
}: RequestsNeeds & {
  readonly records: Records;
  readonly letters: Letters;
  readonly effects: Effects;
  readonly drafts: Drafts;
  readonly receipts: Receipts;
}) {
  return { submit };

  /** A form that is sent again, also at the same moment, answers with the request that it has opened. */
  async function submit(form: FormData, client: Client): Promise<Result<Submitted, SubmissionProblem>> {
    const typed = readTyped(form);
    if (!typed.ok) return typed;
    const submitted = readSubmission(typed.value, readStamp);
    if (!submitted.ok) return submitted;
    const { kinds } = submitted.value.submission;
    const dependsOnHolder = kinds.some((kind) => takesEffectAtOnce.includes(kind));
    const [opened] = await Promise.all([
      open(submitted.value, client),
      dependsOnHolder ? setTimeout(sameForAll) : undefined,
    ]);
    return opened;
  }

  async function open(
    { submission, stamp }: { submission: Submission; stamp: string },
    client: Client,
  ): Promise<Result<Submitted, SubmissionProblem>> {
    const { relation, business, behalf, kinds, region, name, email, details } = submission;
    const person = { name, email, region, business, behalf };

    return await db.transaction().execute(async (db) => {
      const holder = await effects.hold(db, relation, person);
      // Under another's address it is not theirs: they must not read what we write to that person.
      const isHolder = isOwnAddress(client.account, email) && client.account?.id === holder;
      const request = await records.open(db, {
        stamp,
        accountId: isHolder ? holder : null,
        channel: 'form',
        relation,
        person,
        kinds,
        text: details,
        receivedAt: clock.now(),
      });
      if (!request) return succeed(submittedAs(await openedBy(db, stamp)));

      // Counted behind the stamp's unique constraint, so that only the first of equal forms counts.
      const index = addresses.index(email);
      const own = [
        ...under(requestsOfClient, client.address),
        ...under(requestsOfAddressFromClient, JSON.stringify([client.address, index])),
        ...under(requestsOfAddress, index),
        ...under(mailToAddress, addresses.mailbox(email)),
      ];
      const onBehalf = effects.mailsOnBehalf(relation, person, kinds);
      const [reached = null, silenced = null] = await limits.reachedEach([own, onBehalf], db);
      if (reached && !mailToAddress.includes(reached)) {
        if (!silenced) await limits.forgive(onBehalf, db);
        await db.deleteFrom('request').where('id', '=', request.id).execute();
        return fail('too-many-requests');
      }

      await effects.applyAtOnce(db, request, { person, kinds, isHolder, mayTell: !silenced });
      // A request counts without its mail: when the address has had too many, the link follows later.
      if (!reached) await letters.toConfirm(db, request, 'request-confirm');
      await letters.staffNew(db, request, kinds);
      await drafts.emptyDraft(db, stamp);
      return succeed(submittedAs(request));
    });
  }

  function readStamp(stamp: string): string | null {
    return stamps.read(stampNames.request, stamp);
  }

  async function openedBy(db: Db, stamp: string): Promise<RequestRow> {
    const request = await records.findByStamp(db, stamp);
    if (!request) throw new Error('The request of a stamp that was used is gone');
    return request;
  }

  function submittedAs(request: RequestRow): Submitted {
    return { reference: request.reference, path: receipts.receiptPath(request) };
  }
}
