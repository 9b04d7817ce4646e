import { join } from 'node:path';
import { parseLine } from '../model/chain/line.ts';
import { gitIn } from '../model/git.ts';
import { drafts } from '../model/library.ts';
import type { Problem } from '../model/problem.ts';
import { linesAfter } from './frozen.ts';
import { openMain } from './main-branch.ts';

/**
 * The documents of a change that does nothing but move or take back effects; null where it does more. Such a change is
 * held up by nothing that stands in other files.
 */
export function decidedIn(root: string, ref: string): ReadonlySet<string> | null {
  const git = gitIn(root);
  const changed = (git('diff', '--name-only', '--relative', '-z', '--end-of-options', ref, '--', '.') ?? '').split(
    '\0',
  );
  const around = (git('diff', '--name-only', '-z', '--end-of-options', ref) ?? '').split('\0').filter(Boolean);
  const files = changed.filter(Boolean);
  if (files.length === 0 || files.length !== around.length) return null;
  using main = openMain(root, ref);
  const [base] = main?.known ?? [];
  if (!base) return null;
  const slugs = files.map((file) => /^(.+)\/chain\.jsonl$/.exec(file)?.[1] ?? null);
  const areDecisions = slugs.every((slug) => {
    const before = slug === null ? null : base.bytes(join(slug, 'chain.jsonl'));
    const lines = slug === null || !before ? null : linesAfter(root, slug, before);
    return lines?.every((bytes) => {
      const line = parseLine(bytes);
      return typeof line !== 'string' && line.event !== 'published';
    });
  });
  return areDecisions ? new Set(slugs.filter((slug) => slug !== null)) : null;
}

/** Whether a problem is one of the documents that a decision is about, or of what is published anywhere. */
export function holdsUp({ file, isFrozen }: Problem, decided: ReadonlySet<string>): boolean {
  if (isFrozen || file.startsWith('../')) return true;
  const [, slug = '', name = ''] = /^(.+)\/([^/]+)$/.exec(file) ?? [];
  return decided.has(slug) && !drafts.includes(name);
}
