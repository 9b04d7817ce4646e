import type { Day } from '../model/days.ts';
import { type Library, slugsOf } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { type Classed, classify } from './classes.ts';
import { plainFile } from './plain-statements.ts';
import { type Classing, type Promised, readClassing } from './promises.ts';
import type { Quote } from './shapes.ts';
import { readTexts, type Text, type Texts } from './texts.ts';

/** Whether each sentence in effect is classed, and each promise stands in its document and has its proof. */
export function checkPromises(library: Library, today: Day): Problem[] {
  const problems: Problem[] = [];
  const classing = readClassing(library.root, problems);
  // What a file that cannot be read classes would be told as unclassed, sentence by sentence.
  if (problems.length > 0) return problems;
  const texts = readTexts(library, today);
  const known = slugsOf(library.root);

  for (const promise of classing.promises) {
    const file = `promises/${promise.id}.yaml`;
    for (const quote of promise.quotes) {
      const own = texts.get(quote.document);
      if (own) problems.push(...checkQuote(file, promise, quote, own));
      else if (!known.includes(quote.document)) {
        problems.push(problemIn(file, `There is no document "${quote.document}".`, 'Mend the name of the document.'));
      }
    }
    problems.push(...checkProof(file, promise, today));
  }
  for (const [document, { all, published, draft }] of texts) {
    const [first] = all;
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
  return problems;
}

function checkQuote(
  file: string,
  promise: Promised,
  quote: Quote,
  { all, published, draft, isWhole }: Texts,
): Problem[] {
  const isDropped = quote.dropped !== undefined;
  const saying = all.filter((text) => text.quoting(quote.wordings).length > 0);
  // From the day on which the text without it is in effect, what was dropped is nowhere. What cannot be read may say it.
  if (saying.length === 0 && (isDropped || !isWhole)) return [];
  if (saying.length === 0) {
    const problem = `${all.map(({ file }) => file).join(' and ') || `content/${quote.document}`} says “${quote.wordings[0]}” nowhere.`;
    return [problemIn(file, problem, 'Quote the sentence exactly, without markup, or remove what nobody says.')];
  }
  const newest = published.at(-1);
  if (!draft || !newest || !saying.includes(newest)) return [];
  return saying.includes(draft) === isDropped ? [touched(file, promise, quote, newest, draft)] : [];
}

/** What a lawyer's edit does to a promise, said in the draft that does it. */
function touched(file: string, { id, proof }: Promised, quote: Quote, newest: Text, draft: Text): Problem {
  const [said] = newest.quoting(quote.wordings);
  const kept =
    'test' in proof ? ' that tests prove' : 'attested' in proof ? ` that ${proof.attested.owner} attested` : '';
  const sentence = `“${said?.text}”`;
  const isDropped = quote.dropped !== undefined;
  const problem = isDropped
    ? `The draft still says what the promise "${id}" calls dropped: ${sentence}.`
    : `The draft drops or alters a promise${kept} ("${id}"): ${sentence}.`;
  const remedy = isDropped
    ? `Remove the sentence; or, in content/${file}, the line \`dropped\`.`
    : `Keep the wording; or run \`npm run policy -- class --document ${quote.document}\`, which asks and writes the files; or write in content/${file}, in the same change, the new wording below the old one under \`sentence\`, or with \`dropped\` why it goes.`;
  return problemIn(draft.file, problem, remedy, { clause: said?.clause });
}

function checkProof(file: string, { proof }: Promised, today: Day): Problem[] {
  if ('attested' in proof && proof.attested.on > today) {
    const remedy = 'Say on which day it was made.';
    return [problemIn(file, `The attestation is of ${proof.attested.on}, a day to come.`, remedy)];
  }
  return [];
}

/** A document of which nothing is classed yet. */
function isNew(document: string, { promises, plain }: Classing): boolean {
  return !plain.has(document) && promises.every(({ quotes }) => quotes.every((quote) => quote.document !== document));
}

/** Told once: a document that is new or imported has hundreds of sentences. */
function allUnclassed(document: string, { file, sentences }: Text): Problem {
  const problem = `No sentence of ${file} is classed yet (${sentences.length} in all).`;
  const remedy = `Run \`npm run policy -- class --document ${document}\`, which asks for each; with \`--rest plain\` where none of them promises anything.`;
  return problemIn(plainFile(document), problem, remedy);
}

function checkClasses(document: string, text: Text, classing: Classing): Problem[] {
  const file = plainFile(document);
  const classed = classify(document, text, classing);
  const both = classed.filter((sentence) => sentence.class === 'both');
  const unclassed = Map.groupBy(
    classed.filter((sentence) => sentence.class === 'unclassed'),
    ({ clause }) => clause,
  );
  return [
    ...[...unclassed].map(([clause, sentences]) => {
      const { problem, remedy } = withoutClass(document, text, clause, sentences);
      return problemIn(file, problem, remedy, { clause });
    }),
    ...both.map(({ clause, number, promises }) => {
      const problem = `${text.file}, sentence ${number} (clause #${clause}) is a promise and a plain statement.`;
      return problemIn(file, problem, `Remove it here, or from ${promises.join(', ')}.`, { clause });
    }),
  ];
}

function withoutClass(
  document: string,
  text: Text,
  clause: string,
  sentences: readonly Classed[],
): { problem: string; remedy: string } {
  const where = `${text.file}, clause #${clause}`;
  const run = `Run \`npm run policy -- class --document ${document}\`, which asks and writes the files. By hand:`;
  const lines = sentences.map(({ text }) => text).join('\n');
  if (sentences.length === 1) {
    return {
      problem: `${where}, sentence ${sentences[0]?.number} is neither a promise nor a plain statement: “${lines}”`,
      remedy: `${run} if it promises something, quote it in a file of content/promises/; otherwise write it here, on a line.`,
    };
  }
  return {
    problem: `${where}, ${sentences.length} sentences are neither promises nor plain statements.`,
    remedy: `${run} quote what promises something in a file of content/promises/, and write the rest here, on a line each:\n${lines}`,
  };
}
