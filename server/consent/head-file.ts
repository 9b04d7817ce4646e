import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { canonicalJson } from './canonical.ts';
import type { Head } from './heads.ts';

export const headShape = z.strictObject({
  day: z.iso.date(),
  seq: z.int().positive(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The heads that were committed to the policy repository, a line each, first to last. */
export function readHeads(file: string): Head[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => headShape.parse(JSON.parse(line)));
}

export function writeHeads(heads: readonly Head[]): string {
  return heads.map(({ day, seq, digest }) => `${canonicalJson({ day, seq, digest })}\n`).join('');
}
