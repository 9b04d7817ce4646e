import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

/** Git in the clone that a library stands in. */
export function gitOf({ root }: { readonly root: string }) {
  return (...args: string[]): string => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
      cwd: dirname(root),
      encoding: 'utf8',
    });
    if (status !== 0 && args[0] !== 'merge') throw new Error(stderr);
    return stdout;
  };
}

/** Puts all of it on the main branch, and begins another. By a shell: this process takes longer to start a program. */
export function branchFrom(library: { readonly root: string }): ReturnType<typeof gitOf> {
  const git = gitOf(library);
  git('-c', `alias.begin=!${begin}`, 'begin');
  return git;
}

const begin = 'git init -q -b main --template= && git add . && git commit -qm Begin && git switch -qc branch';
