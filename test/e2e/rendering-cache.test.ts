import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { copySite } from './support/site.ts';

/** What a file has that was marked; one that is made again can be written in. */
const unwritable = 0o444;

test('a build renders what was published since the last one, and nothing else', async () => {
  await using site = await copySite();
  const configuration = join(site.folder, 'astro.config.mjs');
  const own = (await readFile(configuration, 'utf8')).replace('defineConfig({', "$& cacheDir: './.cache',");
  await writeFile(configuration, own);

  await site.build({ TODAY: '2026-12-01' });
  const before = await rendered();
  expect(before.length).toBeGreaterThan(0);
  for (const path of before) await chmod(path, unwritable);

  // The site is also built for the day of effect, and each page of the new version more than once.
  await site.publishOn('2026-12-01', 'security', 'We keep no ornithopter.', '2027-01-15');
  await site.build({ TODAY: '2026-12-01' });
  const after = await rendered();
  const made = await Promise.all(after.map(async (path) => ((await stat(path)).mode & 0o777) !== unwritable));
  expect(after).toHaveLength(before.length + 1);
  expect(made.filter(Boolean)).toHaveLength(1);

  /** The renderings on disk. */
  async function rendered(): Promise<string[]> {
    const folder = join(site.folder, '.cache', 'renderings', 'rendered');
    return (await readdir(folder)).map((name) => join(folder, name));
  }
});
