import { sha256 } from '../model/digest.ts';
import { openPublished, sourceOf } from '../model/library.ts';
import { createRenderer, type Rendered } from './render.ts';

/** A published text as it is recorded: whose it is, which version, and the digest of its bytes. */
export interface Recorded {
  readonly slug: string;
  readonly version: string;
  readonly sourceSha256: string;
}

/** So many rendered texts are kept. */
const most = 20;

/** Gives the text that somebody answers or answered to, and throws where it is not, byte for byte, what is recorded. */
export async function openTexts(root: string): Promise<(recorded: Recorded) => Promise<Rendered>> {
  const library = openPublished(root);
  const render = await createRenderer({ most });
  return async ({ slug, version, sourceSha256 }) => {
    const source = sourceOf(library, slug, version);
    if (sha256(source) !== sourceSha256) throw new Error(`content/${slug}/${version}.mdx is not what was published`);
    return await render(source);
  };
}

/** The markup within a page: its headings one level lower, without ids, and links to its clauses lead to its own page. */
export function withinPage({ html }: Pick<Rendered, 'html'>, url: string): string {
  return html
    .replace(/<(\/?)h([1-5])(?=[ >])/g, (_, slash: string, level: string) => `<${slash}h${Number(level) + 1}`)
    .replace(/(<[^>]*?) id="[^"]*"/g, '$1')
    .replace(/ href="#/g, ` href="${url}#`);
}
