import type { Document } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import type { CheckedClauses } from './published.ts';
import type { CheckedText } from './text.ts';

/** A clause that is no longer there: the address that led to it leads to the history now. */
interface RetiredClause {
  readonly id: string;
  readonly title: string;
  /** The last version that has it. */
  readonly version: string;
}

type Clauses = readonly { readonly version: string; readonly titles: ReadonlyMap<string, string> }[];

/** The clauses of older versions, last seen first, that a text has no more. */
export function retiredClauses(older: Clauses, ids: ReadonlySet<string>): RetiredClause[] {
  const retired = new Map<string, RetiredClause>();
  for (const { version, titles } of older.toReversed()) {
    for (const [id, title] of titles) {
      if (!ids.has(id) && !retired.has(id)) retired.set(id, { id, title, version });
    }
  }
  return [...retired.values()];
}

/** An id once published is its clause's for ever: it is kept, or retired by name, and never given to another. */
export function checkRetired(
  { slug, retired }: Document,
  versions: readonly CheckedClauses[],
  draft: CheckedText,
): Problem[] {
  const older = versions.map(({ file, titles }) => ({ version: file.slice(slug.length + 1, -'.mdx'.length), titles }));
  const newest = older.at(-1);
  if (!newest) return [];
  const problems: Problem[] = [];

  for (const { id, title, version } of retiredClauses(older, draft.ids)) {
    if (retired.includes(id) || !newest.titles.has(id)) continue;
    const problem = `The clause #${id} ("${title}") of version ${version} is gone.`;
    const remedy = `If it is gone for good, add "- ${id}" under "retired:" in content/${slug}/document.yaml; otherwise give its heading the id back.`;
    problems.push(problemIn(draft.file, problem, remedy));
  }
  const gone = retiredClauses(older.slice(0, -1), new Set(newest.titles.keys()));
  for (const { id, title, version } of gone) {
    if (draft.ids.has(id) && draft.titles.get(id) !== title) report(id, title, version);
  }
  for (const id of retired) {
    const last = older.findLast(({ titles }) => titles.has(id));
    const [title, version] = [last?.titles.get(id) ?? '', last?.version ?? ''];
    if (!last) {
      const problem = `No published version has a clause #${id}.`;
      problems.push(problemIn(`${slug}/document.yaml`, problem, 'Take it out of "retired:", or mend the id.'));
    } else if (draft.ids.has(id) && !gone.some((clause) => clause.id === id)) report(id, title, version);
  }
  return problems;

  function report(id: string, title: string, version: string): void {
    const problem = `The id #${id} is retired: it led to "${title}" in version ${version}.`;
    const remedy = `Give this heading another id; if it is that clause again, with its heading, take the id out of "retired:" in content/${slug}/document.yaml.`;
    problems.push(problemIn(draft.file, problem, remedy, { clause: id }));
  }
}
