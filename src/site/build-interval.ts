import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'astro';
import type { Day } from '../library/model/days.ts';

interface Interval {
  /** Its first day. */
  readonly day: Day;
  /** The day of the build that it belongs to. */
  readonly after: Day;
}

interface Places {
  readonly root: string;
  /** Where the whole build goes. */
  readonly out: string;
  /** The site of the day on which it is built. */
  readonly client: string;
}

const underWay = new AsyncLocalStorage<Interval>();

/** What the build that is under way makes the site for, unless it is its own day. */
export function intervalUnderWay(): Interval | undefined {
  return underWay.getStore();
}

/**
 * Builds the site once more as it will be from a day on, and keeps what differs in `intervals/<day>/`. In this program,
 * for to load Astro takes longer than to build.
 */
export async function buildInterval(interval: Interval, { root, out, client }: Places): Promise<void> {
  if (intervalUnderWay()) throw new Error('astro.config.mjs was not read anew for the build of an interval.');
  const target = join(out, 'intervals', interval.day);
  const built = `${target}.build`;
  try {
    await underWay.run(interval, () => build({ root, outDir: built, logLevel: 'error' }));
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
