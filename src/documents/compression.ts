import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { sha256 } from './digest.ts';

const compressible = /\.(html|css|js|json|md|xml|txt|csv|svg)$/;
const encodings = {
  '.br': (bytes: Uint8Array) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  '.gz': (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 }),
};

/** Writes `.br` and `.gz` beside each file that gains by it. Results are kept in `cache` under the file's digest. */
export async function compress(folder: string, cache: string, leaveOut: (path: string) => boolean): Promise<void> {
  await mkdir(cache, { recursive: true });
  const paths = (await readdir(folder, { recursive: true })).filter(
    (path) => compressible.test(path) && !leaveOut(path),
  );
  const used = await Promise.all(paths.map((path) => compressFile(join(folder, path), cache)));

  const keep = new Set(used.flat());
  for (const name of await readdir(cache)) if (!keep.has(name)) await rm(join(cache, name));
}

async function compressFile(path: string, cache: string): Promise<string[]> {
  const bytes = await readFile(path);
  const digest = sha256(bytes);
  const names = Object.entries(encodings).map(async ([ending, encode]) => {
    const name = `${digest}${ending}`;
    const kept = join(cache, name);
    if (!(await exists(kept))) await writeFile(kept, await encode(bytes));
    if ((await stat(kept)).size < bytes.length) await copyFile(kept, `${path}${ending}`);
    return name;
  });
  return Promise.all(names);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
