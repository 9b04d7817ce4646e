import { standingFor } from '../../src/library/model/chain/effects.ts';
import { addDays, type Day, dayIn } from '../../src/library/model/days.ts';
import { effectsIn, type ManifestDocument } from '../../src/library/model/manifest.ts';
import type { Context } from '../context.ts';
import type { CampaignRow } from '../db/schema.ts';
import { announcedAs } from './campaigns/campaigns.ts';
import { campaignsOf, peopleOf } from './campaigns/records.ts';

/** How a version stands with the notice that is promised before its effect. */
export interface NoticePeriod {
  readonly document: ManifestDocument;
  readonly version: string;
  /** As decided last. */
  readonly effectiveOn: Day;
  /** Days that are promised. */
  readonly days: number;
  /** The day on which sending was complete; null while it is not. */
  readonly toldOn: Day | null;
  /** From when it may bind: were sending complete today, where it is not. */
  readonly earliestOn: Day;
  readonly isLate: boolean;
}

/**
 * The notice of a version runs from the day on which sending was complete, not from its publication (GDPR Article 28(2);
 * WP260, paragraph 29). Null where none is promised, nobody is told of it, or it never takes effect.
 */
export async function noticePeriodOf(
  ctx: Context,
  about: Pick<CampaignRow, 'document' | 'version'>,
): Promise<NoticePeriod | null> {
  const announced = announcedAs(ctx, about);
  if (!announced) return null;
  const { document, version } = announced;
  const standing = standingFor(effectsIn(document), version.version);
  const isPromised = (version.class === 'notice' || version.class === 'agreement') && !version.isUrgent;
  if (!standing || standing.cancelled || !isPromised) return null;

  const campaigns = (await campaignsOf(ctx, about)).filter(
    (one) => (one.kind === 'announced' || one.kind === 'replaced') && (one.told_at !== null || isUnderWay(one)),
  );
  if (campaigns.length === 0) return null;
  const { timeZone } = ctx.content.company;
  const today = dayIn(timeZone, ctx.clock.now());
  const last = campaigns.map(({ told_at }) => told_at ?? '').reduce((one, other) => (one > other ? one : other));
  const toldOn = campaigns.some(isUnderWay) || last === '' ? null : dayIn(timeZone, new Date(last));
  const { noticeDays: days } = document;
  const earliestOn = addDays(toldOn ?? today, days);
  const { effectiveOn } = standing;
  return { document, version: about.version, effectiveOn, days, toldOn, earliestOn, isLate: earliestOn > effectiveOn };
}

/** What postpones it: a line of the document's chain, which a person writes and a pull request brings. */
export function postponingCommand({ document, earliestOn }: NoticePeriod): string {
  return `npm run policy -- postpone --document ${document.slug} --effective-on ${earliestOn} --reason "…" --by "…" --capacity "…"`;
}

/** Somebody is to be told, and not everybody has been; whoever is told after all that waited at first holds nothing up. */
function isUnderWay({ completed_at, stopped_at, told_at, people, ...row }: CampaignRow): boolean {
  if (completed_at !== null || stopped_at !== null || told_at !== null) return false;
  const count = Object.values(peopleOf({ people })).reduce((sum, count) => sum + count, 0);
  return count > 0 || row.enumerated_at === null;
}
