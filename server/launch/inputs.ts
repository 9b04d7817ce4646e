import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

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

/** What else decides what is built. */
interface Settings {
  readonly origin: string;
  /** Another library than `content/`. */
  readonly contentDir?: string | undefined;
  /** Another day than the clock's. */
  readonly today?: string | undefined;
}

/** One digest for all that decides what the build makes. The clock is not part of it: the build knows the days to come. */
export function digestInputs(folder: string, { origin, contentDir = '', today = '' }: Settings): string {
  const hash = createHash('sha256');
  const library = contentDir ? filesIn(resolve(folder, contentDir), '.') : [];
  for (const [place, path] of [
    ...inputs.flatMap((input) => filesIn(folder, input)).map((path) => [folder, path] as const),
    ...library.map((path) => [resolve(folder, contentDir), path] as const),
  ]) {
    const bytes = readFileSync(join(place, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.update(JSON.stringify([origin, contentDir, today])).digest('hex');
}

function filesIn(folder: string, path: string): string[] {
  if (!existsSync(join(folder, path))) return [];
  if (!statSync(join(folder, path)).isDirectory()) return [path];
  return readdirSync(join(folder, path))
    .filter((name) => name !== '.DS_Store')
    .sort()
    .flatMap((name) => filesIn(folder, `${path}/${name}`));
}
