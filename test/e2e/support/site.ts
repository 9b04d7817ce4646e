import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { showDay } from '../../../src/documents/days.ts';
import { publish as publishVersion } from '../../../src/documents/publish.ts';
import { fixtureLibrary } from '../../support/library.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const parts = ['public', 'server', 'src', 'astro.config.mjs', 'package.json', 'tsconfig.json'];

const approvedBy = { name: 'Grace Hopper', capacity: 'General Counsel' };

/** A copy of the site with the texts that tests stand on, or others, in which one may publish. */
export async function copySite(texts = fixtureLibrary) {
  const folder = await mkdtemp(join(tmpdir(), 'whitrack-site-'));
  for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
  await cp(texts, join(folder, 'content'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    publish,
    publishOn,
    build,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };

  /** Adds a sentence to the draft, publishes it today, and builds the site; gives the version. */
  async function publish(document: string, sentence: string, summary: string): Promise<string> {
    await appendFile(join(folder, 'content', document, 'draft.mdx'), `\n${sentence}\n`);
    const publication = { document, summary, approvedBy, class: 'notice', effectiveOn: null } as const;
    const published = await publishVersion(join(folder, 'content'), publication, new Date().toISOString().slice(0, 10));
    if (!published.ok) throw new Error(published.problems.join('\n'));
    await build();
    return published.value.version;
  }

  /** Publishes on a day of the test's own, for a later one. */
  async function publishOn(today: string, document: string, sentence: string, effectiveOn: string): Promise<void> {
    const draft = join(folder, 'content', document, 'draft.mdx');
    const text = (await readFile(draft, 'utf8')).replace(/^Last updated: .*$/m, `Last updated: ${showDay(today)}`);
    await writeFile(draft, `${text}\n${sentence}\n`);
    const publication = { document, summary: sentence, approvedBy, class: 'notice', effectiveOn } as const;
    const published = await publishVersion(join(folder, 'content'), publication, today);
    if (!published.ok) throw new Error(published.problems.join('\n'));
  }

  async function build(settings: Record<string, string> = {}, name?: string): Promise<void> {
    const to = name ? ['--outDir', `dist-${name}`] : [];
    await node('node_modules/astro/bin/astro.mjs', ['build', ...to], settings);
  }

  async function node(program: string, args: readonly string[], settings = {}): Promise<string> {
    const env = { PATH: process.env['PATH'], ASTRO_TELEMETRY_DISABLED: '1', ...settings };
    return (await promisify(execFile)(process.execPath, [program, ...args], { cwd: folder, env })).stdout;
  }
}
