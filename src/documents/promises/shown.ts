import type { Day } from '../days.ts';
import type { Library } from '../library.ts';
import { type Promised, readClassing } from './promises.ts';
import type { Proofs } from './proofs.ts';
import { occurrencesIn, wordingOf } from './quotes.ts';
import { readTexts } from './texts.ts';

/** A promise with a proof, as it is shown: never more than the proof shows. */
export interface ShownPromise {
  readonly id: string;
  readonly scope: Promised['scope'];
  readonly proof: Extract<Promised['proof'], { test: string } | { attested: object }>;
  /** Whether another part of what a sentence promises of the same scope is still open. */
  readonly isInPart: boolean;
  readonly quotes: readonly ShownQuote[];
  readonly run: Pick<Proofs, 'at' | 'commit' | 'isClean'> | null;
}

export interface ShownQuote {
  readonly document: string;
  readonly clause: string;
  /** Null where the whole clause is promised. */
  readonly sentence: string | null;
}

/** The promises with a proof that documents in effect make, in the order of documents and text. */
export async function shownPromises(library: Library, today: Day, proofs: Proofs | null): Promise<ShownPromise[]> {
  const { promises } = readClassing(library.root, []);
  const shown = library.documents.filter(({ promises }) => promises === 'shown').map(({ slug }) => slug);
  const texts = await readTexts(library, today);
  const open = promises.filter(({ proof }) => 'open' in proof);

  return promises
    .flatMap((promise) => show(promise) ?? [])
    .sort((a, b) => placeOf(a.quotes[0]) - placeOf(b.quotes[0]) || (a.id < b.id ? -1 : 1));

  function show({ id, scope, quotes, proof }: Promised): ShownPromise | null {
    if ('open' in proof || 'outside' in proof) return null;
    if ('attested' in proof && proof.attested.expires < today) return null;
    const found = quotes.flatMap(quoteInEffect).sort((a, b) => placeOf(a) - placeOf(b));
    if (found.length === 0) return null;
    const others = open.filter((other) => other.scope === scope).flatMap(({ quotes }) => quotes.flatMap(quoteInEffect));
    const isInPart = others.some((other) => found.some((quote) => isSame(quote, other)));
    return {
      id,
      scope,
      proof,
      isInPart,
      quotes: found,
      run: 'product' in proof && proofs?.promises[proof.product] ? proofs : null,
    };
  }

  function quoteInEffect(quote: Promised['quotes'][number]): ShownQuote[] {
    const text = shown.includes(quote.document) ? texts.get(quote.document)?.published[0] : undefined;
    if (!text || occurrencesIn(quote, text) === 0) return [];
    if ('clause' in quote) return [{ document: quote.document, clause: quote.clause, sentence: null }];
    const { now, next } = wordingOf(quote);
    const sentence = text.sentences.find((sentence) =>
      [now, next].some((wording) => wording !== null && text.says(sentence.text, wording)),
    );
    return sentence ? [{ document: quote.document, clause: sentence.clause, sentence: sentence.text }] : [];
  }

  function placeOf(quote: ShownQuote | undefined): number {
    if (!quote) return 0;
    const sentences = texts.get(quote.document)?.published[0]?.sentences ?? [];
    const index = sentences.findIndex(({ clause, text }) =>
      quote.sentence === null ? clause === quote.clause : text === quote.sentence,
    );
    return shown.indexOf(quote.document) * 10_000 + index;
  }
}

function isSame(a: ShownQuote, b: ShownQuote): boolean {
  return a.document === b.document && a.clause === b.clause && a.sentence === b.sentence;
}
