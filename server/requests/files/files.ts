import { createHash, randomBytes } from 'node:crypto';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { later } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import type { Context } from '../../context.ts';
import { createEncryption, type Encryption } from '../../crypto/encryption.ts';
import { createKeys } from '../../crypto/keys.ts';
import { newId } from '../../db/ids.ts';
import type { RequestFileRow, RequestRow } from '../../db/schema.ts';
import { mostFiles, type Upload } from '../../upload.ts';
import { type FileAuthor, type FileProblem, type FilePurpose, type FileType, fileTypes } from './kinds.ts';
import { safeName } from './names.ts';
import { quotaProblem } from './quota.ts';
import { typeOf } from './types.ts';

/** A file that may be kept: its type is one of ours, and its name safe. */
export interface CheckedFile {
  readonly name: string;
  readonly type: FileType;
  readonly size: number;
  readonly chunks: readonly Uint8Array[];
}

/** What is told of a file that is kept. */
export interface StoredFile {
  readonly id: string;
  readonly purpose: FilePurpose;
  readonly author: FileAuthor;
  readonly messageId: string | null;
  readonly name: string;
  readonly type: FileType;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of what it holds, in hexadecimal. */
  readonly sha256: string;
  readonly addedAt: Date;
  /** From then on it is not given out any more. */
  readonly expiresAt: Date | null;
  /** Whether what it holds is still kept. Of an answer that was given out, the name and the digest stay longer. */
  readonly isKept: boolean;
}

type ForRequest = Pick<RequestRow, 'id'>;

/** Bytes of a file that are sealed together. */
const partSize = 256 * 1024;

/**
 * Looks at what came with a form: how many, how large, and what each is by what it holds. Before the transaction, for it
 * takes a while.
 */
export async function checkUploads(uploads: readonly Upload[]): Promise<Result<readonly CheckedFile[], FileProblem>> {
  if (uploads.length > mostFiles) return fail('files-too-many');
  if (uploads.some(({ isTooLarge }) => isTooLarge)) return fail('file-too-large');
  if (uploads.some(({ size }) => size === 0)) return fail('file-empty');
  const checked: CheckedFile[] = [];
  for (const { name, size, chunks } of uploads) {
    const found = await typeOf(chunks);
    const type = fileTypes.find((type) => type === found);
    if (!type) return fail('file-type-unknown');
    checked.push({ name: safeName(name, type), type, size, chunks });
  }
  return succeed(checked);
}

/** Keeps files with a request, each sealed under a key of its own. In the transaction of the act that they belong to. */
export async function attach(
  ctx: Context,
  request: ForRequest,
  {
    files,
    purpose,
    author,
    messageId = null,
  }: {
    readonly files: readonly CheckedFile[];
    readonly purpose: FilePurpose;
    readonly author: FileAuthor;
    readonly messageId?: string | null;
  },
): Promise<Result<readonly StoredFile[], FileProblem>> {
  const problem = files.length > 0 && author === 'person' && (await quotaProblem(ctx, request, files));
  if (problem) return fail(problem);
  const now = ctx.clock.now();
  const stored: StoredFile[] = [];
  for (const { name, type, size, chunks } of files) {
    const id = newId(now);
    const secret = randomBytes(32);
    const facts: Facts = { name, sha256: digestOf(chunks) };
    const row: RequestFileRow = {
      id,
      request_id: request.id,
      message_id: messageId,
      purpose,
      author,
      type,
      size,
      facts_sealed: ctx.crypto.encryption.seal(JSON.stringify(facts), placeOf('facts_sealed', id)),
      key_sealed: ctx.crypto.encryption.seal(secret.toString('base64'), placeOf('key_sealed', id)),
      added_at: now.toISOString(),
      expires_at:
        purpose === 'answer' ? later(now, durationOf(ctx.content.retention, 'answer-file')).toISOString() : null,
      codes_used: 0,
    };
    await ctx.db.insertInto('request_file').values(row).execute();
    const own = encryptionUnder(id, secret);
    let position = 0;
    for (const part of partsOf(chunks)) {
      const content_sealed = own.seal(part, partPlace(id, position));
      await ctx.db
        .insertInto('request_file_part')
        .values({ file_id: id, request_id: request.id, position, content_sealed })
        .execute();
      position += 1;
    }
    stored.push(toStored(row, facts));
  }
  return succeed(stored);
}

/** Oldest first, of one moment by their names, without those that were erased; with answers of which the time is over. */
export async function list(ctx: Context, request: ForRequest): Promise<StoredFile[]> {
  const rows = await ctx.db
    .selectFrom('request_file')
    .selectAll()
    .where('request_id', '=', request.id)
    .where('facts_sealed', 'is not', null)
    .orderBy('added_at')
    .execute();
  const stored = rows.flatMap((row) => {
    const facts = factsOf(ctx, row);
    return facts ? [toStored(row, facts)] : [];
  });
  return stored.sort(
    (one, other) => one.addedAt.getTime() - other.addedAt.getTime() || (one.name < other.name ? -1 : 1),
  );
}

/** A file with what it holds; null where the request has none of that id, or no longer. Throws where it was altered. */
export async function read(
  ctx: Context,
  request: ForRequest,
  id: string,
): Promise<(StoredFile & { readonly content: Buffer }) | null> {
  const row = await ctx.db
    .selectFrom('request_file')
    .selectAll()
    .where('id', '=', id)
    .where('request_id', '=', request.id)
    .executeTakeFirst();
  const facts = row && factsOf(ctx, row);
  if (!facts || row.key_sealed === null) return null;
  const own = encryptionUnder(
    id,
    Buffer.from(ctx.crypto.encryption.open(row.key_sealed, placeOf('key_sealed', id)), 'base64'),
  );
  const parts: Buffer[] = [];
  while (true) {
    const part = await ctx.db
      .selectFrom('request_file_part')
      .select('content_sealed')
      .where('file_id', '=', id)
      .where('position', '=', parts.length)
      .executeTakeFirst();
    if (!part) break;
    parts.push(own.openBytes(part.content_sealed, partPlace(id, parts.length)));
  }
  const content = Buffer.concat(parts);
  if (digestOf([content]) !== facts.sha256) throw new Error(`The file ${id} is not what was kept`);
  return { ...toStored(row, facts), content };
}

/** Says what a file turns out to be for. */
export async function markAs(
  ctx: Context,
  request: ForRequest,
  { id, purpose }: { readonly id: string; readonly purpose: FilePurpose },
): Promise<void> {
  await ctx.db
    .updateTable('request_file')
    .set({ purpose })
    .where('id', '=', id)
    .where('request_id', '=', request.id)
    .execute();
}

/** For good: one file, or all. */
export async function erase(ctx: Context, request: ForRequest, { id }: { readonly id?: string } = {}): Promise<void> {
  const gone = await ctx.db
    .updateTable('request_file')
    .set({ facts_sealed: null, key_sealed: null })
    .where('request_id', '=', request.id)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .returning('id')
    .execute();
  for (const { id } of gone)
    for (const parts of ['request_file_part', 'undo_file_part'] as const)
      await ctx.db.deleteFrom(parts).where('file_id', '=', id).execute();
}

/** What answers hold whose time is over. What they were called and their digests stay with the request. */
export async function eraseExpired(ctx: Context): Promise<number> {
  const gone = await ctx.db
    .updateTable('request_file')
    .set({ key_sealed: null })
    .where('expires_at', '<=', ctx.timeSeen.now().toISOString())
    .where('key_sealed', 'is not', null)
    .returning('id')
    .execute();
  for (const { id } of gone) await ctx.db.deleteFrom('request_file_part').where('file_id', '=', id).execute();
  return gone.length;
}

/** The keys of a request's files and what is told of them, as they are stored. Without them nothing of the files opens. */
export type KeptKeys = readonly Pick<RequestFileRow, 'id' | 'facts_sealed' | 'key_sealed'>[];

/** Takes the keys away, which can be given back until `eraseLocked`. */
export async function lock(ctx: Context, request: ForRequest): Promise<KeptKeys> {
  const kept = await ctx.db
    .selectFrom('request_file')
    .select(['id', 'facts_sealed', 'key_sealed'])
    .where('request_id', '=', request.id)
    .where('facts_sealed', 'is not', null)
    .execute();
  await ctx.db
    .updateTable('request_file')
    .set({ facts_sealed: null, key_sealed: null })
    .where('request_id', '=', request.id)
    .execute();
  await move(ctx, 'request_file_part', 'undo_file_part', request.id);
  return kept;
}

export async function unlock(ctx: Context, request: ForRequest, kept: KeptKeys): Promise<void> {
  for (const { id, facts_sealed, key_sealed } of kept) {
    await ctx.db.updateTable('request_file').set({ facts_sealed, key_sealed }).where('id', '=', id).execute();
  }
  await move(ctx, 'undo_file_part', 'request_file_part', request.id);
}

/** What is left of files without a key, of requests that were erased before then (ISO 8601). Tells how many parts. */
export async function eraseLocked(ctx: Context, erasedBefore: string): Promise<number> {
  const gone = await ctx.db
    .deleteFrom('undo_file_part')
    .where('request_id', 'in', (row) => row.selectFrom('request').select('id').where('erased_at', '<', erasedBefore))
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

type Parts = 'request_file_part' | 'undo_file_part';

/** Within the database, for there may be a hundred megabytes. */
async function move(ctx: Context, from: Parts, to: Parts, requestId: string): Promise<void> {
  const columns = ['file_id', 'request_id', 'position', 'content_sealed'] as const;
  await ctx.db
    .insertInto(to)
    .columns(columns)
    .expression((parts) => parts.selectFrom(from).select(columns).where('request_id', '=', requestId))
    .execute();
  await ctx.db.deleteFrom(from).where('request_id', '=', requestId).execute();
}

interface Facts {
  readonly name: string;
  readonly sha256: string;
}

/** Null once erased. */
function factsOf(ctx: Context, { id, facts_sealed }: RequestFileRow): Facts | null {
  if (facts_sealed === null) return null;
  return JSON.parse(ctx.crypto.encryption.open(facts_sealed, placeOf('facts_sealed', id))) as Facts;
}

function toStored(row: RequestFileRow, { name, sha256 }: Facts): StoredFile {
  const { id, purpose, author, message_id: messageId, type, size, added_at, expires_at, key_sealed } = row;
  return {
    id,
    messageId,
    name,
    size,
    sha256,
    isKept: key_sealed !== null,
    purpose: purpose as FilePurpose,
    author: author as FileAuthor,
    type: type as FileType,
    addedAt: new Date(added_at),
    expiresAt: expires_at === null ? null : new Date(expires_at),
  };
}

function* partsOf(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + partSize - size);
      waiting.push(piece);
      size += piece.length;
      at += piece.length;
      if (size < partSize) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(waiting);
}

function digestOf(chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

function encryptionUnder(id: string, secret: Buffer): Encryption {
  return createEncryption(createKeys([{ id, secret }]));
}

function placeOf(column: 'facts_sealed' | 'key_sealed', row: string) {
  return { table: 'request_file', column, row };
}

function partPlace(id: string, position: number) {
  return { table: 'request_file_part', column: 'content_sealed', row: `${id}/${position}` };
}
