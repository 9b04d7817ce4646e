import type { Day } from '../model/days.ts';
import { openLibrary } from '../model/library.ts';
import { filesIn, rollForward as roll } from './promise-files.ts';
import { readClassing } from './promises.ts';
import { readTexts } from './texts.ts';

/** Drops from content/promises/ what no text of a document says any more. Where one cannot be read, everything stays. */
export function rollForward(root: string, document: string, today: Day): void {
  const texts = readTexts(openLibrary(root), today).get(document);
  if (!texts?.isWhole || texts.published.length === 0) return;
  const { promises } = readClassing(root, []);
  const quoting = promises.filter(({ quotes }) => quotes.some((quote) => quote.document === document));
  roll(
    filesIn(root),
    document,
    texts.all,
    quoting.map(({ id }) => id),
  );
}
