import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { later } from '../clock.ts';
import { newToken, tokenDigest } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import { under } from '../http/limits.ts';
import { type SubmissionProblem, stampNames } from './kinds.ts';
import { draftsOfClient } from './limits.ts';
import type { Client, RequestsNeeds } from './needs.ts';
import type { Periods } from './periods.ts';
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
 * reload show them again and send nothing: what they show is kept here, behind a token that stands in their address.
 */
export function createDrafts({
  db,
  clock,
  timeSeen,
  sealing,
  stamps,
  limits,
  periods,
}: RequestsNeeds & { readonly periods: Periods }) {
  return { keepDraft, draft, emptyDraft, eraseDrafts };

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
    const { token, digest } = newToken();
    const content_sealed = sealing.seal(JSON.stringify(typed), contentOf(digest));
    const expires_at = later(clock.now(), periods.draft).toISOString();
    return await db.transaction().execute(async (db) => {
      if (await limits.reached(under(draftsOfClient, client.address), db)) return fail('too-many-requests');
      await db.insertInto('request_draft').values({ digest, stamp: number, content_sealed, expires_at }).execute();
      return succeed({ token, isComplete: submission.ok });
    });
  }

  /** Of one that was sent, the number of its stamp; null where there is none, or none any more. */
  async function draft(token: string): Promise<Draft | { readonly sentAs: string } | null> {
    const row = await db
      .selectFrom('request_draft')
      .selectAll()
      .where('digest', '=', tokenDigest(token))
      .where('expires_at', '>', clock.now().toISOString())
      .executeTakeFirst();
    if (!row) return null;
    if (row.content_sealed === null) return { sentAs: row.stamp };
    const typed = JSON.parse(sealing.open(row.content_sealed, contentOf(row.digest))) as Typed;
    const read = readSubmission(typed, readStamp);
    return { typed, stamp: typed.one.stamp, checked: read.ok ? succeed(read.value.submission) : read };
  }

  /** It is a request now. */
  async function emptyDraft(db: Db, stamp: string): Promise<void> {
    await db.updateTable('request_draft').set({ content_sealed: null }).where('stamp', '=', stamp).execute();
  }

  async function eraseDrafts(): Promise<void> {
    await db.deleteFrom('request_draft').where('expires_at', '<=', timeSeen.now().toISOString()).execute();
  }

  function readStamp(stamp: string): string | null {
    return stamps.read(stampNames.request, stamp);
  }
}

function lengthOf({ one, many }: Typed): number {
  return [...Object.values(one), ...many.kind].join('').length;
}

function contentOf(row: string) {
  return { table: 'request_draft', column: 'content_sealed', row };
}
