import { legible } from './hidden-signs.ts';

/** Something wrong in the library, said so that whoever wrote it knows where it is and what to do. */
export interface Problem {
  /** From the library's own folder: `privacy/draft.mdx`. */
  readonly file: string;
  readonly line: number | null;
  readonly clause: string | null;
  readonly problem: string;
  readonly remedy: string;
  /** It touches what is published already: it is told before all else. */
  readonly isFrozen?: true;
}

/** The beginning of what is written, as a problem quotes it. */
export function excerpt(written: string, most = 60): string {
  return written.length > most ? `${written.slice(0, most)}…` : written;
}

export function problemIn(
  file: string,
  problem: string,
  remedy: string,
  place: { line?: number | null | undefined; clause?: string | null | undefined } = {},
): Problem {
  return { file, line: place.line ?? null, clause: place.clause ?? null, problem, remedy };
}

/** `content/privacy/draft.mdx:12 (data-retention): The heading has no id. Put …` */
export function showProblem({ file, line, clause, problem, remedy }: Problem): string {
  const place = `${file.startsWith('../') ? file.slice(3) : `content/${file}`}${line === null ? '' : `:${line}`}${clause === null ? '' : ` (#${clause})`}`;
  // What is wrong with the repository stands in no file.
  const where = place === '' ? '' : `${place.replaceAll('\n', '[U+000A]')}: `;
  return legible(`${where}${problem} ${remedy}`);
}
