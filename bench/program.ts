import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface Cost {
  readonly seconds: number;
  /** The most that the program and those it started held at once, in MB; null where the system does not say. */
  readonly memory: number | null;
}

const interval = 50;
/** Milliseconds after which a program is taken to hang. */
const patience = 10 * 60_000;

/** Runs one of Node's programs to its end, and says what it took. */
export async function costOf(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Cost> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { cwd, env, timeout: patience, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (said = `${said}${text}`.slice(-4000)));
  let most = 0;
  const sampling = setInterval(() => (most = Math.max(most, heldBy(child.pid ?? 0))), interval);
  const [code] = await once(child, 'close');
  clearInterval(sampling);
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${said}`);
  return { seconds: (performance.now() - began) / 1000, memory: most > 0 ? most : null };
}

function heldBy(pid: number): number {
  const folder = `/proc/${pid}`;
  if (!existsSync(folder)) return 0;
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    const children = readdirSync(`${folder}/task`).flatMap((thread) =>
      readFileSync(`${folder}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    );
    return children.reduce((sum, child) => sum + heldBy(Number(child)), own);
  } catch {
    // It ended meanwhile.
    return 0;
  }
}
