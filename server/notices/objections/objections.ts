import { standingFor, versionInEffect, versionWaiting } from '../../../src/library/model/chain/effects.ts';
import { addDays, type Day, dayIn, isDay } from '../../../src/library/model/days.ts';
import { effectsIn, type ManifestDocument } from '../../../src/library/model/manifest.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { objectionOutcomeWords } from '../../../src/words/notices/notices.ts';
import { byAddress, lockRow, rowOf } from '../../accounts/records.ts';
import type { Session } from '../../accounts/sessions/sessions.ts';
import { before, day } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import { type Context, today, transaction } from '../../context.ts';
import { openOrNull } from '../../crypto/encryption.ts';
import { newId } from '../../db/ids.ts';
import { readText } from '../../fields/text.ts';
import { type FormProblem, readStamped } from '../../form.ts';
import { covered } from '../../legal-holds/coverage.ts';
import { queue } from '../../mail/outbox.ts';
import { allow, type Limit } from '../../rate-limits/rate-limits.ts';
import { hasAgreed, legalAddressOf } from '../audience.ts';
import { toldAccountOn } from '../proofs.ts';
import {
  type Objection,
  type ObjectionOutcome,
  type ObjectionWay,
  objectionOutcomes,
  placeOf,
  toObjection,
} from './records.ts';

/** UTF-16 units. */
const longestGrounds = 5_000;

const objectionStamp = 'objection';

/** Each is mailed to the business and to staff. */
const objectionsOfAccount: readonly Limit[] = [{ name: 'objection', most: 5, window: day }];

/** A change of the list of subprocessors, as it concerns one business. */
interface ListChange {
  readonly document: ManifestDocument;
  readonly version: string;
  readonly summary: string;
  readonly url: string;
  readonly effectiveOn: Day;
  /** Null where it was not told yet. */
  readonly toldOn: Day | null;
  /** The last day on which it may object. */
  readonly until: Day;
  readonly isOpen: boolean;
}

/** What a business sees: the change, and what it said of it. */
export interface OpenedObjection {
  readonly change: ListChange;
  /** The last one; null where it has none. */
  readonly objection: Objection | null;
}

export type ObjectProblem =
  | FormProblem
  | 'form-expired'
  | 'grounds-missing'
  | 'grounds-too-long'
  | 'grounds-invalid'
  | 'objected-already'
  | 'objection-over'
  | 'objection-settled'
  | 'too-many-objections'
  | 'act-unknown';

export type ObjectionLinkProblem = 'objection-unknown';

export type SettleProblem =
  | 'objection-unknown'
  | 'objection-settled'
  | 'outcome-missing'
  | 'message-missing'
  | 'message-too-long'
  | 'message-invalid';

export type LogObjectionProblem =
  | Extract<ObjectProblem, `grounds-${string}` | 'objected-already'>
  | 'account-unknown'
  | 'not-agreed'
  | 'version-unknown'
  | 'objected-on-invalid';

/** What a signed-in business may object to; null where it was told of nothing, or agreed to no addendum. */
export async function openObjection(ctx: Context, { accountId }: Pick<Session, 'accountId'>) {
  return await openFor(ctx, accountId);
}

/** The same by the link of the notice. Looking changes nothing. */
export async function openObjectionLink(
  ctx: Context,
  version: string,
  token: string,
): Promise<Result<OpenedObjection, ObjectionLinkProblem>> {
  const accountId = accountIn(ctx, version, token);
  const opened = accountId && (await openFor(ctx, accountId, version));
  return opened ? succeed(opened) : fail('objection-unknown');
}

/** Objects, or takes an objection back. */
export async function object(
  ctx: Context,
  form: FormData,
  session: Session,
): Promise<Result<null, ObjectProblem | ObjectionLinkProblem>> {
  return await actOn(ctx, form, { accountId: session.accountId, cameBy: 'account', sessionId: session.id });
}

/** The same by the link of the notice, without an account. */
export async function objectByLink(
  ctx: Context,
  version: string,
  token: string,
  form: FormData,
): Promise<Result<null, ObjectProblem | ObjectionLinkProblem>> {
  const accountId = accountIn(ctx, version, token);
  if (!accountId) return fail('objection-unknown');
  return await actOn(ctx, form, { accountId, version, cameBy: 'link' });
}

/** One that came by mail, on the day on which it came: it counts as any other, also where it is entered later. */
export async function logObjection(
  ctx: Context,
  given: { readonly email: string; readonly version: string; readonly objectedOn: string; readonly grounds: string },
): Promise<Result<string, LogObjectionProblem>> {
  const account = await byAddress(ctx, given.email);
  if (!account) return fail('account-unknown');
  const document = listOf(ctx);
  if (!document || !(await hasAgreed(ctx, document.slug, account.id))) return fail('not-agreed');
  const change = await changeFor(ctx, account.id, given.version);
  if (!change) return fail('version-unknown');
  const { timeZone } = ctx.content.company;
  const { objectedOn } = given;
  if (!isDay(objectedOn) || objectedOn > dayIn(timeZone, ctx.clock.now())) return fail('objected-on-invalid');
  const grounds = readText('grounds', given.grounds, longestGrounds);
  if (!grounds.ok) return grounds;
  const objection = { accountId: account.id, change, grounds: grounds.value, cameBy: 'mail', objectedOn } as const;
  const added = await add(ctx, objection);
  return added.ok ? added : fail('objected-already');
}

/** Those that wait for our answer, what is due first. */
export async function openObjections(ctx: Context): Promise<Objection[]> {
  const rows = await ctx.db
    .selectFrom('objection')
    .selectAll()
    .where('settled_at', 'is', null)
    .orderBy('due_on')
    .orderBy('id')
    .execute();
  return rows.map((row) => toObjection(ctx, row));
}

/** Those that were settled, the newest first, 50 at most. */
export async function settledObjections(ctx: Context): Promise<Objection[]> {
  const rows = await ctx.db
    .selectFrom('objection')
    .selectAll()
    .where('settled_at', 'is not', null)
    .orderBy('settled_at', 'desc')
    .limit(50)
    .execute();
  return rows.map((row) => toObjection(ctx, row));
}

/** How many wait for our answer, and when the first is due. */
export async function objectionsDue({ db }: Context): Promise<{ readonly count: number; readonly dueOn: Day | null }> {
  const { count, due_on } = await db
    .selectFrom('objection')
    .select(({ fn }) => [fn.countAll<number | string>().as('count'), fn.min<string>('due_on').as('due_on')])
    .where('settled_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { count: Number(count), dueOn: due_on ?? null };
}

/** Days within which the addendum has us answer. */
export function answerWithin(ctx: Context): number {
  return listOf(ctx)?.objectionDays ?? 0;
}

/** Erases those that were settled long enough ago. */
export async function eraseOldObjections(ctx: Context): Promise<void> {
  const since = before(ctx.timeSeen.now(), durationOf(ctx.content.retention, 'objection')).toISOString();
  const { about } = await covered(ctx);
  await ctx.db
    .deleteFrom('objection')
    .where('settled_at', '<', since)
    .where((row) => row.or([row('account_id', 'is', null), row('account_id', 'not in', ['-', ...about])]))
    .execute();
}

export async function findObjection(ctx: Context, id: string): Promise<Objection | null> {
  const row = await ctx.db.selectFrom('objection').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toObjection(ctx, row) : null;
}

/** Whom an answer reaches: the legal contact, or the account's own address; null once the account is gone, or neither can be read. */
export async function objectorOf(ctx: Context, { accountId }: Objection): Promise<string | null> {
  const row = accountId === null ? undefined : await rowOf(ctx, accountId);
  return row ? openOrNull(() => legalAddressOf(ctx, row)) : null;
}

/** When the business was told of what it objects to, and until when it may; null where the account or the change is gone. */
export async function windowOf(
  ctx: Context,
  { accountId, version }: Objection,
): Promise<{ readonly on: Day | null; readonly until: Day } | null> {
  const change = accountId === null ? null : await changeFor(ctx, accountId, version);
  return change && { on: change.toldOn, until: change.until };
}

/** Settles an objection, with words to whoever objected. */
export async function settleObjection(
  ctx: Context,
  id: string,
  { outcome, message, actor }: { readonly outcome: string; readonly message: string; readonly actor: string },
): Promise<Result<null, SettleProblem>> {
  const ends = objectionOutcomes.find((one) => one === outcome);
  const text = readText('message', message, longestGrounds);
  if (!ends) return fail('outcome-missing', ...(text.ok ? [] : text.problems));
  if (!text.ok) return text;
  return await transaction(ctx, async (ctx) => {
    const objection = await findObjection(ctx, id);
    if (!objection) return fail('objection-unknown');
    if (!(await settle(ctx, id, { outcome: ends, message: text.value, actor }))) return fail('objection-settled');
    await tellEnd(ctx, objection, { outcome: ends, message: text.value });
    return succeed(null);
  });
}

interface Objecting {
  readonly accountId: string;
  readonly cameBy: ObjectionWay;
  /** Of the notice; without it, the change that waits. */
  readonly version?: string;
  /** In which the form was shown, where somebody was signed in. */
  readonly sessionId?: string;
}

async function actOn(
  ctx: Context,
  form: FormData,
  { accountId, cameBy, version, sessionId }: Objecting,
): Promise<Result<null, ObjectProblem | ObjectionLinkProblem>> {
  const read = readStamped(ctx, form, [objectionStamp, sessionId], { one: ['act', 'grounds'] });
  if (!read.ok) return read;
  const { act } = read.value.one;
  const opened = await openFor(ctx, accountId, version);
  if (!opened) return fail('objection-unknown');
  const { change, objection } = opened;
  if (act === 'withdraw') {
    if (!objection) return fail('act-unknown');
    return await takeBack(ctx, objection);
  }
  if (act !== 'object') return fail('act-unknown');
  if (!change.isOpen) return fail('objection-over');
  const grounds = readText('grounds', read.value.one.grounds, longestGrounds);
  if (!grounds.ok) return grounds;
  const objectedOn = today(ctx);
  if (objection?.settledAt === null) return fail('objected-already');
  if (!(await allow(ctx, objectionsOfAccount, accountId))) return fail('too-many-objections');
  const added = await add(ctx, { accountId, change, grounds: grounds.value, cameBy, objectedOn });
  return added.ok ? succeed(null) : added;
}

/** Its business is told: a link that was passed on takes nothing back unseen. */
async function takeBack(ctx: Context, objection: Objection): Promise<Result<null, 'objection-settled'>> {
  return await transaction<Result<null, 'objection-settled'>>(ctx, async (ctx) => {
    const ending = { outcome: 'withdrawn', message: null, actor: 'person' } as const;
    if (!(await settle(ctx, objection.id, ending))) return fail('objection-settled');
    await tellEnd(ctx, objection, ending);
    return succeed(null);
  });
}

async function tellEnd(
  ctx: Context,
  objection: Objection,
  { outcome, message }: { outcome: ObjectionOutcome; message: string | null },
): Promise<void> {
  const to = await objectorOf(ctx, objection);
  const values = {
    document: titleOf(ctx, objection.document),
    objectedOn: objection.objectedOn,
    outcome: objectionOutcomeWords[outcome],
    message: message ?? '',
  };
  if (to) await queue(ctx, { to, about: objection.id, template: 'objection-settled', values });
}

/** One at a time: of two that come at the same moment, the second finds the first. */
async function add(
  ctx: Context,
  {
    accountId,
    change,
    grounds,
    cameBy,
    objectedOn,
  }: {
    readonly accountId: string;
    readonly change: ListChange;
    readonly grounds: string;
    readonly cameBy: ObjectionWay;
    readonly objectedOn: Day;
  },
): Promise<Result<string, 'objected-already'>> {
  return await transaction<Result<string, 'objected-already'>>(ctx, async (ctx) => {
    const account = await lockRow(ctx, accountId);
    const known = await lastOf(ctx, accountId, change);
    if (!account || (known && known.settledAt === null)) return fail('objected-already');
    const now = ctx.clock.now();
    const id = newId(now);
    const dueOn = addDays(objectedOn, change.document.objectionDays);
    await ctx.db
      .insertInto('objection')
      .values({
        id,
        account_id: accountId,
        document: change.document.slug,
        version: change.version,
        came_by: cameBy,
        grounds_sealed: ctx.crypto.encryption.seal(grounds, placeOf('grounds_sealed', id)),
        objected_at: now.toISOString(),
        objected_on: objectedOn,
        due_on: dueOn,
      })
      .execute();
    const said = { document: change.document.title, dueOn };
    await queue(ctx, {
      to: legalAddressOf(ctx, account),
      about: id,
      template: 'objection-received',
      values: { ...said, objectedOn, grounds },
    });
    await queue(ctx, {
      to: ctx.content.company.privacyAddress,
      about: 'desk',
      template: 'desk-objection',
      values: {
        ...said,
        version: change.version,
        effectiveOn: change.effectiveOn,
        link: `${ctx.config.origin}/desk/notices/objections/${id}/`,
      },
    });
    return succeed(id);
  });
}

async function settle(
  ctx: Context,
  id: string,
  { outcome, message, actor }: { outcome: ObjectionOutcome; message: string | null; actor: string },
): Promise<boolean> {
  const settled = await ctx.db
    .updateTable('objection')
    .set({
      outcome,
      settled_at: ctx.clock.now().toISOString(),
      settled_by: actor,
      message_sealed: message === null ? null : ctx.crypto.encryption.seal(message, placeOf('message_sealed', id)),
    })
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return settled !== undefined;
}

async function openFor(ctx: Context, accountId: string, version?: string): Promise<OpenedObjection | null> {
  const document = listOf(ctx);
  if (!document || !(await rowOf(ctx, accountId)) || !(await hasAgreed(ctx, document.slug, accountId))) return null;
  const change = await changeFor(ctx, accountId, version);
  return change && { change, objection: await lastOf(ctx, accountId, change) };
}

/**
 * The change that waits, or that is named. The time to object runs until the day before its effect, and for a business that
 * was told late as long as for every other from the day on which it was first told.
 */
async function changeFor(ctx: Context, accountId: string, version?: string): Promise<ListChange | null> {
  const document = listOf(ctx);
  if (!document) return null;
  const { timeZone } = ctx.content.company;
  const today = dayIn(timeZone, ctx.clock.now());
  const effects = effectsIn(document);
  const asked = version ?? (versionWaiting(effects, today) ?? versionInEffect(effects, today))?.version;
  const told = document.versions.find((one) => one.version === asked);
  const standing = told && standingFor(effects, told.version);
  if (!standing || standing.cancelled || (told.class !== 'notice' && told.class !== 'agreement')) return null;
  const toldOn = await toldAccountOn(ctx, accountId, { document: document.slug, version: told.version });
  const byNotice = toldOn ? addDays(toldOn, document.noticeDays - 1) : '';
  const byEffect = addDays(standing.effectiveOn, -1);
  const until = byNotice > byEffect ? byNotice : byEffect;
  return {
    document,
    version: told.version,
    summary: standing.summary,
    url: standing.url,
    effectiveOn: standing.effectiveOn,
    toldOn,
    until,
    isOpen: today <= until,
  };
}

async function lastOf(ctx: Context, accountId: string, { document, version }: ListChange): Promise<Objection | null> {
  const row = await ctx.db
    .selectFrom('objection')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('document', '=', document.slug)
    .where('version', '=', version)
    .orderBy('objected_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row ? toObjection(ctx, row) : null;
}

function listOf({ content }: Context): ManifestDocument | null {
  return content.manifest.documents.find(({ role }) => role === 'subprocessors') ?? null;
}

function titleOf({ content }: Context, document: string): string {
  return content.manifest.documents.find(({ slug }) => slug === document)?.title ?? document;
}

/** Of `<account>.<key id>.<signature>`, which is good for one version and one account. */
function accountIn(ctx: Context, version: string, token: string): string | null {
  const at = token.indexOf('.');
  const accountId = token.slice(0, Math.max(0, at));
  const isOurs = ctx.crypto.links.verify('objection', `${version}/${accountId}`, token.slice(at + 1));
  return isOurs ? accountId : null;
}
