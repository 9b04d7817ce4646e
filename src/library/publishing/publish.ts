import { extend } from '../model/chain/chain.ts';
import type { PublishedLine } from '../model/chain/line.ts';
import { dayAfter } from '../model/chain/rules.ts';
import type { Day } from '../model/days.ts';
import { type Document, type Library, openLibrary, waiting } from '../model/library.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { rollForward } from '../promises/obsolete-quotes.ts';
import { digestsOf } from '../text/derivation.ts';
import { render } from '../text/render.ts';
import { correct, uselessCorrection } from './correction.ts';
import { type Derived, lineFor } from './line.ts';
import type { Publication } from './publication.ts';
import { problemsWith } from './rules.ts';
import { documentIn, freeze, freezeCorrection, writeVersions } from './version-file.ts';

export type { Publication } from './publication.ts';

/** What was published; where another text waits, that as well, with the same correction. */
export type Published = PublishedLine & { readonly beside?: PublishedLine };

/** Freezes the draft as a version and writes its line on the chain. What is wrong is told in words. */
export function publish(root: string, publication: Publication, today: Day): Result<Published, string> {
  const library = openLibrary(root);
  const document = documentIn(library, publication.document);
  if (!document.ok) return document;
  const day = dayAfter(document.value.chain, today);
  const derived = derive(library, document.value, publication, day);
  if (!derived.ok) return derived;

  writeVersions(library, document.value.slug, document.value.chain, derived.value);
  rollForward(root, document.value.slug, today);
  return succeed(published(derived.value));
}

export function published([{ line }, beside]: readonly [Derived, ...Derived[]]): Published {
  return beside ? { ...line, beside: beside.line } : line;
}

/** The lines that a publication of today adds, and the texts that they freeze. */
export function derive(
  library: Library,
  document: Document,
  publication: Publication,
  today: Day,
  corrected: string | null = null,
): Result<[Derived, ...Derived[]], string> {
  const source = freeze(library, document);
  if (!source.ok) return source;
  const byHand = freezeCorrection(library, document);
  if (!byHand.ok) return byHand;
  const next = waiting(document, today);
  if (next && (publication.class === 'editorial' || publication.urgent !== undefined)) {
    return correct(library, document, publication, {
      next,
      draft: source.value,
      corrected: byHand.value ?? corrected,
      today,
    });
  }
  if (byHand.value !== null && !next) return fail(uselessCorrection(document).join(' '));
  const line = lineFor(library, document, publication, { source: source.value, today });
  return line.ok ? succeed([{ line: line.value, source: source.value }]) : line;
}

/** Makes a document's first version once more from its draft, while it is provisional and no other stands on it. */
export function publishAgain(
  root: string,
  slug: string,
  changes: Partial<Pick<Publication, 'summary' | 'approvedBy' | 'recordedBy'>>,
): Result<PublishedLine, string> {
  const library = openLibrary(root);
  const document = documentIn(library, slug);
  if (!document.ok) return document;
  const source = freeze(library, document.value);
  if (!source.ok) return source;
  const line = lineAgain(document.value, changes, source.value);
  if (line.ok) writeVersions(library, slug, [], [{ line: line.value, source: source.value }]);
  return line;
}

/** The line of a first version that is made once more from a text. */
export function lineAgain(
  { title, chain, provisional, publishedElsewhere }: Document,
  changes: Partial<Pick<Publication, 'summary' | 'approvedBy' | 'recordedBy'>>,
  source: string,
): Result<PublishedLine, string> {
  const [first, second] = chain;
  if (first?.event !== 'published') return fail(`${title} has no version yet: publish it without --again.`);
  if (second) return fail(`${title} has more than one version: what is published stays as it is.`);
  if (publishedElsewhere || first.imported) {
    return fail(`The first version of ${title} was published elsewhere and stays word for word.`);
  }
  if (!provisional) return fail(`The first version of ${title} is published and stays as it is.`);

  const problems = problemsWith({ ...first, ...changes });
  if (problems.length > 0) return fail(...problems);
  const rendered = render(source);
  const { seq, event, previous, recordedBy, ...kept } = first;
  return succeed(extend([], { ...kept, ...changes, ...digestsOf(source, rendered) }));
}
