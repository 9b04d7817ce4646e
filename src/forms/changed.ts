import { type Changed, changedNotes } from '../words/account/settings.ts';
import type { Page } from './answer.ts';

/** Leads to a page of the account that says what was changed. */
export function changedAt(path: '/account/settings/' | '/account/security/', changed: Changed): string {
  return `${path}?changed=${changed}`;
}

/** What such a page says. */
export function changedNoteOf({ url }: Pick<Page, 'url'>): string | undefined {
  const changed = url.searchParams.get('changed');
  return Object.entries(changedNotes).find(([name]) => name === changed)?.[1];
}
