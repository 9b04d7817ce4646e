import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { canonicalJson } from '../../../src/library/model/files/canonical-json.ts';
import { isPublicKey, type PublicKey } from '../../crypto/signatures.ts';
import { digestShape } from '../entry.ts';
import type { Head } from './heads.ts';

export const headShape = z.strictObject({
  day: z.iso.date(),
  seq: z.int().positive(),
  digest: digestShape,
  acts: z.strictObject({ seq: z.int().positive(), digest: digestShape }).optional(),
});

export const keyShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  pem: z
    .string()
    .regex(/^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]{1,200}\n-----END PUBLIC KEY-----\n$/)
    .refine(isPublicKey),
});

/** What was committed to the policy repository: nobody who has the server alone can alter it. */
export interface Committed {
  /** First to last. */
  readonly heads: readonly Head[];
  readonly keys: readonly PublicKey[];
}

/** The file says what no ledger published: told in words and without a stack. */
class HeadFileError extends Error {
  override readonly name = 'HeadFileError';
}

const lineShape = z.union([headShape, z.strictObject({ key: keyShape })]);

/** A line for each head and each key, in the order in which they were published. */
export function readCommitted(file: string): Committed {
  if (!existsSync(file)) return { heads: [], keys: [] };
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) => (line === '' ? [] : [readLine(line, `${file}, line ${at + 1},`)]));
  return {
    heads: lines.flatMap((line) => ('key' in line ? [] : [line])),
    keys: lines.flatMap((line) => ('key' in line ? [line.key] : [])),
  };
}

function readLine(line: string, where: string): z.infer<typeof lineShape> {
  try {
    return lineShape.parse(JSON.parse(line));
  } catch {
    throw new HeadFileError(
      `${where} is neither a head nor a key of a ledger: it was damaged. Take it from the history of the repository.`,
    );
  }
}

/** Keys stand before the heads that were published with them. */
export function writeLines({ heads, keys }: Committed): string {
  const lines = [
    ...keys.map(({ id, pem }) => canonicalJson({ key: { id, pem } })),
    ...heads.map(({ day, seq, digest, acts }) => canonicalJson({ day, seq, digest, ...(acts && { acts }) })),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
