import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Day } from '../library/model/days.ts';

interface Interval {
  readonly root: string;
  /** Where the whole build goes. */
  readonly out: string;
  /** The site of the day on which it is built. */
  readonly client: string;
  /** The interval's first day. */
  readonly day: Day;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Builds the site once more as it will be from a day on, and keeps what differs in `intervals/<day>/`. */
export async function buildInterval({ root, out, client, day, env }: Interval): Promise<void> {
  const target = join(out, 'intervals', day);
  const built = `${target}.build`;
  const astro = join(root, 'node_modules', 'astro', 'bin', 'astro.mjs');
  try {
    await promisify(execFile)(process.execPath, [astro, 'build', '--root', root, '--outDir', built], {
      cwd: root,
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    await mkdir(target, { recursive: true });
    const entries = await readdir(join(built, 'client'), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((entry) => entry.isFile())) {
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(join(built, 'client').length + 1);
      if (await isSame(file, join(client, path))) continue;
      await mkdir(dirname(join(target, path)), { recursive: true });
      await rename(file, join(target, path));
    }
  } finally {
    await rm(built, { recursive: true, force: true });
  }
}

async function isSame(file: string, other: string): Promise<boolean> {
  const [bytes, others] = await Promise.all([readFile(file), readFile(other).catch(() => null)]);
  return others !== null && bytes.equals(others);
}
