import { isPurpose } from '../model/names.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { readSource } from '../model/source.ts';

/** A purpose says in its front matter what receipts repeat of it; a document has nothing of the kind. */
export function checkTerms(slug: string, file: string, text: string): Problem[] {
  const read = readSource(text);
  if ('problems' in read) return [];
  if (isPurpose(slug) === (read.source.frontMatter.consent !== undefined)) return [];
  return isPurpose(slug)
    ? [
        problemIn(
          file,
          'The purpose does not say which data it is about.',
          'Add `consent:` to the front matter, with `data`, `recipients` and `keep`.',
          { line: 1 },
        ),
      ]
    : [problemIn(file, 'Only a purpose has `consent:` in its front matter.', 'Remove it.', { line: 1 })];
}
