import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { amendOnce, writeArchive } from './archive.ts';
import { writePeer } from './building-peers.ts';
import { type Cost, costOf } from './program.ts';
import type { Bench, Row } from './report.ts';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
const parts = ['public', 'server', 'src', 'astro.config.mjs', 'package.json', 'tsconfig.json'];
/** MB. */
const mostMemory = 1024;

/**
 * Builds of a generated archive, beside the plainest site that Astro makes of the same texts: a page for each and no
 * more, from nothing. Ours also checks every version, compares for feeds, indexes and compresses; it is judged by the
 * build of every day, which finds rendered what was published before it.
 */
export const building: Bench = {
  name: 'building',
  async run() {
    const isQuiet = (loadavg()[0] ?? 0) < availableParallelism() / 2;
    const directory = await mkdtemp(join(tmpdir(), 'bench-'));
    try {
      const small = await openSite(join(directory, '500'), 500);
      const mdx = await small.peer('mdx');
      const markdown = await small.peer('md');
      const [first, again] = [await small.ours(), await small.ours()];
      const before = await small.renderings();
      amendOnce(small.content);
      const amended = await small.ours();
      const rendered = (await small.renderings()).filter((name) => !before.includes(name)).length;

      const large = await openSite(join(directory, '2500'), 2500);
      const largeMarkdown = await large.peer('md');
      const [largeFirst, largeAgain] = [await large.ours(), await large.ours()];
      const most = Math.max(largeFirst.memory ?? 0, largeAgain.memory ?? 0);

      return [
        ...(isQuiet ? [] : [{ what: 'other programs keep this machine busy', value: 'times vary' }]),
        row('500 versions, Astro, a module of MDX each', mdx),
        row('500 versions, Astro, Markdown', markdown),
        row('500 versions, ours, nothing rendered before, to MDX', first, { to: mdx }),
        row('500 versions, ours, to MDX', again, { to: mdx, most: 0.5 }),
        row('one version more, ours, to MDX', amended, { to: mdx, most: 0.5 }),
        { what: 'versions rendered for it', value: String(rendered), budget: '1', isMet: rendered === 1 },
        row('2,500 versions, Astro, Markdown', largeMarkdown),
        row('2,500 versions, ours, nothing rendered before, to Markdown', largeFirst, { to: largeMarkdown }),
        row('2,500 versions, ours, to Markdown', largeAgain, { to: largeMarkdown, most: 1 }),
        ...(most > 0 ? [memoryRow(most)] : []),
      ];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

function row(what: string, { seconds, memory }: Cost, judged?: { to: Cost; most?: number }): Row {
  const value = `${seconds.toFixed(1)} s${memory ? `, ${Math.round(memory).toLocaleString('en')} MB` : ''}`;
  if (!judged) return { what, value };
  const ratio = seconds / judged.to.seconds;
  const { most } = judged;
  return {
    what,
    value,
    ratio: ratio.toFixed(2),
    ...(most && { budget: `at most ${most}`, isMet: ratio <= most }),
  };
}

function memoryRow(most: number): Row {
  return {
    what: '2,500 versions, ours, most memory',
    value: `${Math.round(most).toLocaleString('en')} MB`,
    ratio: (most / mostMemory).toFixed(2),
    budget: `at most ${mostMemory.toLocaleString('en')} MB`,
    isMet: most <= mostMemory,
  };
}

/** The site with an archive for its library, and a cache of its own. */
async function openSite(folder: string, versions: number) {
  const site = join(folder, 'site');
  const content = join(site, 'content');
  await mkdir(site, { recursive: true });
  writeArchive(join(root, 'content'), content, versions);
  for (const part of parts) await cp(join(root, part), join(site, part), { recursive: true });
  await symlink(modules, join(site, 'node_modules'));
  await rename(join(site, 'astro.config.mjs'), join(site, 'astro.site.mjs'));
  const own = "import site from './astro.site.mjs';\nexport default { ...site, cacheDir: './.cache' };\n";
  await writeFile(join(site, 'astro.config.mjs'), own);
  return { content, ours: () => build(site), peer, renderings };

  async function peer(ending: 'md' | 'mdx'): Promise<Cost> {
    const peer = join(folder, ending);
    await writePeer(peer, content, modules, ending);
    return build(peer);
  }

  function renderings(): Promise<string[]> {
    return readdir(join(site, '.cache', 'renderings', 'rendered'));
  }
}

function build(folder: string): Promise<Cost> {
  const env = { PATH: process.env['PATH'], ASTRO_TELEMETRY_DISABLED: '1' };
  return costOf(['node_modules/astro/bin/astro.mjs', 'build'], folder, env);
}
