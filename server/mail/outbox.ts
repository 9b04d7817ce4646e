import type { Context } from '../context.ts';
import type { Encryption } from '../crypto/encryption.ts';
import { newId } from '../db/ids.ts';
import type { Attachment, Mail } from './transports/transport.ts';
import { assertHeader, render } from './writing/rendering.ts';
import { type NoticeName, type TemplateName, type TemplateValues, writtenByPeople } from './writing/templates.ts';

/** What a mail says, whoever gets it. */
type Written = Omit<Mail, 'id' | 'to' | 'messageId' | 'queuedAt' | 'attachments'>;

/** What a room asks to be sent. */
export type Email = {
  [Name in Exclude<TemplateName, NoticeName>]: {
    readonly to: string;
    readonly template: Name;
    readonly values: TemplateValues<Name>;
    /** The id of the row that the mail is about. */
    readonly about: string;
    /** A mail queued again for the same occasion is the same mail. Holds no personal data. */
    readonly occasion?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly attachments?: readonly Attachment[] | undefined;
    /** Under a key of its own, where the mail must be in no backup; then nothing else says whose it is. */
    readonly under?: Pick<Encryption, 'seal'> | undefined;
  };
}[Exclude<TemplateName, NoticeName>];

/** The same, composed already. */
type Composed = Pick<Email, 'to' | 'about' | 'occasion' | 'attachments' | 'under'> & {
  readonly template: TemplateName;
  readonly mail: Written;
};

/**
 * Mail is queued in the transaction of what it tells of, and goes out afterwards: see `send`. Throws when a value cannot
 * stand in a mail.
 */
export async function queue(ctx: Context, ...emails: readonly Email[]): Promise<void> {
  await insert(
    ctx,
    emails.map((email) => ({ ...email, mail: compose(ctx, email) })),
  );
}

/** Whether a mail of this occasion is queued or went: whoever sends the same form again is owed no other, nor counted. */
export async function isQueued({ db }: Context, occasion: string): Promise<boolean> {
  const row = await db.selectFrom('outgoing_mail').select('id').where('occasion', '=', occasion).executeTakeFirst();
  return row !== undefined;
}

/** A mail that is composed already: to whoever wants to see it as others will get it. */
export async function queueComposed(ctx: Context, composed: Composed): Promise<void> {
  await insert(ctx, [composed]);
}

/** The rows about which some mail is still to go out. */
export async function waitingAbout({ db }: Context): Promise<Set<string>> {
  const rows = await db
    .selectFrom('outgoing_mail')
    .select('about')
    .distinct()
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .execute();
  return new Set(rows.map(({ about }) => about));
}

/** Takes back what is not yet sent. What is being sent at this moment is not tried again. */
export async function cancel({ db, clock }: Context, { about }: { about: string }): Promise<void> {
  const now = clock.now().toISOString();
  await db
    .deleteFrom('outgoing_mail')
    .where('about', '=', about)
    .where('sent_at', 'is', null)
    .where((row) => row.or([row('leased_until', 'is', null), row('leased_until', '<=', now)]))
    .execute();
  await db
    .updateTable('outgoing_mail')
    .set({ failed_at: now, problem: 'cancelled', ...empty })
    .where('about', '=', about)
    .where('sent_at', 'is', null)
    .execute();
}

/** Takes back what is not yet sent, and erases what was: that there was a mail stays on record. */
export async function forget(ctx: Context, { about }: { about: string }): Promise<void> {
  await cancel(ctx, { about });
  await ctx.db.updateTable('outgoing_mail').set(empty).where('about', '=', about).execute();
}

/** How mails end that nobody has to deal with. */
export const settled = ['cancelled'];

/** What is left of a mail whose text and address need not be kept. */
export const empty = { content_sealed: null, recipient_index: null };

/** Where the content of a mail stands, for sealing. */
export function contentOf(row: string) {
  return { table: 'outgoing_mail', column: 'content_sealed', row };
}

async function insert(ctx: Context, emails: readonly Composed[]): Promise<void> {
  const now = ctx.clock.now();
  const queued_at = now.toISOString();
  const rows = emails.map(({ to, about, template, mail: composed, occasion = null, attachments, under }) => {
    const id = newId(now);
    assertHeader('To', to);
    const mail: Mail = {
      id,
      to,
      ...composed,
      ...(attachments && { attachments }),
      messageId: messageIdOf(ctx, id),
      queuedAt: queued_at,
    };
    return {
      id,
      occasion,
      template,
      about,
      recipient_index: under ? null : ctx.crypto.blindIndex.index(to),
      content_sealed: (under ?? ctx.crypto.encryption).seal(JSON.stringify(mail), contentOf(id)),
      queued_at,
      attempts: 0,
      next_attempt_at: queued_at,
    };
  });
  await ctx.db
    .insertInto('outgoing_mail')
    .values(rows)
    .onConflict((conflict) => conflict.column('occasion').doNothing())
    .execute();
}

/** A mail as it is to everybody. Throws when a value cannot stand in a mail. */
export function compose(
  { resources }: Context,
  {
    template,
    values,
    headers = {},
  }: {
    template: TemplateName;
    values: Readonly<Record<string, string>>;
    headers?: Readonly<Record<string, string>> | undefined;
  },
): Written {
  const { sender, wordings } = resources.mailer;
  const all = writtenByPeople.has(template) ? headers : { 'Auto-Submitted': 'auto-generated', ...headers };
  for (const [name, value] of Object.entries(all)) {
    if (!/^[A-Za-z0-9-]+$/.test(name)) throw new Error(`"${name}" is not the name of a header`);
    assertHeader(name, value);
  }
  return {
    from: sender.from,
    replyTo: sender.replyTo,
    ...render(wordings[template], values, sender),
    headers: all,
  };
}

export function messageIdOf({ resources }: Context, id: string): string {
  return `<${id}@${resources.mailer.sender.hostname}>`;
}
