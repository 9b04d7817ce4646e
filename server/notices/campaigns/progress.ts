import { setImmediate } from 'node:timers/promises';
import { type Context, transaction } from '../../context.ts';
import type { CampaignRow } from '../../db/schema.ts';
import type { Kind } from '../notice-emails.ts';
import { addBatch, newBatch } from './batches.ts';
import { inBatch, type Reason, settledProblems } from './recipients.ts';
import { lockCampaign, peopleOf } from './records.ts';

export type CampaignState = 'held' | 'waiting' | 'preparing' | 'sending' | 'complete' | 'taken-back';

/** A campaign and how far it has come. */
export interface Campaign {
  readonly id: number;
  readonly document: string;
  readonly version: string;
  readonly kind: Kind;
  readonly state: CampaignState;
  readonly begunAt: Date;
  readonly sendsAt: Date;
  readonly heldAt: Date | null;
  /** When the last mail had gone out of those that waited at first. */
  readonly toldAt: Date | null;
  /** What staff say above the summary. */
  readonly words: string;
  /** How many were put down to be told, by reason. */
  readonly people: Readonly<Partial<Record<Reason, number>>>;
  /** Of a hundred batches, so many are answered. */
  readonly percent: number;
  /** How many did not get it, by problem, as a code: also what is set aside for staff. */
  readonly problems: Readonly<Record<string, number>>;
}

/** So many recipients of one reason that stand so: `waiting`, `accepted`, `delivered`, or a problem, as a code. */
interface Count {
  readonly reason: Reason;
  readonly state: string;
  readonly count: number;
}

/** So many batches are counted at a time. */
const slice = 200;

/** The newest first, fifty at most. */
export async function listCampaigns(ctx: Context): Promise<Campaign[]> {
  const rows = await ctx.db.selectFrom('campaign').selectAll().orderBy('begun_at', 'desc').limit(50).execute();
  return await Promise.all(rows.map((row) => toCampaign(ctx, row)));
}

export async function findCampaign(ctx: Context, id: number): Promise<Campaign | null> {
  const row = await ctx.db.selectFrom('campaign').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? await toCampaign(ctx, row) : null;
}

/** All recipients of a campaign by how they stand, counted in parts: SQLite lets nobody else read meanwhile. */
export async function countRecipients(ctx: Context, id: number): Promise<Count[]> {
  const { last } = await ctx.db
    .selectFrom('campaign_batch')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('campaign', '=', id)
    .executeTakeFirstOrThrow();
  const counts = new Map<string, number>();
  for (let from = 0; from <= Number(last ?? -1); from += slice) {
    const rows = await ctx.db
      .selectFrom('notice_recipient')
      .innerJoin('campaign_batch', inBatch)
      .select((row) => [
        'notice_recipient.reason',
        row.fn.countAll<number | string>().as('count'),
        row.fn
          .coalesce(
            'notice_recipient.problem',
            row.case().when('notice_recipient.delivered_at', 'is not', null).then('delivered').end(),
            row.case().when('campaign_batch.failed_at', 'is not', null).then(row.ref('campaign_batch.problem')).end(),
            row.case().when('campaign_batch.accepted_at', 'is not', null).then('accepted').else('waiting').end(),
          )
          .as('state'),
      ])
      .where('notice_recipient.campaign', '=', id)
      .where('notice_recipient.batch', '>=', from)
      .where('notice_recipient.batch', '<', from + slice)
      .groupBy(['notice_recipient.reason', 'state'])
      .execute();
    for (const { reason, state, count } of rows) {
      const key = `${reason}/${state}`;
      counts.set(key, (counts.get(key) ?? 0) + Number(count));
    }
    await setImmediate();
  }
  return [...counts].map(([key, count]) => {
    const [reason = '', state = ''] = key.split('/');
    return { reason: reason as Reason, state, count };
  });
}

async function toCampaign(ctx: Context, row: CampaignRow): Promise<Campaign> {
  const batches = await ctx.db
    .selectFrom('campaign_batch')
    .select((batch) => [
      batch.fn.countAll<number | string>().as('all'),
      batch.fn.count<number | string>('accepted_at').as('accepted'),
      batch.fn.count<number | string>('failed_at').as('failed'),
    ])
    .where('campaign', '=', row.id)
    .executeTakeFirstOrThrow();
  const [all, answered] = [Number(batches.all), Number(batches.accepted) + Number(batches.failed)];
  return {
    id: row.id,
    document: row.document,
    version: row.version,
    kind: row.kind as Kind,
    state: stateOf(ctx, row),
    begunAt: new Date(row.begun_at),
    sendsAt: new Date(row.sends_at),
    heldAt: row.held_at === null ? null : new Date(row.held_at),
    toldAt: row.told_at === null ? null : new Date(row.told_at),
    words: row.words ?? '',
    people: peopleOf(row),
    percent: all === 0 ? 0 : Math.floor((answered * 100) / all),
    problems: await problemsOf(ctx, row.id, Number(batches.failed) > 0),
  };
}

async function problemsOf({ db }: Context, id: number, isAnySetAside: boolean): Promise<Record<string, number>> {
  const problems = await db
    .selectFrom('notice_recipient')
    .select(({ fn }) => ['problem', fn.countAll<number | string>().as('count')])
    .where('campaign', '=', id)
    .where('problem', 'is not', null)
    .groupBy('problem')
    .execute();
  const setAside = isAnySetAside
    ? await db
        .selectFrom('campaign_batch')
        .innerJoin('notice_recipient', inBatch)
        .select(({ fn }) => ['campaign_batch.problem', fn.countAll<number | string>().as('count')])
        .where('campaign_batch.campaign', '=', id)
        .where('campaign_batch.failed_at', 'is not', null)
        .where('notice_recipient.problem', 'is', null)
        // The provider may have said since that it did arrive.
        .where('notice_recipient.delivered_at', 'is', null)
        .groupBy('campaign_batch.problem')
        .execute()
    : [];
  const counts: Record<string, number> = {};
  for (const { problem, count } of [...problems, ...setAside])
    counts[problem ?? ''] = (counts[problem ?? ''] ?? 0) + Number(count);
  return counts;
}

function stateOf({ clock }: Context, row: CampaignRow): CampaignState {
  if (row.stopped_at !== null) return 'taken-back';
  if (row.completed_at !== null) return 'complete';
  if (row.held_at !== null) return 'held';
  if (row.sends_at > clock.now().toISOString()) return 'waiting';
  return row.enumerated_at === null ? 'preparing' : 'sending';
}

/**
 * Has staff's word that whoever a campaign did not reach is written to again, under new keys: also those of whom nobody
 * can tell. Null where there is no such campaign, or it was taken back; otherwise how many.
 */
export async function retryCampaign(ctx: Context, id: number): Promise<number | null> {
  return await transaction(ctx, async (ctx) => {
    const campaign = await lockCampaign(ctx, id);
    if (!campaign || campaign.stopped_at !== null) return null;
    const rows = await ctx.db
      .selectFrom('notice_recipient')
      .innerJoin('campaign_batch', inBatch)
      .select(['notice_recipient.batch', 'notice_recipient.recipient'])
      .where('notice_recipient.campaign', '=', id)
      .where((row) =>
        row.or([
          row.and([
            row('notice_recipient.problem', 'is not', null),
            row('notice_recipient.problem', 'not in', settledProblems),
          ]),
          row.and([
            row('notice_recipient.problem', 'is', null),
            // The provider may have said since that it did arrive.
            row('notice_recipient.delivered_at', 'is', null),
            row('campaign_batch.failed_at', 'is not', null),
          ]),
        ]),
      )
      .orderBy('notice_recipient.batch')
      .execute();
    const { most } = ctx.resources.mailer.transport.bulk;
    for (let at = 0; at < rows.length; at += most) {
      const some = rows.slice(at, at + most);
      const number = await newBatch(ctx, id);
      await addBatch(ctx, { campaign: id, number });
      await ctx.db
        .updateTable('notice_recipient')
        .set({ batch: number, problem: null, problem_at: null })
        .where('campaign', '=', id)
        // By its index: nobody goes through all recipients for some.
        .where('batch', 'in', [...new Set(some.map(({ batch }) => batch))])
        .where(
          'recipient',
          'in',
          some.map(({ recipient }) => recipient),
        )
        .execute();
    }
    if (rows.length > 0)
      await ctx.db.updateTable('campaign').set({ completed_at: null, told_at: null }).where('id', '=', id).execute();
    return rows.length;
  });
}
