import type { Obstacle } from '../../../src/library/model/obstacles.ts';
import type { Context } from '../../context.ts';
import { noticePeriodOf } from '../../notices/notice-periods.ts';
import { openObjections } from '../../notices/objections/objections.ts';
import { effectOf } from './effects.ts';

/**
 * What stands against the versions that people were told of: their notice runs beyond the day of effect, or a business
 * objected and has no answer. The server shows it and alters no day: see docs/decisions/0012-who-holds-an-effect.md.
 */
export async function obstacles(ctx: Context): Promise<Obstacle[]> {
  const objected = new Map<string, Obstacle & { why: 'objections' }>();
  for (const { document, version } of await openObjections(ctx)) {
    const { effectiveOn } = effectOf(ctx, { document, version });
    if (effectiveOn === null) continue;
    const key = `${document}/${version}`;
    const count = (objected.get(key)?.count ?? 0) + 1;
    objected.set(key, { why: 'objections', document, version, effectiveOn, count });
  }
  const told = await ctx.db
    .selectFrom('campaign')
    .select(['document', 'version'])
    .distinct()
    .where('kind', 'in', ['announced', 'replaced'])
    .execute();
  const late: Obstacle[] = [];
  for (const about of told) {
    const period = await noticePeriodOf(ctx, about);
    if (!period?.isLate) continue;
    const { effectiveOn, earliestOn } = period;
    late.push({ why: 'notice', ...about, effectiveOn, earliestOn });
  }
  return [...late, ...objected.values()];
}
