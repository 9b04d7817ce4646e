import { later } from '../clock.ts';
import { durationOf } from '../content.ts';
import type { Content, Context, Crypto } from '../context.ts';
import { newToken, tokenDigest } from '../crypto/tokens.ts';

type Drafting = Pick<Context, 'db' | 'clock' | 'timeSeen'> & {
  readonly content: Pick<Content, 'retention'>;
  readonly crypto: Pick<Crypto, 'encryption'>;
};

/** What somebody typed into a form. */
interface FormDraft {
  /** The number of the stamp with which it is sent, where it waits to be. */
  readonly stamp: string | null;
  /** Null once it was sent. */
  readonly content: unknown;
}

/** Verbs that pages are handed. */
export const formDrafts = { keepDraft, findDraft };

/**
 * Keeps what was typed into a form for the pages that follow it, so that back and reload lose nothing: sealed, and
 * behind a random token, which alone stands in their address.
 */
export async function keepDraft(
  { db, clock, content: { retention }, crypto: { encryption } }: Drafting,
  form: string,
  content: unknown,
  { stamp = null }: { readonly stamp?: string | null } = {},
): Promise<string> {
  const { token, digest } = newToken();
  const content_sealed = encryption.seal(JSON.stringify(content), contentOf(digest));
  const expires_at = later(clock.now(), durationOf(retention, 'form-draft')).toISOString();
  await db.insertInto('form_draft').values({ digest, form, stamp, content_sealed, expires_at }).execute();
  return token;
}

/** Null where there is none of this form, or none any more. */
export async function findDraft(
  { db, clock, crypto: { encryption } }: Pick<Drafting, 'db' | 'clock' | 'crypto'>,
  form: string,
  token: string,
): Promise<FormDraft | null> {
  const row = await db
    .selectFrom('form_draft')
    .select(['digest', 'stamp', 'content_sealed'])
    .where('digest', '=', tokenDigest(token))
    .where('form', '=', form)
    .where('expires_at', '>', clock.now().toISOString())
    .executeTakeFirst();
  if (!row) return null;
  const { digest, stamp, content_sealed } = row;
  return { stamp, content: content_sealed && JSON.parse(encryption.open(content_sealed, contentOf(digest))) };
}

/** It was sent: from then on it is kept elsewhere. */
export async function emptyDraft({ db }: Pick<Drafting, 'db'>, stamp: string): Promise<void> {
  await db.updateTable('form_draft').set({ content_sealed: null }).where('stamp', '=', stamp).execute();
}

export async function eraseDrafts({ db, timeSeen }: Pick<Drafting, 'db' | 'timeSeen'>): Promise<void> {
  await db.deleteFrom('form_draft').where('expires_at', '<=', timeSeen.now().toISOString()).execute();
}

function contentOf(row: string) {
  return { table: 'form_draft', column: 'content_sealed', row };
}
