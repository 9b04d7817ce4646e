import { LRUCache } from 'lru-cache';
import { visit } from 'unist-util-visit';
import { sha256 } from '../model/digest.ts';
import { openPublished, sourceOf } from '../model/library.ts';
import { render } from './render.ts';
import type { Html } from './tree.ts';

/** A published text as it is recorded: whose it is, which version, the digest of its bytes, and its own page. */
export interface Recorded {
  readonly slug: string;
  readonly version: string;
  readonly sourceSha256: string;
  readonly url: string;
}

/** So many texts are kept. */
const most = 20;

/**
 * Gives the markup of what somebody answers or answered to, as it stands within another page, and throws where the text
 * is not, byte for byte, what is recorded. Links begin with `origin`, for where they are read elsewhere.
 */
export function openTexts(root: string, origin = ''): (recorded: Recorded) => string {
  const library = openPublished(root);
  const kept = new LRUCache<string, string>({ max: most });

  return ({ slug, version, sourceSha256, url }) => {
    const source = sourceOf(library, slug, version);
    if (sha256(source) !== sourceSha256) throw new Error(`content/${slug}/${version}.mdx is not what was published`);
    const key = `${sourceSha256} ${url}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const { html } = render(source, { adorn: (tree) => setWithin(tree, origin, url) });
    kept.set(key, html);
    return html;
  };
}

/** Headings go one level lower, without ids, and links to clauses lead to the text's own page. */
function setWithin(tree: Html, origin: string, url: string): void {
  visit(tree, 'element', (element) => {
    const { properties } = element;
    const [, level] = /^h([1-5])$/.exec(element.tagName) ?? [];
    if (level) element.tagName = `h${Number(level) + 1}`;
    delete properties['id'];
    const { href } = properties;
    if (typeof href !== 'string') return;
    if (href.startsWith('#')) properties['href'] = `${origin}${url}${href}`;
    else if (/^\/(?!\/)/.test(href)) properties['href'] = `${origin}${href}`;
  });
}
