import { addDays, type Day } from '../model/days.ts';
import type { Library } from '../model/library.ts';
import { type Promised, readClassing } from './promises.ts';
import type { Proofs } from './proofs.ts';
import { isProved } from './quotes.ts';
import { readTexts, type Text } from './texts.ts';

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

/** A sentence that promises something, with what stands behind it today. */
export interface PromisedSentence {
  readonly sentence: string;
  readonly proofs: readonly Pick<ShownPromise, 'id' | 'proof'>[];
  /** Whether part of what it promises has no proof, in a scope in which another part has one. */
  readonly isInPart: boolean;
}

/**
 * Of each document that shows its promises, the promised sentences in effect. Behind a test stands a run that passed,
 * or it is none.
 */
export function promisedSentences(
  library: Library,
  today: Day,
  proofs: Proofs | null,
): Map<string, PromisedSentence[]> {
  const { promises } = readClassing(library.root, []);
  const texts = readTexts(library, today);
  return new Map(
    library.documents
      .filter(({ promises }) => promises === 'shown')
      .map(({ slug }) => {
        const text = texts.get(slug)?.published[0];
        return [slug, text ? sentencesOf(slug, text) : []];
      }),
  );

  function sentencesOf(document: string, text: Text): PromisedSentence[] {
    const quoting = promises.flatMap((promise) =>
      promise.quotes
        .filter((quote) => quote.document === document)
        .flatMap((quote) => text.quoting(quote.wordings).map(({ text }) => ({ promise, sentence: text }))),
    );
    return [...Map.groupBy(quoting, ({ sentence }) => sentence)].map(([sentence, quotes]) => {
      const all = [...new Set(quotes.map(({ promise }) => promise))];
      const proved = all.flatMap((promise) => provedBy(promise, sentence, text) ?? []);
      const scopes = new Set(proved.map(({ scope }) => scope));
      const isInPart = all.some(({ id, scope }) => scopes.has(scope) && !proved.some((other) => other.id === id));
      return { sentence, proofs: proved, isInPart };
    });
  }

  function provedBy({ id, scope, proof, ...promise }: Promised, sentence: string, text: Text) {
    if ('open' in proof || 'outside' in proof) return null;
    if ('product' in proof && !proofs?.promises[proof.product]) return null;
    return isProved({ id, scope, proof, ...promise }, sentence, text, today) ? { id, scope, proof } : null;
  }
}

/** The days to come on which an attestation has ended: from then on it is shown no more. */
export function daysAfterAttestations({ root }: Pick<Library, 'root'>, after: Day): Day[] {
  return readClassing(root, []).promises.flatMap(({ proof }) => {
    const from = 'attested' in proof ? addDays(proof.attested.expires, 1) : after;
    return from > after ? [from] : [];
  });
}

/** The promises with a proof that documents in effect make, in the order of documents and text. */
export function shownPromises(library: Library, today: Day, proofs: Proofs | null): ShownPromise[] {
  const { promises } = readClassing(library.root, []);
  const shown = library.documents.filter(({ promises }) => promises === 'shown').map(({ slug }) => slug);
  const texts = readTexts(library, today);

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
    return promise.quotes.flatMap((quote) => {
      const { document } = quote;
      const text = shown.includes(document) ? texts.get(document)?.published[0] : undefined;
      if (!text) return [];
      return text
        .quoting(quote.wordings)
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
