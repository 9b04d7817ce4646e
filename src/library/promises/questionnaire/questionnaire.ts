import type { Day } from '../../model/days.ts';
import { type Library, openLibrary } from '../../model/library.ts';
import { slugPattern } from '../../model/shapes.ts';
import { isProductPromise } from '../product.ts';
import {
  addPlain,
  addPromise,
  addQuote,
  addWording,
  confirm,
  dropWording,
  filesIn,
  type NewPromise,
  type PromiseFiles,
} from '../promise-files.ts';
import { type Classing, readClassing } from '../promises.ts';
import { type Scope, scopes } from '../shapes.ts';
import { readTexts, type Texts } from '../texts.ts';
import { type NewSentence, type Questions, questionsOf, type UnconfirmedWording } from './questions.ts';

/** Where a person reads and answers. */
export interface Terminal {
  say(line: string): void;
  /** What was typed, without spaces around it; null when there is nobody to ask any more. */
  ask(question: string): Promise<string | null>;
}

interface Asked {
  readonly root: string;
  readonly document: string;
  readonly today: Day;
}

/** A script that answers nothing is not asked for ever. */
const mostTries = 10;

const later = 'To be shown by a test or an attestation.';
const nobody = 'Nobody has attested it yet.';

const yes = /^(y|yes|ok|ja?)$/i;

/** What is open for a document, or why nobody can say. */
export function openQuestions({ root, document, today }: Asked, library: Library = openLibrary(root)) {
  const texts = readTexts(library, today).get(document) ?? { all: [], published: [], draft: null, isWhole: false };
  const classing = readClassing(root, []);
  return { texts, classing, questions: questionsOf(document, texts, classing) };
}

/** Asks for each sentence what it is, and writes each answer before the next question. False where somebody stopped. */
export async function askForClasses(asked: Asked, terminal: Terminal, by?: string): Promise<boolean> {
  const files = filesIn(asked.root);
  const { texts, questions } = openQuestions(asked);
  const count = questions.new.length + questions.gone.length;
  if (count > 0)
    terminal.say(`${count} to class. Whoever stops keeps what is answered: Ctrl+C, or the end of the input.`);

  for (const [index, sentence] of questions.new.entries()) {
    terminal.say(`\n${index + 1} of ${count}${placeOf(sentence.clause)}\n  ${sentence.sentence}`);
    if (!(await askForClass({ asked, files, texts, terminal }, sentence))) return false;
  }

  const left = openQuestions(asked).questions;
  for (const [index, { promise, clause, sentence }] of left.gone.entries()) {
    terminal.say(`\n${questions.new.length + index + 1} of ${count}${placeOf(clause)}`);
    terminal.say(`  Promised, and no longer said: ${sentence} (${promise})`);
    const why = await terminal.ask('Why does it go? (The text no longer says it.) ');
    if (why === null) return false;
    const says = saying(texts, sentence);
    dropWording(files, promise, asked.document, { says, why: why || 'The text no longer says it.' });
  }
  return askForConfirmations(asked, files, terminal, by);
}

/** What can be answered without reading: what is new is plain, and what replaced a promised sentence is that promise. */
export function answerRest(
  files: PromiseFiles,
  document: string,
  { texts, questions }: { texts: Texts; questions: Questions },
): void {
  const isPlain = ({ replaced }: Pick<NewSentence, 'replaced'>) => !replaced?.isAlike || replaced.promises.length === 0;
  const plain = questions.new.filter(isPlain);
  if (plain.length > 0) {
    addPlain(
      files,
      document,
      plain.map(({ sentence, replaced }) => ({ sentence, after: replaced?.sentence })),
    );
  }
  for (const { sentence, replaced } of questions.new) {
    if (isPlain({ replaced })) continue;
    for (const promise of replaced?.promises ?? [])
      reword(files, document, texts, promise, replaced?.sentence, sentence);
  }
}

interface Asking {
  readonly asked: Asked;
  readonly files: PromiseFiles;
  readonly texts: Texts;
  readonly terminal: Terminal;
}

async function askForClass(asking: Asking, { clause, sentence, replaced }: NewSentence): Promise<boolean> {
  const { asked, files, texts, terminal } = asking;
  const { document } = asked;
  const promised = replaced?.promises ?? [];
  if (replaced) {
    const was = promised.length > 0 ? `promised: ${promised.join(', ')}` : 'plain';
    terminal.say(`  It ${replaced.isAlike ? 'replaces' : 'may replace'}: ${replaced.sentence} (${was})`);
  }
  const question =
    promised.length > 0
      ? `The same promise [s], another promise [a], or plain [p]?${replaced?.isAlike ? ' (s)' : ''} `
      : `A promise [a], or plain [p]?${replaced ? ' (p)' : ''} `;
  const fallback = promised.length === 0 ? (replaced ? 'p' : '') : replaced?.isAlike ? 's' : '';
  for (let tries = 0; tries < mostTries; tries++) {
    const typed = await terminal.ask(question);
    if (typed === null) return false;
    const answer = (typed || fallback).toLowerCase();
    if (answer === 'p' || answer === 'plain') {
      addPlain(files, document, [{ sentence, after: replaced?.sentence }]);
      return true;
    }
    if (promised.length > 0 && (answer === 's' || answer === 'same')) {
      for (const promise of promised) reword(files, document, texts, promise, replaced?.sentence, sentence);
      return true;
    }
    if (answer === 'a' || answer === 'another' || answer === 'promise') return askForPromise(asking, clause, sentence);
    terminal.say(`  Type ${promised.length > 0 ? 's, a or p' : 'a or p'}.`);
  }
  return false;
}

/** Of a promise: what it is called, how far it reaches, and what shows that it is kept. */
async function askForPromise({ asked, files, terminal }: Asking, clause: string, sentence: string): Promise<boolean> {
  const { promises } = readClassing(asked.root, []);
  const suggested = freeName(clause, promises);
  const id = await askUntil(terminal, `Its name? (${suggested}) `, suggested, (typed) =>
    slugPattern.test(typed) ? null : 'Small letters, digits and hyphens, as answer-in-time.',
  );
  if (id === null) return false;
  if (promises.some((promise) => promise.id === id)) {
    addQuote(files, id, asked.document, sentence);
    terminal.say(`  ${id} now says this too.`);
    return true;
  }
  const scope = await askUntil(
    terminal,
    `How far does its proof speak: ${scopes.join(', ')}? (company) `,
    'company',
    (typed) => (scopes.includes(typed as Scope) ? null : `One of ${scopes.join(', ')}.`),
  );
  if (scope === null) return false;
  const isHere = scope === 'this-site';
  const proof = await askUntil(
    terminal,
    isHere
      ? 'What shows it: the name of a promise of the software, or which work will show it? (open) '
      : 'Who can attest it? (outside) ',
    '',
    () => null,
  );
  if (proof === null) return false;
  addPromise(files, { id, scope: scope as Scope, proof: proofOf(proof, isHere), document: asked.document, sentence });
  terminal.say(`  Wrote content/promises/${id}.yaml.`);
  return true;
}

function proofOf(typed: string, isHere: boolean): NewPromise['proof'] {
  if (isHere && isProductPromise(typed)) return { product: typed };
  return isHere
    ? { open: typed && typed !== 'open' ? typed : later }
    : { outside: typed && typed !== 'outside' ? typed : nobody };
}

async function askForConfirmations(
  asked: Asked,
  files: PromiseFiles,
  terminal: Terminal,
  by?: string,
): Promise<boolean> {
  const { unconfirmed } = openQuestions(asked).questions;
  for (const { promise, sentence, shows } of unconfirmed as UnconfirmedWording[]) {
    terminal.say(`\n${promise}, in words that nobody has confirmed:\n  ${sentence}\n  Its proof shows: ${shows}`);
    const question = by
      ? `Does the proof show this wording? "yes" says so as ${by}. (nobody yet) `
      : 'Does the proof show this wording? The name of who says so. (nobody yet) ';
    const typed = await askUntil(terminal, question, '', (typed) =>
      !by && yes.test(typed) ? 'The name, as “Ada Lovelace”; or nothing, where nobody says so yet.' : null,
    );
    if (typed === null) return false;
    const says = by ? (yes.test(typed) ? by : '') : /^(no?|nobody)$/i.test(typed) ? '' : typed;
    if (says) confirm(files, promise, says, asked.today, sentence);
  }
  return true;
}

async function askUntil(
  terminal: Terminal,
  question: string,
  fallback: string,
  problemWith: (typed: string) => string | null,
): Promise<string | null> {
  for (let tries = 0; tries < mostTries; tries++) {
    const typed = await terminal.ask(question);
    if (typed === null) return null;
    const answer = typed || fallback;
    const problem = problemWith(answer);
    if (problem === null) return answer;
    terminal.say(`  ${problem}`);
  }
  return null;
}

function reword(
  files: PromiseFiles,
  document: string,
  texts: Texts,
  promise: string,
  before: string | undefined,
  wording: string,
): void {
  if (before !== undefined) addWording(files, promise, document, { says: saying(texts, before), wording });
}

/** Whether a wording is this sentence, whatever the facts in it are. */
function saying({ all }: Texts, sentence: string): (wording: string) => boolean {
  return (wording) => all.some((text) => text.says(sentence, wording));
}

function freeName(clause: string, promises: Classing['promises']): string {
  const taken = new Set(promises.map(({ id }) => id));
  for (let count = 1; ; count++) {
    const name = count === 1 ? clause : `${clause}-${count}`;
    if (!taken.has(name)) return name;
  }
}

function placeOf(clause: string): string {
  return clause === 'opening' ? '' : ` · #${clause}`;
}
