import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { sha256 } from '../model/digest.ts';

type Kind = 'rendered' | 'checked' | 'redline';

/**
 * What was worked out from texts, on disk under the digest of the text and of the program that did it. Nothing depends
 * on it: what is missing or not whole is worked out again.
 */
export interface RenderingCache {
  has(kind: Kind, text: string): boolean;
  /** Null where it does not stand there as it was put. */
  take<Value>(kind: Kind, text: string): Value | null;
  put(kind: Kind, text: string, value: unknown): void;
  /** Removes what nobody used since a time and nobody is likely to want again. */
  clear(since: number): void;
}

/** Where a cache is, and whose work it keeps. */
export interface Place {
  readonly folder: string;
  readonly program: string;
}

/** Milliseconds and bytes for which is kept what one build did not use and another may. */
const patience = 7 * 24 * 3_600_000;
const room = 64 * 1024 * 1024;

export const noCache: RenderingCache = {
  has: () => false,
  take: () => null,
  put: () => undefined,
  clear: () => undefined,
};

/** Several programs may use the same folder at once. */
export function openRenderingCache({ folder, program }: Place): RenderingCache {
  return { has, take, put, clear };

  function has(kind: Kind, text: string): boolean {
    return existsSync(pathOf(kind, text));
  }

  function take<Value>(kind: Kind, text: string): Value | null {
    const path = pathOf(kind, text);
    try {
      const bytes = readFileSync(path, 'utf8');
      const end = bytes.indexOf('\n');
      const json = bytes.slice(end + 1);
      if (bytes.slice(0, end) !== sealOf(path, json)) return null;
      const now = new Date();
      utimesSync(path, now, now);
      return JSON.parse(json) as Value;
    } catch {
      return null;
    }
  }

  function put(kind: Kind, text: string, value: unknown): void {
    const path = pathOf(kind, text);
    const unfinished = `${path}.${randomUUID()}`;
    const json = JSON.stringify(value);
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(unfinished, `${sealOf(path, json)}\n${json}`);
      renameSync(unfinished, path);
    } catch {
      // A full or locked disk: it is worked out again the next time, and what is unfinished is cleared away.
    }
  }

  function clear(since: number): void {
    const unused = filesIn(folder)
      .filter(({ usedAt }) => usedAt < since)
      .sort((a, b) => b.usedAt - a.usedAt);
    let bytes = 0;
    for (const { path, usedAt, size } of unused) {
      bytes += size;
      if (bytes > room || usedAt < since - patience) rmSync(path, { force: true });
    }
  }

  function pathOf(kind: Kind, text: string): string {
    return join(folder, kind, sha256(`${program}\n${text}`));
  }

  /** Bound to its place: what stands under another's name is not whole either. */
  function sealOf(path: string, json: string): string {
    return sha256(`${relative(folder, path)}\n${json}`);
  }
}

/** Where the site keeps its cache: with what else Astro keeps. Null where nobody can say what is installed. */
export function placeIn(root: string, cache = join(root, 'node_modules', '.astro')): Place | null {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return existsSync(installed) ? { folder: join(cache, 'renderings'), program: programIn(root, installed) } : null;
}

/** The digest of all that decides what comes of a text: this folder, our words, the packages as installed, and Node. */
function programIn(root: string, installed: string): string {
  const digests = ['library', 'words'].flatMap((name) => {
    const sources = join(root, 'src', name);
    const files = existsSync(sources) ? readdirSync(sources, { recursive: true, encoding: 'utf8' }) : [];
    const programs = files.filter((file) => file.endsWith('.ts')).sort();
    return programs.map((file) => `${name}/${file} ${sha256(readFileSync(join(sources, file)))}`);
  });
  return sha256([process.version, sha256(readFileSync(installed)), ...digests].join('\n'));
}

function filesIn(folder: string): { path: string; usedAt: number; size: number }[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats ? [{ path, usedAt: stats.mtimeMs, size: stats.size }] : [];
  });
}
