import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { close, createIndex } from 'pagefind';
import { indexed, languageOfIndex, type SearchRecord } from '../library/text/search.ts';

/** Pagefind's files by their paths below `pagefind/`. */
export type IndexFiles = ReadonlyMap<string, Uint8Array>;

/** Pagefind brings an interface and a worker of its own, which the site does not use. */
const unused = /^pagefind-(ui|modular-ui|component-ui|highlight|worker)/;

/** Pagefind's index of clauses, each of them a page of its own. */
export async function makeIndex(records: readonly SearchRecord[], language: string): Promise<IndexFiles> {
  const forced = languageOfIndex(language);
  const { index, errors } = await createIndex({ forceLanguage: forced });
  if (!index) throw new Error(`The search index cannot be made: ${errors.join('; ')}`);
  try {
    for (const record of records) {
      const { content, text } = indexed(record);
      const meta = { title: record.heading, document: record.document, text, language: record.language };
      const added = await index.addCustomRecord({ url: record.href, content, language: forced, meta });
      if (added.errors.length > 0) throw new Error(`${record.href} cannot be indexed: ${added.errors.join('; ')}`);
    }
    const { files } = await index.getFiles();
    return new Map(files.filter(({ path }) => !unused.test(path)).map(({ path, content }) => [path, content]));
  } finally {
    await close();
  }
}

/** Writes the index to where the browser looks for it. */
export async function writeIndex(client: string, files: IndexFiles): Promise<void> {
  for (const [path, content] of files) {
    const target = join(client, 'pagefind', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/**
 * The source of a module that opens Pagefind in the server: its own program, which asks for its files at addresses,
 * handed the files instead. `openPagefind(name)` searches the index of that name.
 */
export function engineOf(indexes: ReadonlyMap<string, IndexFiles>): string {
  const [program] = [...indexes.values()].flatMap((files) => files.get('pagefind.js') ?? []);
  const held = Object.fromEntries(
    [...indexes].flatMap(([name, files]) =>
      [...files]
        .filter(([path]) => path !== 'pagefind.js')
        .map(([path, content]) => [`/${name}/${path}`, Buffer.from(content).toString('base64')]),
    ),
  );
  return `const held = ${JSON.stringify(held)};
async function fetch(address) {
  const file = held[String(address).split('?')[0]];
  return file === undefined ? new Response(null, { status: 404 }) : new Response(Buffer.from(file, 'base64'));
}
${program ? Buffer.from(program).toString('utf8') : ''}
export const openPagefind = (name) => createInstance({ basePath: \`/\${name}/\` });
`;
}
