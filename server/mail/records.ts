import { type ExpressionBuilder, sql } from 'kysely';
import { after, before, type Clock, day, hour } from '../clock.ts';
import { durationOf, type Retention } from '../content.ts';
import type { ErasableKeys } from '../crypto/erasable-keys.ts';
import { isUnreadable } from '../crypto/sealing.ts';
import type { Covered } from '../db/covered.ts';
import type { Db } from '../db/database.ts';
import type { OutgoingMailRow, Schema } from '../db/schema.ts';
import type { TimeSeen } from '../db/time-seen.ts';
import type { Mailbox } from './mailbox.ts';
import { contentOf, empty, settled } from './outbox.ts';
import type { Sender } from './rendering.ts';
import type { Mail } from './transport.ts';
import type { Undeliverable } from './undeliverable.ts';

/** What the operator sees of a mail without opening it. */
export interface MailRecord {
  readonly id: string;
  readonly template: string;
  readonly kind: string;
  readonly about: string;
  readonly queuedAt: string;
  readonly state: 'waiting' | 'sent' | 'failed' | 'withheld';
  /** Since when it is in that state; of a waiting mail, when it is tried next. */
  readonly at: string;
  readonly attempts: number;
  readonly problem: string | null;
}

export type MailProblem = 'mail-unknown' | 'mail-not-failed' | 'mail-erased' | 'mail-held';

/** What has been sent, waits or has failed, for the operator; and how long it is kept. */
export function createRecords({
  db,
  clock,
  timeSeen,
  opening,
  sender,
  retention,
  mailbox,
  undeliverable,
  held,
}: {
  db: Db;
  clock: Clock;
  timeSeen: Pick<TimeSeen, 'now'>;
  opening: Pick<ErasableKeys, 'open' | 'sealAgain'>;
  sender: Sender;
  retention: Retention;
  mailbox: Mailbox | null;
  undeliverable: Pick<Undeliverable, 'sweep'>;
  /** What the law obliges us to keep, whatever its time. */
  held: (db: Db) => Promise<Covered>;
}) {
  const kept = { mail: durationOf(retention, 'sent-mail'), log: durationOf(retention, 'delivery-log') };
  let nextSweep = Number.NEGATIVE_INFINITY;
  return { list, show, failedAbout, retry, discard, sweep, sweepMailbox };

  /** The newest first; with `failed`, only those that somebody has to deal with. */
  async function list({ failed = false, most = 200 } = {}): Promise<MailRecord[]> {
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

  /** How many mails about it somebody has to deal with. */
  async function failedAbout(id: string): Promise<number> {
    const failed = await db
      .selectFrom('outgoing_mail')
      .select('id')
      .where('about', '=', id)
      .where('failed_at', 'is not', null)
      .where('problem', 'not in', settled)
      .execute();
    return failed.length;
  }

  /** The mail itself is null once its time is over. */
  async function show(id: string): Promise<{ record: MailRecord; mail: Mail | null } | null> {
    const row = await find(id);
    return row ? { record: toRecord(row), mail: await open(row) } : null;
  }

  /**
   * Sends a failed mail again, as somebody decided who looked at it. A mail that was certainly refused comes from
   * today's MAIL_FROM; one that may have arrived stays byte for byte the same.
   */
  async function retry(id: string): Promise<MailProblem | null> {
    const row = await find(id);
    if (!row) return 'mail-unknown';
    if (!row.failed_at || settled.includes(row.problem ?? '')) return 'mail-not-failed';
    const mail = await open(row);
    if (!mail) return 'mail-erased';
    const again = row.problem === 'uncertain' ? mail : { ...mail, from: sender.from };
    // Under the key that it had: one of its own ends in every backup when its time is over, and so must the mail.
    const content_sealed = await opening.sealAgain(row.content_sealed ?? '', JSON.stringify(again), contentOf(id));
    if (content_sealed === null) return 'mail-erased';
    await db
      .updateTable('outgoing_mail')
      .set({
        content_sealed,
        failed_at: null,
        problem: null,
        attempts: 0,
        attempted_at: null,
        uncertain_since: null,
        next_attempt_at: clock.now().toISOString(),
      })
      .where('id', '=', id)
      .where('failed_at', '=', row.failed_at)
      .execute();
    return null;
  }

  /** Gives a failed mail up for good: its content is erased, that it failed stays on record. */
  async function discard(id: string): Promise<MailProblem | null> {
    const row = await find(id);
    if (!row) return 'mail-unknown';
    if (!row.failed_at) return 'mail-not-failed';
    const discarded = await db
      .updateTable('outgoing_mail')
      .set({ ...empty, problem: 'cancelled' })
      .where('id', '=', id)
      .where('failed_at', 'is not', null)
      .where(isFree(await held(db)))
      .returning('id')
      .executeTakeFirst();
    return discarded ? null : 'mail-held';
  }

  /**
   * Erases what `content/retention.yaml` lets go, once an hour. A failed mail is kept until somebody has dealt with it.
   */
  async function sweep(): Promise<void> {
    if (clock.elapsed() < nextSweep) return;
    nextSweep = clock.elapsed() + hour;
    await freeDatedAhead();
    const now = timeSeen.now();
    const since = { mail: before(now, kept.mail).toISOString(), log: before(now, kept.log).toISOString() };
    const covered = await held(db);
    const free = isFree(covered);
    await undeliverable.sweep(db, covered);
    await db
      .updateTable('outgoing_mail')
      .set(empty)
      .where('sent_at', '<', since.mail)
      .where('content_sealed', 'is not', null)
      .where(free)
      .execute();
    await sweepMailbox();
    await db
      .deleteFrom('outgoing_mail')
      .where('sent_at', '<', since.log)
      .where('content_sealed', 'is', null)
      .where(free)
      .execute();
    await db
      .deleteFrom('outgoing_mail')
      .where('failed_at', '<', since.log)
      .where('problem', 'in', settled)
      .where(free)
      .execute();
  }

  /** What was to be tried again, or was leased, by a clock that has been set back since would wait for that time. */
  async function freeDatedAhead(): Promise<void> {
    const now = clock.now();
    const waiting = () => db.updateTable('outgoing_mail').where('sent_at', 'is', null).where('failed_at', 'is', null);
    await waiting()
      .set({ next_attempt_at: now.toISOString() })
      .where('next_attempt_at', '>', after(now, day).toISOString())
      .execute();
    await waiting()
      .set({ leased_until: now.toISOString() })
      .where('leased_until', '>', after(now, hour).toISOString())
      .execute();
  }

  /** A file of the local mailbox lasts no longer than its mail does in the outbox. */
  async function sweepMailbox(): Promise<void> {
    const ids = (await mailbox?.ids()) ?? [];
    if (ids.length === 0) return;
    const held = await db.selectFrom('outgoing_mail').select('id').where('content_sealed', 'is not', null).execute();
    const still = new Set(held.map(({ id }) => id));
    await mailbox?.remove(ids.filter((id) => !still.has(id)));
  }

  function find(id: string): Promise<OutgoingMailRow | undefined> {
    return db.selectFrom('outgoing_mail').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async function open({ id, content_sealed }: OutgoingMailRow): Promise<Mail | null> {
    try {
      const content = content_sealed && (await opening.open(content_sealed, contentOf(id)));
      return content ? (JSON.parse(content) as Mail) : null;
    } catch (error) {
      if (isUnreadable(error)) return null;
      throw error;
    }
  }
}

/** What no hold covers. Whatever a mail is about is named first in `about`: see `noticeSubject`. */
function isFree({ addressIndexes, about }: Covered) {
  return ({ eb, or, not, ref }: ExpressionBuilder<Schema, 'outgoing_mail'>) =>
    not(
      or([
        eb(eb.fn.coalesce('recipient_index', eb.val('')), 'in', ['-', ...addressIndexes]),
        eb(sql<string>`substr(${ref('about')}, 1, 36)`, 'in', ['-', ...about]),
      ]),
    );
}

function toRecord(row: OutgoingMailRow): MailRecord {
  const { id, template, kind, about, queued_at: queuedAt, attempts, problem } = row;
  const ended = problem === 'withheld' ? 'withheld' : 'failed';
  const state = row.sent_at ? 'sent' : row.failed_at ? ended : 'waiting';
  const at = row.sent_at ?? row.failed_at ?? row.next_attempt_at;
  return { id, template, kind, about, queuedAt, state, at, attempts, problem };
}
