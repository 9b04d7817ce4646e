import { join } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { ZodType } from 'zod';
import { type Problem, problemIn } from './problem.ts';
import { readWritten } from './written.ts';

/** Reads a YAML file of the library; null, with the reasons among the problems, when it cannot be used. */
export function readYaml<Value>(root: string, file: string, shape: ZodType<Value>, problems: Problem[]): Value | null {
  let text: string;
  try {
    text = readWritten(join(root, file));
  } catch {
    problems.push(problemIn(file, 'The file is missing.', 'Add it; docs/ describes what stands in it.'));
    return null;
  }

  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  if (document.errors.length > 0) {
    for (const { message, pos } of document.errors) {
      const line = counter.linePos(pos[0]).line;
      problems.push(problemIn(file, `The file is not YAML: ${message.split(' at line')[0]}.`, 'Mend it.', { line }));
    }
    return null;
  }

  const parsed = shape.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const unknown = issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : null;
    const path = unknown === null ? issue.path : [...issue.path, unknown];
    const name = path.join('.') || 'The file';
    problems.push(
      unknown === null
        ? problemIn(file, `${name}: ${issue.message}.`, 'Mend the entry.', { line: lineOf(path) })
        : problemIn(file, `${name} is not known here.`, 'Remove the entry or mend its name.', { line: lineOf(path) }),
    );
  }
  return null;

  /** The line of the entry, or of what it is missing from. */
  function lineOf(path: readonly PropertyKey[]): number | null {
    const node = path.length > 0 ? document.getIn(path, true) : document.contents;
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
    return path.length > 0 ? lineOf(path.slice(0, -1)) : null;
  }
}
