import type { Day } from '../days.ts';
import type { Library } from '../library.ts';
import { type Promised, readClassing } from './promises.ts';
import type { Proofs } from './proofs.ts';
import { isProved, quotedIn } from './quotes.ts';
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
  readonly sentence: string;
}

/** The promises with a proof that documents in effect make, in the order of documents and text. */
export async function shownPromises(library: Library, today: Day, proofs: Proofs | null): Promise<ShownPromise[]> {
  const { promises } = readClassing(library.root, []);
  const shown = library.documents.filter(({ promises }) => promises === 'shown').map(({ slug }) => slug);
  const texts = await readTexts(library, today);

  return promises
    .flatMap((promise) => show(promise) ?? [])
    .sort((a, b) => placeOf(a.quotes[0]) - placeOf(b.quotes[0]) || (a.id < b.id ? -1 : 1));

  function show(promise: Promised): ShownPromise | null {
    const { id, scope, proof } = promise;
    if ('open' in proof || 'outside' in proof) return null;
    const quotes = quotesOf(promise, true).sort((a, b) => placeOf(a) - placeOf(b));
    if (quotes.length === 0) return null;
    const others = promises.filter((other) => other.scope === scope).flatMap((other) => quotesOf(other, false));
    const isInPart = others.some((other) => quotes.some((quote) => isSame(quote, other)));
    const run = 'product' in proof && proofs?.promises[proof.product] ? proofs : null;
    return { id, scope, proof, isInPart, quotes, run };
  }

  /** What stands in the texts in effect, as far as it is proved today, or as far as it is still to be proved here. */
  function quotesOf(promise: Promised, proved: boolean): ShownQuote[] {
    if ('outside' in promise.proof) return [];
    return promise.quotes.flatMap((quote) => {
      const { document } = quote;
      const text = shown.includes(document) ? texts.get(document)?.published[0] : undefined;
      if (!text) return [];
      return quotedIn(quote, text)
        .filter((sentence) => isProved(promise, sentence.text, text, today) === proved)
        .map(({ clause, text }) => ({ document, clause, sentence: text }));
    });
  }

  function placeOf(quote: ShownQuote | undefined): number {
    if (!quote) return 0;
    const sentences = texts.get(quote.document)?.published[0]?.sentences ?? [];
    const index = sentences.findIndex(({ clause, text }) => clause === quote.clause && text === quote.sentence);
    return shown.indexOf(quote.document) * 10_000 + index;
  }
}

function isSame(a: ShownQuote, b: ShownQuote): boolean {
  return a.document === b.document && a.clause === b.clause && a.sentence === b.sentence;
}
