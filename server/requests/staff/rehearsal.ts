import { type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import { contentOf } from '../../mail/outbox.ts';
import { withoutTokens } from '../../mail/personal-data.ts';
import { findRequest, messagesOf } from '../records.ts';

/** What an act would send. Links that open something are cut short: they are the person's. */
export interface Rehearsed<Value> {
  readonly value: Value;
  readonly mails: readonly { readonly to: string; readonly subject: string; readonly text: string }[];
  /** What the person would read on the page of the request, or by post; null where nothing was written. */
  readonly letter: string | null;
}

/**
 * Does everything that an act does, looks at what it would send, and takes all of it back: what is shown before is what
 * is sent after. Not within a transaction, which it would take back as well.
 */
export async function rehearse<Value, Problem extends string>(
  ctx: Context,
  reference: string,
  act: (ctx: Context) => Promise<Result<Value, Problem>>,
): Promise<Result<Rehearsed<Value>, Problem>> {
  if (ctx.db.isTransaction) throw new Error('A rehearsal takes back the transaction in which it stands');
  const takenBack = new Error('A rehearsal is taken back');
  let rehearsed: Result<Rehearsed<Value>, Problem> | undefined;
  try {
    await transaction(ctx, async (ctx) => {
      const before = await mailsAbout(ctx, reference);
      const written = await lettersOf(ctx, reference);
      const result = await act(ctx);
      rehearsed = result.ok ? undefined : result;
      if (!result.ok) throw takenBack;
      const mails = (await mailsAbout(ctx, reference))
        .filter(({ id }) => !before.some((known) => known.id === id))
        .flatMap(({ id, content_sealed }) => {
          if (content_sealed === null) return [];
          const opened: unknown = JSON.parse(ctx.crypto.encryption.open(content_sealed, contentOf(id)));
          const { to, subject, text } = opened as { to: string; subject: string; text: string };
          return [{ to, subject, text: withoutTokens(text) }];
        });
      const letters = await lettersOf(ctx, reference);
      const letter = letters.length > written.length ? (letters.at(-1) ?? null) : null;
      rehearsed = succeed({ value: result.value, mails, letter });
      throw takenBack;
    });
  } catch (error) {
    if (error !== takenBack) throw error;
  }
  if (!rehearsed) throw new Error('A rehearsal came to nothing');
  return rehearsed;
}

async function mailsAbout(ctx: Context, reference: string) {
  const request = await findRequest(ctx, reference);
  return await ctx.db
    .selectFrom('outgoing_mail')
    .select(['id', 'content_sealed'])
    .where('about', '=', request?.id ?? '')
    .orderBy('queued_at')
    .orderBy('id')
    .execute();
}

async function lettersOf(ctx: Context, reference: string): Promise<(string | null)[]> {
  const request = await findRequest(ctx, reference);
  const messages = request ? await messagesOf(ctx, request.id) : [];
  return messages.filter(({ author }) => author === 'staff').map(({ text }) => text);
}
