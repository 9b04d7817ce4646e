import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { documentOf, type Edit } from './compare-texts.ts';

/** Each two consecutive states of each policy in a bundle of their history; null where the bundle is missing. */
export async function consecutiveEdits(bundle: string): Promise<Edit[] | null> {
  if (!existsSync(bundle)) return null;
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const git = async (...words: string[]) =>
      (await promisify(execFile)('git', ['-C', folder, ...words], { maxBuffer: 1e9 })).stdout;
    await git('clone', '--quiet', '--bare', bundle, '.');
    const log = await git(
      'log',
      '--all',
      '--reverse',
      '--no-renames',
      '--format=',
      '--raw',
      '--no-abbrev',
      '--',
      '*.md',
    );
    const blobs = new Map<string, string[]>();
    for (const [, blob = '', path = ''] of log.matchAll(/^:\d+ \d+ \w+ (\w+) [AM]\t(.+)$/gm)) {
      const states = blobs.get(path) ?? [];
      if (states.at(-1) !== blob) states.push(blob);
      blobs.set(path, states);
    }
    const texts = new Map<string, string>();
    for (const blob of new Set([...blobs.values()].flat()))
      texts.set(blob, documentOf(await git('cat-file', 'blob', blob)));
    return [...blobs.values()].flatMap((states) =>
      states.slice(1).map((blob, at) => ({ before: texts.get(states[at] ?? '') ?? '', after: texts.get(blob) ?? '' })),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How many elements two sequences have in common in the same order, at the most (Hyyrö 2004, 32 places at once). */
export function mostInOrder(a: readonly string[], b: readonly string[]): number {
  const size = Math.ceil(a.length / 32);
  const masks = new Map<string, Uint32Array>();
  for (const [at, word] of a.entries()) {
    const mask = masks.get(word) ?? new Uint32Array(size);
    mask[at >>> 5] = ((mask[at >>> 5] ?? 0) | (1 << (at & 31))) >>> 0;
    masks.set(word, mask);
  }
  const row = new Uint32Array(size).fill(0xffffffff);
  for (const word of b) {
    const mask = masks.get(word);
    if (!mask) continue;
    let carry = 0;
    for (let at = 0; at < size; at += 1) {
      const [value, matched] = [row[at] ?? 0, ((row[at] ?? 0) & (mask[at] ?? 0)) >>> 0];
      const sum = value + matched + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      row[at] = ((sum >>> 0) | (value & ~matched)) >>> 0;
    }
  }
  let common = 0;
  for (let at = 0; at < a.length; at += 1) if (((row[at >>> 5] ?? 0) & (1 << (at & 31))) === 0) common += 1;
  return common;
}
