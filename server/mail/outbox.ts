import type { Clock } from '../clock.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Db } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { Mail } from './mail.ts';
import { assertHeader, render } from './rendering.ts';
import { type TemplateName, type TemplateValues, writtenByPeople } from './templates.ts';
import type { Wordings } from './wording.ts';

/** `service` mail answers a person; a `notice` goes to those who asked to be told. Service mail goes first. */
export type MailKind = 'service' | 'notice';

export type Letter = {
  [Name in TemplateName]: {
    readonly to: string;
    readonly template: Name;
    readonly values: TemplateValues<Name>;
    readonly kind: MailKind;
    /** The id of the row that the mail is about. */
    readonly about: string;
    /** A mail queued again for the same occasion is the same mail. Holds no personal data. */
    readonly occasion?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** Under a key of its own, where the mail must be in no backup; then nothing else says whose it is. */
    readonly under?: Pick<Sealing, 'seal'> | undefined;
  };
}[TemplateName];

export interface Sender {
  readonly origin: string;
  readonly siteName: string;
  readonly company: string;
  readonly from: string;
  readonly replyTo: string;
}

export type Outbox = ReturnType<typeof createOutbox>;

/** Mail is queued with what it tells of, in one transaction, and goes out afterwards: see `createWorker`. */
export function createOutbox({
  clock,
  sealing,
  addresses,
  wordings,
  sender,
}: {
  clock: Clock;
  sealing: Sealing;
  addresses: Addresses;
  wordings: Wordings;
  sender: Sender;
}) {
  return { queue, cancel, forget };

  /** Call it with the handle of the transaction. Throws when a value cannot stand in a mail. */
  async function queue(db: Db, letter: Letter): Promise<void> {
    const mail = write(letter);
    await db
      .insertInto('outgoing_mail')
      .values({
        id: mail.id,
        occasion: letter.occasion ?? null,
        template: letter.template,
        kind: letter.kind,
        about: letter.about,
        recipient_index: letter.kind === 'notice' || letter.under ? null : addresses.index(letter.to),
        content_sealed: (letter.under ?? sealing).seal(JSON.stringify(mail), contentOf(mail.id)),
        queued_at: mail.queuedAt,
        attempts: 0,
        next_attempt_at: mail.queuedAt,
      })
      .onConflict((conflict) => conflict.column('occasion').doNothing())
      .execute();
  }

  /** Takes back what is not yet sent. What is being sent at this moment is not tried again. */
  async function cancel(db: Db, { about, kind }: { about: string; kind?: MailKind }): Promise<void> {
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
  async function forget(db: Db, { about }: { about: string }): Promise<void> {
    await cancel(db, { about });
    await db.updateTable('outgoing_mail').set(empty).where('about', '=', about).execute();
  }

  function write({ to, template, values, headers = {} }: Letter): Mail {
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
}

/** What is left of a mail whose text and address need not be kept. */
export const empty = { content_sealed: null, recipient_index: null };

/** Where the content of a mail stands, for sealing. */
export function contentOf(row: string) {
  return { table: 'outgoing_mail', column: 'content_sealed', row };
}
