import type { Day } from '../days.ts';
import type { Library } from '../library.ts';
import { type Problem, problemIn } from '../problem.ts';
import { type Classed, classify } from './classes.ts';
import { type Classing, type Promised, readClassing } from './promises.ts';
import { isDropped, occurrences, occurrencesIn, showQuote, wordingOf } from './quotes.ts';
import type { Quote } from './shapes.ts';
import { readTexts, type Text, type Texts } from './texts.ts';

export interface CheckedPromises {
  readonly problems: Problem[];
  /** Promises that later work must keep, or that nobody has attested. */
  readonly open: readonly Promised[];
}

/** Whether each sentence in effect is classed, and each promise stands in its document and has its proof. */
export async function checkPromises(library: Library, { today }: { today: Day }): Promise<CheckedPromises> {
  const problems: Problem[] = [];
  const classing = readClassing(library.root, problems);
  // What a file that cannot be read classes would be told as unclassed, sentence by sentence.
  if (problems.length > 0) return { problems, open: [] };
  const texts = await readTexts(library, today);

  for (const promise of classing.promises) {
    const file = `promises/${promise.id}.yaml`;
    for (const quote of promise.quotes) problems.push(...checkQuote(file, promise, quote, texts.get(quote.document)));
    problems.push(...checkProof(file, promise, today));
  }
  for (const [document, { published, draft }] of texts) {
    const [first] = [...published, ...(draft ? [draft] : [])];
    if (first && isNew(document, classing)) {
      problems.push(allUnclassed(document, first));
      continue;
    }
    const found = published.flatMap((text) => checkClasses(document, text, classing));
    problems.push(...found);
    // What a draft leaves unclassed would stop everything once it is published; what was told already is not told again.
    const isTold = ({ clause }: Problem) =>
      [...found, ...problems.filter(({ file }) => file === draft?.file)].some((other) => other.clause === clause);
    if (draft) problems.push(...checkClasses(document, draft, classing).filter((problem) => !isTold(problem)));
  }
  const open = classing.promises.filter(({ proof }) => 'open' in proof || 'outside' in proof);
  return { problems, open };
}

function checkQuote(file: string, promise: Promised, quote: Quote, texts: Texts | undefined): Problem[] {
  if (!texts) return [problemIn(file, `There is no document "${quote.document}".`, 'Mend the name of the document.')];
  const { now, next } = wordingOf(quote);
  const problems = texts.published.flatMap((text) => {
    const count = occurrencesIn(quote, text);
    if (count === 1 || (count === 0 && (now === null || isDropped(quote)))) return [];
    const problem = `${text.file} says ${showQuote(quote)} ${count === 0 ? 'nowhere' : `${count} times`}.`;
    const digest = 'clause' in quote ? text.digests.get(quote.clause)?.[0] : undefined;
    const remedy = digest
      ? `Read the clause again; if the promise still fits, its digest is "${digest}".`
      : 'Quote the sentence exactly, without markup, so that it is found once.';
    return [problemIn(file, problem, remedy)];
  });

  const wording = next ?? now;
  if (!texts.draft || wording === null || problems.length > 0) return problems;
  const count = occurrences(quote, wording, texts.draft);
  return count === (isDropped(quote) ? 0 : 1) ? problems : [touched(file, promise, quote, texts, texts.draft)];
}

/** What a lawyer's edit does to a promise, said in the draft that does it. */
function touched(file: string, { id, proof }: Promised, quote: Quote, texts: Texts, draft: Text): Problem {
  const { now } = wordingOf(quote);
  const clause =
    'clause' in quote
      ? quote.clause
      : texts.published.flatMap(({ sentences }) => sentences).find((sentence) => sentence.text === now)?.clause;
  const kept =
    'test' in proof ? ' that tests prove' : 'attested' in proof ? ` that ${proof.attested.owner} attested` : '';
  const problem = isDropped(quote)
    ? `The draft still says what the promise "${id}" calls dropped: ${showQuote(quote)}.`
    : `The draft drops or alters a promise${kept} ("${id}"): ${showQuote(quote)}.`;
  const digest = 'clause' in quote ? draft.digests.get(quote.clause)?.[0] : undefined;
  const next = digest ? `next: "${digest}"` : 'the new wording as `next`';
  const remedy = `Keep the wording; or write in content/${file}, in the same change, ${next}, or with \`dropped\` why it goes.`;
  return problemIn(draft.file, problem, remedy, { clause });
}

function checkProof(file: string, { proof }: Promised, today: Day): Problem[] {
  if ('attested' in proof && proof.attested.on > today) {
    const remedy = 'Say on which day it was made.';
    return [problemIn(file, `The attestation is of ${proof.attested.on}, a day to come.`, remedy)];
  }
  if ('attested' in proof && proof.attested.expires < today) {
    const remedy = `Ask ${proof.attested.owner} for a new one, or say that the promise is open.`;
    return [problemIn(file, `The attestation ended on ${proof.attested.expires}.`, remedy)];
  }
  return [];
}

/** A document of which nothing is classed yet. */
function isNew(document: string, { promises, plain }: Classing): boolean {
  return !plain.has(document) && promises.every(({ quotes }) => quotes.every((quote) => quote.document !== document));
}

/** Told once, with a file to begin from: a document that is new or imported has hundreds of sentences. */
function allUnclassed(document: string, { file, sentences, digests }: Text): Problem {
  const clauses = [...new Set(sentences.map(({ clause }) => clause))];
  const problem = `No sentence of ${file} is classed yet: there are ${sentences.length}, in ${clauses.length} clauses.`;
  const remedy = `Read them, quote what promises something in files of content/promises/, and write here what promises nothing. If that is all of it, write:\n${[
    'clauses:',
    ...clauses.map((clause) => `  ${clause}: "${digests.get(clause)?.[0]}"`),
  ].join('\n')}`;
  return problemIn(`promises/plain/${document}.yaml`, problem, remedy);
}

function checkClasses(document: string, text: Text, classing: Classing): Problem[] {
  const file = `promises/plain/${document}.yaml`;
  const classed = classify(document, text, classing);
  const both = classed.filter((sentence) => sentence.class === 'both');
  const unclassed = Map.groupBy(
    classed.filter((sentence) => sentence.class === 'unclassed'),
    ({ clause }) => clause,
  );
  return [
    ...[...unclassed].map(([clause, sentences]) => {
      const { problem, remedy } = withoutClass(text, clause, sentences);
      return problemIn(file, problem, remedy, { clause });
    }),
    ...both.map(({ clause, number, promises }) => {
      const problem = `${text.file}, sentence ${number} (clause #${clause}) is a promise and a plain statement.`;
      return problemIn(file, problem, `Remove it here, or from ${promises.join(', ')}.`, { clause });
    }),
  ];
}

function withoutClass(text: Text, clause: string, sentences: readonly Classed[]): { problem: string; remedy: string } {
  const [first, last] = [sentences[0], sentences.at(-1)];
  const where = `${text.file}, clause #${clause}`;
  if (sentences.length === 1) {
    return {
      problem: `${where}, sentence ${first?.number} is neither a promise nor a plain statement: “${first?.text}”`,
      remedy: 'If it promises something, quote it in a file of content/promises/; otherwise list it here.',
    };
  }
  return {
    problem: `${where}, ${sentences.length} sentences (${first?.number} to ${last?.number}) are neither promises nor plain statements, the first “${first?.text}”`,
    remedy: `Quote what promises something in a file of content/promises/, and list the rest here; or, where the whole clause promises nothing, add its digest under clauses: "${text.digests.get(clause)?.[0]}".`,
  };
}
