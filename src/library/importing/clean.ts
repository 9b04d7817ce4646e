import { withoutHiddenSigns } from '../model/hidden-signs.ts';
import { linesOf } from '../text/text.ts';
import type { Markdown, Nodes } from '../text/tree.ts';
import { createClauseNames } from './ids.ts';
import type { Note } from './notes.ts';
import { createReader } from './source.ts';
import type { Values } from './templates.ts';
import { tidy, wordsIn } from './tidy.ts';
import { createWriter } from './write.ts';

interface Cleaned {
  readonly title: string;
  readonly body: string;
  /** What could not be carried over. */
  readonly notes: readonly string[];
}

export interface CleaningOptions {
  /** Where the text has no title of its own. */
  readonly title: string;
  /** What a link within the old site is completed with; without it, its words stay and the link goes. */
  readonly base: string | null;
  readonly values: Values;
}

/** Turns one state after the other into what a version may hold; words where that cannot be. */
type Clean = (path: string, text: string) => Cleaned | string;

/** Text, with an id for each clause, which keeps it from state to state. */
export function createCleaner({ title: otherwise, base, values }: CleaningOptions): Clean {
  const read = createReader(values);
  const nameClauses = createClauseNames();
  const write = createWriter();

  return function clean(path, text) {
    const notes = new Set<string>();
    const note: Note = (words) => void notes.add(words);
    const reading = read(path, text, note);
    if (typeof reading === 'string') return reading;
    const { title, tree } = takeTitle(reading.tree, reading.title ?? otherwise);
    const meant = tidy(tree, { nameClauses, base, note });
    if (linesOf(meant).join('') === '') return 'There are no words in it.';
    const written = write(meant);
    if (!written) return 'It cannot be written as a version.';
    if (written.isMended)
      note('Markup that could not be carried over was left out; the words in it stay, as paragraphs.');
    return { title: withoutHiddenSigns(title), body: written.body, notes: [...notes] };
  };
}

/** A title is a first-level heading that stands first and alone. */
function takeTitle(tree: Markdown, otherwise: string): { title: string; tree: Markdown } {
  const children = tree.children.filter((node) => node.type !== 'definition' && node.type !== 'html');
  const [first] = children;
  const isTitle = (node: Nodes) => node.type === 'heading' && node.depth === 1;
  const words = first && isTitle(first) && children.filter(isTitle).length === 1 ? wordsIn(first) : '';
  const rest = words === '' ? tree : { ...tree, children: tree.children.filter((node) => node !== first) };
  return { title: words || otherwise, tree: rest };
}
