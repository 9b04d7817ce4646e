import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import * as formDrafts from '../../form-drafts/form-drafts.ts';
import { reached, under } from '../../rate-limits/rate-limits.ts';
import { formTokenNames, type SubmissionProblem, startProblems } from '../kinds.ts';
import { draftsOfClient } from '../limits.ts';
import { readFormToken, readSubmission, readTyped, type Submission, type Typed } from './submission.ts';

/** Characters. A form that can be sent has fewer; one with more is shown again at once, and not kept. */
const mostKept = 10_000;

/** What somebody typed into the form, between the form and the page on which it is checked and sent. */
export interface Draft {
  readonly typed: Typed;
  /** With which it is sent, once. */
  readonly stamp: string;
  readonly checked: Result<Submission, SubmissionProblem>;
  readonly next: NextPage;
}

/** Which page comes next, below that of the draft: the first answers, the others, or all of them to be checked. */
type NextPage = 'start/' | '' | 'check/';

/**
 * Keeps whatever was typed, right or wrong, once the form is seen to be ours. The pages on which a request is corrected
 * and checked are reached by a redirect, so that the browser's back and reload show them again and send nothing.
 */
export async function keepDraft(
  ctx: Context,
  form: FormData,
  client: { readonly address: string },
): Promise<Result<{ token: string; next: NextPage }, SubmissionProblem>> {
  const read = readTyped(form);
  if (!read.ok) return read;
  const { one, many } = read.value;
  if (readFormToken(ctx, one.stamp) === null) return fail('form-expired');
  if (one.website) return fail('website-filled');

  const stamp = ctx.crypto.formTokens.issue(formTokenNames.request);
  const number = readFormToken(ctx, stamp);
  if (number === null) throw new Error('A stamp that was issued just now cannot be read');
  const typed: Typed = { one: { ...one, stamp }, many: { kind: [...new Set(many.kind)] } };
  const submission = readSubmission(ctx, typed);
  if (!submission.ok && lengthOf(typed) > mostKept) return submission;
  return await transaction(ctx, async (ctx) => {
    if (await reached(ctx, under(draftsOfClient, client.address))) return fail('too-many-requests');
    const token = await formDrafts.keepDraft(ctx, formTokenNames.request, typed, { stamp: number });
    return succeed({ token, next: nextOf(typed, submission) });
  });
}

/** Of one that was sent, the number of its stamp; null where there is none, or none any more. */
export async function draft(ctx: Context, token: string): Promise<Draft | { readonly sentAs: string } | null> {
  const found = await formDrafts.findDraft(ctx, formTokenNames.request, token);
  if (!found?.stamp) return null;
  if (found.content === null) return { sentAs: found.stamp };
  const typed = found.content as Typed;
  const read = readSubmission(ctx, typed);
  const checked = read.ok ? succeed(read.value.submission) : read;
  return { typed, stamp: typed.one.stamp, checked, next: nextOf(typed, read) };
}

function nextOf({ one }: Typed, read: Result<unknown, SubmissionProblem>): NextPage {
  if (!read.ok && read.problems.some((problem) => startProblems.includes(problem))) return 'start/';
  return read.ok && one.step !== 'start' ? 'check/' : '';
}

function lengthOf({ one, many }: Typed): number {
  return [...Object.values(one), ...many.kind].join('').length;
}
