import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The promises of the software that tests name, as `promise('session-cookie')`. */
export function testedPromises(folder: string): Set<string> {
  if (!existsSync(folder)) return new Set();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  return new Set(
    files.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/\bpromise\(((?:\s*'[a-z0-9-]+',?)+\s*)\)/g)].flatMap(
        ([, ids = '']) => ids.match(/[a-z0-9-]+/g) ?? [],
      ),
    ),
  );
}
