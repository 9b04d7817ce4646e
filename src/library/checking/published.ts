import type { Problem } from '../model/problem.ts';
import type { RenderingCache } from '../text/rendering-cache.ts';
import { type CheckedText, checkText } from './text.ts';

interface Published {
  readonly file: string;
  readonly text: string;
}

export type CheckedClauses = Pick<CheckedText, 'file' | 'ids' | 'titles'>;

/** What is wrong in a published text. It never changes: where nothing was wrong, only its clauses are asked for. */
export function checkPublished(
  cache: RenderingCache,
  { file, text }: Published,
  problems: Problem[],
): CheckedClauses | null {
  const kept = cache.take<[string, string][]>('checked', text);
  if (kept) return { file, ids: new Set(kept.map(([id]) => id)), titles: new Map(kept) };
  const before = problems.length;
  const checked = checkText(file, text, null, problems);
  if (checked && problems.length === before) cache.put('checked', text, [...checked.titles]);
  return checked;
}

/** The same text as it is read, problems aside. */
export function readPublished({ file, text }: Published): CheckedText | null {
  return checkText(file, text, null, []);
}
