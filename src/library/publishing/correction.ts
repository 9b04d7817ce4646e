import { checkText } from '../checking/text.ts';
import { type Version, versionsOf } from '../model/chain/effects.ts';
import type { Day } from '../model/days.ts';
import { type Document, inEffect, type Library, sourceOf } from '../model/library.ts';
import { excerpt, type Problem, showProblem } from '../model/problem.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { render } from '../text/render.ts';
import { type Derived, lineFor } from './line.ts';
import { isSaidBy } from './predecessor.ts';
import type { Publication } from './publication.ts';
import { type Conflict, merge } from './three-way-merge.ts';

interface Texts {
  /** The version that waits, from which the draft went on. */
  readonly next: Version;
  readonly draft: string;
  /** The text in effect as somebody corrected it by hand. */
  readonly corrected: string | null;
  readonly today: Day;
}

/**
 * A correction while a version waits: what the draft changes of that one is changed in the text in effect, at once, and
 * the waiting text is published again with it, under its own class and day.
 */
export function correct(
  library: Library,
  document: Document,
  publication: Publication,
  { next, draft, corrected, today }: Texts,
): Result<[Derived, ...Derived[]], string> {
  const current = inEffect(document, today);
  const waits = sourceOf(library, document.slug, next.version);
  const text = current ? correctedText(library, document, current, { waits, draft, corrected }) : null;
  if (text && !text.ok) return text;

  const derived: Derived[] = [];
  const problems: string[] = [];
  if (current && text && !isSaidBy(sourceOf(library, document.slug, current.version), text.value, render(text.value))) {
    add({ ...publication, effectiveOn: publication.effectiveOn ?? today }, text.value);
  }
  if (!isSaidBy(waits, draft, render(draft))) {
    add({ ...publication, corrects: { version: next.version, summary: publication.summary } }, draft);
  }
  const [first, ...others] = derived;
  if (problems.length > 0) return fail(...new Set(problems));
  return first ? succeed([first, ...others]) : fail(nothingToCorrect(document, next, current));

  function add(wanted: Publication, source: string): void {
    const chain = [...document.chain, ...derived.map(({ line }) => line)];
    const line = lineFor(library, { ...document, chain, versions: versionsOf(chain) }, wanted, { source, today });
    if (line.ok) derived.push({ line: line.value, source });
    else problems.push(...line.problems);
  }
}

/** What a correction by hand is for, once nothing waits. */
export function uselessCorrection({ slug }: Pick<Document, 'slug'>): [problem: string, remedy: string] {
  return [
    `content/${slug}/correction.mdx corrects the text in effect while another waits, and nothing waits.`,
    'Move what it corrects to draft.mdx, and remove it.',
  ];
}

function correctedText(
  library: Library,
  { slug }: Document,
  current: Version,
  { waits, draft, corrected }: Pick<Texts, 'draft' | 'corrected'> & { readonly waits: string },
): Result<string, string> {
  if (corrected !== null) return succeed(corrected);
  const ours = sourceOf(library, slug, current.version);
  const { text, conflicts } = merge(waits, { theirs: draft, ours });
  if (conflicts.length > 0) {
    const problems = [...conflicts.map((conflict) => showConflict(conflict, current)), byHand(slug, current)];
    return fail(...problems);
  }
  const problems = newProblems(ours, text);
  return problems.length > 0 ? fail(...problems.map(showProblem), byHand(slug, current)) : succeed(text);

  /** What nobody looked at before: the text was put together by rule. */
  function newProblems(before: string, after: string): Problem[] {
    const [was, is] = [before, after].map((text) => {
      const problems: Problem[] = [];
      checkText(`${slug}/correction.mdx`, text, null, problems);
      return problems;
    });
    const known = new Set(was?.map(({ problem }) => problem));
    return (is ?? []).filter(({ problem }) => !known.has(problem));
  }
}

function showConflict({ clause, passage }: Conflict, { version }: Version): string {
  const where = clause ? `Clause “${clause.title}”${clause.id ? ` (#${clause.id})` : ''}` : 'Before the first clause';
  return `${where}: version ${version}, which is in effect, has other words around “${excerpt(passage, 120)}”, so that the correction has to be made there by hand.`;
}

function byHand(slug: string, { version }: Version): string {
  return `Copy content/${slug}/${version}.mdx to content/${slug}/correction.mdx, make the correction there as well, and publish again: then that is the corrected text in effect, and the draft the corrected text that waits.`;
}

function nothingToCorrect({ slug }: Document, next: Version, current: Version | null): string {
  const said = `The draft says what version ${next.version} says, which waits: there is nothing to publish.`;
  if (!current) return said;
  return `${said} What is wrong in the text in effect alone is corrected in content/${slug}/correction.mdx, a copy of content/${slug}/${current.version}.mdx.`;
}
