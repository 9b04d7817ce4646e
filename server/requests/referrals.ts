import { dayIn } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import { type Context, transaction } from '../context.ts';
import { newId } from '../db/ids.ts';
import type { RequestRouteRow, RequestRow } from '../db/schema.ts';
import { readAddress } from '../fields/address.ts';
import { isLine, readText } from '../fields/text.ts';
import { readStamped, type StampedProblem } from '../form.ts';
import { allow } from '../rate-limits/rate-limits.ts';
import { closeEffects, closeItems, closeRequest } from './closure.ts';
import { deadlineOfItem } from './due-dates.ts';
import * as emails from './emails/emails.ts';
import { routedText } from './emails/letters.ts';
import { businessPath } from './emails/paths.ts';
import { record } from './events.ts';
import { formTokenNames, isForBusiness, longest, type RequestKind } from './kinds.ts';
import { messagesOfRequest } from './limits.ts';
import { findRequest, kindsOf, messagesOf, personOf } from './records.ts';
import type { ItemDeadline } from './regimes/deadlines.ts';
import { type Acting, type ActingProblem, onRequest } from './staff/act.ts';
import { type Delivery, deliver } from './staff/delivery.ts';

/** What a business sees of the request of its customer: what it needs to answer, and nothing else. */
interface BusinessCase {
  readonly reference: string;
  /** As it was named to us. */
  readonly business: string;
  readonly person: { readonly name: string; readonly email: string | null; readonly region: string };
  readonly kinds: readonly RequestKind[];
  /** What the person wrote when they asked. */
  readonly details: string;
  readonly receivedOn: string;
  readonly toldOn: string;
  /** By the law of the person, from the day on which the business was told. */
  readonly dueOn: string;
  readonly deadline: ItemDeadline;
  readonly answeredOn: string | null;
  readonly answer: string;
  readonly helpAskedOn: string | null;
}

/** To whom a request is passed on. */
interface Referral extends Acting {
  readonly business: string;
  /** Of somebody there; an account's legal contact counts before it. Without one, nobody is told. */
  readonly email?: string | undefined;
  /** That the person is answered with it who wrote since. */
  readonly answersMessage?: boolean | undefined;
}

export type RouteProblem =
  | ActingProblem
  | 'request-unconfirmed'
  | 'message-unanswered'
  | 'business-missing'
  | 'email-invalid';

type Routed = { readonly isTold: boolean; readonly delivery: Delivery };

/**
 * Passes the request of a business's customer on to the business, which decides about it: GDPR Article 28(3)(e), 11 CCR
 * 7050. Its legal contact is told where there is one, else the given address; without an address nobody is. The person
 * reads the same either way, so that nobody learns from us which business has their data. Closes it as routed.
 */
export async function route(ctx: Context, reference: string, to: Referral): Promise<Result<Routed, RouteProblem>> {
  const business = to.business.trim();
  const written = to.email?.trim() ?? '';
  const address = written === '' ? null : readAddress(written);
  if (business === '' || business.length > longest.business || !isLine(business)) return fail('business-missing');
  if (written !== '' && !address) return fail('email-invalid');
  return await onRequest(ctx, reference, to, async (ctx, request): Promise<Result<Routed, RouteProblem>> => {
    // Whoever never showed that the address is theirs could have us write to businesses in anybody's name.
    if (request.address_index && !request.confirmed_at) return fail('request-unconfirmed');
    if (!to.answersMessage && request.unanswered_at !== null) return fail('message-unanswered');
    const email = address && ((await accounts.byAddress(ctx, address))?.business?.legalContact || address);

    const at = ctx.clock.now();
    const now = at.toISOString();
    const id = newId(at);
    const { due } = await clockOf(ctx, request, now);
    const row = await ctx.db
      .insertInto('request_route')
      .values({
        id,
        request_id: request.id,
        actor: to.actor,
        told_at: now,
        due_on: due,
        business_sealed: ctx.crypto.encryption.seal(
          JSON.stringify({ name: business, email }),
          placeOf('business_sealed', id),
        ),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await record(ctx, request, { act: 'closed', actor: to.actor, code: 'routed' });
    // Whatever the business does.
    await closeEffects(ctx, request);
    await closeItems(ctx, request, { outcome: 'routed' });
    const closed = await closeRequest(ctx, request, 'routed');
    if (email) await emails.toBusiness(ctx, request, { email, dueOn: due, path: pathOf(ctx, request, row) });
    const text = routedText(ctx, request);
    const delivery = await deliver(ctx, closed, { text, mail: emails.routed, outcome: 'routed' });
    return succeed({ isTold: email !== null, delivery });
  });
}

/** The page of a business, behind the mailed link. */
export async function openBusiness(
  ctx: Context,
  reference: string,
  token: string,
): Promise<Result<BusinessCase, 'business-link-invalid'>> {
  const found = await behind(ctx, reference, token);
  const person = found && personOf(ctx, found.request);
  const business = found && businessOf(ctx, found.row);
  if (!found || !person || !business) return fail('business-link-invalid');
  const { request, row } = found;
  const on = (at: string | null) => at && dayIn(ctx.content.company.timeZone, new Date(at));
  const [first] = await messagesOf(ctx, request.id);
  const asked = first && first.writtenAt.toISOString() === request.received_at ? (first.text ?? '') : '';
  const { deadline } = await clockOf(ctx, request, row.told_at);
  const kinds = (await kindsOf(ctx, request.id)).filter((kind) => !isForBusiness(kind));
  return succeed({
    reference: request.reference,
    business: business.name,
    kinds,
    details: asked,
    deadline,
    person: { name: person.name, email: person.email, region: person.region },
    receivedOn: request.received_on,
    toldOn: on(row.told_at) ?? '',
    dueOn: row.due_on,
    answeredOn: on(row.answered_at),
    answer:
      row.answer_sealed === null ? '' : ctx.crypto.encryption.open(row.answer_sealed, placeOf('answer_sealed', row.id)),
    helpAskedOn: on(row.help_asked_at),
  });
}

export type BusinessProblem =
  | StampedProblem
  | 'business-link-invalid'
  | 'text-missing'
  | 'text-too-long'
  | 'text-invalid'
  | 'too-many-messages';

/** The business says what it answered, for the record of both. */
export async function recordBusinessAnswer(
  ctx: Context,
  reference: string,
  token: string,
  form: FormData,
): Promise<Result<null, BusinessProblem>> {
  return await say(ctx, reference, token, form, answering);
}

/** The business asks us to help it to answer, as our agreement with it says (GDPR Article 28(3)(e)). */
export async function askForHelp(
  ctx: Context,
  reference: string,
  token: string,
  form: FormData,
): Promise<Result<null, BusinessProblem>> {
  return await say(ctx, reference, token, form, askingForHelp);
}

/** To whom it was passed on and what became of it there, for staff and for the person's export; null where it was not. */
export async function routeOf(ctx: Context, requestId: string) {
  const row = await ctx.db
    .selectFrom('request_route')
    .selectAll()
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  const business = row && businessOf(ctx, row);
  if (!row || !business) return null;
  const opened = (column: 'answer_sealed' | 'help_sealed') =>
    row[column] === null ? null : ctx.crypto.encryption.open(row[column], placeOf(column, row.id));
  return {
    id: row.id,
    business: business.name,
    email: business.email,
    toldAt: row.told_at,
    dueOn: row.due_on,
    answeredAt: row.answered_at,
    answer: opened('answer_sealed'),
    helpAskedAt: row.help_asked_at,
    help: opened('help_sealed'),
  };
}

const answering = { column: 'answer_sealed', at: 'answered_at', happened: 'business-answered' } as const;
const askingForHelp = { column: 'help_sealed', at: 'help_asked_at', happened: 'business-help' } as const;

async function say(
  ctx: Context,
  reference: string,
  token: string,
  form: FormData,
  { column, at, happened }: typeof answering | typeof askingForHelp,
): Promise<Result<null, BusinessProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.business], { one: ['said'] });
  if (!read.ok) return read;
  const text = readText('text', read.value.one.said, longest.message);
  if (!text.ok) return text;
  const found = await behind(ctx, reference, token);
  if (!found) return fail('business-link-invalid');
  return await transaction(ctx, async (ctx) => {
    if (!(await allow(ctx, messagesOfRequest, found.row.id))) return fail('too-many-messages');
    const sealed = ctx.crypto.encryption.seal(text.value, placeOf(column, found.row.id));
    await ctx.db
      .updateTable('request_route')
      .set({ [column]: sealed, [at]: ctx.clock.now().toISOString() })
      .where('id', '=', found.row.id)
      .execute();
    await emails.tellStaff(ctx, found.request, happened);
    return succeed(null);
  });
}

async function behind(
  ctx: Context,
  reference: string,
  token: string,
): Promise<{ request: RequestRow; row: RequestRouteRow } | null> {
  const request = await findRequest(ctx, reference);
  if (!request || request.erased_at) return null;
  const row = await ctx.db
    .selectFrom('request_route')
    .selectAll()
    .where('request_id', '=', request.id)
    .executeTakeFirst();
  return row && ctx.crypto.links.verify('business', row.id, token) ? { request, row } : null;
}

/** The business's own clock: that of the law of the person, from when it was told. What we promise binds us alone. */
async function clockOf(ctx: Context, request: RequestRow, toldAt: string) {
  const region = personOf(ctx, request)?.region ?? '';
  const kinds = (await kindsOf(ctx, request.id)).filter((kind) => !isForBusiness(kind));
  const clocks = (kinds.length > 0 ? kinds : (['other'] as const)).map((kind) => {
    const deadline = deadlineOfItem(ctx, { received_at: toldAt }, { region, item: { kind } });
    return deadline.due
      ? { deadline: { ...deadline, promise: [] }, due: deadline.due }
      : { deadline, due: deadline.internalDue };
  });
  return clocks.reduce((one, other) => (other.due < one.due ? other : one));
}

function businessOf(ctx: Context, { id, business_sealed }: RequestRouteRow) {
  if (business_sealed === null) return null;
  const opened = ctx.crypto.encryption.open(business_sealed, placeOf('business_sealed', id));
  return JSON.parse(opened) as { readonly name: string; readonly email: string | null };
}

function pathOf(ctx: Context, { reference }: RequestRow, { id }: RequestRouteRow): string {
  return businessPath(reference, ctx.crypto.links.sign('business', id));
}

function placeOf(column: 'business_sealed' | 'answer_sealed' | 'help_sealed', row: string) {
  return { table: 'request_route', column, row };
}
