import { showDay } from '../../../src/library/model/days.ts';
import { lateNotice } from '../../../src/words/desk/mails.ts';
import { fill } from '../../../src/words/fill.ts';
import { type Context, today, transaction } from '../../context.ts';
import type { CampaignRow } from '../../db/schema.ts';
import { queue } from '../../mail/outbox.ts';
import { type NoticePeriod, noticePeriodOf, postponingCommand } from '../../notices/notice-periods.ts';
import { rolesOf } from '../kinds.ts';
import { activeStaff } from '../staff/records.ts';

/**
 * Tells those of the staff who approve, and the legal team, as soon as it is certain that a version would bind before its
 * notice is over: once, and once more where sending was complete so late that another day is the earliest. The server
 * postpones nothing: a line of the chain does, which a person writes.
 */
export async function warnOfLateNotice(ctx: Context): Promise<void> {
  const rows = await ctx.db
    .selectFrom('campaign')
    .selectAll()
    .where('kind', 'in', ['announced', 'replaced'])
    .where('stopped_at', 'is', null)
    .where((row) => row.or([row('warned_of', 'is', null), row('told_at', 'is not', null)]))
    .execute();
  for (const row of rows) await warnOf(ctx, row);
}

async function warnOf(ctx: Context, { id, document, version }: CampaignRow): Promise<void> {
  const period = await noticePeriodOf(ctx, { document, version });
  if (!period?.isLate) return;
  await transaction(ctx, async (ctx) => {
    const claimed = await ctx.db
      .updateTable('campaign')
      .set({ warned_of: period.earliestOn })
      .where('id', '=', id)
      .where((row) =>
        row.or([
          row('warned_of', 'is', null),
          ...(period.toldOn === null ? [] : [row('warned_of', '!=', period.earliestOn)]),
        ]),
      )
      .returning('id')
      .executeTakeFirst();
    if (claimed) await mail(ctx, id, period);
  });
}

async function mail(ctx: Context, campaign: number, period: NoticePeriod): Promise<void> {
  const { document, version, effectiveOn, earliestOn, days, toldOn } = period;
  const isInEffect = effectiveOn <= today(ctx);
  const values = {
    document: document.title,
    version,
    days: String(days),
    effectiveOn,
    earliestOn,
    what: toldOn === null ? lateNotice.notTold : fill(lateNotice.told, { day: showDay(toldOn) }),
    act: isInEffect ? lateNotice.inEffect : fill(lateNotice.postpone, { command: postponingCommand(period) }),
    link: `${ctx.config.origin}/desk/notices/${campaign}/`,
  };
  const staff = (await activeStaff(ctx)).filter(({ role }) => rolesOf(role).includes('approves'));
  const readers = [...staff.map(({ id, address }) => ({ id, address }))];
  const { privacyAddress } = ctx.content.company;
  if (!readers.some(({ address }) => address === privacyAddress)) readers.push({ id: 'desk', address: privacyAddress });
  for (const { id, address } of readers) {
    await queue(ctx, { to: address, about: id, template: 'desk-notice-late', values });
  }
}
