import { structuredPatch } from 'diff';
import type { Day } from '../model/days.ts';
import type { Library } from '../model/library.ts';
import { filesIn, rehearsalIn } from './promise-files.ts';
import { answerRest, openQuestions } from './questionnaire/questionnaire.ts';

/**
 * The classes of all sentences that have none, as a change that git can apply: what is new is plain, and what replaced
 * a promised sentence is that promise in other words, which nobody has confirmed. Null where none is without a class.
 */
export function classPatch(library: Library, today: Day): string | null {
  const files = rehearsalIn(library.root);
  for (const { slug } of library.documents) {
    answerRest(files, slug, openQuestions({ root: library.root, document: slug, today }, library));
  }
  const disk = filesIn(library.root);
  const patches = [...files.written].map(([file, after]) => patchOf(file, disk.read(file), after ?? ''));
  return patches.length > 0 ? patches.join('') : null;
}

function patchOf(file: string, before: string | null, after: string): string {
  const [from, to] = [`a/content/${file}`, `b/content/${file}`];
  const { hunks } = structuredPatch(from, to, before ?? '', after, undefined, undefined, { context: 3 });
  return [
    `diff --git ${from} ${to}`,
    ...(before === null ? ['new file mode 100644', '--- /dev/null'] : [`--- ${from}`]),
    `+++ ${to}`,
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ]),
    '',
  ].join('\n');
}
