import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { after, minute } from '../clock.ts';
import type { Context } from '../context.ts';
import { newToken, tokenDigest } from '../crypto/tokens.ts';
import type { LinkRow } from '../db/schema.ts';

/**
 * What a link can be about, and what it then allows, and nothing else. Of the links that make an account or bring it
 * back there is only what is kept for some minutes after their use.
 */
interface Purposes {
  readonly account: 'reset' | 'email' | 'second-factor' | 'sign-in' | 'sign-up' | 'undo';
  readonly request: 'confirm' | 'permission';
  readonly subscriber: 'confirm';
  readonly staff: 'invitation';
}

type LinkKind = keyof Purposes;
export type LinkPurpose<Kind extends LinkKind> = Purposes[Kind];
export type LinkProblem = 'link-unknown' | 'link-used' | 'link-expired';

/** What a link stands for. */
interface OneTimeLink {
  /** Of the account, the request, the subscriber or the member of staff. */
  readonly subjectId: string;
  readonly detail: string | null;
}

/** For so long a used link says to whom it belongs that it worked. */
const pressedAgain = 10 * minute;

/**
 * A link for one purpose that works once; only its digest is stored. Without a subject it is as much work, and leads
 * nowhere.
 */
export async function issue<Kind extends LinkKind>(
  ctx: Context,
  kind: Kind,
  link: { subjectId: string | null; purpose: LinkPurpose<Kind>; until: Date; detail?: string },
): Promise<string> {
  const { token, digest } = newToken();
  await ctx.db
    .insertInto(tableOf(kind))
    .values({
      digest,
      subject_id: link.subjectId,
      purpose: link.purpose,
      detail_sealed: link.detail === undefined ? null : ctx.crypto.encryption.seal(link.detail, placeOf(kind, digest)),
      expires_at: link.until.toISOString(),
      used_at: null,
      tries: 0,
    })
    .execute();
  return token;
}

/** What a link would do. Looking changes nothing. */
export async function find<Kind extends LinkKind>(
  ctx: Context,
  kind: Kind,
  purpose: LinkPurpose<Kind>,
  token: string,
): Promise<Result<OneTimeLink, LinkProblem>> {
  const link = await look(ctx, kind, purpose, token);
  if (!link) return fail('link-unknown');
  return link.problem ? fail(link.problem) : succeed(link);
}

/** The same, also of one that does nothing any more, with the reason. */
export async function look<Kind extends LinkKind>(
  ctx: Context,
  kind: Kind,
  purpose: LinkPurpose<Kind>,
  token: string,
): Promise<(OneTimeLink & { readonly problem: 'link-used' | 'link-expired' | null }) | null> {
  const row = await rowOf(ctx, kind, purpose, token).executeTakeFirst();
  const link = row && toLink(ctx, kind, row);
  if (!link) return null;
  if (row.used_at) return { ...link, problem: 'link-used' };
  return { ...link, problem: row.expires_at <= ctx.clock.now().toISOString() ? 'link-expired' : null };
}

/** Once: of two at the same moment, one finds the link used. Call it in the act's transaction. */
export async function use<Kind extends LinkKind>(
  ctx: Context,
  kind: Kind,
  purpose: LinkPurpose<Kind>,
  token: string,
): Promise<Result<OneTimeLink, LinkProblem>> {
  const found = await find(ctx, kind, purpose, token);
  if (!found.ok) return found;
  const now = ctx.clock.now();
  const kept = after(now, pressedAgain).toISOString();
  const used = await ctx.db
    .updateTable(tableOf(kind))
    .set((row) => ({
      used_at: now.toISOString(),
      // A link of one minute would otherwise be erased before it could say so.
      expires_at: row.case().when('expires_at', '<', kept).then(kept).else(row.ref('expires_at')).end(),
    }))
    .where('digest', '=', tokenDigest(token))
    .where('used_at', 'is', null)
    .returning('digest')
    .executeTakeFirst();
  return used ? found : fail('link-used');
}

/** Of a link that is stored elsewhere and went with its use: that it was used, and nothing of what it stood for. */
export async function keepUsed<Kind extends LinkKind>(
  ctx: Context,
  kind: Kind,
  link: { subjectId: string; purpose: LinkPurpose<Kind>; token: string },
): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db
    .insertInto(tableOf(kind))
    .values({
      digest: tokenDigest(link.token),
      subject_id: link.subjectId,
      purpose: link.purpose,
      detail_sealed: null,
      expires_at: after(now, pressedAgain).toISOString(),
      used_at: now.toISOString(),
      tries: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What a link stood for that was used, or ended with others, some minutes ago. */
export async function usedJustNow<Kind extends LinkKind>(
  ctx: Context,
  kind: Kind,
  purpose: LinkPurpose<Kind>,
  token: string,
): Promise<OneTimeLink | null> {
  const since = after(ctx.clock.now(), -pressedAgain).toISOString();
  const row = await rowOf(ctx, kind, purpose, token).where('used_at', '>', since).executeTakeFirst();
  return row ? toLink(ctx, kind, row) : null;
}

/** How many codes were tried with a link, this one among them. */
export async function countTry(ctx: Context, kind: LinkKind, token: string): Promise<number> {
  const { tries } = await ctx.db
    .updateTable(tableOf(kind))
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('digest', '=', tokenDigest(token))
    .returning('tries')
    .executeTakeFirstOrThrow();
  return tries;
}

/** From now on none of a subject's links does anything: as after a new password. */
export async function endAll<Kind extends LinkKind>(
  ctx: Context,
  kind: Kind,
  subjectId: string,
  purpose?: LinkPurpose<Kind>,
): Promise<void> {
  await ctx.db
    .updateTable(tableOf(kind))
    .set({ used_at: ctx.clock.now().toISOString() })
    .where('subject_id', '=', subjectId)
    .where('used_at', 'is', null)
    .$if(purpose !== undefined, (query) => query.where('purpose', '=', purpose ?? ''))
    .execute();
}

export async function eraseExpired(ctx: Context, kind: LinkKind): Promise<void> {
  await ctx.db.deleteFrom(tableOf(kind)).where('expires_at', '<=', ctx.timeSeen.now().toISOString()).execute();
}

function rowOf(ctx: Context, kind: LinkKind, purpose: string, token: string) {
  return ctx.db
    .selectFrom(tableOf(kind))
    .selectAll()
    .where('digest', '=', tokenDigest(token))
    .where('purpose', '=', purpose);
}

function toLink(ctx: Context, kind: LinkKind, { digest, subject_id, detail_sealed }: LinkRow): OneTimeLink | null {
  if (subject_id === null) return null;
  const detail = detail_sealed === null ? null : ctx.crypto.encryption.open(detail_sealed, placeOf(kind, digest));
  return { subjectId: subject_id, detail };
}

/** Four of one shape, for a link is kept, backed up and restored with what it is about. */
function tableOf(kind: LinkKind) {
  return `${kind}_link` as 'account_link';
}

/** Where the detail of a link stands, for sealing. */
function placeOf(kind: LinkKind, digest: string) {
  return { table: `${kind}_link`, column: 'detail_sealed', row: digest };
}
