import type { Context } from '../context.ts';
import type { Encryption } from '../crypto/encryption.ts';
import { newId } from '../db/ids.ts';
import { assertHeader, render } from './rendering.ts';
import {
  kindOf,
  type MailKind,
  type NoticeName,
  type TemplateName,
  type TemplateValues,
  writtenByPeople,
} from './templates.ts';
import type { Mail } from './transport.ts';
import { isUndeliverable, lasting } from './undeliverable.ts';

/** What a room asks to be sent. */
export type Email = {
  [Name in TemplateName]: {
    readonly to: string;
    readonly template: Name;
    readonly values: TemplateValues<Name>;
    /** The id of the row that the mail is about. */
    readonly about: string;
    /** A mail queued again for the same occasion is the same mail. Holds no personal data. */
    readonly occasion?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** Under a key of its own, where the mail must be in no backup; then nothing else says whose it is. */
    readonly under?: Pick<Encryption, 'seal'> | undefined;
  } & (Name extends NoticeName
    ? {
        /** When the person asked to be told: an objection since then keeps the mail back. */
        readonly askedAt: string;
      }
    : unknown);
}[TemplateName];

/** So many are taken back at once. */
const batch = 200;

/**
 * Mail is queued in the transaction of what it tells of, and goes out afterwards: see `send`. Throws when a value cannot
 * stand in a mail.
 */
export async function queue(ctx: Context, email: Email): Promise<void> {
  const mail = write(ctx, email);
  const kind = kindOf(email.template);
  if (kind === 'notice' && 'askedAt' in email && (await isObjectedTo(ctx, email))) return;
  // That a notice was due, and why it did not go out, stays on record.
  const isWithheld = kind === 'notice' && (await isUndeliverable(ctx, email.to));
  await ctx.db
    .insertInto('outgoing_mail')
    .values({
      id: mail.id,
      occasion: email.occasion ?? null,
      template: email.template,
      kind,
      about: email.about,
      recipient_index: kind === 'notice' || email.under ? null : ctx.crypto.blindIndex.index(email.to),
      content_sealed: isWithheld
        ? null
        : (email.under ?? ctx.crypto.encryption).seal(JSON.stringify(mail), contentOf(mail.id)),
      queued_at: mail.queuedAt,
      attempts: 0,
      next_attempt_at: mail.queuedAt,
      ...(isWithheld && { failed_at: mail.queuedAt, problem: 'withheld' }),
    })
    .onConflict((conflict) => conflict.column('occasion').doNothing())
    .execute();
}

/** Takes back what is not yet sent. What is being sent at this moment is not tried again. */
export async function cancel(
  { db, clock }: Context,
  { about, kind }: { about: string; kind?: MailKind },
): Promise<void> {
  const now = clock.now().toISOString();
  await db
    .deleteFrom('outgoing_mail')
    .where('about', '=', about)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .where('sent_at', 'is', null)
    .where((row) => row.or([row('leased_until', 'is', null), row('leased_until', '<=', now)]))
    .execute();
  await db
    .updateTable('outgoing_mail')
    .set({ failed_at: now, problem: 'cancelled', ...empty })
    .where('about', '=', about)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .where('sent_at', 'is', null)
    .execute();
}

/** Takes back what is not yet sent, and erases what was: that there was a mail stays on record. */
export async function forget(ctx: Context, { about }: { about: string }): Promise<void> {
  await cancel(ctx, { about });
  await ctx.db.updateTable('outgoing_mail').set(empty).where('about', '=', about).execute();
}

/**
 * Takes back some of the notices that wait, by the beginnings of their occasions, and says how many; a notice that
 * was given up is not tried again either. What may have arrived stays on record.
 */
export async function takeBackNotices({ db, clock }: Context, occasions: readonly string[]): Promise<number> {
  const some = db
    .selectFrom('outgoing_mail')
    .select('id')
    .where('kind', '=', 'notice')
    .where('sent_at', 'is', null)
    .where((row) => row.or([row('failed_at', 'is', null), row('problem', '!=', 'cancelled')]))
    .where((row) => row.or(occasions.map((occasion) => row('occasion', 'like', `${occasion}%`))))
    .limit(batch);
  const ids = (await some.execute()).map(({ id }) => id);
  if (ids.length === 0) return 0;
  await db
    .deleteFrom('outgoing_mail')
    .where('id', 'in', ids)
    .where('sent_at', 'is', null)
    .where('leased_until', 'is', null)
    .where('uncertain_since', 'is', null)
    .execute();
  await db
    .updateTable('outgoing_mail')
    .set({ failed_at: clock.now().toISOString(), problem: 'cancelled', ...empty })
    .where('id', 'in', ids)
    .where('sent_at', 'is', null)
    .execute();
  return ids.length;
}

/**
 * Settles notices that did not go out since their address was not there, and says how many: of all, or of some
 * occasions and what they are about. Whoever finds one, alone, may queue it again.
 */
export async function takeBackMissed(
  { db }: Context,
  { occasions, about }: { occasions: readonly string[]; about?: readonly string[] },
): Promise<number> {
  const taken = await db
    .updateTable('outgoing_mail')
    .set({ occasion: null, problem: 'cancelled', ...empty })
    .where('kind', '=', 'notice')
    .where('failed_at', 'is not', null)
    .where('problem', 'in', missed)
    .where((row) => row.or(occasions.map((occasion) => row('occasion', 'like', `${occasion}%`))))
    .$if(about !== undefined, (query) => query.where('about', 'in', about ?? []))
    .executeTakeFirst();
  return Number(taken.numUpdatedRows);
}

/** Which of these heard on such an occasion, or may have: what they are about. */
export async function toldOf(
  { db }: Context,
  occasions: readonly string[],
  about: readonly string[],
): Promise<string[]> {
  if (about.length === 0) return [];
  const rows = await db
    .selectFrom('outgoing_mail')
    .select('about')
    .where('about', 'in', about)
    .where((row) => row.or(occasions.map((occasion) => row('occasion', 'like', `${occasion}%`))))
    .where((row) =>
      row.or([
        row('sent_at', 'is not', null),
        row('leased_until', 'is not', null),
        row('uncertain_since', 'is not', null),
      ]),
    )
    .execute();
  return rows.map(({ about }) => about);
}

/** How mails end that nobody has to deal with. */
export const settled = ['cancelled', 'withheld'];

/** How notices end whose address is not there: the first is refused, and those after it are not tried. */
export const missed = ['withheld', ...lasting];

/** What is left of a mail whose text and address need not be kept. */
export const empty = { content_sealed: null, recipient_index: null };

/** Where the content of a mail stands, for sealing. */
export function contentOf(row: string) {
  return { table: 'outgoing_mail', column: 'content_sealed', row };
}

/** Whether the person has said since then that they want no messages. Selling and sharing data is another matter. */
async function isObjectedTo(
  { db, crypto }: Context,
  { to, askedAt }: { to: string; askedAt: string },
): Promise<boolean> {
  const objection = await db
    .selectFrom('suppression')
    .select('since')
    .where('address_index', 'in', crypto.blindIndex.indexes(to))
    .where('kind', 'in', ['objection_marketing', 'withdraw_consent'])
    .where('since', '>', askedAt)
    .executeTakeFirst();
  return objection !== undefined;
}

function write({ clock, resources }: Context, { to, template, values, headers = {} }: Email): Mail {
  const { sender, wordings } = resources.mailer;
  const id = newId(clock.now());
  const all = writtenByPeople.has(template) ? headers : { 'Auto-Submitted': 'auto-generated', ...headers };
  for (const [name, value] of [...Object.entries(all), ['To', to] as const]) {
    if (!/^[A-Za-z0-9-]+$/.test(name)) throw new Error(`"${name}" is not the name of a header`);
    assertHeader(name, value);
  }
  return {
    id,
    from: sender.from,
    to,
    replyTo: sender.replyTo,
    ...render(wordings[template], values, sender),
    headers: all,
    messageId: `<${id}@${new URL(sender.origin).hostname}>`,
    queuedAt: clock.now().toISOString(),
  };
}
