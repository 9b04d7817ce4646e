import type { Classing } from './promises.ts';
import { occurrencesIn, wordingOf } from './quotes.ts';
import type { Sentence } from './sentences.ts';
import type { Text } from './texts.ts';

/** A sentence's class, or why it has none. */
export interface Classed extends Sentence {
  readonly class: 'promise' | 'plain' | 'unclassed' | 'both';
  /** The promises that quote it, or the whole clause that it stands in. */
  readonly promises: readonly string[];
}

/** A new day in this line is no new statement. */
const lastUpdated = /^Last updated: \p{L}+ \d{1,2}, \d{4}$/u;

/** Classes each sentence of a text. What is said of a single sentence goes before what is said of its clause. */
export function classify(document: string, text: Text, { promises, plain }: Classing): Classed[] {
  const quotes = promises.flatMap(({ id, quotes }) =>
    quotes.filter((quote) => quote.document === document).map((quote) => ({ id, quote })),
  );
  const listed = plain.get(document)?.sentences ?? [];
  const isPlain = (sentence: string) =>
    lastUpdated.test(sentence) || text.listed.has(sentence) || listed.some((plain) => text.says(sentence, plain));
  return text.sentences.map((sentence) => {
    const own = quotes.filter(({ quote }) => !('clause' in quote) && says(text, wordingOf(quote), sentence.text));
    if (own.length > 0 || isPlain(sentence.text)) return { ...sentence, ...decide(own, isPlain(sentence.text)) };
    const whole = quotes.filter(
      ({ quote }) => 'clause' in quote && quote.clause === sentence.clause && occurrencesIn(quote, text) > 0,
    );
    return { ...sentence, ...decide(whole, isPlainClause(sentence.clause)) };
  });

  function isPlainClause(clause: string): boolean {
    const digests = plain.get(document)?.clauses[clause] ?? [];
    return [digests].flat().some((digest) => text.digests.get(clause)?.includes(digest));
  }
}

function decide(quotes: readonly { id: string }[], isPlain: boolean): Pick<Classed, 'class' | 'promises'> {
  const promises = [...new Set(quotes.map(({ id }) => id))];
  if (promises.length > 0) return { class: isPlain ? 'both' : 'promise', promises };
  return { class: isPlain ? 'plain' : 'unclassed', promises };
}

function says(text: Text, { now, next }: ReturnType<typeof wordingOf>, sentence: string): boolean {
  return [now, next].some((wording) => wording !== null && text.says(sentence, wording));
}
