import type { ChangeClass } from '../documents/chain.ts';
import type { Standing } from '../documents/library.ts';

/** What a change class means to a reader. */
export const classLabels: Record<ChangeClass, string> = {
  editorial: 'Corrections that change nothing you can rely on',
  notice: 'A change that is announced beforehand',
  agreement: 'New terms that need your agreement',
};

/** What stands before the day of effect. */
export const effectLabels: Record<Standing, string> = {
  waiting: 'Takes effect on',
  current: 'In effect since',
  old: 'Took effect on',
  cancelled: 'Was to take effect on',
  corrected: 'Was to take effect on',
};

/** What is said of a version that was corrected while it waited, and of the one that took its place. */
export const correctedWords = {
  title: 'This version was corrected before it took effect.',
  text: '[Version {version}](correction) took its place on {day}: {summary}',
  takes: 'It takes the place of [version {version}](corrected), with a correction: {summary}',
} as const;

/** What a version is on a day, in a word or two. */
export const standingTags: Record<
  Standing,
  { readonly text: string; readonly kind: 'plain' | 'done' | 'soon' | 'late' }
> = {
  waiting: { text: 'Waiting', kind: 'soon' },
  current: { text: 'In effect', kind: 'done' },
  old: { text: 'Earlier', kind: 'plain' },
  cancelled: { text: 'Cancelled', kind: 'late' },
  corrected: { text: 'Corrected', kind: 'plain' },
};
