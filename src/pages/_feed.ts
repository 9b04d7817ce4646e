import { isPreview } from 'virtual:build';
import type { Feed } from 'feed';
import { compareVersions } from '../library/compare/compare.ts';
import { toHtml } from '../library/compare/formats/html.ts';
import { type Document, languageOf } from '../library/model/library.ts';
import { feedOf, type Redline } from '../site/feeds.ts';
import { openSite } from '../site/site.ts';
import { previewWords } from '../words/documents/preview.ts';

/** The feed of all documents, or of one. */
export function siteFeed(format: 'atom' | 'json', only?: Document): Feed {
  const { library, origin, rendered, cache } = openSite();
  const { company } = library;
  const named = isPreview ? { ...company, siteName: `${previewWords.title}${company.siteName}` } : company;
  return feedOf({ ...library, company: named }, { origin, redline, format, only });

  /** By all that it comes of: an entry stands in more than one feed, and in the next build's. */
  function redline(...[document, before, version]: Parameters<Redline>): string {
    const { slug } = document;
    const language = languageOf(library, document);
    const key = [before.sourceSha256, version.sourceSha256, language, origin].join(' ');
    const kept = cache.take<string>('redline', key);
    if (kept !== null) return kept;
    const compared = compareVersions(rendered(slug, before.version), rendered(slug, version.version));
    const html = toHtml(compared, 'changes', { language, origin });
    cache.put('redline', key, html);
    return html;
  }
}
