import { likenesses } from '../../compare/likeness.ts';
import { type Classed, classify } from '../classes.ts';
import type { Classing, Promised } from '../promises.ts';
import { isConfirmed } from '../quotes.ts';
import type { Text, Texts } from '../texts.ts';

/** A sentence that nobody has classed, with the one whose place it took. */
export interface NewSentence {
  readonly clause: string;
  readonly sentence: string;
  readonly replaced: Replaced | null;
}

interface Replaced {
  readonly sentence: string;
  /** The promises that quoted it; none, where it was a plain statement. */
  readonly promises: readonly string[];
  /** Whether the words say so, or only the place. */
  readonly isAlike: boolean;
}

/** A promised sentence that the draft no longer says. */
interface GoneSentence {
  readonly promise: string;
  readonly clause: string;
  readonly sentence: string;
}

/** A wording of a promise with a proof, of which nobody has said that the proof shows it. */
export interface UnconfirmedWording {
  readonly promise: string;
  readonly sentence: string;
  /** What is shown of the proof. */
  readonly shows: string;
}

export interface Questions {
  readonly new: readonly NewSentence[];
  readonly gone: readonly GoneSentence[];
  readonly unconfirmed: readonly UnconfirmedWording[];
}

/** From which likeness on a sentence is another in other words. */
const alike = 0.25;

/** What a person has to say of a document before its sentences are classed. */
export function questionsOf(document: string, { all, published, draft }: Texts, classing: Classing): Questions {
  const newest = published.at(-1) ?? null;
  const gone = newest && draft ? goneFrom(document, newest, draft, classing) : [];
  const unclassed = all.flatMap((text) =>
    classify(document, text, classing).filter((sentence) => sentence.class === 'unclassed'),
  );
  const fresh = [...new Map(unclassed.map((sentence) => [sentence.text, sentence])).values()];
  const replaced = pairs(gone, fresh);
  const promised = gone.filter(({ class: is, number }) => {
    const successor = [...replaced.values()].some((other) => other.number === number);
    return is === 'promise' && !successor;
  });

  return {
    new: fresh.map((sentence) => {
      const old = replaced.get(sentence.text);
      return {
        clause: sentence.clause,
        sentence: sentence.text,
        replaced: old ? { sentence: old.text, promises: old.promises, isAlike: old.isAlike } : null,
      };
    }),
    gone: promised.flatMap(({ promises, clause, text: sentence }) =>
      promises.map((promise) => ({ promise, clause, sentence })),
    ),
    unconfirmed: classing.promises.flatMap((promise) => unconfirmedIn(promise, document, all)),
  };
}

/** What the newest text says and the draft does not, and no promise has already answered for. */
function goneFrom(document: string, newest: Text, draft: Text, classing: Classing): Classed[] {
  const answered = (sentence: string, ids: readonly string[]) =>
    ids.filter((id) => {
      const quotes = classing.promises.find((promise) => promise.id === id)?.quotes ?? [];
      const own = quotes.filter(
        (quote) => quote.document === document && quote.wordings.some((wording) => newest.says(sentence, wording)),
      );
      return !own.some((quote) => quote.dropped !== undefined || draft.quoting(quote.wordings).length > 0);
    });
  return classify(document, newest, classing)
    .filter(({ text }) => !draft.sentences.some((sentence) => draft.says(sentence.text, text)))
    .map((sentence) => ({ ...sentence, promises: answered(sentence.text, sentence.promises) }))
    .filter((sentence) => sentence.class === 'plain' || sentence.promises.length > 0);
}

/** Which sentence took which one's place: the most alike first, then what alone is left in a clause. */
function pairs(gone: readonly Classed[], fresh: readonly Classed[]): Map<string, Classed & { isAlike: boolean }> {
  const [olds, news] = [gone.map(({ text }) => text), fresh.map(({ text }) => text)];
  const inClause = 0.2;
  const weighed = likenesses(olds, news, alike)
    .map(({ before, after, score }) => ({
      before,
      after,
      score: score + (gone[before]?.clause === fresh[after]?.clause ? inClause : 0),
    }))
    .sort((a, b) => b.score - a.score);

  const found = new Map<string, Classed & { isAlike: boolean }>();
  const taken = new Set<number>();
  for (const { before, after } of weighed) take(before, after, true);
  for (const [after, { clause }] of fresh.entries()) {
    const left = gone.flatMap((old, before) => (old.clause === clause && !taken.has(before) ? [before] : []));
    const rivals = fresh.filter((other) => other.clause === clause && !found.has(other.text));
    if (left.length === 1 && rivals.length === 1) take(left[0] ?? -1, after, false);
  }
  return found;

  function take(before: number, after: number, isAlike: boolean): void {
    const [old, sentence] = [gone[before], fresh[after]];
    if (!old || !sentence || taken.has(before) || found.has(sentence.text)) return;
    taken.add(before);
    found.set(sentence.text, { ...old, isAlike });
  }
}

function unconfirmedIn(promise: Promised, document: string, texts: readonly Text[]): UnconfirmedWording[] {
  const { id, proof, quotes } = promise;
  if (!('test' in proof || 'attested' in proof)) return [];
  const shows = 'test' in proof ? proof.test : proof.attested.says;
  const sentences = texts.flatMap((text) =>
    quotes
      .filter((quote) => quote.document === document)
      .flatMap((quote) => text.quoting(quote.wordings).map(({ text }) => text))
      .filter((sentence) => !isConfirmed(promise, sentence, text)),
  );
  return [...new Set(sentences)].map((sentence) => ({ promise: id, sentence, shows }));
}
