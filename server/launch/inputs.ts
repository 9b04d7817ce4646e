import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dateIn } from '../clock.ts';
import { readContent } from '../content.ts';

/** Everything the build reads. From `server/` it takes types and lists of constants. */
const inputs = ['content', 'public', 'server', 'src', 'astro.config.mjs', 'package-lock.json', 'tsconfig.json'];

/**
 * One digest for all that decides what the build makes: the files, and the days in the documents' histories that have
 * come, for a version takes effect without a file changing.
 */
export function digestInputs(folder: string, now: Date): string {
  const today = dateIn(timeZone(folder), now);
  const hash = createHash('sha256');
  let lastDay = '';
  for (const path of inputs.flatMap((input) => filesIn(folder, input))) {
    const bytes = readFileSync(join(folder, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
    if (path.endsWith('chain.jsonl')) {
      for (const [day] of bytes.toString('utf8').matchAll(/\d{4}-\d{2}-\d{2}/g)) {
        if (day <= today && day > lastDay) lastDay = day;
      }
    }
  }
  return hash.update(lastDay).digest('hex');
}

function timeZone(folder: string): string {
  try {
    return readContent(join(folder, 'content')).company.timeZone;
  } catch {
    // The build and the server, which follow, say what is wrong with the file.
    return 'UTC';
  }
}

function filesIn(folder: string, path: string): string[] {
  if (!existsSync(join(folder, path))) return [];
  if (!statSync(join(folder, path)).isDirectory()) return [path];
  return readdirSync(join(folder, path))
    .filter((name) => name !== '.DS_Store')
    .sort()
    .flatMap((name) => filesIn(folder, `${path}/${name}`));
}
