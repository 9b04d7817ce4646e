import { addDays, type Day, showDay } from '../model/days.ts';
import type { Library } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { type Promised, readClassing } from './promises.ts';
import { isConfirmed } from './quotes.ts';
import { readTexts, type Texts } from './texts.ts';

/** Days in which an attestation can be made anew. */
const askBefore = 30;

/** What is to be looked at about promises and holds nothing up: none of it is a fault of whoever changes a text. */
export function warnOfPromises(library: Library, today: Day): Problem[] {
  const texts = readTexts(library, today);
  return readClassing(library.root, []).promises.flatMap((promise) => [
    ...ending(promise, today),
    ...unconfirmed(promise, texts),
    ...ledElsewhere(promise, texts),
  ]);
}

/** From the day after its last, an attestation is shown no more: whoever owns it is asked before, and after. */
function ending({ id, proof }: Promised, today: Day): Problem[] {
  if (!('attested' in proof) || proof.attested.expires >= addDays(today, askBefore)) return [];
  const { owner, expires } = proof.attested;
  if (expires < today) {
    const problem = `The attestation of ${owner} ended on ${showDay(expires)}: the promise is shown as kept no more.`;
    return [problemIn(`promises/${id}.yaml`, problem, 'Ask for a new one, or say that the promise is open.')];
  }
  const problem = `The attestation of ${owner} ends on ${showDay(expires)}.`;
  return [problemIn(`promises/${id}.yaml`, problem, 'Ask for a new one: past that day it is shown as kept no more.')];
}

/** A reworded sentence is shown as a promise without a proof, until somebody says that the proof still shows it. */
function unconfirmed(promise: Promised, texts: ReadonlyMap<string, Texts>): Problem[] {
  const { id, quotes, proof } = promise;
  if (!('test' in proof || 'attested' in proof)) return [];
  const sentences = quotes.flatMap((quote) => {
    const { all = [] } = texts.get(quote.document) ?? {};
    return all.flatMap((text) =>
      text
        .quoting(quote.wordings)
        .map(({ text }) => text)
        .filter((sentence) => !isConfirmed(promise, sentence, text)),
    );
  });
  return [...new Set(sentences)].map((sentence) => {
    const problem = `Nobody has confirmed that the proof of "${id}" shows this wording: “${sentence}”`;
    const remedy =
      'Until somebody does, it is not shown as kept. Read what the proof shows; who finds that it does says so by `npm run policy -- class`.';
    return problemIn(`promises/${id}.yaml`, problem, remedy);
  });
}

/** Word for word the same, a sentence may promise another thing where it leads to another text. */
function ledElsewhere({ id, quotes }: Promised, texts: ReadonlyMap<string, Texts>): Problem[] {
  return quotes.flatMap((quote) => {
    const { published = [], draft = null } = texts.get(quote.document) ?? {};
    const newest = published.at(-1);
    if (!newest || !draft) return [];
    return draft.quoting(quote.wordings).flatMap(({ text: sentence, clause }) => {
      const [was, is] = [newest.linksOf(sentence), draft.linksOf(sentence)];
      if (newest.quoting(quote.wordings).every(({ text }) => text !== sentence) || was.join() === is.join()) return [];
      const problem = `The draft leads what "${id}" promises elsewhere: “${sentence}” led to ${was.join(', ') || 'nothing'}, and leads to ${is.join(', ') || 'nothing'}.`;
      return [problemIn(draft.file, problem, 'See that it still promises what its proof shows.', { clause })];
    });
  });
}
