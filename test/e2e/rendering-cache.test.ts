import { readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { copySite } from './support/site.ts';

test('a build renders what was published since the last one, and nothing else', async () => {
  test.setTimeout(300_000);
  await using site = await copySite();
  await rename(join(site.folder, 'astro.config.mjs'), join(site.folder, 'astro.site.mjs'));
  const own = "import site from './astro.site.mjs';\nexport default { ...site, cacheDir: './.cache' };\n";
  await writeFile(join(site.folder, 'astro.config.mjs'), own);

  await site.build({ TODAY: '2026-12-01' });
  const before = await rendered();
  expect(Object.keys(before).length).toBeGreaterThan(0);

  // The site is also built for the day of effect, and each page of the new version more than once.
  await site.publishOn('2026-12-01', 'security', 'We keep no ornithopter.', '2027-01-15');
  await site.build({ TODAY: '2026-12-01' });
  const after = await rendered();
  expect(after).toMatchObject(before);
  expect(Object.keys(after)).toHaveLength(Object.keys(before).length + 1);

  /** The renderings on disk, each with its number there, which is another where it was made again. */
  async function rendered(): Promise<Record<string, number>> {
    const folder = join(site.folder, '.cache', 'renderings', 'rendered');
    const names = await readdir(folder);
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).ino] as const)),
    );
  }
});
