import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extend, writeChain } from '../src/library/model/chain/chain.ts';
import type { PublishedLine } from '../src/library/model/chain/line.ts';
import { addDays, type Day } from '../src/library/model/days.ts';
import { sha256 } from '../src/library/model/digest.ts';

/** The library's own texts, long and short: the archive has a document for each. */
const texts = [
  'privacy/2026-04-23',
  'privacy/draft',
  'security/2026-11-23',
  'subprocessors/2026-11-23',
  'dpa/2026-11-23',
] as const;
export const archived: readonly string[] = texts.map((_, index) => `archive-${index + 1}`);

/** Every second day since then a version: all of them are in effect by today, or were. */
const first = '2016-01-04';

/** Copies a library, and adds documents that were amended again and again: as many versions in all. */
export function writeArchive(content: string, target: string, versions: number): void {
  cpSync(content, target, { recursive: true });
  for (const [index, name] of texts.entries()) {
    const text = readFileSync(join(content, `${name}.mdx`), 'utf8').replace(/<Fact [^>]*>/g, 'to be confirmed');
    writeDocument(join(target, `archive-${index + 1}`), text, Math.floor((versions + index) / texts.length));
  }
}

/** Publishes one version more of a document of the archive. */
export function amendOnce(target: string): void {
  const folder = join(target, archived[0] ?? '');
  const lines = readFileSync(join(folder, 'chain.jsonl'), 'utf8').trimEnd().split('\n');
  writeDocument(folder, readFileSync(join(folder, 'draft.mdx'), 'utf8'), lines.length + 1);
}

function writeDocument(folder: string, text: string, versions: number): void {
  mkdirSync(folder, { recursive: true });
  const described = { title: 'A policy', description: 'Of the archive.', audience: 'everyone', kind: 'notice' };
  writeFileSync(join(folder, 'document.yaml'), JSON.stringify({ ...described, order: 9, noticeDays: 30 }));
  writeFileSync(join(folder, 'draft.mdx'), text);

  const chain: PublishedLine[] = [];
  for (let number = 0; number < versions; number += 1) {
    const day = addDays(first, 2 * number);
    const source = amended(text, number);
    writeFileSync(join(folder, `${day}.mdx`), source);
    chain.push(extend(chain, publication(day, source, number)));
  }
  writeFileSync(join(folder, 'chain.jsonl'), writeChain(chain));
}

/** The digest of the text is left to `verify`, which the archive would not pass and the build does not ask. */
function publication(day: Day, source: string, number: number) {
  return {
    version: day,
    publishedOn: day,
    effectiveOn: day,
    class: number === 0 ? null : ('editorial' as const),
    summary: `Amendment ${number}.`,
    approvedBy: { name: 'Grace Hopper', capacity: 'General Counsel' },
    sourceSha256: sha256(source),
    textSha256: sha256(source),
  };
}

/** Each amendment adds a sentence to the next paragraph, in place of the one that an earlier amendment added there. */
function amended(text: string, amendments: number): string {
  const blocks = text.split('\n\n');
  const paragraphs = blocks.flatMap((block, index) => (/^[A-Z]/.test(block) ? [index] : []));
  for (let amendment = 1; amendment <= amendments; amendment += 1) {
    const index = paragraphs[amendment % paragraphs.length] ?? 0;
    const block = blocks[index]?.replace(/ Amendment \d+ .*/, '');
    blocks[index] = `${block} Amendment ${amendment} changed what stood here before.`;
  }
  return blocks.join('\n\n');
}
