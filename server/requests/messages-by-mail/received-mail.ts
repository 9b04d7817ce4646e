import { z } from 'zod';
import { sha256 } from '../../../src/library/model/digest.ts';
import { attemptEach } from '../../attempts.ts';
import { after, before, minute } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import { type Context, transaction } from '../../context.ts';
import { newId } from '../../db/ids.ts';
import type { ReceivedMailRow } from '../../db/schema.ts';
import { addressIn, normalise, readMailbox } from '../../fields/address.ts';
import { legibleLine } from '../../fields/text.ts';
import { covered } from '../../legal-holds/coverage.ts';
import { backoff } from '../../mail/transports/circuit-breaker.ts';
import { type SignatureHeaders, signedBy } from '../../mail/transports/resend.ts';
import { readArrival } from './arrival.ts';
import { type ReadMail, readEml } from './eml.ts';
import { threadOf } from './threads.ts';

/** Of how many mails one round reads the content: each takes a while. */
const mostAtOnce = 10;
const longestLine = 300;
/** Before the digest of a mail that no provider received for us. */
const savedAs = 'file:';

/**
 * So many mails wait at most, and so many bytes of them as they are stored: who floods the address fills no disk. What came
 * first stays; of the others the provider keeps the mail, and says again for more than a day that it has it.
 */
const mostWaiting = 5_000;
const mostBytes = 512 * 1024 ** 2;

/** `full`: what comes now is not taken. `held-up`: it is known, and stays with the provider until others are dealt with. */
export type MailRoom = 'enough' | 'held-up' | 'full';

const addresses = z.array(z.string().max(2_000)).nullish();

const event = z.object({
  type: z.literal('email.received'),
  data: z.object({
    email_id: z.string().min(1).max(200),
    created_at: z.iso.datetime({ offset: true }),
    from: z.string(),
    subject: z.string().nullish(),
    to: addresses,
    cc: addresses,
    bcc: addresses,
    received_for: addresses,
  }),
});

/** What the provider says of a mail before anybody has read it. */
export interface MailHead {
  readonly from: string;
  readonly subject: string;
}

/** What became of a call of the provider's webhook; `forged` also where its time is more than five minutes off. */
type ReceivedOutcome = 'taken' | 'known' | 'ignored' | 'forged' | 'unwanted' | 'full';

/**
 * Takes the word of the provider that it has received a mail to the privacy address: signed over the body as it came, and
 * once. The mail itself is asked for afterwards, so that the call is answered at once and nothing is lost meanwhile.
 */
export async function takeReceivedMail(
  ctx: Context,
  body: string,
  headers: SignatureHeaders,
): Promise<ReceivedOutcome> {
  const { transport, webhookSecret } = ctx.config;
  if (transport.kind !== 'resend' || webhookSecret === null) return 'unwanted';
  const signed = signedBy(webhookSecret, body, headers);
  if (signed === null) return 'forged';
  const read = event.safeParse(signed);
  if (!read.success || !isToUs(ctx, read.data.data)) return 'ignored';
  const { email_id, created_at, from, subject } = read.data.data;
  const now = ctx.clock.now();
  const id = newId(now);
  const head: MailHead = { from: legibleLine(from, longestLine), subject: legibleLine(subject ?? '', longestLine) };
  // What was received later than now counts from now.
  const received_at = new Date(Math.min(Date.parse(created_at), now.getTime())).toISOString();
  return await transaction(ctx, async (ctx) => {
    if ((await mailRoom(ctx)) === 'full') return 'full';
    const isNew = await ctx.db
      .insertInto('webhook_event')
      .values({ id: headers.id, at: now.toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!isNew) return 'known';
    await ctx.db
      .insertInto('received_mail')
      .values({
        id,
        provider_id: email_id,
        received_at,
        bytes: 0,
        attempts: 0,
        next_attempt_at: now.toISOString(),
        head_sealed: ctx.crypto.encryption.seal(JSON.stringify(head), headPlace(id)),
      })
      .onConflict((conflict) => conflict.column('provider_id').doNothing())
      .execute();
    return 'taken';
  });
}

/**
 * Has a mail that staff saved as a file wait like one that the provider received: once, however often it is read. Null where
 * so much waits that there is no room.
 */
export async function keepSaved(ctx: Context, message: Uint8Array): Promise<string | null> {
  const provider_id = savedAs + sha256(message);
  const known = await ctx.db
    .selectFrom('received_mail')
    .select('id')
    .where('provider_id', '=', provider_id)
    .executeTakeFirst();
  if (known) return known.id;
  if ((await mailRoom(ctx)) !== 'enough') return null;
  const now = ctx.clock.now();
  const id = newId(now);
  const { author, name, subject, times } = await readEml(message, ctx.content.company.privacyAddress);
  const head: MailHead = { from: legibleLine(`${name} <${author ?? '?'}>`, longestLine), subject };
  const arrived = readArrival(undefined, { times, now });
  const body_sealed = ctx.crypto.encryption.seal(Buffer.from(message).toString('base64'), bodyPlace(id));
  await ctx.db
    .insertInto('received_mail')
    .values({
      id,
      provider_id,
      received_at: (arrived.ok ? arrived.value : now).toISOString(),
      // Somebody thought it worth reading: it does not go by itself, even if a program sent it.
      sender: 'person',
      address_index: author && ctx.crypto.blindIndex.index(author),
      attempts: 0,
      next_attempt_at: now.toISOString(),
      bytes: body_sealed.length,
      body_sealed,
      head_sealed: ctx.crypto.encryption.seal(JSON.stringify(head), headPlace(id)),
    })
    .execute();
  return id;
}

export function isSaved({ provider_id }: Pick<ReceivedMailRow, 'provider_id'>): boolean {
  return provider_id.startsWith(savedAs);
}

/** Whether there is room for more mail than waits. */
export async function mailRoom(ctx: Context): Promise<MailRoom> {
  const { count, bytes } = await waiting(ctx);
  if (count >= mostWaiting) return 'full';
  return bytes >= mostBytes ? 'held-up' : 'enough';
}

async function waiting({ db }: Context): Promise<{ count: number; bytes: number }> {
  const { count, bytes } = await db
    .selectFrom('received_mail')
    .select(({ fn }) => [fn.countAll<number | string>().as('count'), fn.sum<number | string>('bytes').as('bytes')])
    .executeTakeFirstOrThrow();
  return { count: Number(count), bytes: Number(bytes) };
}

/** Asks the provider for what it has received, and puts into the thread of a case what belongs there. */
export async function fetchReceived(ctx: Context, signal?: AbortSignal): Promise<void> {
  const { transport } = ctx.resources.mailer;
  if (!transport.receive) return;
  const due = await ctx.db
    .selectFrom('received_mail')
    .selectAll()
    .where('sender', 'is', null)
    .where('next_attempt_at', '<=', ctx.clock.now().toISOString())
    .orderBy('next_attempt_at')
    .limit(mostAtOnce)
    .execute();
  await attemptEach(due, (row) => fetchOne(ctx, row), signal);
}

/** What machines have sent, answers that somebody is away and mails that did not arrive: nobody has to read it. */
export async function eraseAutomatic(ctx: Context): Promise<void> {
  const until = before(ctx.timeSeen.now(), durationOf(ctx.content.retention, 'received-automatic'));
  const { addressIndexes } = await covered(ctx);
  await ctx.db
    .deleteFrom('received_mail')
    .where('sender', '=', 'machine')
    .where('received_at', '<', until.toISOString())
    .where((row) => row(row.fn.coalesce('address_index', row.val('')), 'not in', ['-', ...addressIndexes]))
    .execute();
}

async function fetchOne(ctx: Context, row: ReceivedMailRow): Promise<void> {
  if ((await waiting(ctx)).bytes >= mostBytes) return;
  const now = ctx.clock.now();
  const attempts = row.attempts + 1;
  const next = after(now, minute + backoff(attempts, Math.random())).toISOString();
  const ours = await ctx.db
    .updateTable('received_mail')
    .set({ attempts, next_attempt_at: next })
    .where('id', '=', row.id)
    .where('next_attempt_at', '=', row.next_attempt_at)
    .where('sender', 'is', null)
    .returning('id')
    .executeTakeFirst();
  // Another server has it.
  if (!ours) return;
  const received = (await ctx.resources.mailer.transport.receive?.(row.provider_id)) ?? 'later';
  if (received === 'later') return;
  if (received === 'gone') return await settle(ctx, row, { sender: 'unreadable' });
  const { message } = received;
  const mail = await readEml(message, ctx.content.company.privacyAddress);
  if (isOurOwn(ctx, mail)) return await forget(ctx, row.id);
  await transaction(ctx, async (ctx) => {
    if (await threadOf(ctx, { mail, message, receivedAt: new Date(row.received_at) })) return await forget(ctx, row.id);
    const body_sealed = ctx.crypto.encryption.seal(Buffer.from(message).toString('base64'), bodyPlace(row.id));
    await settle(ctx, row, {
      sender: mail.isAutomatic ? 'machine' : 'person',
      address_index: mail.author && ctx.crypto.blindIndex.index(mail.author),
      body_sealed,
      bytes: body_sealed.length,
    });
  });
}

async function settle(ctx: Context, { id }: ReceivedMailRow, change: Partial<ReceivedMailRow>): Promise<void> {
  await ctx.db.updateTable('received_mail').set(change).where('id', '=', id).execute();
}

/** It stands elsewhere by now, or is nobody's to read. */
export async function forget({ db }: Context, id: string): Promise<void> {
  await db.deleteFrom('received_mail').where('id', '=', id).execute();
}

/** Our own mails to staff, which go to the privacy address: they would come back for ever. */
function isOurOwn(ctx: Context, { author, isAutomatic }: ReadMail): boolean {
  return isAutomatic && author !== null && normalise(author) === normalise(addressIn(ctx.resources.mailer.sender.from));
}

/** In whichever of its lists it stands: a provider receives whatever goes to the domain. */
function isToUs(ctx: Context, { to, cc, bcc, received_for }: z.infer<typeof event>['data']): boolean {
  const ours = normalise(ctx.content.company.privacyAddress);
  return [to, cc, bcc, received_for].some((some) =>
    some?.some((written) => {
      const address = readMailbox(written)?.address;
      return address !== undefined && normalise(address) === ours;
    }),
  );
}

/** What came from an address and waits, for its holder: the mail itself once it is here. */
export async function receivedFrom(ctx: Context, address: string) {
  const rows = await ctx.db
    .selectFrom('received_mail')
    .selectAll()
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(address))
    .orderBy('received_at')
    .execute();
  return rows.map(({ id, received_at, head_sealed, body_sealed }) => ({
    id,
    received_at,
    ...headOf(ctx, { id, head_sealed }),
    message: body_sealed && Buffer.from(ctx.crypto.encryption.open(body_sealed, bodyPlace(id)), 'base64'),
  }));
}

export function headOf(ctx: Context, { id, head_sealed }: Pick<ReceivedMailRow, 'id' | 'head_sealed'>): MailHead {
  return JSON.parse(ctx.crypto.encryption.open(head_sealed, headPlace(id))) as MailHead;
}

function headPlace(row: string) {
  return { table: 'received_mail', column: 'head_sealed', row };
}

export function bodyPlace(row: string) {
  return { table: 'received_mail', column: 'body_sealed', row };
}
