import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { normalise } from '../../fields/address.ts';
import { emptyDraft } from '../../form-drafts/form-drafts.ts';
import { forgive, mailToAddress, reachedEach, under } from '../../rate-limits/rate-limits.ts';
import { mostFiles, type Upload } from '../../upload.ts';
import * as emails from '../emails/emails.ts';
import { attach, type CheckedFile, checkUploads } from '../files/files.ts';
import { type FileProblem, type PermissionFileProblem, permissionFileProblems } from '../files/kinds.ts';
import { type SubmissionProblem, takesEffectAtOnce, withReferral } from '../kinds.ts';
import {
  requestsOfAddress,
  requestsOfAddressFromClient,
  requestsOfClient,
  requestsWithFilesOfClient,
  sameForAll,
} from '../limits.ts';
import { findByStamp, openRequest } from '../records.ts';
import { applyAtOnce, lockAccounts, mailsOnBehalf } from '../suppression/immediate-opt-outs.ts';
import { receiptPath } from './receipts.ts';
import { readSubmission, readTyped, type Submission } from './submission.ts';

/** Who sent a form. */
export interface Client {
  readonly address: string;
  /** Of somebody who is signed in. */
  readonly account?: { readonly id: string; readonly email: string } | null | undefined;
}

/** `path` is where whoever sent the form is told so. */
interface Submitted {
  readonly reference: string;
  readonly path: string;
}

/** A form that is sent again, also at the same moment, answers with the request that it has opened. */
export async function submit(
  ctx: Context,
  form: FormData,
  client: Client,
  uploads: readonly Upload[] = [],
): Promise<Result<Submitted, SubmissionProblem>> {
  const typed = readTyped(form);
  if (!typed.ok) return typed;
  const submitted = readSubmission(ctx, typed.value);
  if (!submitted.ok) return submitted;
  const files = await checkFiles(uploads);
  if (!files.ok) return files;
  const { kinds } = submitted.value.submission;
  const dependsOnHolder = kinds.some((kind) => takesEffectAtOnce.includes(kind));
  const [opened] = await Promise.all([
    open(ctx, { ...submitted.value, files: files.value }, client),
    dependsOnHolder ? ctx.clock.wait(sameForAll) : undefined,
  ]);
  return opened;
}

async function open(
  ctx: Context,
  { submission, stamp, files }: { submission: Submission; stamp: string; files: Files },
  client: Client,
): Promise<Result<Submitted, SubmissionProblem>> {
  const { relation, business, behalf, kinds, region, name, email, details, reach } = submission;
  const person = { name, email, region, business, behalf };

  return await transaction(ctx, async (ctx) => {
    const holder = await lockAccounts(ctx, relation, person);
    // Under another's address it is not theirs: they must not read what we write to that person.
    const isHolder = isOwnAddress(client.account, email) && client.account?.id === holder;
    const opened = await openRequest(ctx, {
      stamp,
      accountId: isHolder ? holder : null,
      channel: 'form',
      relation,
      person,
      kinds: withReferral(kinds, relation),
      reach,
      text: details,
      receivedAt: ctx.clock.now(),
    });
    if (!opened) return succeed(submittedAs(ctx, await openedBy(ctx, stamp)));

    for (const purpose of ['request', 'permission'] as const) {
      const attached = await attach(ctx, opened, { files: files[purpose], purpose, author: 'person' });
      if (attached.ok) continue;
      await ctx.db.deleteFrom('request').where('id', '=', opened.id).execute();
      return attached;
    }

    const brings = files.request.length + files.permission.length > 0;
    // Counted behind the stamp's unique constraint, so that only the first of equal forms counts.
    const index = opened.address_index ?? '';
    const own = [
      ...under(requestsOfClient, client.address),
      ...under(requestsOfAddressFromClient, JSON.stringify([client.address, index])),
      ...under(requestsOfAddress, index),
      ...(brings ? under(requestsWithFilesOfClient, client.address) : []),
      ...under(mailToAddress, ctx.crypto.blindIndex.mailbox(email)),
    ];
    const onBehalf = mailsOnBehalf(ctx, relation, person, kinds);
    const [reached = null, silenced = null] = await reachedEach(ctx, [own, onBehalf]);
    if (reached && !mailToAddress.includes(reached)) {
      if (!silenced) await forgive(ctx, onBehalf);
      await ctx.db.deleteFrom('request').where('id', '=', opened.id).execute();
      return fail(requestsWithFilesOfClient.includes(reached) ? 'too-many-files' : 'too-many-requests');
    }

    const request = await applyAtOnce(ctx, opened, { person, kinds, isHolder, mayTell: !silenced });
    // A request counts without its mail: when the address has had too many, the link follows later.
    const isMailed = reached === null;
    if (kinds.some((kind) => takesEffectAtOnce.includes(kind))) {
      if (isMailed) await emails.toConfirm(ctx, request, 'request-confirm');
      await emails.tellStaffNew(ctx, request, kinds);
    } else await emails.received(ctx, request, { person, kinds, isMailed });
    await emptyDraft(ctx, stamp);
    return succeed(submittedAs(ctx, request));
  });
}

/** What came with a form, by the field in which it was chosen. */
interface Files {
  readonly request: readonly CheckedFile[];
  readonly permission: readonly CheckedFile[];
}

/** Each is checked by itself, so that what is wrong is told where it was chosen. */
async function checkFiles(uploads: readonly Upload[]): Promise<Result<Files, FileProblem | PermissionFileProblem>> {
  if (uploads.length > mostFiles) return fail('files-too-many');
  const [permission, request] = await Promise.all([
    checkUploads(uploads.filter(({ field }) => field === 'permission')),
    checkUploads(uploads.filter(({ field }) => field !== 'permission')),
  ]);
  if (permission.ok && request.ok) return succeed({ request: request.value, permission: permission.value });
  const ofPermission = permission.ok ? [] : permission.problems.map((problem) => `permission-${problem}`);
  return fail(
    ...permissionFileProblems.filter((problem) => ofPermission.includes(problem)),
    ...(request.ok ? [] : request.problems),
  );
}

async function openedBy(ctx: Context, stamp: string): Promise<RequestRow> {
  const request = await findByStamp(ctx, stamp);
  if (!request) throw new Error('The request of a stamp that was used is gone');
  return request;
}

function submittedAs(ctx: Context, request: RequestRow): Submitted {
  return { reference: request.reference, path: receiptPath(ctx, request) };
}

/** Whether somebody who is signed in asks under the address of the account, and not under somebody else's. */
function isOwnAddress(account: { readonly email: string } | null | undefined, email: string): boolean {
  return account != null && normalise(account.email) === normalise(email);
}
