import { createHmac, type KeyObject, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hasCode } from '../error-codes.ts';

/** `backup`: one of the row. `replaced`: what a restore put aside; `unreadable` where it could not be read. */
export type BackupKind = 'backup' | 'replaced' | 'unreadable';

export interface BackupFile {
  readonly kind: BackupKind;
  readonly path: string;
  readonly at: Date;
}

const pattern = /^(backup|replaced|unreadable)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.(sqlite|pgdump)$/;
const partPattern = /^\.part-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-/;

/** Its age stands in its name: a copy of a file has another date. */
export function nameOf(kind: BackupKind, at: Date, extension: string): string {
  return `${kind}-${stampOf(at)}.${extension}`;
}

export function partName(at: Date): string {
  return `.part-${stampOf(at)}-${randomUUID()}`;
}

/** The oldest first. */
export async function backupsIn(folder: string): Promise<BackupFile[]> {
  const names = (await namesIn(folder)).sort();
  return names
    .flatMap((name) => {
      const at = timeIn(pattern.exec(name)?.slice(2));
      return at ? [{ kind: name.split('-', 1)[0] as BackupKind, path: join(folder, name), at }] : [];
    })
    .sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** What a copying left that was killed, with when it began. */
export async function partsIn(folder: string): Promise<{ path: string; at: Date }[]> {
  return (await namesIn(folder)).flatMap((name) => {
    const at = timeIn(partPattern.exec(name)?.slice(1));
    return at ? [{ path: join(folder, name), at }] : [];
  });
}

/** Digests of files that are not there: of a copying that was killed between the two. */
export async function strayDigestsIn(folder: string): Promise<{ path: string; at: Date }[]> {
  const names = new Set(await namesIn(folder));
  return [...names].flatMap((name) => {
    const of = name.replace(/\.hmac$/, '');
    const at = name === of || names.has(of) ? null : timeIn(pattern.exec(of)?.slice(2));
    return at ? [{ path: join(folder, name), at }] : [];
  });
}

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

export async function remove(path: string): Promise<void> {
  for (const file of [path, digestFile(path), `${path}-wal`, `${path}-shm`, `${path}-journal`])
    await rm(file, { force: true });
}

/** False where one stands there: another is being made under the same name. */
export async function writeDigest(path: string, line: string): Promise<boolean> {
  try {
    await writeFile(digestFile(path), `${line}\n`, { flag: 'wx', mode: 0o600, flush: true });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The digest that stands beside a file; null where none does. */
export async function writtenDigest(path: string): Promise<string | null> {
  try {
    return (await readFile(digestFile(path), 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** `<key id>:<HMAC-SHA-256>` over the name and all that is in the file: of another name it is another file. */
export async function digestOf(path: string, { id, key, name = basename(path) }: DigestKey): Promise<string> {
  const hash = createHmac('sha256', key).update(`${name}\n`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return `${id}:${hash.digest('hex')}`;
}

interface DigestKey {
  readonly id: string;
  readonly key: KeyObject;
  /** That it will have, where it has another as yet. */
  readonly name?: string;
}

export function digestFile(path: string): string {
  return `${path}.hmac`;
}

function stampOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function timeIn(parts: readonly string[] | undefined): Date | null {
  if (!parts) return null;
  const [year, month, day, hours, minutes, seconds] = parts;
  return new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
