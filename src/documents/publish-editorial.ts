import type { Library } from './library.ts';
import { touchedPromises } from './publish-promises.ts';
import type { Rendered } from './render.ts';

const obligations =
  /^(must|shall|should|will|would|may|might|can|could|cannot|not|no|never|none|nor|neither|only|unless|except|without|always|any|all|required?|requires|obliged?|prohibited|agrees?|consents?|liable|\p{L}+n['’]t|(we|you|they|it)['’]ll)$/iu;
const dates =
  /^(january|february|march|april|june|july|august|september|october|november|december|(mon|tues|wednes|thurs|fri|satur|sun)day|daily|weekly|monthly|yearly|annual(ly)?|immediately)$/i;
const numbers =
  /^(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen|(twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|half|third|twice|once)$/i;
const words = /\p{N}+(?:[.,:/-]\p{N}+)*[%\p{L}]*|\p{L}+(?:['’]\p{L}+)*/gu;

/** Numbers, dates, names, promises and obligations that one text has and the other has not, as the reader sees them. */
export function alteredTerms(library: Library, slug: string, before: Rendered, after: Rendered): string[] {
  const names = namesIn(library);
  const [were, are] = [termsOf(before.text, names), termsOf(after.text, names)];
  const broken = touchedPromises(library.root, slug, before, after);
  return [
    ...without(were, are).map((term) => `“${term}” is gone`),
    ...without(are, were).map((term) => `“${term}” is new`),
    ...broken.map(({ words }) => `the promise “${words}”`),
  ];
}

/** Each with the word that follows it: "may not" and "30 days" count, not "not" and "30" alone. */
function termsOf(text: string, names: readonly string[]): string[] {
  const terms = text.split('\n').flatMap((line) => {
    const found = line.match(words) ?? [];
    return found.flatMap((word, index) =>
      /^\p{N}/u.test(word) || obligations.test(word) || dates.test(word) || numbers.test(word)
        ? [`${word} ${found[index + 1] ?? ''}`.trim().toLowerCase()]
        : [],
    );
  });
  return [...terms, ...names.flatMap((name) => Array(text.split(name).length - 1).fill(name))];
}

function without(terms: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return terms.filter((term) => {
    const index = left.indexOf(term);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}

function namesIn({ company, subprocessors }: Library): string[] {
  const facts = [...Object.values(company.facts), ...subprocessors.map(({ legalName }) => legalName)];
  const names = [company.name, ...facts.map(({ value }) => value ?? ''), ...subprocessors.map(({ name }) => name)];
  return [...new Set(names.filter(Boolean))];
}
