import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { after, startOf } from '../../server/clock.ts';
import { stopClock } from '../support/services.ts';
import { openBuilt } from './support/built.ts';
import { copySite } from './support/site.ts';

/** Not before anything in content/ takes effect, or there would be an interval that the test does not know. */
const built = '2026-11-25';
/** Days of effect of two documents, in the order in which they come. */
const days = ['2026-12-25', '2027-01-08'] as const;

/** What must be another text at each midnight, or the comparison would prove little. */
const changing = [
  ['/', '/privacy/', '/privacy.md', '/privacy/2026-04-23/', '/privacy/2026-11-25/', '/privacy/history/'],
  ['/', '/dpa/', '/dpa.md', '/dpa/2026-11-23/', '/dpa/2026-11-25/', '/dpa/history/'],
].map((paths) => [...paths, '/documents.json', '/sitemap.xml', '/llms.txt', '/pagefind/pagefind-entry.json']);
const sought = ['ornithopter', 'zeppelin'] as const;

test.describe.configure({ mode: 'serial' });

let site: Awaited<ReturnType<typeof copySite>>;

test.beforeAll(async () => {
  site = await copySite();
  await site.publishOn(built, 'privacy', `We keep no ${sought[0]}.`, days[0]);
  await site.publishOn(built, 'dpa', `We keep no ${sought[1]}.`, days[1]);
  await site.build({ TODAY: built });
  for (const day of days) await site.build({ TODAY: day }, day);
});

test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

for (const timeZone of ['Pacific/Honolulu', 'Pacific/Auckland']) {
  test(`at midnight in ${timeZone} every address is what a build of that day would make it`, async () => {
    const clock = stopClock(startOf(timeZone, built).toISOString());
    await using server = await openBuilt(join(site.folder, 'dist'), clock, { timeZone });

    let earlier = 'dist';
    for (const [index, day] of days.entries()) {
      const midnight = startOf(timeZone, day);
      clock.set(after(midnight, -1).toISOString());
      const before = await expectSameAs(earlier, server.origin);
      expect(await finds(server.origin, sought[index] ?? ''), `before ${day}`).toBe(false);

      clock.set(midnight.toISOString());
      const then = await expectSameAs(`dist-${day}`, server.origin);
      expect(await finds(server.origin, sought[index] ?? ''), `on ${day}`).toBe(true);

      for (const path of changing[index] ?? []) expect(then.get(path), path).not.toBe(before.get(path));
      earlier = `dist-${day}`;
    }
  });
}

test('only what differs is kept for a later interval', async () => {
  const kept = await filesIn(join(site.folder, 'dist', 'intervals', days[1]));

  expect(kept).toContain('dpa/index.html');
  expect(kept.filter((name) => /^(requests|error|_astro)\//.test(name))).toEqual([]);
});

test('publishing a newer version changes no archived page', async () => {
  const old = ['privacy/2026-04-23/index.html', 'privacy/2026-04-23.md', 'dpa/2026-11-23/index.html'];
  const read = (build: string) =>
    Promise.all(old.map((name) => readFile(join(site.folder, build, 'client', name), 'utf8')));
  const before = await read(`dist-${days[1]}`);

  await site.publishOn('2027-02-01', 'privacy', 'We keep no dirigible.', '2027-03-10');
  await site.build({ TODAY: '2027-02-01' }, 'later');

  expect(before[0]).toContain('This is an old version.');
  expect(await read('dist-later')).toEqual(before);
  const changed = await filesIn(join(site.folder, 'dist-later', 'intervals', '2027-03-10'));
  expect(changed).toContain('privacy/2026-11-25/index.html');
  expect(changed).not.toContain(old[0]);
});

test('sha256sum and the public chain suffice to verify a document', async () => {
  const folder = join(site.folder, 'dist', 'client', 'privacy');
  const page = await readFile(join(folder, 'history', 'index.html'), 'utf8');
  const commands = [...page.matchAll(/<pre[^>]*><code>([\s\S]*?)<\/code><\/pre>/g)].map(([, text = '']) =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&#34;', '"'),
  );
  expect(commands).toHaveLength(2);
  const [text = '', chain = ''] = commands.map((command) =>
    execFileSync('sh', ['-c', command], { cwd: folder }).toString(),
  );
  const lines = (await readFile(join(folder, 'chain.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

  expect(text.split(' ')[0]).toBe(lines[0].sourceSha256);
  const digests = chain
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  expect(lines.map(({ previous }) => previous)).toEqual([null, ...digests.slice(0, -1)]);
  expect(lines).toHaveLength(2);
});

/** Asks for every address of a build, and says what stands there. */
async function expectSameAs(build: string, origin: string): Promise<Map<string, string>> {
  const directory = join(site.folder, build, 'client');
  const found = new Map<string, string>();
  for (const name of await filesIn(directory)) {
    const path = `/${name}`.replace(/\/index\.html$/, '/');
    if (/^\/(404|error)/.test(path)) continue;
    const expected = await readFile(join(directory, name));
    for (const encoding of ['identity', 'br', 'gzip']) {
      expect((await ask(path, encoding)).equals(expected), `${path} is what ${build} has`).toBe(true);
    }
    found.set(path, expected.toString('latin1'));
  }
  const nowhere = await fetch(`${origin}/nowhere/`);
  expect(await nowhere.text(), 'an unknown address').toBe(await readFile(join(directory, '404.html'), 'utf8'));
  return found;

  async function ask(path: string, encoding: string): Promise<Buffer> {
    const answer = await fetch(`${origin}${path}`, { headers: { 'accept-encoding': encoding } });
    expect(answer.status, path).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  }
}

async function finds(origin: string, word: string): Promise<boolean> {
  const answer = await fetch(`${origin}/search/?q=${word}`);
  return !(await answer.text()).includes('Nothing was found');
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}
