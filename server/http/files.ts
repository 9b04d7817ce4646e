import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Cache, createCache } from './cache.ts';
import { contentType, isCompressible } from './content-types.ts';
import { type Compressed, compress } from './encoding.ts';
import { type StoredFile, storeFile } from './file.ts';
import type { SecurityHeaders } from './headers.ts';

/** The site as it was built: what is in effect in memory, the archive of versions on demand. */
export interface Files {
  /** By the address as it was asked for, without its query. */
  readonly current: ReadonlyMap<string, StoredFile>;
  has(path: string): boolean;
  archived(path: string): Promise<StoredFile> | undefined;
}

const archivedVersion = /^\/[^/]+\/\d{4}-\d{2}-\d{2}(\/|\.md$)/;
const hashedName = /^\/_astro\/|^\/pagefind\/.*\.pf_(fragment|index|meta|filter)$/;
/** Shown by the porch in place of a page, never at an address of their own. */
const notPages = new Set(['/404.html', '/404/', '/500.html', '/500/', '/error.html', '/error/']);

const archiveBytes = 16 * 1024 * 1024;

export async function readFiles(directory: string, security: SecurityHeaders): Promise<Files> {
  const names = await filesUnder(directory);
  const known = new Set(names);
  const all = new Map(names.map((name) => [pathOf(name), name]));
  for (const [path, name] of all) if (notPages.has(path) || isSibling(name)) all.delete(path);

  const current = new Map<string, StoredFile>();
  const inEffect = [...all].filter(([path]) => !archivedVersion.test(path));
  await Promise.all(inEffect.map(async ([path, name]) => current.set(path, await load(path, name, 11))));

  const cache: Cache<StoredFile> = createCache(archiveBytes, (file) => file.bytes);
  return { current, has: (path) => all.has(path), archived };

  function archived(path: string) {
    const name = archivedVersion.test(path) ? all.get(path) : undefined;
    return name === undefined ? undefined : cache.get(path, () => load(path, name, 6));
  }

  async function load(path: string, name: string, quality: number): Promise<StoredFile> {
    const body = await readFile(join(directory, name));
    const type = contentType(name);
    return storeFile(body, isCompressible(type) ? await compressed(name, body, quality) : uncompressed, {
      type,
      cacheControl: hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'public, no-cache',
      security: path === '/search/' ? security.search : security.page,
    });
  }

  /** What the build compressed is taken as it is. */
  async function compressed(name: string, body: Buffer, quality: number): Promise<Compressed> {
    if (!known.has(`${name}.br`) || !known.has(`${name}.gz`)) return compress(body, quality);
    const [br, gzip] = await Promise.all([
      readFile(join(directory, `${name}.br`)),
      readFile(join(directory, `${name}.gz`)),
    ]);
    return { br, gzip };
  }

  function isSibling(name: string): boolean {
    return /\.(br|gz)$/.test(name) && known.has(name.slice(0, -3));
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
