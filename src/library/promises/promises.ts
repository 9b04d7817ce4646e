import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { readWritten } from '../model/files/line-ends.ts';
import { readYaml } from '../model/files/yaml.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { slugPattern } from '../model/shapes.ts';
import { linesOf, plainFile } from './plain-statements.ts';
import { isProductPromise, type ProductPromise, productPromises } from './product.ts';
import { promiseShape } from './shapes.ts';

type Written = z.infer<typeof promiseShape>;

/** What shows that a promise is kept; of one that the software keeps, in words, what its tests show. */
type Proof =
  | Exclude<Written['proof'], { product: string }>
  | { readonly product: ProductPromise; readonly test: string };

/** A sentence that binds us, or several that say the same, with the proof that it is kept. */
export type Promised = Omit<Written, 'proof'> & { readonly id: string; readonly proof: Proof };

export interface Classing {
  readonly promises: readonly Promised[];
  /** By document, the sentences that promise nothing. */
  readonly plain: ReadonlyMap<string, readonly string[]>;
}

/** Reads `content/promises/`: a file for each promise, and in `plain/` one for each document, a sentence a line. */
export function readClassing(root: string, problems: Problem[]): Classing {
  const promises = namesIn(root, 'promises', 'yaml', problems).flatMap((id) => {
    const file = `promises/${id}.yaml`;
    const read = readYaml(root, file, promiseShape, problems);
    if (!read) return [];
    const proof = withWords(file, read.proof, problems);
    return proof ? [{ id, ...read, proof }] : [];
  });
  const plain = namesIn(root, 'promises/plain', 'txt', problems).map(
    (document) => [document, linesOf(readWritten(join(root, plainFile(document))))] as const,
  );
  return { promises, plain: new Map(plain) };
}

function withWords(file: string, proof: Written['proof'], problems: Problem[]): Proof | null {
  if (!('product' in proof)) return proof;
  const { product } = proof;
  if (isProductPromise(product)) return { product, test: productPromises[product] };
  const remedy = `Name one of its promises: ${Object.keys(productPromises).join(', ')}.`;
  problems.push(problemIn(file, `The software promises no "${product}".`, remedy));
  return null;
}

function namesIn(root: string, folder: string, ending: string, problems: Problem[]): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => {
      const own = basename(name, `.${ending}`);
      if (own !== name && slugPattern.test(own)) return [own];
      const remedy = `Name it as small-letters-and-hyphens.${ending}, or remove it.`;
      problems.push(problemIn(`${folder}/${name}`, 'Only files of promises stand here.', remedy));
      return [];
    });
}
