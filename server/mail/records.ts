import type { Context } from '../context.ts';
import { isUnreadable } from '../crypto/encryption.ts';
import { openUnderAnyKey } from '../crypto/erasable-keys.ts';
import type { OutgoingMailRow } from '../db/schema.ts';
import { contentOf, settled } from './outbox.ts';
import type { Mail } from './transports/transport.ts';

/** What the operator sees of a mail without opening it. */
export interface MailRecord {
  readonly id: string;
  readonly template: string;
  readonly about: string;
  readonly queuedAt: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  /** Since when it is in that state; of a waiting mail, when it is tried next. */
  readonly at: string;
  readonly attempts: number;
  readonly problem: string | null;
}

/** The newest first; with `failed`, only those that somebody has to deal with. */
export async function list({ db }: Context, { failed = false, most = 200 } = {}): Promise<MailRecord[]> {
  const rows = await db
    .selectFrom('outgoing_mail')
    .selectAll()
    .$if(failed, (query) => query.where('failed_at', 'is not', null).where('problem', 'not in', settled))
    .orderBy('queued_at', 'desc')
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map(toRecord);
}

/** The mail itself is null once its time is over. */
export async function show(ctx: Context, id: string): Promise<{ record: MailRecord; mail: Mail | null } | null> {
  const row = await findMail(ctx, id);
  return row ? { record: toRecord(row), mail: await openMail(ctx, row) } : null;
}

export function findMail({ db }: Context, id: string): Promise<OutgoingMailRow | undefined> {
  return db.selectFrom('outgoing_mail').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Null where it was erased, or is damaged. */
export async function openMail(ctx: Context, { id, content_sealed }: OutgoingMailRow): Promise<Mail | null> {
  try {
    const content = content_sealed && (await openUnderAnyKey(ctx, content_sealed, contentOf(id)));
    return content ? (JSON.parse(content) as Mail) : null;
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

function toRecord(row: OutgoingMailRow): MailRecord {
  const { id, template, about, queued_at: queuedAt, attempts, problem } = row;
  const state = row.sent_at ? 'sent' : row.failed_at ? 'failed' : 'waiting';
  const at = row.sent_at ?? row.failed_at ?? row.next_attempt_at;
  return { id, template, about, queuedAt, state, at, attempts, problem };
}
