import { dayIn } from '../../../src/library/model/days.ts';
import { sha256 } from '../../../src/library/model/digest.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import { newId } from '../../db/ids.ts';
import type { RequestPackageRow, RequestRow } from '../../db/schema.ts';
import { isLine } from '../../fields/text.ts';
import { record } from '../../requests/events.ts';
import type { Ground, RequestKind } from '../../requests/kinds.ts';
import { allowedOf } from '../../requests/permissions.ts';
import { findRequest, lockRequest } from '../../requests/records.ts';
import { hasHandedOverSince } from '../../requests/tasks/parts.ts';
import { unfinishedOf } from '../../requests/tasks/tasks.ts';
import type { PersonalData, Subject } from '../../subject.ts';
import { archiveOf } from '../archive/archive.ts';
import { copiesOf, type Gathered, type GatherProblem, unfitFor } from './contents.ts';
import { longestWords, type WithholdingReason, withheldParts, withholdingReasons } from './kinds.ts';
import {
  exists,
  type LeftOut,
  leftOutBy,
  type MarkedRow,
  markRows,
  type Redaction,
  withhold,
  withoutWords,
} from './redactions.ts';

/** The answer to a request for a copy, while it is made. */
export interface Package {
  readonly id: string;
  readonly gatheredAt: Date;
  readonly preparedBy: string;
  readonly revision: number;
  /** Whose it is. */
  readonly subject: Subject;
  /** How staff made sure of that; empty where the person confirmed the address. */
  readonly sure: string;
  /** All that was gathered, and what of it the person gets. */
  readonly whole: PersonalData;
  readonly shown: PersonalData;
  readonly rows: Readonly<Record<string, readonly MarkedRow[]>>;
  /** Agreements of the account, which the person signed. */
  readonly agreements: number;
  readonly redactions: readonly Redaction[];
  /** Why its delivery answers in part alone, where something of the person is withheld. */
  readonly ground: Ground | null;
  /** The systems that have not yet answered: until then nothing is delivered. */
  readonly silent: readonly string[];
}

/** What is known of one that was delivered: not what it held. */
export interface DeliveredPackage {
  readonly id: string;
  readonly preparedBy: string;
  readonly approvedBy: string;
  readonly deliveredAt: Date;
  readonly digest: string;
  readonly leftOut: readonly LeftOut[];
}

/** Keeps what was read, sealed, in the place of what was gathered before and not delivered. Its redactions begin anew. */
export async function keepGathered(
  ctx: Context,
  reference: string,
  { gathered, actor }: { readonly gathered: Gathered; readonly actor: string },
): Promise<Result<{ readonly id: string }, GatherProblem>> {
  return await transaction(ctx, async (ctx): Promise<Result<{ id: string }, GatherProblem>> => {
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('reference-unknown');
    const unfit = await unfitFor(ctx, request);
    if (unfit) return fail(unfit);
    // Counted on from what was gathered before: whoever saw that has not seen this.
    const before = await ctx.db
      .selectFrom('request_package')
      .select(({ fn }) => fn.max('revision').as('revision'))
      .where('request_id', '=', request.id)
      .executeTakeFirst();
    await ctx.db
      .deleteFrom('request_package')
      .where('request_id', '=', request.id)
      .where('delivered_at', 'is', null)
      .execute();
    const id = newId(ctx.clock.now());
    const { at: gathered_at, ...read } = gathered;
    const content: Content = { ...read, personalData: toContent(read.personalData) };
    await ctx.db
      .insertInto('request_package')
      .values({
        id,
        request_id: request.id,
        gathered_at,
        prepared_by: actor,
        revision: Number(before?.revision ?? 0) + 1,
        content_sealed: ctx.crypto.encryption.seal(JSON.stringify(content), placeOf('content_sealed', id)),
        redactions_sealed: sealRedactions(ctx, id, []),
      })
      .execute();
    if (gathered.sure) {
      const detail = { address: gathered.subject.email, reason: gathered.sure };
      await record(ctx, request, { act: 'identified', actor, detail });
    }
    return succeed({ id });
  });
}

/** What is being made; null where nothing is. */
export async function packageOf(ctx: Context, reference: string): Promise<Package | null> {
  const request = await findRequest(ctx, reference);
  const row = request && (await openPackage(ctx, request));
  if (!request || !row?.content_sealed) return null;
  const { subject, sure, personalData, copies } = openContent(ctx, row);
  const redactions = redactionsOf(ctx, row);
  return {
    id: row.id,
    gatheredAt: new Date(row.gathered_at),
    preparedBy: row.prepared_by,
    revision: row.revision,
    subject,
    sure,
    whole: personalData,
    shown: withhold(personalData, redactions),
    rows: markRows(personalData, redactions),
    agreements: withoutWords(copies, redactions).length,
    redactions,
    ground: groundOf(redactions),
    silent: await unfinishedOf(ctx, request, ['access']),
  };
}

/** Who gathered what nobody has delivered yet, without a look into it; null where there is nothing. */
export async function preparerOf(ctx: Context, reference: string): Promise<string | null> {
  const request = await findRequest(ctx, reference);
  const row = request && (await openPackage(ctx, request));
  return row?.content_sealed ? row.prepared_by : null;
}

/** Oldest first. */
export async function deliveredPackages(ctx: Context, reference: string): Promise<DeliveredPackage[]> {
  const request = await findRequest(ctx, reference);
  const rows = await ctx.db
    .selectFrom('request_package')
    .selectAll()
    .where('request_id', '=', request?.id ?? '')
    .where('delivered_at', 'is not', null)
    .orderBy('delivered_at')
    .execute();
  return rows.map(({ id, prepared_by, approved_by, delivered_at, digest, left_out }) => ({
    id,
    preparedBy: prepared_by,
    approvedBy: approved_by ?? '',
    deliveredAt: new Date(delivered_at ?? ''),
    digest: digest ?? '',
    leftOut: JSON.parse(left_out ?? '[]') as LeftOut[],
  }));
}

export type WithholdProblem =
  | 'reference-unknown'
  | 'package-missing'
  | 'changed-meanwhile'
  | 'reason-missing'
  | 'part-unknown'
  | 'words-invalid';

/** What staff choose to withhold, as the form says it. */
interface WishToWithhold {
  readonly part: string;
  readonly reason: string;
  readonly table?: string;
  readonly row?: string;
  readonly column?: string;
  readonly file?: string;
  readonly words?: string;
}

/** Withholds one part more, for a reason. Whoever does has prepared what is left, and somebody else approves it. */
export async function withholdPart(
  ctx: Context,
  reference: string,
  { wish, revision, actor }: { readonly wish: WishToWithhold; readonly revision: number; readonly actor: string },
): Promise<Result<Redaction, WithholdProblem>> {
  const reason = withholdingReasons.find((known) => known === wish.reason);
  if (!reason) return fail('reason-missing');
  const redaction = readRedaction(wish, reason);
  if (!redaction) return fail(wish.part === 'words' ? 'words-invalid' : 'part-unknown');
  const work = (row: RequestPackageRow) => {
    if (!exists(openContent(ctx, row).personalData, redaction)) return fail('part-unknown');
    return succeed([[...redactionsOf(ctx, row), redaction], redaction] as const);
  };
  return await change(ctx, reference, { revision, actor, work });
}

/** Takes one back, by its place among them. */
export async function showPart(
  ctx: Context,
  reference: string,
  { at, revision, actor }: { readonly at: number; readonly revision: number; readonly actor: string },
): Promise<Result<Redaction, WithholdProblem>> {
  const work = (row: RequestPackageRow) => {
    const redactions = redactionsOf(ctx, row);
    const redaction = redactions[at];
    return redaction
      ? succeed([redactions.filter((_, place) => place !== at), redaction] as const)
      : fail('part-unknown');
  };
  return await change(ctx, reference, { revision, actor, work });
}

export type DeliverProblem =
  | 'reference-unknown'
  | 'package-missing'
  | 'changed-meanwhile'
  | 'same-person'
  | 'systems-silent'
  | 'handed-since'
  | 'address-other'
  | 'permission-missing'
  | 'request-erased'
  | 'request-closed';

/** The file as the person gets it. */
interface Prepared {
  readonly packageId: string;
  readonly revision: number;
  readonly fileName: string;
  readonly archive: Uint8Array;
  /** SHA-256 of the file, in hexadecimal. */
  readonly digest: string;
  readonly leftOut: readonly LeftOut[];
  readonly ground: Package['ground'];
}

/** Makes the file of what somebody has seen. It takes a while: before the transaction in which it is delivered. */
export async function prepare(
  ctx: Context,
  reference: string,
  { revision, actor }: { readonly revision: number; readonly actor: string },
): Promise<Result<Prepared, DeliverProblem>> {
  const request = await findRequest(ctx, reference);
  if (!request) return fail('reference-unknown');
  const row = await openPackage(ctx, request);
  const unfit = await undeliverable(ctx, request, row, { revision, actor });
  if (unfit || !row) return fail(unfit ?? 'package-missing');
  const { personalData, copies } = openContent(ctx, row);
  const redactions = redactionsOf(ctx, row);
  const { company, folder } = ctx.content;
  const archive = await archiveOf({
    personalData: withhold(personalData, redactions),
    copies: withoutWords(copies, redactions),
    content: folder,
    head: {
      origin: ctx.config.origin,
      siteName: company.siteName,
      company: company.name,
      at: new Date(row.gathered_at),
    },
  });
  return succeed({
    packageId: row.id,
    revision,
    archive,
    digest: sha256(archive),
    leftOut: leftOutBy(personalData, redactions),
    ground: groundOf(redactions),
    fileName: `${request.reference}-${dayIn(company.timeZone, ctx.clock.now())}.zip`,
  });
}

/**
 * Puts on record that a second person approved what was prepared, and that it is the answer: to what, it says. What was
 * gathered goes with it; its digest and what was left out stay. In the transaction in which the file is handed over.
 */
export async function approvePrepared(
  ctx: Context,
  reference: string,
  { prepared, actor }: { readonly prepared: Prepared; readonly actor: string },
): Promise<Result<Approved, DeliverProblem>> {
  return await transaction(ctx, async (ctx): Promise<Result<Approved, DeliverProblem>> => {
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('reference-unknown');
    const row = await openPackage(ctx, request);
    const unfit = await undeliverable(ctx, request, row, { revision: prepared.revision, actor });
    if (unfit || row?.id !== prepared.packageId) return fail(unfit ?? 'changed-meanwhile');
    const items = await answeredBy(ctx, request, openContent(ctx, row));
    await ctx.db
      .updateTable('request_package')
      .set({
        approved_by: actor,
        delivered_at: ctx.clock.now().toISOString(),
        digest: prepared.digest,
        left_out: JSON.stringify(prepared.leftOut),
        items: items.join(),
        content_sealed: null,
        redactions_sealed: null,
      })
      .where('id', '=', row.id)
      .execute();
    return succeed({ request, items });
  });
}

interface Approved {
  readonly request: RequestRow;
  readonly items: readonly RequestKind[];
}

/** What of a request a copy answers: where an agent asks for several people, what is asked for this one. */
export async function answeredBy(
  ctx: Context,
  request: RequestRow,
  { subject }: Pick<Gathered, 'subject'>,
): Promise<RequestKind[]> {
  return await allowedOf(ctx, request, await copiesOf(ctx, request), subject.email);
}

async function undeliverable(
  ctx: Context,
  request: RequestRow,
  row: RequestPackageRow | undefined,
  { revision, actor }: { readonly revision: number; readonly actor: string },
): Promise<DeliverProblem | null> {
  if (request.erased_at) return 'request-erased';
  if (request.closed_at) return 'request-closed';
  if (!row?.content_sealed) return 'package-missing';
  if (row.revision !== revision) return 'changed-meanwhile';
  if (row.prepared_by === actor) return 'same-person';
  if (request.relation === 'agent') {
    if ((await allowedOf(ctx, request, await copiesOf(ctx, request))).length === 0) return 'permission-missing';
    if ((await answeredBy(ctx, request, openContent(ctx, row))).length === 0) return 'address-other';
  }
  if ((await unfinishedOf(ctx, request, ['access'])).length > 0) return 'systems-silent';
  return (await hasHandedOverSince(ctx, request, row.gathered_at)) ? 'handed-since' : null;
}

/** That the record of the answer says, as of every other that is given in part. */
const grounds: Readonly<Record<WithholdingReason, Ground | null>> = {
  'rights-of-others': 'rights-of-others',
  security: 'law-requires',
  'legal-privilege': 'law-requires',
  'not-about-them': null,
};

function groundOf(redactions: readonly Redaction[]): Ground | null {
  return redactions.map(({ reason }) => grounds[reason]).find((ground) => ground !== null) ?? null;
}

async function change(
  ctx: Context,
  reference: string,
  {
    revision,
    actor,
    work,
  }: {
    readonly revision: number;
    readonly actor: string;
    readonly work: (row: RequestPackageRow) => Result<readonly [readonly Redaction[], Redaction], WithholdProblem>;
  },
): Promise<Result<Redaction, WithholdProblem>> {
  return await transaction(ctx, async (ctx): Promise<Result<Redaction, WithholdProblem>> => {
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('reference-unknown');
    const row = await openPackage(ctx, request);
    if (!row?.content_sealed) return fail('package-missing');
    if (row.revision !== revision) return fail('changed-meanwhile');
    const changed = work(row);
    if (!changed.ok) return changed;
    const [redactions, redaction] = changed.value;
    await ctx.db
      .updateTable('request_package')
      .set({
        redactions_sealed: sealRedactions(ctx, row.id, redactions),
        prepared_by: actor,
        revision: row.revision + 1,
      })
      .where('id', '=', row.id)
      .execute();
    return succeed(redaction);
  });
}

function readRedaction(
  { part, table = '', row = '', column = '', file = '', words = '' }: WishToWithhold,
  reason: WithholdingReason,
): Redaction | null {
  const known = withheldParts.find((one) => one === part);
  switch (known) {
    case 'table':
      return { part: known, table, reason };
    case 'row':
      return /^\d{1,9}$/.test(row) ? { part: known, table, row: Number(row), reason } : null;
    case 'column':
      return { part: known, table, column, reason };
    case 'file':
      return { part: known, file, reason };
    case 'words': {
      const text = words.trim();
      // One letter would black out the whole of it.
      return text.length >= 2 && text.length <= longestWords && isLine(text)
        ? { part: known, words: text, reason }
        : null;
    }
    default:
      return null;
  }
}

function openPackage(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<RequestPackageRow | undefined> {
  return ctx.db
    .selectFrom('request_package')
    .selectAll()
    .where('request_id', '=', id)
    .where('delivered_at', 'is', null)
    .executeTakeFirst();
}

/** As it is sealed: files as base64. */
interface Content extends Omit<Gathered, 'at' | 'personalData'> {
  readonly personalData: { readonly tables: PersonalData['tables']; readonly files: Readonly<Record<string, string>> };
}

function toContent({ tables, files }: PersonalData): Content['personalData'] {
  return {
    tables,
    files: Object.fromEntries(
      Object.entries(files).map(([name, file]) => [name, Buffer.from(file).toString('base64')]),
    ),
  };
}

function openContent({ crypto }: Context, { id, content_sealed }: RequestPackageRow): Omit<Gathered, 'at'> {
  const text = crypto.encryption.open(content_sealed ?? '', placeOf('content_sealed', id));
  const { personalData, ...others } = JSON.parse(text) as Content;
  const files = Object.entries(personalData.files).map(([name, file]) => [name, Buffer.from(file, 'base64')] as const);
  return { ...others, personalData: { tables: personalData.tables, files: Object.fromEntries(files) } };
}

function redactionsOf({ crypto }: Context, { id, redactions_sealed }: RequestPackageRow): Redaction[] {
  if (redactions_sealed === null) return [];
  return JSON.parse(crypto.encryption.open(redactions_sealed, placeOf('redactions_sealed', id))) as Redaction[];
}

function sealRedactions({ crypto }: Context, id: string, redactions: readonly Redaction[]): string {
  return crypto.encryption.seal(JSON.stringify(redactions), placeOf('redactions_sealed', id));
}

function placeOf(column: 'content_sealed' | 'redactions_sealed', row: string) {
  return { table: 'request_package', column, row };
}
