import * as accounts from '../accounts/records.ts';
import { attemptAll, attemptEach } from '../attempts.ts';
import { type Context, transaction } from '../context.ts';
import type { PublishedVersion } from '../documents/documents.ts';
import { append, lastOf, lockLedger } from '../ledger/entries.ts';
import { aboutOf } from './agreements.ts';

/** So many are carried forward in one transaction. */
const batch = 50;

/**
 * A corrected version takes over the agreements to the one before, each by an entry of its own: whoever checks the
 * ledger sees what binds, and that nobody was asked. So does one that took another's place before that was in effect.
 * Notices and new terms are not carried.
 */
export async function carryForward(ctx: Context, signal?: AbortSignal): Promise<void> {
  await attemptAll(
    ctx.content.documents.list().map(({ slug, isAgreement, inEffect }) => async () => {
      const name = `${slug} ${inEffect?.version}`;
      const isCorrection = inEffect?.class === 'editorial' || Boolean(inEffect?.corrects);
      if (!isAgreement || !inEffect || !isCorrection || ctx.resources.carried.has(name)) return;
      await carryAll(ctx, inEffect, signal);
      if (!signal?.aborted) ctx.resources.carried.add(name);
    }),
  );
}

/** Batch after batch: an account of which it fails keeps none of those after it. */
async function carryAll(ctx: Context, current: PublishedVersion, signal?: AbortSignal): Promise<void> {
  const corrected = correctedBy(ctx, current);
  const failures: unknown[] = [];
  let rows = await nextAfter(ctx, '', current, corrected);
  while (rows.length > 0 && !signal?.aborted) {
    const carryOne = ({ id }: { id: string }) => transaction(ctx, (ctx) => carry(ctx, id, current, corrected));
    await attemptEach(rows, carryOne, signal).catch((error: unknown) => failures.push(error));
    rows = await nextAfter(ctx, rows.at(-1)?.id ?? '', current, corrected);
  }
  if (failures.length > 0) throw failures[0];
}

async function nextAfter(ctx: Context, accountId: string, current: PublishedVersion, corrected: readonly string[]) {
  if (corrected.length === 0) return [];
  const about = aboutAnyNameOf(ctx, current);
  return await ctx.db
    .selectFrom('ledger_entry')
    .innerJoin('ledger_subject', 'ledger_subject.id', 'ledger_entry.subject_id')
    .select((row) => row.ref('ledger_subject.account_id').$notNull().as('id'))
    .where('ledger_entry.about', 'in', about)
    .where('ledger_entry.version', 'in', corrected)
    .where('ledger_entry.kind', 'in', ['agreement', 'carried-forward'])
    .where('ledger_subject.account_id', '>', accountId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('ledger_entry as later')
            .select('later.seq')
            .whereRef('later.subject_id', '=', 'ledger_entry.subject_id')
            .where('later.about', 'in', about)
            .whereRef('later.seq', '>', 'ledger_entry.seq'),
        ),
      ),
    )
    .orderBy('ledger_subject.account_id')
    .limit(batch)
    .execute();
}

async function carry(
  ctx: Context,
  accountId: string,
  current: PublishedVersion,
  corrected: readonly string[],
): Promise<void> {
  if (!(await accounts.lock(ctx, accountId))) return;
  await lockLedger(ctx, { accountId });
  const last = await lastOf(ctx, { accountId }, aboutAnyNameOf(ctx, current));
  // Something else was done meanwhile, perhaps by another server.
  if (!last || !corrected.includes(last.entry.about.version ?? '') || last.entry.kind === 'objection') return;
  await append(ctx, {
    accountId,
    kind: 'carried-forward',
    about: aboutOf(current),
    refersTo: last.entry.id,
    parts: {},
    shown: [],
    given: { by: 'server', through: 'job', where: current.url, control: 'editorial' },
  });
}

function aboutAnyNameOf(ctx: Context, { document }: PublishedVersion): string[] {
  return ctx.content.documents.namesOf(document).map((name) => `document:${name}`);
}

/** The versions before, back to the last one that was more than a correction. */
function correctedBy(ctx: Context, { document, version }: PublishedVersion): string[] {
  return ctx.content.documents
    .versions(document)
    .filter((earlier) => {
      if (earlier.version === version) return false;
      if (ctx.content.documents.standsFor(document, earlier.version)?.version === version) return true;
      const later = ctx.content.documents.since(document, earlier.version) ?? [];
      return later.length > 0 && later.every((one) => one.class === 'editorial');
    })
    .map((earlier) => earlier.version);
}
