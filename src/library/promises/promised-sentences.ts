import { addDays, type Day } from '../model/days.ts';
import type { Library } from '../model/library.ts';
import { type Promised, readClassing } from './promises.ts';
import type { Proofs } from './proofs.ts';
import { isProved } from './quotes.ts';
import type { Sentence } from './sentences.ts';
import { readFirstTexts } from './texts.ts';

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
  const ofDocuments = Map.groupBy(quotesIn(library, today), ({ document }) => document);
  return new Map([...ofDocuments].map(([document, quotes]) => [document, sentencesOf(quotes)]));

  function sentencesOf(quotes: readonly Quote[]): PromisedSentence[] {
    return [...Map.groupBy(quotes, ({ sentence }) => sentence.text)].map(([sentence, quotes]) => {
      const proved = new Map(
        quotes.flatMap(({ promise: { id, scope }, proof }) =>
          proof && hasRun(proof) ? [[id, { id, scope, proof }] as const] : [],
        ),
      );
      const scopes = new Set([...proved.values()].map(({ scope }) => scope));
      const isInPart = quotes.some(({ promise: { id, scope } }) => scopes.has(scope) && !proved.has(id));
      return { sentence, proofs: [...proved.values()], isInPart };
    });
  }

  function hasRun(proof: ShownPromise['proof']): boolean {
    return !('product' in proof) || proofs?.promises[proof.product] !== undefined;
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
  const all = quotesIn(library, today);
  const proved = Map.groupBy(
    all.filter(({ proof }) => proof),
    ({ promise }) => promise,
  );
  return [...proved].flatMap(([{ id, scope }, quotes]) => {
    const proof = quotes[0]?.proof;
    if (!proof) return [];
    const sentences = new Set(quotes.map(({ sentence }) => sentence));
    const isInPart = all.some(
      (other) => !other.proof && other.promise.scope === scope && sentences.has(other.sentence),
    );
    const run = 'product' in proof && proofs?.promises[proof.product] ? proofs : null;
    const shown = quotes.map(({ document, sentence: { clause, text } }) => ({ document, clause, sentence: text }));
    return { id, scope, proof, isInPart, quotes: shown, run };
  });
}

/** A sentence in effect that a promise quotes. */
interface Quote {
  readonly promise: Promised;
  readonly document: string;
  readonly sentence: Sentence;
  /** Null where none holds for these words on the day. */
  readonly proof: ShownPromise['proof'] | null;
}

/** In the order of documents and text; of documents that keep their promises inside there are none. */
function quotesIn(library: Library, today: Day): Quote[] {
  const { promises } = readClassing(library.root, []);
  const shown = library.documents.filter(({ promises }) => promises === 'shown');
  const texts = readFirstTexts(library, shown, today);
  return shown.flatMap(({ slug: document }) => {
    const text = texts.get(document);
    if (!text) return [];
    const quotes = promises.flatMap((promise) =>
      promise.quotes
        .filter((quote) => quote.document === document)
        .flatMap(({ wordings }) => text.quoting(wordings))
        .map((sentence): Quote => {
          const { proof } = promise;
          const isOpen = 'open' in proof || 'outside' in proof || !isProved(promise, sentence.text, text, today);
          return { promise, document, sentence, proof: isOpen ? null : proof };
        }),
    );
    return quotes.sort((a, b) => a.sentence.number - b.sentence.number || (a.promise.id < b.promise.id ? -1 : 1));
  });
}
