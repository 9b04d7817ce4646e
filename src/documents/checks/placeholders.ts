import type { Nodes } from '../markdown.ts';
import { type Problem, problemIn } from '../problem.ts';
import type { CheckedText } from './text.ts';

const placeholder =
  /\b(TODO|TBD|TBA|FIXME|XXX+)\b|\blorem ipsum\b|_{3,}|\[(?!sic\]|at\]|dot\]|\d+\])[^\][\n]*\]|\?\?\?+/i;

/** What somebody meant to fill in before anybody reads it. */
export function checkPlaceholders({ file, tree }: CheckedText): Problem[] {
  const problems: Problem[] = [];
  visit(tree);
  return problems;

  function visit(node: Nodes): void {
    if (node.type === 'text') {
      const [found] = placeholder.exec(node.value.replace(/\s*\[#[^\]\n]*\]\s*$/, '')) ?? [];
      const remedy = 'Fill it in, or take it out. Square brackets that are to be seen can be round ones.';
      const line = node.position?.start.line;
      if (found) problems.push(problemIn(file, `"${found}" was left to be filled in.`, remedy, { line }));
    }
    if ('children' in node) for (const child of node.children) visit(child as Nodes);
  }
}
