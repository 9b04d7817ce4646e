import { readFileSync } from 'node:fs';

export interface Person {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then somebody on this machine with fewer rights. */
export function unprivileged(): Person | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const people = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = people.find((line) => line.startsWith('postgres:')) ?? people.find((line) => line.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (!uid || !gid) throw new Error('Running as root, and this machine has no user "nobody" to run PostgreSQL as.');
  return { uid: Number(uid), gid: Number(gid) };
}
