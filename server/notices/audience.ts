import { sql } from 'kysely';
import { namedIn, namesLike } from '../../src/library/model/names.ts';
import { placeOf as accountPlaceOf, businessOf } from '../accounts/records.ts';
import type { Context } from '../context.ts';
import { openOrNull } from '../crypto/encryption.ts';
import { isPostgres } from '../db/database.ts';
import type { AccountRow, CampaignRow, NoticeRecipientRow } from '../db/schema.ts';
import { accountOf, type Candidate, contactOf, type Reason, reasons } from './campaigns/recipients.ts';
import { placeOf } from './subscribers.ts';

/** Somebody who still is to be told now that the mail goes out. */
export interface Addressee extends Candidate {
  /** An objection since then keeps the mail back; null where none does. */
  readonly askedAt: string | null;
}

export type About = Pick<CampaignRow, 'document' | 'version' | 'since'>;

interface Page {
  readonly people: readonly Candidate[];
  /** The id after which the next page begins; null where there is nobody any more. */
  readonly last: string | null;
}

interface Audience {
  /** Those after the id given, in the order of their ids, so many at most. Called within a transaction. */
  page(ctx: Context, about: About, after: string, most: number): Promise<Page>;
  /** Of these ids, those whom it is for. */
  among(ctx: Context, about: About, ids: readonly string[]): Promise<Candidate[]>;
  /** Of these ids, those who still are there to be told. */
  find(ctx: Context, about: About, ids: readonly string[]): Promise<Addressee[]>;
}

/** Whoever has a reason to be told, by that reason. */
export const audiences: Readonly<Record<Reason, Audience>> = {
  contract: ofAccounts(agreedOf, toHolder),
  'legal-contact': ofAccounts(namingContact, toLegalContact),
  account: ofAccounts(accountsOf, toHolder),
  subscribed: { page: subscribers, among: findSubscribers, find: findSubscribers },
};

/** Those of some accounts, each at an address of its own: whom it was for is told as long as the account is there. */
function ofAccounts(
  chosen: (ctx: Context, about: About) => ReturnType<typeof accountsOf>,
  toCandidate: (ctx: Context, row: AccountRow) => Candidate | null,
): Audience {
  const candidates = (ctx: Context, rows: readonly AccountRow[]) => rows.flatMap((row) => toCandidate(ctx, row) ?? []);
  return {
    async page(ctx, about, after, most) {
      const rows = await chosen(ctx, about).where('id', '>', after).orderBy('id').limit(most).execute();
      return { people: candidates(ctx, rows), last: rows.at(-1)?.id ?? null };
    },
    async among(ctx, about, ids) {
      const rows = await chosen(ctx, about).where('id', 'in', ids.map(accountOf)).execute();
      return candidates(ctx, rows);
    },
    async find(ctx, _, ids) {
      const rows = await ctx.db.selectFrom('account').selectAll().where('id', 'in', ids.map(accountOf)).execute();
      return candidates(ctx, rows).map((candidate) => ({ ...candidate, askedAt: null }));
    },
  };
}

/**
 * The next of those whom a campaign is for, after its cursor, and where to go on; null at the end of all. `having` are
 * the reasons for which there is a mail.
 */
export async function audienceOf(
  ctx: Context,
  campaign: About & Pick<CampaignRow, 'cursor'>,
  having: readonly Reason[],
  most: number,
): Promise<{ reason: Reason; people: readonly Candidate[]; cursor: string } | null> {
  const [at = '', after = ''] = campaign.cursor?.split('/') ?? [];
  const wanted = reasons.filter((reason) => having.includes(reason));
  const from = Math.max(0, wanted.indexOf(at as Reason));
  for (const reason of wanted.slice(from)) {
    const { people, last } = await audiences[reason].page(ctx, campaign, reason === at ? after : '', most);
    if (last !== null) return { reason, people, cursor: `${reason}/${last}` };
  }
  return null;
}

/** Of the recipients of a batch, those who still are to be told, by their ids. */
export async function addresseesOf(
  ctx: Context,
  campaign: About,
  recipients: readonly Pick<NoticeRecipientRow, 'reason' | 'recipient'>[],
): Promise<Map<string, Addressee>> {
  const found: Addressee[] = [];
  for (const reason of reasons) {
    const ids = recipients.filter((one) => one.reason === reason).map(({ recipient }) => recipient);
    if (ids.length > 0) found.push(...(await audiences[reason].find(ctx, campaign, ids)));
  }
  return new Map(found.map((one) => [one.id, one]));
}

/**
 * Who unsubscribes at this moment either goes first, or waits and then finds the row to take back. Asked for again after
 * the lock: PostgreSQL tells a statement nothing of what changed while it waited.
 */
async function subscribers(ctx: Context, about: About, after: string, most: number): Promise<Page> {
  const ids = await subscribedAfter(ctx, about, after, most);
  const last = ids.at(-1);
  if (last === undefined) return { people: [], last: null };
  if (isPostgres(ctx.config.databaseUrl))
    await ctx.db.selectFrom('subscriber').select('id').where('id', 'in', ids).orderBy('id').forShare().execute();
  return { people: await findSubscribers(ctx, about, ids), last };
}

/** Who subscribed with an address, by its digest, where that is under the key by which subscribers are known. */
export async function subscribersAt(ctx: Context, about: About, digest: string): Promise<Candidate[]> {
  const rows = await ctx.db
    .selectFrom('subscriber')
    .select('id')
    .where('address_index', '>=', digest)
    // After each digit.
    .where('address_index', '<', `${digest}g`)
    .execute();
  const ids = rows.map(({ id }) => id);
  return ids.length === 0 ? [] : await findSubscribers(ctx, about, ids);
}

/** In the order of the key: with a join, or where PostgreSQL may sort, it reads all there are for each page. */
async function subscribedAfter({ db, config }: Context, about: About, after: string, most: number): Promise<string[]> {
  // It takes a million for a few where it has not counted them yet, as after an import.
  if (isPostgres(config.databaseUrl)) await sql`set local enable_sort = off`.execute(db);
  const rows = await db
    .selectFrom('subscription')
    .select('subscriber_id')
    .where('document', '=', about.document)
    .where('confirmed_at', '<=', about.since)
    .where('subscriber_id', '>', after)
    .orderBy('subscriber_id')
    .limit(most)
    .execute();
  return rows.map(({ subscriber_id }) => subscriber_id);
}

async function findSubscribers(ctx: Context, { document, since }: About, ids: readonly string[]) {
  const rows = await ctx.db
    .selectFrom('subscription')
    .innerJoin('subscriber', 'subscriber.id', 'subscription.subscriber_id')
    .select(['subscriber.id', 'subscriber.address_sealed', 'subscriber.address_index', 'subscription.confirmed_at'])
    .where('subscription.document', '=', document)
    .where('subscription.confirmed_at', '<=', since)
    .where('subscriber.id', 'in', ids)
    .execute();
  return rows.map(({ id, address_index, address_sealed, confirmed_at }) => ({
    id,
    address_index,
    open: () => ctx.crypto.encryption.open(address_sealed, placeOf(id)),
    askedAt: confirmed_at,
  }));
}

/** Whether an account agreed to what has us tell it of changes of this document. */
export async function hasAgreed(ctx: Context, document: string, accountId: string): Promise<boolean> {
  const agreed = await agreementsOf(ctx, { document })
    .where('ledger_subject.account_id', '=', accountId)
    .limit(1)
    .executeTakeFirst();
  return agreed !== undefined;
}

/** The next accounts that agreed to it since a campaign last looked, and up to which entry; null at the end of all. */
export async function agreedAfter(
  ctx: Context,
  { document, agreed_up_to }: Pick<CampaignRow, 'document' | 'agreed_up_to'>,
  most: number,
): Promise<{ accounts: string[]; upTo: number | null }> {
  const rows = await agreementsOf(ctx, { document })
    .select('ledger_subject.account_id')
    .where('ledger_entry.seq', '>', agreed_up_to)
    .orderBy('ledger_entry.seq')
    .limit(most)
    .execute();
  const accounts = [...new Set(rows.flatMap(({ account_id }) => account_id ?? []))];
  return { accounts, upTo: rows.length < most ? null : Number(rows.at(-1)?.seq) };
}

/** The number of the ledger's last entry; 0 where there is none. */
export async function lastEntry({ db }: Context): Promise<number> {
  const row = await db.selectFrom('ledger_entry').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return Number(row?.seq ?? 0);
}

/** Where a business is answered: at its contact for legal notices, or else at the account's own address. */
export function legalAddressOf(ctx: Context, row: AccountRow): string {
  return legalContactOf(ctx, row) ?? toHolder(ctx, row).open();
}

/** Whoever has an account. */
function accountsOf({ db }: Context, { since }: About) {
  return db.selectFrom('account').selectAll().where('created_at', '<=', since);
}

/** Each account for which an agreement was made, however new: who agrees while a change waits is owed its notice too. */
function agreedOf(ctx: Context, about: Pick<About, 'document'>) {
  return ctx.db
    .selectFrom('account')
    .selectAll()
    .where((row) =>
      row.exists(agreementsOf(ctx, about).whereRef('ledger_subject.account_id', '=', row.ref('account.id'))),
    );
}

/** Of those, which may name another contact for legal notices. */
function namingContact(ctx: Context, about: Pick<About, 'document'>) {
  return agreedOf(ctx, about).where('business_sealed', 'is not', null);
}

/** Agreements to this document, under each name that it had; to any, where it is the list of subprocessors. */
function agreementsOf({ db, content: { manifest } }: Context, { document }: Pick<About, 'document'>) {
  const known = namedIn(manifest.documents, document);
  const agreed = manifest.documents.filter(({ kind }) => kind === 'agreement').map(({ slug }) => slug);
  const slugs = known?.kind === 'agreement' ? [known.slug] : agreed;
  const about = slugs.flatMap((slug) => namesLike(manifest.documents, slug)).map((name) => `document:${name}`);
  return db
    .selectFrom('ledger_entry')
    .innerJoin('ledger_subject', 'ledger_subject.id', 'ledger_entry.subject_id')
    .select('ledger_entry.seq')
    .where('ledger_entry.kind', '=', 'agreement')
    .where('ledger_entry.about', 'in', about.length > 0 ? about : ['']);
}

function toHolder(ctx: Context, row: AccountRow): Candidate {
  return {
    id: row.id,
    address_index: row.email_index,
    open: () => ctx.crypto.encryption.open(row.email_sealed, accountPlaceOf('email_sealed', row.id)),
  };
}

/** Null where there is none but whoever has the account. */
function toLegalContact(ctx: Context, row: AccountRow): Candidate | null {
  const contact = legalContactOf(ctx, row);
  const { blindIndex } = ctx.crypto;
  if (contact === null || blindIndex.indexes(contact).includes(row.email_index)) return null;
  return { id: contactOf(row.id), address_index: blindIndex.index(contact), open: () => contact };
}

/** Null where none is named, or where the profile cannot be read: the account's own address is then the one to use. */
function legalContactOf(ctx: Context, row: AccountRow): string | null {
  return openOrNull(() => businessOf(ctx, row)?.legalContact) || null;
}
