import { namesLike } from '../../../src/library/model/names.ts';
import type { Context } from '../../context.ts';
import { isPostgres } from '../../db/database.ts';
import type { CampaignRow } from '../../db/schema.ts';
import type { Reason } from './recipients.ts';

/** Of the versions of a document, by each name that it had: its campaigns. */
export async function campaignsOf(
  ctx: Context,
  { document, version }: Pick<CampaignRow, 'document' | 'version'>,
): Promise<CampaignRow[]> {
  return await ctx.db
    .selectFrom('campaign')
    .selectAll()
    .where('document', 'in', namesLike(ctx.content.manifest.documents, document))
    .where('version', '=', version)
    .orderBy('id')
    .execute();
}

/** Lets nobody else change a campaign until the transaction ends, and gives it as it is now. */
export async function lockCampaign({ db, config }: Context, id: number): Promise<CampaignRow | undefined> {
  return await db
    .selectFrom('campaign')
    .selectAll()
    .where('id', '=', id)
    .$if(isPostgres(config.databaseUrl), (query) => query.forNoKeyUpdate())
    .executeTakeFirst();
}

/** How many were put down as recipients, by reason. */
export function peopleOf({ people }: Pick<CampaignRow, 'people'>): Readonly<Partial<Record<Reason, number>>> {
  return JSON.parse(people) as Partial<Record<Reason, number>>;
}
