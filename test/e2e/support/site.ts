import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..', '..');
const parts = ['content', 'public', 'server', 'src', 'astro.config.mjs', 'package.json', 'tsconfig.json'];

/** A copy of the site, in which one may publish. */
export async function copySite() {
  const folder = await mkdtemp(join(tmpdir(), 'whitrack-site-'));
  for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, publish, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };

  /** Adds a sentence to the draft, publishes it as the legal team does, and builds the site; gives the version. */
  async function publish(document: string, sentence: string, summary: string): Promise<string> {
    await appendFile(join(folder, 'content', document, 'draft.mdx'), `\n${sentence}\n`);
    const approval = ['--approved-by', 'Grace Hopper', '--capacity', 'General Counsel'];
    const said = await node('src/documents/cli.ts', [
      ...['publish', '--document', document, '--summary', summary, ...approval, '--class', 'notice'],
    ]);
    await node('node_modules/astro/bin/astro.mjs', ['build']);
    return /as version ([\d-]+),/.exec(said)?.[1] ?? '';
  }

  async function node(program: string, args: readonly string[]): Promise<string> {
    const env = { PATH: process.env['PATH'], ASTRO_TELEMETRY_DISABLED: '1' };
    return (await promisify(execFile)(process.execPath, [program, ...args], { cwd: folder, env })).stdout;
  }
}
