import type { Feed } from 'feed';
import { compareVersions } from '../documents/compare/compare.ts';
import { toHtml } from '../documents/compare/html.ts';
import { feedOf, type Redline } from '../documents/feeds.ts';
import type { Document } from '../documents/library.ts';
import { openSite } from '../documents/site.ts';

/** By the digests of both texts: an entry stands in more than one feed. */
const kept = new Map<string, Promise<string>>();

/** The feed of all documents, or of one. */
export async function siteFeed(format: 'atom' | 'json', only?: Document): Promise<Feed> {
  const { library, origin, rendered } = await openSite();
  return feedOf(library, { origin, redline, format, only });

  function redline(...[{ slug }, before, version]: Parameters<Redline>): Promise<string> {
    const key = `${before.sourceSha256} ${version.sourceSha256}`;
    const html = kept.get(key) ?? compared();
    kept.set(key, html);
    return html;

    async function compared(): Promise<string> {
      const [a, b] = await Promise.all([rendered(slug, before.version), rendered(slug, version.version)]);
      return toHtml(compareVersions(a, b), 'changes');
    }
  }
}
