import type { Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { eventsOf } from './events.ts';
import { erase, list } from './files/files.ts';

/**
 * Erases what somebody showed us to say who they are, once every item is closed for which it was asked (11 CCR 7060(d)):
 * what staff noted of it, and what the person wrote between the question and its end.
 */
export async function eraseShown(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  const happened = await eventsOf(ctx, id);
  const open = await ctx.db
    .selectFrom('request_item')
    .select('kind')
    .where('request_id', '=', id)
    .where('closed_at', 'is', null)
    .execute();
  const isOver = (items: readonly string[]) => !open.some(({ kind }) => items.includes(kind));
  for (const asked of happened.filter(({ act, items }) => act === 'identity-asked' && isOver(items))) {
    const ends = happened.filter(({ ends }) => ends === asked.revision);
    const answered = ends.find(({ act }) => act === 'answered');
    const revisions = [0, ...ends.map(({ revision }) => revision)];
    await ctx.db
      .updateTable('request_event')
      .set({ detail_sealed: null })
      .where('request_id', '=', id)
      .where('revision', 'in', revisions)
      .where('act', '=', 'identity-settled')
      .execute();
    if (!answered) continue;
    const messages = await ctx.db
      .updateTable('request_message')
      .set({ body_sealed: null })
      .where('request_id', '=', id)
      .where('author', '=', 'person')
      .where('written_at', '>=', asked.at)
      .where('written_at', '<=', answered.at)
      .returning('id')
      .execute();
    const gone = messages.map((message) => message.id);
    const shown = (await list(ctx, { id })).filter(({ messageId }) => messageId && gone.includes(messageId));
    for (const file of shown) await erase(ctx, { id }, { id: file.id });
    await ctx.db
      .deleteFrom('request_source')
      .where('request_id', '=', id)
      .where('kept_at', '>=', asked.at)
      .where('kept_at', '<=', answered.at)
      .execute();
  }
}
