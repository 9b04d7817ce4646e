import type { ChangeClass } from '../documents/chain.ts';

/** What a change class means to a reader. */
export const classLabels: Record<ChangeClass, string> = {
  editorial: 'Corrections that change nothing you can rely on',
  notice: 'A change that is announced beforehand',
  agreement: 'New terms that need your agreement',
};
