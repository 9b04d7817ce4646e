import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { sha256 } from '../model/digest.ts';

const compressible = /\.(html|css|js|json|md|xml|txt|csv|svg)$/;
const encodings = {
  '.br': (bytes: Uint8Array) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  '.gz': (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 }),
};

/** Milliseconds for which a result is kept that no build needed. */
const patience = 7 * 24 * 3_600_000;

/**
 * Writes `.br` and `.gz` beside each file that gains by it. Results are kept in `cache` under the file's digest, where
 * several builds may find them at once.
 */
export async function compress(folder: string, cache: string, leaveOut: (path: string) => boolean): Promise<void> {
  await mkdir(cache, { recursive: true });
  const paths = (await readdir(folder, { recursive: true })).filter(
    (path) => compressible.test(path) && !leaveOut(path),
  );
  await Promise.all(paths.map((path) => compressFile(join(folder, path), cache)));

  const oldest = Date.now() - patience;
  for (const name of await readdir(cache)) {
    const kept = join(cache, name);
    if ((await stat(kept)).mtimeMs < oldest) await rm(kept, { force: true });
  }
}

async function compressFile(path: string, cache: string): Promise<void> {
  const bytes = await readFile(path);
  const digest = sha256(bytes);
  for (const [ending, encode] of Object.entries(encodings)) {
    const kept = join(cache, `${digest}${ending}`);
    if (!(await touch(kept))) {
      const unfinished = `${kept}.${randomUUID()}`;
      await writeFile(unfinished, await encode(bytes));
      await rename(unfinished, kept);
    }
    if ((await stat(kept)).size < bytes.length) await copyFile(kept, `${path}${ending}`);
  }
}

/** Whether it is there; if so, it has been used now. */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}
