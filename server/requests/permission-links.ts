import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type Context, transaction } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { normalise } from '../fields/address.ts';
import { readStamped, type StampedProblem } from '../form.ts';
import * as links from '../one-time-links/one-time-links.ts';
import * as emails from './emails/emails.ts';
import { eventsOf, type Happened, record } from './events.ts';
import { formTokenNames, type RequestKind } from './kinds.ts';
import { findById, lockRequest, personOf } from './records.ts';

/** What the person sees behind the link: who asks for them, and for what. */
interface PermissionAsked {
  readonly reference: string;
  readonly agent: { readonly name: string; readonly email: string | null };
  readonly kinds: readonly RequestKind[];
}

export type PermissionLinkProblem = links.LinkProblem | 'request-closed' | 'question-replaced';

/** Looking changes nothing. */
export async function permission(ctx: Context, token: string): Promise<Result<PermissionAsked, PermissionLinkProblem>> {
  const found = await behind(ctx, token);
  if (!found.ok) return found;
  const { request, kinds } = found.value;
  const person = personOf(ctx, request);
  if (!person) return fail('link-unknown');
  return succeed({ reference: request.reference, agent: { name: person.name, email: person.email }, kinds });
}

export type AnswerPermissionProblem = StampedProblem | 'answer-missing' | PermissionLinkProblem;

/** Once: of two at the same moment, one finds the link used. What follows from it staff decide. */
export async function answerPermission(
  ctx: Context,
  token: string,
  form: FormData,
): Promise<Result<{ allows: boolean }, AnswerPermissionProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.permission], { one: ['allows'] });
  if (!read.ok) return read;
  const { allows } = read.value.one;
  if (allows !== 'yes' && allows !== 'no') return fail('answer-missing');
  return await transaction(ctx, async (ctx): Promise<Result<{ allows: boolean }, AnswerPermissionProblem>> => {
    const seen = await behind(ctx, token);
    if (!seen.ok) return seen;
    await lockRequest(ctx, seen.value.request.reference);
    const found = await behind(ctx, token);
    if (!found.ok) return found;
    const { request, kinds: items } = found.value;
    const used = await links.use(ctx, 'request', 'permission', token);
    if (!used.ok) return used;
    await record(ctx, request, {
      act: allows === 'yes' ? 'permission-given' : 'permission-refused',
      actor: 'data-subject',
      items,
    });
    await emails.tellStaff(ctx, request, 'permission');
    return succeed({ allows: allows === 'yes' });
  });
}

async function behind(
  ctx: Context,
  token: string,
): Promise<Result<{ request: RequestRow; kinds: readonly RequestKind[] }, PermissionLinkProblem>> {
  const link = await links.look(ctx, 'request', 'permission', token);
  const request = link && (await findById(ctx, link.subjectId));
  if (!request || request.erased_at) return fail('link-unknown');
  if (link.problem) return fail(link.problem);
  if (request.closed_at) return fail('request-closed');
  const kinds = stillAsked(await eventsOf(ctx, request.id), Number(link.detail));
  return kinds.length > 0 ? succeed({ request, kinds }) : fail('question-replaced');
}

/** What a question is still about: not what was asked since, or shown by a paper of somebody else. */
function stillAsked(happened: readonly Happened[], revision: number): RequestKind[] {
  const question = happened.find((event) => event.revision === revision);
  const whose = (event?: Happened) => normalise(event?.detail?.['address'] ?? '');
  const later = happened.filter(
    (event) =>
      event.revision > revision &&
      (event.act === 'permission-asked' || (event.act === 'permission-shown' && whose(event) !== whose(question))),
  );
  return question?.items.filter((kind) => !later.some(({ items }) => items.includes(kind))) ?? [];
}
