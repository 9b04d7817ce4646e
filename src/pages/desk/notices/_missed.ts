import type { ListedCampaign } from '../../../../server/desk/notices/notices.ts';
import { noticesPage as words } from '../../../words/desk/notices.ts';

/** How many did not get a notice, in words: who bounced, who was not sent it, and whom to tell otherwise. */
export function missedOf({ problems, unreached }: Pick<ListedCampaign, 'problems' | 'unreached'>): string[] {
  const { bounced = 0, cancelled: _, complained: __, ...others } = problems;
  const failed = Object.values(others).reduce((sum, count) => sum + count, 0);
  return [
    ...(bounced > 0 ? [words.bounced(bounced)] : []),
    ...(failed > 0 ? [words.failed(failed)] : []),
    ...(unreached > 0 ? [words.otherMeans(unreached)] : []),
  ];
}
