import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'astro';
import type { Day } from '../library/model/days.ts';

interface Interval {
  readonly root: string;
  /** Where the whole build goes. */
  readonly out: string;
  /** The site of the day on which it is built. */
  readonly client: string;
  /** The interval's first day. */
  readonly day: Day;
  /** The day of the build that this one belongs to. */
  readonly after: Day;
  /** What the configuration of the site reads. */
  readonly env: Record<string, string | undefined>;
}

/** Builds the site once more as it will be from a day on, and keeps what differs in `intervals/<day>/`. */
export async function buildInterval({ root, out, client, day, after, env }: Interval): Promise<void> {
  const target = join(out, 'intervals', day);
  const built = `${target}.build`;
  const { TODAY: today } = env;
  try {
    // Astro reads the configuration anew.
    Object.assign(env, { TODAY: day, INTERVAL_AFTER: after });
    await build({ root, outDir: built, logLevel: 'error' });
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
    delete env['INTERVAL_AFTER'];
    if (today === undefined) delete env['TODAY'];
    else env['TODAY'] = today;
    await rm(built, { recursive: true, force: true });
  }
}

async function isSame(file: string, other: string): Promise<boolean> {
  const [bytes, others] = await Promise.all([readFile(file), readFile(other).catch(() => null)]);
  return others !== null && bytes.equals(others);
}
