import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Db } from '../db/database.ts';
import * as formDrafts from '../form-drafts/form-drafts.ts';
import { under } from '../rate-limits/rate-limits.ts';
import { type SubmissionProblem, stampNames } from './kinds.ts';
import { draftsOfClient } from './limits.ts';
import type { Client, RequestsNeeds } from './needs.ts';
import { readSubmission, readTyped, type Submission, type Typed } from './submission.ts';

/** Characters. A form that can be sent has fewer; one with more is shown again at once, and not kept. */
const mostKept = 10_000;

export type Drafts = ReturnType<typeof createDrafts>;

/** What somebody typed into the form, between the form and the page on which it is checked and sent. */
export interface Draft {
  readonly typed: Typed;
  /** With which it is sent, once. */
  readonly stamp: string;
  readonly checked: Result<Submission, SubmissionProblem>;
}

/**
 * The pages on which a request is corrected and checked are reached by a redirect, so that the browser's back and
 * reload show them again and send nothing.
 */
export function createDrafts({ db, clock, timeSeen, sealing, stamps, limits, retention }: RequestsNeeds) {
  const ctx = { db, clock, timeSeen, content: { retention }, crypto: { sealing } };
  return { keepDraft, draft, emptyDraft };

  /** Whatever was typed, right or wrong, once the form is seen to be ours. */
  async function keepDraft(
    form: FormData,
    client: Client,
  ): Promise<Result<{ token: string; isComplete: boolean }, SubmissionProblem>> {
    const read = readTyped(form);
    if (!read.ok) return read;
    const { one, many } = read.value;
    if (readStamp(one.stamp) === null) return fail('form-expired');
    if (one.website) return fail('website-filled');

    const stamp = stamps.issue(stampNames.request);
    const number = readStamp(stamp);
    if (number === null) throw new Error('A stamp that was issued just now cannot be read');
    const typed: Typed = { one: { ...one, stamp, step: '' }, many: { kind: [...new Set(many.kind)] } };
    const submission = readSubmission(typed, readStamp);
    if (!submission.ok && lengthOf(typed) > mostKept) return submission;
    return await db.transaction().execute(async (db) => {
      if (await limits.reached(under(draftsOfClient, client.address), db)) return fail('too-many-requests');
      const token = await formDrafts.keepDraft({ ...ctx, db }, stampNames.request, typed, { stamp: number });
      return succeed({ token, isComplete: submission.ok });
    });
  }

  /** Of one that was sent, the number of its stamp; null where there is none, or none any more. */
  async function draft(token: string): Promise<Draft | { readonly sentAs: string } | null> {
    const found = await formDrafts.findDraft(ctx, stampNames.request, token);
    if (!found?.stamp) return null;
    if (found.content === null) return { sentAs: found.stamp };
    const typed = found.content as Typed;
    const read = readSubmission(typed, readStamp);
    return { typed, stamp: typed.one.stamp, checked: read.ok ? succeed(read.value.submission) : read };
  }

  /** It is a request now. */
  async function emptyDraft(db: Db, stamp: string): Promise<void> {
    await formDrafts.emptyDraft({ db }, stamp);
  }

  function readStamp(stamp: string): string | null {
    return stamps.read(stampNames.request, stamp);
  }
}

function lengthOf({ one, many }: Typed): number {
  return [...Object.values(one), ...many.kind].join('').length;
}
