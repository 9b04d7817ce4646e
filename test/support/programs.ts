import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program of that name stands on this machine. */
export function find(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(existsSync);
}

/** Installs Debian's packages where that may be done without asking: as root. Whether it worked shows afterwards. */
export function installPackages(packages: readonly string[]): void {
  if (process.getuid?.() !== 0 || !find('apt-get')) return;
  console.log(`Installing ${packages.join(' and ')} for the end-to-end tests …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // A machine without the network hears so soon.
  const patience = ['-o', 'Acquire::http::Timeout=10', '-o', 'Acquire::Retries=0'];
  spawnSync('apt-get', ['update', '-qq', ...patience], { stdio: ['ignore', 'ignore', 'inherit'], env });
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...patience, ...packages];
  spawnSync('apt-get', install, { stdio: 'ignore', env });
}
