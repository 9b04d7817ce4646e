import { visit } from 'unist-util-visit';
import { type Problem, problemIn } from '../model/problem.ts';
import { inline } from '../text/text.ts';
import type { CheckedText } from './text.ts';

const placeholder = /\b(TODO|TBD|TBA|FIXME|XXX+)\b|\blorem ipsum\b|\[(?!sic\]|at\]|dot\]|\d+\])[^\][\n]*\]|\?\?\?+/gi;

/** What somebody meant to fill in before anybody reads it. What the newest version says, as `[username]`, is meant so. */
export function checkPlaceholders({ file, tree }: CheckedText, newest: CheckedText | null): Problem[] {
  const problems: Problem[] = [];
  const published = newest ? inline(newest.tree) : '';
  visit(tree, 'text', ({ value, position }) => {
    const words = value.replace(/\s*\[#[^\]\n]*\]\s*$/, '');
    for (const { 0: found, index } of words.matchAll(placeholder)) {
      if (published.includes(found)) continue;
      const remedy = 'Fill it in, or take it out. Square brackets that are to be seen can be round ones.';
      const line = (position?.start.line ?? 1) + words.slice(0, index).split('\n').length - 1;
      problems.push(problemIn(file, `"${found}" was left to be filled in.`, remedy, { line }));
    }
  });
  return problems;
}
