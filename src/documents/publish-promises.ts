import { readClassing } from './promises/promises.ts';
import type { Rendered } from './render.ts';

/** What a text promised word for word and another no longer does. */
export interface TouchedPromise {
  readonly id: string;
  /** The sentence, or the clause by its id. */
  readonly words: string;
}

export function touchedPromises(root: string, slug: string, before: Rendered, after: Rendered): TouchedPromise[] {
  const [was, is] = [flat(before.text), flat(after.text)];
  const clauseIn = ({ clauses }: Rendered, id: string) => clauses.find((clause) => clause.id === id)?.text;
  return readClassing(root, []).promises.flatMap(({ id, quotes }) =>
    quotes
      .filter(({ document }) => document === slug)
      .flatMap((quote) => {
        if ('clause' in quote) {
          const words = `#${quote.clause}`;
          return clauseIn(before, quote.clause) === clauseIn(after, quote.clause) ? [] : [{ id, words }];
        }
        const words = quote.sentence;
        return words && was.includes(flat(words)) && !is.includes(flat(words)) ? [{ id, words: flat(words) }] : [];
      }),
  );
}

function flat(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
