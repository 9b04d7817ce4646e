import { standingFor } from '../../../src/library/model/chain/effects.ts';
import { effectsIn } from '../../../src/library/model/manifest.ts';
import { namedIn } from '../../../src/library/model/names.ts';
import type { Context } from '../../context.ts';
import { newId } from '../../db/ids.ts';
import type { WebhookRow } from '../../db/schema.ts';

/** What a system is told of a version: all of it is public. Null where this server does not know the version. */
export function publicationOf(
  { config, content }: Context,
  { document, version }: Pick<WebhookRow, 'document' | 'version'>,
) {
  const { documents } = content.manifest;
  const known = namedIn(documents, document ?? '');
  const published = known?.versions.find((one) => one.version === version);
  if (!known || !published) return null;
  const standing = standingFor(effectsIn(known), published.version);
  const { publishedOn, textSha256, sourceSha256, url, textUrl } = published;
  return {
    document: known.slug,
    title: known.title,
    version: published.version,
    class: published.class,
    publishedOn,
    // None for what was taken back meanwhile.
    effectiveOn: standing && !standing.cancelled ? standing.effectiveOn : null,
    url: config.origin + url,
    textUrl: config.origin + textUrl,
    textSha256,
    sourceSha256,
  };
}

/** Each version that was first seen here since the system asked to be told, once. */
export async function queuePublications(ctx: Context): Promise<void> {
  const systems = await ctx.db.selectFrom('connected_system').selectAll().where('ended_at', 'is', null).execute();
  const hearing = systems.filter(({ kinds }) => kinds.split(' ').includes('documents'));
  for (const { id: system, connected_at } of hearing) {
    const fresh = await ctx.db
      .selectFrom('notice')
      .select(['document', 'version'])
      .where('seen_at', '>', connected_at)
      .where((row) =>
        row.not(
          row.exists((told) =>
            told
              .selectFrom('webhook')
              .select('webhook.id')
              .where('webhook.system', '=', system)
              .whereRef('webhook.document', '=', 'notice.document')
              .whereRef('webhook.version', '=', 'notice.version'),
          ),
        ),
      )
      .orderBy('seen_at')
      .orderBy('version')
      .execute();
    const now = ctx.clock.now();
    const queued_at = now.toISOString();
    for (const about of fresh) {
      await ctx.db
        .insertInto('webhook')
        .values({ id: `msg_${newId(now)}`, system, ...about, queued_at, attempts: 0, next_attempt_at: queued_at })
        .onConflict((conflict) => conflict.columns(['system', 'document', 'version']).doNothing())
        .execute();
    }
  }
}
