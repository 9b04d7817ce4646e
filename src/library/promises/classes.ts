import type { Classing } from './promises.ts';
import type { Sentence } from './sentences.ts';
import type { Text } from './texts.ts';

/** A sentence's class, or why it has none. */
export interface Classed extends Sentence {
  readonly class: 'promise' | 'plain' | 'unclassed' | 'both';
  /** The promises that quote it. */
  readonly promises: readonly string[];
}

/** Classes each sentence of a text. */
export function classify(document: string, text: Text, { promises, plain }: Classing): Classed[] {
  const quoting = Map.groupBy(
    promises.flatMap(({ id, quotes }) =>
      quotes
        .filter((quote) => quote.document === document)
        .flatMap((quote) => text.quoting(quote.wordings).map(({ number }) => ({ id, number }))),
    ),
    ({ number }) => number,
  );
  const listed = new Set(text.quoting(plain.get(document) ?? []));
  return text.sentences.map((sentence) => {
    const ids = [...new Set(quoting.get(sentence.number)?.map(({ id }) => id))];
    return { ...sentence, class: classOf(ids, isPlain(sentence)), promises: ids };
  });

  function isPlain(sentence: Sentence): boolean {
    return text.isData(sentence.text) || listed.has(sentence);
  }
}

function classOf(promises: readonly string[], isPlain: boolean): Classed['class'] {
  if (promises.length > 0) return isPlain ? 'both' : 'promise';
  return isPlain ? 'plain' : 'unclassed';
}
