import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../model/digest.ts';
import type { Document } from '../model/library.ts';
import { sourceOf } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';

/** Whether each version is what its line of the chain says, byte for byte, and each file has its line. */
export function checkVersions(root: string, { slug, chain, versions, files }: Document): Problem[] {
  const problems: Problem[] = [];
  const strangers = files.filter((file) => !versions.some(({ version }) => version === file));
  for (const file of isUnreadable(root, slug, chain) ? [] : strangers) {
    const remedy = 'Versions are made by `npm run policy -- publish`. Remove the file, or move its text to draft.mdx.';
    problems.push(problemIn(`${slug}/${file}.mdx`, 'This version is not on the chain.', remedy));
  }
  for (const { version, sourceSha256 } of versions.filter(({ version }) => files.includes(version))) {
    if (sha256(sourceOf({ root }, slug, version)) === sourceSha256) continue;
    const remedy = 'Restore the file from the main branch, make the change in draft.mdx and publish it.';
    problems.push(problemIn(`${slug}/${version}.mdx`, 'A published version was changed.', remedy));
  }
  return problems;
}

/** Then nobody can say what is on the chain; that it cannot be read is told elsewhere. */
function isUnreadable(root: string, slug: string, chain: Document['chain']): boolean {
  const path = join(root, slug, 'chain.jsonl');
  return chain.length === 0 && existsSync(path) && readFileSync(path, 'utf8').trim() !== '';
}
