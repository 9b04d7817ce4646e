import { contentDir } from 'virtual:build';
import { sha256 } from '../../library/model/digest.ts';
import { type Library, openPublished, sourceOf } from '../../library/model/library.ts';
import { createRenderer, type Render, type Rendered } from '../../library/text/render.ts';

/** A published text as it is recorded: whose it is, which version, and the digest of its bytes. */
export interface Recorded {
  readonly slug: string;
  readonly version: string;
  readonly sourceSha256: string;
}

/** So many rendered texts are kept. */
const most = 20;

let opened: { library: Library; render: Render } | null = null;

/** The text that somebody is about to answer to, or has. Throws where it is not, byte for byte, the one that is recorded. */
export async function textOf({ slug, version, sourceSha256 }: Recorded): Promise<Rendered> {
  if (!opened || import.meta.env.DEV)
    opened = { library: openPublished(contentDir), render: await createRenderer({ most }) };
  const source = sourceOf(opened.library, slug, version);
  if (sha256(source) !== sourceSha256) throw new Error(`content/${slug}/${version}.mdx is not what was published`);
  return await opened.render(source);
}

/** The markup within a page: its headings one level lower, without ids, and links to its clauses lead to its own page. */
export function withinPage({ html }: Rendered, url: string): string {
  return html
    .replace(/<(\/?)h([1-5])(?=[ >])/g, (_, slash: string, level: string) => `<${slash}h${Number(level) + 1}`)
    .replace(/(<[^>]*?) id="[^"]*"/g, '$1')
    .replace(/ href="#/g, ` href="${url}#`);
}
