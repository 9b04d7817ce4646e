import type { Version } from '../model/chain/effects.ts';
import type { Day } from '../model/days.ts';
import { problemsWithDate } from '../model/last-updated.ts';
import { type Document, inEffect, type Library, sourceOf, waiting } from '../model/library.ts';
import { isSeenAlike, type Rendered, render } from '../text/render.ts';
import { isReplacement, unvettedIn, withoutRemoved } from '../text/subprocessors.ts';
import { readable } from '../text/visible.ts';
import { alteredTerms, isEveryWordAltering } from './editorial/editorial.ts';
import type { Publication } from './publication.ts';

/** The version against which a publication of a day is measured: the one whose place it takes, or the one in effect. */
export function measureOf(document: Document, { corrects }: Pick<Publication, 'corrects'>, today: Day): Version | null {
  if (corrects) return document.versions.find(({ version }) => version === corrects.version) ?? null;
  return inEffect(document, today) ?? waiting(document, today);
}

/** What speaks against a text as the next after the one before. */
export function comparedWithBefore(
  library: Library,
  document: Document,
  publication: Publication,
  { source, rendered, today }: { source: string; rendered: Rendered; today: Day },
): string[] {
  const last = measureOf(document, publication, today);
  if (!last) return unvettedIn(library, null, source);
  const before = sourceOf(library, document.slug, last.version);
  const problems = unvettedIn(library, { text: before, publishedOn: last.publishedOn }, source);
  if (isSaidBy(before, source, rendered)) {
    return [`The draft says what version ${last.version} says: there is nothing to publish.`];
  }
  if (publication.urgent !== undefined) {
    return isReplacement(before, source)
      ? problems
      : [
          ...problems,
          'Urgent is the replacement of one subprocessor by another in the list: nothing else changes with it.',
        ];
  }
  if (publication.class !== 'editorial' && !publication.corrects) {
    return [...problems, ...problemsWithDate(before, source, today)];
  }
  if (publication.confirm?.trim()) return problems;

  const next = waiting(document, today);
  const altered = alteredTerms(library, document, render(withoutRemoved(before, source)), rendered);
  if (altered.length === 0) return problems;
  return [
    ...problems,
    isEveryWordAltering(library, document)
      ? `Which words bind is not known for this language, so that an editorial change leaves every word alone. This one changes: ${altered.join(', ')}.`
      : `An editorial change corrects spelling, signs and form: it adds nothing that is said, takes nothing away, and leaves numbers, dates, names, promises and obligations alone. This one changes: ${altered.join(', ')}.`,
    next
      ? `Beside version ${next.version}, which waits, only a correction is published: take out of the draft what is meant for later or, if nothing changes for anybody, say why: --confirm "…". The reason is kept on the chain.`
      : 'Publish it with notice (--class notice, or agreement) or, if nothing changes for anybody, say why: --confirm "…". The reason is kept on the chain.',
  ];
}

/** Whether nobody sees a difference between a text and the one before. */
export function isSaidBy(before: string, source: string, rendered: Rendered): boolean {
  // Where more differs than spaces, more is seen, and the version before need not be rendered.
  return readable(before) === readable(source) && isSeenAlike(render(before), rendered);
}
