import type { Context } from '../context.ts';
import { normalise } from '../fields/address.ts';
import type { Subject } from '../subject.ts';
import { contentOf, empty } from './outbox.ts';
import type { Mail } from './transports/transport.ts';
import { clearRefusal } from './undeliverable.ts';

/** What else mail to somebody may be about, beside the account itself. */
interface Matters {
  /** Ids of rows that are all about this person. */
  readonly about?: readonly string[];
  /** Ids of rows about which others are written to as well, with the address of this person at the time. */
  readonly shared?: readonly { readonly about: string; readonly email: string }[];
}

/** The mails that we hold to the holder of an account. */
export async function heldFor(ctx: Context, subject: Subject, matters: Matters = {}) {
  const shared = new Map((matters.shared ?? []).map(({ about, email }) => [about, normalise(email)]));
  const own = ownOf(subject, matters);
  const rows = await ctx.db
    .selectFrom('outgoing_mail')
    .selectAll()
    .where('content_sealed', 'is not', null)
    .where((row) =>
      row.or([
        row('recipient_index', 'in', ctx.crypto.blindIndex.indexes(subject.email)),
        row('about', 'in', [...own, ...shared.keys()]),
      ]),
    )
    .orderBy('queued_at')
    .orderBy('id')
    .execute();
  const opened = rows.map((row) => ({ row, mail: open(ctx, row.id, row.content_sealed ?? '') }));
  const mine = opened.filter(({ row, mail }) => {
    if ([normalise(subject.email), shared.get(row.about)].includes(normalise(mail.to))) return true;
    // Whoever asks to have an address has not shown that it is theirs, and must not learn here whether we know it.
    return own.includes(row.about) && row.template !== 'account-address-confirm';
  });
  return mine.map(({ row, mail }) => ({
    id: row.id,
    template: row.template,
    about: row.about,
    queued_at: row.queued_at,
    sent_at: row.sent_at,
    failed_at: row.failed_at,
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: withoutTokens(mail.text),
  }));
}

/** Takes back what is not yet sent and erases what was, save what is about matters that stay open. */
export async function eraseFor(
  ctx: Context,
  subject: Subject,
  { about = [], except = [] }: { about?: readonly string[]; except?: readonly string[] },
): Promise<void> {
  const theirs = ctx.db
    .updateTable('outgoing_mail')
    .where((row) =>
      row.or([
        row('recipient_index', 'in', ctx.crypto.blindIndex.indexes(subject.email)),
        row('about', 'in', ownOf(subject, { about })),
      ]),
    )
    .$if(except.length > 0, (query) => query.where('about', 'not in', [...except]));
  await theirs
    .set({ failed_at: ctx.clock.now().toISOString(), problem: 'cancelled', lease: null })
    .where('sent_at', 'is', null)
    .execute();
  await theirs.set(empty).execute();
  await clearRefusal(ctx, subject.email);
}

/** Whoever finds an export must not get in by a link that we mailed. */
export function withoutTokens(text: string): string {
  return text.replaceAll(/https?:\/\/\S+/g, (link) => link.replaceAll(/\/[^/]*[\w-]{43}(?=\/|$)/g, '/…'));
}

function open({ crypto }: Context, id: string, content: string): Mail {
  return JSON.parse(crypto.encryption.open(content, contentOf(id))) as Mail;
}

function ownOf({ accountId }: Subject, { about = [] }: Matters): string[] {
  return [accountId, ...about];
}
