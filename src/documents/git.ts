import { spawnSync } from 'node:child_process';

/** What git says; null when it refuses. */
export type Git = (...args: string[]) => string | null;

/** Git in a folder; it asks nobody anything. */
export function gitIn(folder: string): Git {
  const quiet = ['-c', 'core.quotePath=false', '-c', 'core.askPass=true', '-c', 'log.showSignature=false'];
  return (...args) => {
    const { status, stdout } = spawnSync('git', [...quiet, ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return status === 0 ? stdout : null;
  };
}
