import { type Context, transaction } from '../context.ts';

/** What stands under a name that a document had stands under today's from now on: choices, and how far notices came. */
export async function adoptNames(ctx: Context): Promise<void> {
  for (const { slug, formerly } of ctx.content.manifest.documents) {
    for (const name of formerly) {
      const seen = await ctx.db.selectFrom('notice').select('version').where('document', '=', name).executeTakeFirst();
      if (seen) await transaction(ctx, (ctx) => adopt(ctx, name, slug));
    }
  }
}

async function adopt({ db }: Context, from: string, to: string): Promise<void> {
  await db
    .updateTable('subscription')
    .set({ document: to })
    .where('document', '=', from)
    .where('subscriber_id', 'not in', (chosen) =>
      chosen.selectFrom('subscription').select('subscriber_id').where('document', '=', to),
    )
    .execute();
  await db
    .updateTable('notice')
    .set({ document: to })
    .where('document', '=', from)
    .where('version', 'not in', (seen) => seen.selectFrom('notice').select('version').where('document', '=', to))
    .execute();
  await db.updateTable('campaign').set({ document: to }).where('document', '=', from).execute();
  await db.deleteFrom('subscription').where('document', '=', from).execute();
  await db.deleteFrom('notice').where('document', '=', from).execute();
}
