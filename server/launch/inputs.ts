import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Everything the build reads. From `server/` it takes types and lists of constants. */
const inputs = [
  'content',
  'public',
  'server',
  'src',
  'astro.config.mjs',
  'package-lock.json',
  'proofs.json',
  'tsconfig.json',
];

/** One digest for all that decides what the build makes. The day is not part of it: the build knows the days to come. */
export function digestInputs(folder: string, origin: string): string {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap((input) => filesIn(folder, input))) {
    const bytes = readFileSync(join(folder, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.update(origin).digest('hex');
}

function filesIn(folder: string, path: string): string[] {
  if (!existsSync(join(folder, path))) return [];
  if (!statSync(join(folder, path)).isDirectory()) return [path];
  return readdirSync(join(folder, path))
    .filter((name) => name !== '.DS_Store')
    .sort()
    .flatMap((name) => filesIn(folder, `${path}/${name}`));
}
