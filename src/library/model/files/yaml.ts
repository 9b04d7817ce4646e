import { LRUCache } from 'lru-cache';
import { isCollection, isNode, LineCounter, parseDocument, visit, type Document as YamlDocument } from 'yaml';
import type { ZodType } from 'zod';
import { hiddenSignsIn, hiddenSignWords, notAsTyped } from '../hidden-signs.ts';
import { type Problem, problemIn } from '../problem.ts';
import { attempt } from '../result.ts';
import { asWritten } from './line-ends.ts';
import { readText } from './text-file.ts';
import { faultWords, valueWords } from './yaml-words.ts';

/** By what they were read from: a check reads the library again as the main branch has it, and most is the same there. */
const known = new LRUCache<string, object>({ max: 1_000 });

/**
 * Reads a YAML file of the library; null, with the reasons among the problems, when it cannot be used. A sign that nobody
 * sees is a problem as well, and keeps nobody from reading the rest.
 */
export function readYaml<Value>(root: string, file: string, shape: ZodType<Value>, problems: Problem[]): Value | null {
  const bytes = readText(root, file, problems);
  if (bytes === null) return null;
  const text = asWritten(bytes);
  const read = shape.safeParse(known.get(text));
  if (read.success) return read.data;

  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      const { problem, remedy } = faultWords(error);
      problems.push(problemIn(file, problem, remedy, { line: counter.linePos(error.pos[0]).line }));
    }
    return null;
  }

  const value = contentsOf(document);
  const parsed = shape.safeParse(value ?? {});
  if (parsed.success) {
    const hidden = isQuoting(file) ? [] : hiddenSignsIn(value);
    for (const { path, sign } of hidden) {
      const name = path.join('.');
      problems.push(problemIn(file, hiddenSignWords(name, sign), notAsTyped, { line: lineOf(path) }));
    }
    if (hidden.length === 0 && typeof value === 'object' && value !== null) known.set(text, value);
    return parsed.data;
  }
  for (const issue of parsed.error.issues) {
    const unknown = issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : null;
    const path = unknown === null ? issue.path : [...issue.path, unknown];
    const name = path.join('.') || 'The file';
    const { problem, remedy } =
      unknown === null
        ? valueWords(issue, at(value, path))
        : { problem: 'is not known here', remedy: 'Remove the entry or mend its name.' };
    const said = unknown === null ? `${name}: ${problem}.` : `${name} ${problem}.`;
    problems.push(problemIn(file, said, remedy, { line: lineOf(path) }));
  }
  return null;

  /** The line of the entry, or of what it is missing from. */
  function lineOf(path: readonly PropertyKey[]): number | null {
    const node = path.length > 0 ? document.getIn(path, true) : document.contents;
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
    return path.length > 0 ? lineOf(path.slice(0, -1)) : null;
  }
}

/** Files of promises quote what was published, whatever it holds. */
function isQuoting(file: string): boolean {
  return file.startsWith('promises/');
}

/**
 * Null where it names what stands nowhere, as a reference to itself or to nothing; and where a list or a table is the
 * name of an entry: no file of ours has one, and one within the other takes the reader longer than anybody waits.
 */
export function contentsOf(document: YamlDocument): unknown {
  return attempt(() => (isNamedByCollection(document) ? null : document.toJS()));
}

function isNamedByCollection(document: YamlDocument): boolean {
  let found = false;
  visit(document, {
    Pair(_, { key }) {
      found ||= isCollection(key);
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? inner[key as keyof typeof inner] : undefined),
    value,
  );
}
