import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { close, createIndex } from 'pagefind';

/** Pagefind brings an interface and a worker of its own, which the site does not use. */
const unused = /^pagefind-(ui|modular-ui|component-ui|highlight|worker)/;

/** Writes Pagefind's index of the documents in effect into `pagefind/`. */
export async function writeIndex(client: string, slugs: readonly string[]): Promise<void> {
  const { index, errors } = await createIndex();
  if (!index) throw new Error(`The search index cannot be made: ${errors.join('; ')}`);
  try {
    for (const slug of slugs) {
      const content = await readFile(join(client, slug, 'index.html'), 'utf8');
      const added = await index.addHTMLFile({ url: `/${slug}/`, content });
      if (added.errors.length > 0) throw new Error(`/${slug}/ cannot be indexed: ${added.errors.join('; ')}`);
    }
    const { files } = await index.getFiles();
    for (const { path, content } of files.filter(({ path }) => !unused.test(path))) {
      const target = join(client, 'pagefind', path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
  } finally {
    await close();
  }
}
