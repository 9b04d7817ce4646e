import type { Quote } from './shapes.ts';
import type { Text } from './texts.ts';

/** The wording of a quote, today's and the one that the draft gives it: a sentence, or the digest of a clause. */
export function wordingOf(quote: Quote): { now: string | null; next: string | null } {
  const now = 'clause' in quote ? quote.digest : quote.sentence;
  return { now: now ?? null, next: quote.next ?? null };
}

/** How often a text says it. A clause says it once or not at all. */
export function occurrences(quote: Quote, wording: string, text: Text): number {
  if ('clause' in quote) return text.digests.get(quote.clause)?.includes(wording) ? 1 : 0;
  return text.sentences.filter((sentence) => text.says(sentence.text, wording)).length;
}

/** How often a published text says it, in either wording: at midnight one follows the other without a change here. */
export function occurrencesIn(quote: Quote, text: Text): number {
  const { now, next } = wordingOf(quote);
  const wordings = new Set([now, next].filter((wording) => wording !== null));
  return [...wordings].reduce((sum, wording) => sum + occurrences(quote, wording, text), 0);
}

export function isDropped(quote: Quote): boolean {
  return 'dropped' in quote && quote.dropped !== undefined;
}

/** As a person names it. */
export function showQuote(quote: Quote): string {
  if ('clause' in quote) return `clause #${quote.clause}`;
  const { now, next } = wordingOf(quote);
  return `“${now ?? next}”`;
}
