import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What `npm test` leaves in `proofs.json`: the promises whose every test passed, for which commit, and when. */
const proofsShape = z.strictObject({
  at: z.iso.datetime(),
  commit: z.string().nullable(),
  /** Whether the tests ran on that commit alone, without changes that are not committed. */
  isClean: z.boolean(),
  promises: z.record(z.string(), z.strictObject({ tests: z.array(z.string()).min(1) })),
});

export type Proofs = z.infer<typeof proofsShape>;

/** Beside the library. Null where the tests have not run here. */
export function readProofs(root: string): Proofs | null {
  const path = join(root, '..', 'proofs.json');
  if (!existsSync(path)) return null;
  try {
    return proofsShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error('proofs.json cannot be read: run `npm test`, which makes it, or remove it', { cause: error });
  }
}
