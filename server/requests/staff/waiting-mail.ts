import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import { openOrNull } from '../../crypto/encryption.ts';
import { isPostgres } from '../../db/database.ts';
import type { ReceivedMailRow } from '../../db/schema.ts';
import { deadlineOfItem, receivedOnIn } from '../due-dates.ts';
import { readArrival } from '../messages-by-mail/arrival.ts';
import { filesOf, type MailFile } from '../messages-by-mail/attachments.ts';
import type { Authorship } from '../messages-by-mail/authorship.ts';
import { readEml } from '../messages-by-mail/eml.ts';
import { bodyPlace, forget, headOf, isSaved, type MailHead } from '../messages-by-mail/received-mail.ts';
import { referenceIn } from '../messages-by-mail/threads.ts';
import { unsaid } from '../regions.ts';
import { type Added, type AddProblem, add } from './additions.ts';
import { type Arrival, type Logged, type LogProblem, log } from './intake.ts';

/** So many are listed, those that have waited longest. */
const most = 100;

/** Mail to the privacy address that waits for staff. */
export interface WaitingMail extends MailHead {
  readonly id: string;
  readonly receivedOn: string;
  /** By when it must be answered, if it asks for something. */
  readonly dueOn: string;
  /** `fetching` until it is here; `unreadable` where the provider has it no more. */
  readonly sender: 'person' | 'machine' | 'unreadable' | 'fetching';
}

export interface OpenMail extends WaitingMail {
  readonly text: string | null;
  /** Whom it can be answered to. */
  readonly address: string | null;
  readonly name: string;
  readonly files: readonly MailFile[];
  /** Of a mail that was saved as a file: staff may say when it came, and must where it does not say so itself. */
  readonly saved: { readonly arrivedAt: Date | null } | null;
  /** Whether it comes from whom it names; null until it is here. */
  readonly authorship: Authorship | null;
  /** The case that it names, which it did not get to by itself. */
  readonly reference: string | null;
}

type ReceivedProblem = 'mail-unknown' | 'mail-empty';
export type LogMailProblem = LogProblem | ReceivedProblem;
export type AddMailProblem = AddProblem | ReceivedProblem;

/** What people wrote first, and what machines did after it; of each, what has waited longest. */
export async function waitingMail(ctx: Context): Promise<WaitingMail[]> {
  const rows = await ctx.db
    .selectFrom('received_mail')
    .selectAll()
    .orderBy((row) => row.case().when('sender', '=', 'machine').then(1).else(0).end())
    .orderBy('received_at')
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map((row) => toWaiting(ctx, row));
}

/** Of those that people wrote, how many wait. */
export async function waitingMailCount({ db }: Context): Promise<number> {
  const rows = await db
    .selectFrom('received_mail')
    .select('id')
    .where((row) => row.or([row('sender', 'is', null), row('sender', '!=', 'machine')]))
    .limit(most)
    .execute();
  return rows.length;
}

export async function openMail(ctx: Context, id: string): Promise<OpenMail | null> {
  const row = await find(ctx, id);
  if (!row) return null;
  const message = messageOf(ctx, row);
  const mail = message && (await readEml(message, ctx.content.company.privacyAddress));
  return {
    ...toWaiting(ctx, row),
    text: mail?.text ?? null,
    address: mail?.address ?? null,
    name: mail?.name ?? '',
    files: message ? await filesOf(message) : [],
    saved: mail && isSaved(row) ? { arrivedAt: arrivalOf(ctx, mail.times) } : null,
    authorship: mail?.authorship ?? null,
    reference: mail ? (referenceIn(mail.subject) ?? referenceIn(mail.text)) : null,
  };
}

/**
 * Makes a request of it, which counts from the day on which it came: as the provider says, or of a mail that was saved as a
 * file as staff say.
 */
export async function logMail(
  ctx: Context,
  id: string,
  { receivedAt: said, ...arrival }: Omit<Arrival, 'channel' | 'eml'>,
): Promise<Result<Logged, LogMailProblem>> {
  return await settleBy(ctx, id, (ctx, { message: eml, receivedAt, isSaved }) =>
    log(ctx, { ...arrival, channel: 'mail', eml, receivedAt: isSaved ? said : receivedAt }),
  );
}

/** Puts it into the thread of a case, as `add` does: it must come from whoever asked. */
export async function addMail(
  ctx: Context,
  id: string,
  { reference, actor }: { readonly reference: string; readonly actor: string },
): Promise<Result<Added, AddMailProblem>> {
  return await settleBy(ctx, id, (ctx, { message: eml, receivedAt }) =>
    add(ctx, reference, { eml, receivedAt, actor }),
  );
}

/** Erases it: it asks for nothing. */
export async function discardMail(ctx: Context, id: string): Promise<Result<null, 'mail-unknown'>> {
  if (!(await find(ctx, id))) return fail('mail-unknown');
  await forget(ctx, id);
  return succeed(null);
}

async function settleBy<Value, Problem extends string>(
  ctx: Context,
  id: string,
  act: (
    ctx: Context,
    mail: { readonly message: Uint8Array; readonly receivedAt: string; readonly isSaved: boolean },
  ) => Promise<Result<Value, Problem>>,
): Promise<Result<Value, Problem | ReceivedProblem>> {
  return await transaction<Result<Value, Problem | ReceivedProblem>>(ctx, async (ctx) => {
    // Nobody else settles it meanwhile.
    const row = await ctx.db
      .selectFrom('received_mail')
      .selectAll()
      .where('id', '=', id)
      .$if(isPostgres(ctx.config.databaseUrl), (query) => query.forNoKeyUpdate())
      .executeTakeFirst();
    if (!row) return fail('mail-unknown');
    const message = messageOf(ctx, row);
    if (!message) return fail('mail-empty');
    const done = await act(ctx, { message, receivedAt: row.received_at, isSaved: isSaved(row) });
    if (done.ok) await forget(ctx, id);
    return done;
  });
}

function find({ db }: Context, id: string): Promise<ReceivedMailRow | undefined> {
  return db.selectFrom('received_mail').selectAll().where('id', '=', id).executeTakeFirst();
}

function messageOf(ctx: Context, { id, body_sealed }: ReceivedMailRow): Buffer | null {
  const body = body_sealed === null ? null : openOrNull(() => ctx.crypto.encryption.open(body_sealed, bodyPlace(id)));
  return body === null ? null : Buffer.from(body, 'base64');
}

function arrivalOf({ clock }: Context, times: readonly Date[]): Date | null {
  const arrived = readArrival(undefined, { times, now: clock.now() });
  return arrived.ok ? arrived.value : null;
}

function toWaiting(ctx: Context, { id, received_at, sender, head_sealed }: ReceivedMailRow): WaitingMail {
  const head = headOf(ctx, { id, head_sealed });
  return {
    id,
    from: head.from,
    subject: head.subject,
    receivedOn: receivedOnIn(ctx, { received_at }, unsaid),
    dueOn: deadlineOfItem(ctx, { received_at }, { region: unsaid, item: { kind: 'other' } }).internalDue,
    sender: (sender ?? 'fetching') as WaitingMail['sender'],
  };
}
