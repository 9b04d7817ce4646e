import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { showDay } from '../../../src/documents/days.ts';
import { publish as publishVersion } from '../../../src/documents/publish.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const parts = ['content', 'public', 'server', 'src', 'astro.config.mjs', 'package.json', 'tsconfig.json'];

/** In which the check reads which promises are proven. */
export const tests = ['test/unit', 'test/faults', 'test/e2e'];

/** A copy of the site, in which one may publish. */
export async function copySite(more: readonly string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'whitrack-site-'));
  for (const part of [...parts, ...more]) await cp(join(root, part), join(folder, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    publish,
    publishOn,
    build,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };

  /** Adds a sentence to the draft, publishes it as the legal team does, and builds the site; gives the version. */
  async function publish(document: string, sentence: string, summary: string): Promise<string> {
    await appendFile(join(folder, 'content', document, 'draft.mdx'), `\n${sentence}\n`);
    const approval = ['--approved-by', 'Grace Hopper', '--capacity', 'General Counsel'];
    const said = await node('src/documents/cli.ts', [
      ...['publish', '--document', document, '--summary', summary, ...approval, '--class', 'notice'],
    ]);
    await build();
    return /as version ([\d-]+),/.exec(said)?.[1] ?? '';
  }

  /** Publishes on a day of the test's own, for a later one. */
  async function publishOn(today: string, document: string, sentence: string, effectiveOn: string): Promise<void> {
    const draft = join(folder, 'content', document, 'draft.mdx');
    const text = (await readFile(draft, 'utf8')).replace(/^Last updated: .*$/m, `Last updated: ${showDay(today)}`);
    await writeFile(draft, `${text}\n${sentence}\n`);
    const approvedBy = { name: 'Grace Hopper', capacity: 'General Counsel' };
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
