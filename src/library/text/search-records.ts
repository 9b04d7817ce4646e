import type { Day } from '../model/days.ts';
import { inEffect, type Library, languageOf, sourceOf } from '../model/library.ts';
import type { Render } from './render.ts';
import type { SearchRecord } from './search.ts';

/** Every clause in effect on a day, in the order of documents and text. */
export function searchRecordsOf(library: Library, today: Day, render: Render): SearchRecord[] {
  return library.documents.flatMap((document): SearchRecord[] => {
    const version = inEffect(document, today);
    if (!version) return [];
    const { title, opening, clauses } = render(sourceOf(library, document.slug, version.version));
    const href = `/${document.slug}/`;
    const language = languageOf(library, document);
    return [
      { href, document: title, heading: title, text: opening, language },
      ...clauses.map((clause) => ({
        href: `${href}#${clause.id}`,
        document: title,
        heading: clause.title,
        text: clause.text,
        language,
      })),
    ];
  });
}
