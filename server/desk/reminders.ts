import { dayIn, daysUntil, showDay } from '../../src/library/model/days.ts';
import { reminderLine } from '../../src/words/desk/mails.ts';
import { type Context, transaction } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { isQueued, queue } from '../mail/outbox.ts';
import { waitingMail, waitingMailCount } from '../requests/staff/waiting-mail.ts';
import { awaitingSecond } from '../requests/staff/worklist.ts';
import { rolesOf } from './kinds.ts';
import { activeStaff, type Member } from './staff/records.ts';

/** How much of the time is over when staff are reminded, in hundredths. */
const parts = [90, 75, 50] as const;
/** So many requests are looked at in one transaction. */
const batch = 200;

type Open = Pick<RequestRow, 'id' | 'reference' | 'received_on' | 'due_on' | 'holder_id' | 'reminded'>;

interface Reminder extends Open {
  /** What was reached, of which due date: `2027-01-04 75`, or `2027-01-04 late 2027-01-06`. */
  readonly stage: string;
  readonly isLate: boolean;
  /** Whether a second person has to approve something of it. */
  readonly awaitsSecond: boolean;
}

/**
 * Reminds of what is open when half, three quarters and nine tenths of its time are over, and every day once it is late:
 * whoever has it, all who approve where it waits for a second person, and all who answer where nobody has it or it is
 * late. Each once, on however many servers: a request is marked in the transaction that queues the mail. A clock that
 * jumped ahead reminds nobody.
 */
export async function remindStaff(ctx: Context, signal?: AbortSignal): Promise<void> {
  const today = dayIn(ctx.content.company.timeZone, ctx.timeSeen.now());
  let after: string | null = null;
  while (!signal?.aborted) {
    const rows: Open[] = await ctx.db
      .selectFrom('request')
      .select(['id', 'reference', 'received_on', 'due_on', 'holder_id', 'reminded'])
      .where('closed_at', 'is', null)
      .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
      .orderBy('id')
      .limit(batch)
      .execute();
    const seconds = await awaitingSecond(ctx).execute();
    const isSecond = ({ id }: Open) => seconds.some(({ request_id }) => request_id === id);
    await remindOf(
      ctx,
      rows.flatMap((row) => reminderOf(row, { today, awaitsSecond: isSecond(row) }) ?? []),
    );
    after = rows.at(-1)?.id ?? null;
    if (rows.length < batch) return;
  }
}

/** Tells whoever answers that mail waits: once on each day on which some does, as soon as it does. */
export async function remindOfMail(ctx: Context): Promise<void> {
  const count = await waitingMailCount(ctx);
  if (count === 0) return;
  const [oldest] = await waitingMail(ctx);
  if (!oldest) return;
  const today = dayIn(ctx.content.company.timeZone, ctx.timeSeen.now());
  for (const { id, address, role } of await activeStaff(ctx)) {
    const occasion = `desk-mail:${id}:${today}`;
    if (!rolesOf(role).includes('answers') || (await isQueued(ctx, occasion))) continue;
    const values = {
      count: String(count),
      receivedOn: oldest.receivedOn,
      dueOn: oldest.dueOn,
      link: `${ctx.config.origin}/desk/mail/`,
    };
    await transaction(ctx, (ctx) => queue(ctx, { to: address, about: id, occasion, template: 'desk-mail', values }));
  }
}

/** What a request is at by that day, if nobody was told of it yet. */
function reminderOf(
  row: Open,
  { today, awaitsSecond }: { readonly today: string; readonly awaitsSecond: boolean },
): Reminder | null {
  const isLate = row.due_on < today;
  const [time, gone] = [daysUntil(row.received_on, row.due_on), daysUntil(row.received_on, today)];
  const part = time > 0 ? parts.find((part) => gone * 100 >= time * part) : undefined;
  const reached = isLate ? `late ${today}` : part;
  if (reached === undefined) return null;
  const stage = `${row.due_on} ${reached}`;
  return row.reminded === stage ? null : { ...row, stage, isLate, awaitsSecond };
}

/** One mail for each of the staff, however many requests it names. */
async function remindOf(ctx: Context, reminders: readonly Reminder[]): Promise<void> {
  if (reminders.length === 0) return;
  await transaction(ctx, async (ctx) => {
    const claimed: Reminder[] = [];
    for (const reminder of reminders) {
      const row = await ctx.db
        .updateTable('request')
        .set({ reminded: reminder.stage })
        .where('id', '=', reminder.id)
        .where('closed_at', 'is', null)
        .where((row) => row.or([row('reminded', 'is', null), row('reminded', '!=', reminder.stage)]))
        .returning('id')
        .executeTakeFirst();
      if (row) claimed.push(reminder);
    }
    const staff = (await activeStaff(ctx)).filter(({ role }) => rolesOf(role).includes('answers'));
    for (const member of staff) {
      const theirs = claimed.filter((reminder) => concerns(reminder, member, staff));
      await mail(ctx, member.address, member.id, theirs);
    }
    // Before anybody is of the staff, what is due is told to the address that requests reach.
    if (staff.length === 0) await mail(ctx, ctx.content.company.privacyAddress, 'desk', claimed);
  });
}

function concerns(
  { holder_id, isLate, awaitsSecond }: Reminder,
  { id, role }: Member,
  staff: readonly Member[],
): boolean {
  if (awaitsSecond && rolesOf(role).includes('approves')) return true;
  return isLate || holder_id === id || !staff.some((one) => one.id === holder_id);
}

async function mail(ctx: Context, to: string, about: string, reminders: readonly Reminder[]): Promise<void> {
  if (reminders.length === 0) return;
  const inOrder = reminders.toSorted((one, other) => (one.due_on < other.due_on ? -1 : 1));
  const today = dayIn(ctx.content.company.timeZone, ctx.timeSeen.now());
  const requests = inOrder
    .map(({ reference, due_on, awaitsSecond }) => {
      const daysLeft = daysUntil(today, due_on);
      return reminderLine(reference, showDay(due_on), { daysLeft, awaitsSecond });
    })
    .join('\n\n');
  const values = { count: String(reminders.length), requests, link: `${ctx.config.origin}/desk/` };
  await queue(ctx, { to, about, template: 'desk-reminder', values });
}
