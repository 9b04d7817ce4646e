import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { strToU8, zipSync } from 'fflate';
import { toCsv } from '../../src/library/model/csv.ts';
import { readme, tableWords } from '../../src/words/export.ts';
import { fill } from '../../src/words/fill.ts';
import { type Holding, inventory } from './inventory.ts';
import type { Exported } from './subject.ts';

/** What an export says of itself. */
export interface ArchiveHead {
  readonly origin: string;
  readonly siteName: string;
  readonly at: Date;
}

export interface ArchiveOrder {
  readonly holdings: Required<Exported>;
  readonly head: ArchiveHead;
}

/** Made by a thread of its own, so that whatever somebody has sent us keeps nobody else waiting. */
export async function archiveOf(order: ArchiveOrder): Promise<Uint8Array> {
  const worker = new Worker(new URL('archive-worker.ts', import.meta.url), { workerData: order });
  // What goes wrong in the worker is thrown here.
  const [archive] = (await once(worker, 'message')) as [Uint8Array];
  return archive;
}

/** A ZIP with each table as JSON and as CSV, the files as they were sent, and what all that is in words. */
export function toArchive(holdings: Required<Exported>, { origin, siteName, at }: ArchiveHead): Uint8Array {
  const tables = Object.entries(holdings.tables).flatMap(([name, rows]) => [
    [`json/${name}.json`, strToU8(`${JSON.stringify(rows, null, 2)}\n`)] as const,
    // With a mark of its encoding, without which some spreadsheets read it wrongly.
    [`csv/${name}.csv`, strToU8(`\ufeff${toCsv(rows)}`)] as const,
  ]);
  const files = Object.entries(holdings.files).map(([name, file]) => [`files/${name}`, file] as const);
  const words = strToU8(readmeOf(holdings, { origin, siteName, at }));
  return zipSync(Object.fromEntries([['README.txt', words], ...tables, ...files]), { mtime: at });
}

function readmeOf({ tables, files }: Required<Exported>, { origin, siteName, at }: ArchiveHead): string {
  const held = Object.entries(tables).map(([name, rows]) => {
    const words = tableWords[name] ?? name.replaceAll('_', ' ');
    return `- ${name} (${rows.length}): ${words}.`;
  });
  const paragraphs = [
    fill(readme.title, { siteName, origin }),
    fill(readme.madeAt, { at: at.toISOString() }),
    readme.twice,
    held.join('\r\n'),
    Object.keys(files).length > 0 ? readme.files : readme.noFiles,
    readme.formulas,
    readme.links,
    readme.leftOut,
    leftOut().join('\r\n'),
    readme.app,
  ];
  return `${paragraphs.join('\r\n\r\n')}\r\n`;
}

/** Reason by reason, with the columns that it is said of. */
function leftOut(): string[] {
  const reasons = new Map<string, string[]>();
  for (const [table, holdings] of Object.entries(inventory)) {
    for (const [column, holding] of Object.entries(holdings as Record<string, Holding>)) {
      if (typeof holding !== 'object') continue;
      reasons.set(holding.excluded, [...(reasons.get(holding.excluded) ?? []), `${table}.${column}`]);
    }
  }
  return [...reasons].flatMap(([reason, columns]) => [`- ${reason}`, `  (${columns.join(', ')})`]);
}
