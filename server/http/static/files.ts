import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { LRUCache } from 'lru-cache';
import { type Compressed, compress } from '../encoding.ts';
import type { SecurityHeaders } from '../headers.ts';
import { contentType, isCompressible } from './content-types.ts';
import { type StoredFile, storeFile } from './file.ts';

/** The site as it stands: what is in effect in memory, the archive of versions on demand. */
export interface Files {
  /** By the address as it was asked for, without its query. */
  readonly current: ReadonlyMap<string, StoredFile>;
  /** Which file stands at each address. */
  readonly sources: ReadonlyMap<string, string>;
  /** The page for what is not there: it too names the documents of the day. */
  readonly notFound: Buffer | null;
  has(path: string): boolean;
  archived(path: string): Promise<StoredFile> | undefined;
}

const archivedVersion = /^\/(?:purposes\/)?[^/]+\/\d{4}-\d{2}-\d{2}(-\d+)?(\/|\.md$)/;
const hashedName = /^\/_astro\/|^\/pagefind\/.*\.pf_(fragment|index|meta|filter)$/;
/** Shown by the request handler in place of a page, never at an address of their own. */
const notPages = new Set(['/404.html', '/404/', '/500.html', '/500/', '/error.html', '/error/']);

const archiveBytes = 16 * 1024 * 1024;

/** A later directory's file takes the place of an earlier one's. What was in memory before is not read again. */
export async function readFiles(
  directories: readonly string[],
  security: SecurityHeaders,
  before?: Files,
): Promise<Files> {
  const known = new Set<string>();
  const sources = new Map<string, string>();
  let missing: string | null = null;
  for (const directory of directories) {
    const names = await filesUnder(directory);
    for (const name of names) known.add(join(directory, name));
    for (const name of names) {
      const file = join(directory, name);
      if (name === '404.html') missing = file;
      if (!notPages.has(pathOf(name)) && !isSibling(file)) sources.set(pathOf(name), file);
    }
  }

  const current = new Map<string, StoredFile>();
  const inEffect = [...sources].filter(([path]) => !archivedVersion.test(path));
  await Promise.all(
    inEffect.map(async ([path, file]) => {
      const kept = before?.sources.get(path) === file ? before.current.get(path) : undefined;
      current.set(path, kept ?? (await load(path, file, 11)));
    }),
  );

  // What is being loaded is loaded once, and whoever waits for it gets it, whatever else is asked for meanwhile.
  const cache = new LRUCache<string, StoredFile, string>({
    maxSize: archiveBytes,
    sizeCalculation: ({ bytes }) => bytes,
    fetchMethod: (path, _stale, { context: file }) => load(path, file, 6),
    ignoreFetchAbort: true,
  });
  const notFound = missing === null ? null : await readFile(missing);
  return { current, sources, notFound, has: (path) => sources.has(path), archived };

  function archived(path: string) {
    const file = archivedVersion.test(path) ? sources.get(path) : undefined;
    return file === undefined ? undefined : cache.forceFetch(path, { context: file });
  }

  async function load(path: string, file: string, quality: number): Promise<StoredFile> {
    const body = await readFile(file);
    const type = contentType(file);
    return storeFile(body, isCompressible(type) ? await compressed(file, body, quality) : uncompressed, {
      type,
      cacheControl: hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'public, no-cache',
      security: path === '/search/' ? security.search : security.page,
    });
  }

  /** What the build compressed is taken as it is. */
  async function compressed(file: string, body: Buffer, quality: number): Promise<Compressed> {
    if (!known.has(`${file}.br`) || !known.has(`${file}.gz`)) return compress(body, quality);
    const [br, gzip] = await Promise.all([readFile(`${file}.br`), readFile(`${file}.gz`)]);
    return { br, gzip };
  }

  function isSibling(file: string): boolean {
    return /\.(br|gz)$/.test(file) && known.has(file.slice(0, -3));
  }
}

const uncompressed: Compressed = { br: null, gzip: null };

async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function pathOf(name: string): string {
  return encodeURI(`/${name}`.replace(/\/index\.html$/, '/'));
}
