import { fill } from '../fill.ts';
import { showCount } from '../language.ts';

/** Of what there is one or more. */
export const counted = {
  clause: of('clause', 'clauses'),
  word: of('word', 'words'),
  row: of('row', 'rows'),
  paragraph: of('paragraph', 'paragraphs'),
};

function of(one: string, several: string): (count: number) => string {
  return (count) => `${showCount(count)} ${count === 1 ? one : several}`;
}

/** How much has changed in a whole text. */
export const summaryWords = {
  nothing: 'Nothing changed: both say the same',
  clauses: '{changed} of {clauses} changed',
  added: '{count} added',
  removed: '{count} removed',
  moved: '{count} moved',
  words: '{inserted} inserted, {deleted} deleted',
};

/** How much has changed in a clause. */
export const extentWords = {
  added: 'added',
  removed: 'removed',
  movedUp: 'moved up',
  movedDown: 'moved down',
  sameWords: 'its words are the same',
  noWord: 'no word changed',
  rowsAdded: '{rows} added',
  rowsRemoved: '{rows} removed',
  rowsChanged: '{rows} changed',
  inserted: '{words} in',
  deleted: '{words} out',
  punctuation: 'punctuation',
  split: 'split',
  joined: 'joined',
};

/** What is said between the words of a redline. */
export const redlineWords = {
  opening: 'Opening',
  inserted: 'inserted: ',
  insertedEnd: ' end of insertion ',
  deleted: 'deleted: ',
  deletedEnd: ' end of deletion ',
  joined: 'joined with the one before',
  split: 'split here',
  same: '{count} the same',
  table: 'Table: {title}',
  nextTable: 'Table: {title} ({number})',
  beside: 'Both versions side by side',
  /** On top of a file to take along. */
  fileTitle: '{title}: {from} compared with {to}',
};

/** What kind of thing changed without a word, where there is room for no more. */
const noteKinds = {
  numbering: 'numbering',
  level: 'level of heading',
  moved: 'moved',
  link: 'links',
  strike: 'strike',
  emphasis: 'emphasis',
  form: 'form',
};

/** What changed in a passage beside its words. */
export interface Note {
  readonly kind: string;
  readonly text: string;
}

export const notes = {
  moved: note('moved', 'moved within the clause'),
  movedFrom: note('moved', 'moved from {clause}'),
  wordsMoved: note('moved', '{words} moved within the clause'),
  wordsMovedFrom: note('moved', '{words} moved from {clause}'),
  movedTo: note('moved', '{words} moved to {clauses}'),
  movedToColumn: note('moved', '{words} moved to column {column}'),
  otherRow: note('form', 'the cells stood in another row'),
  stoodIn: note('form', 'stood in {clause}'),
  fromHereIn: note('form', 'from here on in {clauses}'),
  link: note('link', '{words} is now a link to {to}'),
  noLink: note('link', '{words} is no longer a link; it led to {from}'),
  otherLink: note('link', 'the link {words} now leads to {to}; it led to {from}'),
  emphasised: note('emphasis', '{words} is now emphasised'),
  notEmphasised: note('emphasis', '{words} is no longer emphasised'),
  code: note('form', '{words} is now set as code'),
  noCode: note('form', '{words} is no longer set as code'),
  struck: note('strike', '{words} is now struck through'),
  notStruck: note('strike', '{words} is no longer struck through'),
  level: note('level', 'level of heading changed: {from} became {to}'),
  numbering: note('numbering', 'numbering changed: {from} became {to}'),
  shape: note('form', 'was {from}, is now {to}'),
  head: note('form', 'is now the head of the table'),
  noHead: note('form', 'is no longer the head of the table'),
  image: note('form', 'the image {from} became {to}'),
  deeper: note('form', 'stands deeper in the list'),
  higher: note('form', 'stands higher in the list'),
  quotation: note('form', 'is now a quotation'),
  noQuotation: note('form', 'is no longer a quotation'),
  broken: note('form', 'a line is broken anew'),
  notBroken: note('form', 'a line is no longer broken'),
};

function note(kind: keyof typeof noteKinds, text: string): (values?: Record<string, string | number>) => Note {
  return (values = {}) => ({ kind: noteKinds[kind], text: fill(text, values) });
}

/** What stands in a note for what has no words of its own. */
export const noteParts = {
  quoted: '“{words}”',
  cut: '“{words} …”',
  part: 'a part of it',
  opening: 'the opening',
  bullet: 'a bullet',
  noImage: '(none)',
};

/** What a passage is. */
export const passageNames = {
  heading: 'a heading',
  item: 'an item of a list',
  row: 'a row of a table',
  code: 'set as code',
  paragraph: 'a paragraph',
};
