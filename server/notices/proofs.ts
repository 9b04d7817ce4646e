import { type SqlBool, sql } from 'kysely';
import { type Day, dayIn } from '../../src/library/model/days.ts';
import { namesLike } from '../../src/library/model/names.ts';
import { byAddress } from '../accounts/records.ts';
import type { Context } from '../context.ts';
import { openOrNull } from '../crypto/encryption.ts';
import { addresseesOf } from './audience.ts';
import { digestsOf, isOfAccounts, type Reason, recipientsWithFate, unreachedProblems } from './campaigns/recipients.ts';
import type { Kind } from './notice-emails.ts';

/** What became of the notice to one recipient. Times are as the provider or our own server had them. */
export interface Proof {
  readonly campaign: number;
  readonly document: string;
  readonly version: string;
  readonly kind: Kind;
  /** Of the subscriber, the account or its contact. */
  readonly recipient: string;
  readonly reason: Reason;
  /** As it is today; null where it is not there any more, or cannot be read. */
  readonly address: string | null;
  /** When it was first tried, and when it was accepted for delivery. */
  readonly triedAt: string | null;
  readonly acceptedAt: string | null;
  readonly deliveredAt: string | null;
  /** Why it did not arrive, as a code, or that it was complained of. */
  readonly problem: string | null;
  readonly problemAt: string | null;
  /** How else they were told, and on which day. */
  readonly means: string | null;
  readonly toldOn: string | null;
  /** That is of the contact whom the business named before this one. */
  readonly isOfFormer: boolean;
}

/** Where a page of proofs ends, so that the next can begin. */
export interface ProofCursor {
  readonly batch: number;
  readonly recipient: string;
}

/** So many stand on a page. */
const pageSize = 500;

/** What became of a campaign, recipient by recipient, a page at a time. */
export async function proofsOf(
  ctx: Context,
  campaign: number,
  after: ProofCursor | null = null,
): Promise<{ readonly proofs: readonly Proof[]; readonly next: ProofCursor | null }> {
  const rows = await proofRows(ctx)
    .where('notice_recipient.campaign', '=', campaign)
    .$if(after !== null, (query) =>
      query.where((row) =>
        row.or([
          row('notice_recipient.batch', '>', after?.batch ?? 0),
          row.and([
            row('notice_recipient.batch', '=', after?.batch ?? 0),
            row('notice_recipient.recipient', '>', after?.recipient ?? ''),
          ]),
        ]),
      ),
    )
    .orderBy('notice_recipient.batch')
    .orderBy('notice_recipient.recipient')
    .limit(pageSize)
    .execute();
  const last = rows.at(-1);
  const next = rows.length === pageSize && last ? { batch: last.batch, recipient: last.recipient } : null;
  return { proofs: await toProofs(ctx, rows), next };
}

/** Every notice to whoever has an address, or to the legal contact of their account; the oldest first. */
export async function proofsFor(ctx: Context, address: string): Promise<Proof[]> {
  const account = await byAddress(ctx, address);
  const rows = await proofRows(ctx)
    .where((row) =>
      row.or([row('notice_recipient.digest', 'in', digestsOf(ctx, address)), isOfAccounts([account?.id ?? ''])]),
    )
    .orderBy('campaign.begun_at')
    .orderBy('campaign.id')
    .execute();
  return await toProofs(ctx, rows);
}

/** Whom a law or a contract has us tell, and no mail reaches: an address that is not there asks for another channel. */
export async function unreachedBy(ctx: Context, campaign: number): Promise<Proof[]> {
  const rows = await proofRows(ctx)
    .where('notice_recipient.campaign', '=', campaign)
    .where('notice_recipient.problem', 'in', unreachedProblems)
    .where('notice_recipient.reason', '!=', 'subscribed')
    .orderBy('notice_recipient.recipient')
    .limit(pageSize)
    .execute();
  const proofs = await toProofs(ctx, rows);
  return proofs.map((proof) => (proof.isOfFormer ? { ...proof, means: null, toldOn: null } : proof));
}

/** How many of those were told by no other means so far, of one campaign or of all. */
export async function countUnreached({ db }: Context, campaign?: number): Promise<number> {
  const { count } = await db
    .selectFrom('notice_recipient')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('problem', 'in', unreachedProblems)
    // As its index has it: a value that is bound would not find that.
    .where(sql<SqlBool>`reason != 'subscribed'`)
    .$if(campaign !== undefined, (query) => query.where('campaign', '=', campaign ?? 0))
    .where((row) =>
      row.not(
        row.exists((told) =>
          told
            .selectFrom('notice_other_means')
            .select('means')
            .whereRef('notice_other_means.campaign', '=', 'notice_recipient.campaign')
            .whereRef('notice_other_means.recipient', '=', 'notice_recipient.recipient')
            .where('former_since', 'is', null),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * The day on which a business was first told of a version, at its account or its legal contact, by mail or by other means;
 * null where it was not. That it is told of another day is another matter.
 */
export async function toldAccountOn(
  ctx: Context,
  accountId: string,
  { document, version }: { readonly document: string; readonly version: string },
): Promise<Day | null> {
  const { manifest, company } = ctx.content;
  const rows = await recipientsWithFate(ctx)
    .select(['campaign_batch.accepted_at', 'notice_recipient.delivered_at', 'notice_recipient.problem'])
    .select('notice_other_means.told_on')
    .where(isOfAccounts([accountId]))
    .where('campaign.version', '=', version)
    .where('campaign.document', 'in', namesLike(manifest.documents, document))
    .where('campaign.kind', 'in', ['announced', 'replaced'])
    .execute();
  const days = rows.flatMap(({ accepted_at, delivered_at, problem, told_on }) => {
    const at = problem === null || problem === 'complained' ? (accepted_at ?? delivered_at) : null;
    return [...(at === null ? [] : [dayIn(company.timeZone, new Date(at))]), ...(told_on === null ? [] : [told_on])];
  });
  return days.toSorted()[0] ?? null;
}

function proofRows(ctx: Context) {
  return recipientsWithFate(ctx)
    .select(['campaign.id as campaign', 'campaign.document', 'campaign.version', 'campaign.kind', 'campaign.since'])
    .select([
      'notice_recipient.batch',
      'notice_recipient.recipient',
      'notice_recipient.reason',
      'notice_recipient.digest',
    ])
    .select(['notice_recipient.delivered_at', 'notice_recipient.problem', 'notice_recipient.problem_at'])
    .select(['campaign_batch.attempted_at', 'campaign_batch.accepted_at', 'campaign_batch.failed_at'])
    .select(['campaign_batch.problem as batch_problem'])
    .select(['notice_other_means.means', 'notice_other_means.told_on', 'notice_other_means.former_since']);
}

type ProofRow = Awaited<ReturnType<ReturnType<typeof proofRows>['execute']>>[number];

async function toProofs(ctx: Context, rows: readonly ProofRow[]): Promise<Proof[]> {
  const addresses = new Map<string, string | null>();
  for (const campaign of new Set(rows.map(({ campaign }) => campaign))) {
    const theirs = rows.filter((row) => row.campaign === campaign);
    const [first] = theirs;
    if (!first) continue;
    const found = await addresseesOf(ctx, first, theirs);
    for (const [id, addressee] of found) addresses.set(`${campaign}/${id}`, openOrNull(addressee.open));
  }
  const addressOf = (row: ProofRow) => {
    const address = addresses.get(`${row.campaign}/${row.recipient}`) ?? null;
    // Another contact than the one that was told.
    const isOther = row.reason === 'legal-contact' && !digestsOf(ctx, address ?? '').includes(row.digest ?? '');
    return isOther ? null : address;
  };
  return rows.map((row) => ({
    campaign: row.campaign,
    document: row.document,
    version: row.version,
    kind: row.kind as Kind,
    recipient: row.recipient,
    reason: row.reason as Reason,
    address: addressOf(row),
    triedAt: row.attempted_at,
    acceptedAt: row.problem === null || row.delivered_at || isAfterwards(row.problem) ? row.accepted_at : null,
    deliveredAt: row.delivered_at,
    problem: row.problem ?? (row.failed_at && !row.delivered_at ? row.batch_problem : null),
    problemAt: row.problem_at ?? (row.delivered_at ? null : row.failed_at),
    means: row.means,
    toldOn: row.told_on,
    isOfFormer: row.former_since !== null,
  }));
}

/** What the provider says of a mail that it had accepted. */
function isAfterwards(problem: string): boolean {
  return ['bounced', 'complained', 'provider-failed'].includes(problem);
}
