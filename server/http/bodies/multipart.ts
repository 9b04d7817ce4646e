import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { largestFile, mostFiles, type Upload } from '../../upload.ts';
import type { ErrorCode } from '../error-responses.ts';
import { checkFields } from './urlencoded.ts';

/** The pages whose forms take files, and the one that such a form comes by. Everywhere else a form is text. */
const pathsWithFiles: readonly RegExp[] = [
  /^\/requests\/new\/$/,
  // A reference opens its page however it is written.
  /^\/requests\/WT[^/]+\/[^/]+\/$/i,
  /^\/desk\/requests\/[^/]+\/(?:[^/]+\/)*$/,
  /^\/desk\/log\/$/,
  // Of whoever was signed out meanwhile: what was typed comes along, see `askedAt`.
  /^\/desk\/sign-in\/$/,
];

export function takesFiles(path: string): boolean {
  return pathsWithFiles.some((pattern) => pattern.test(path));
}

export function isMultipart(contentType: string): boolean {
  return /^multipart\/form-data\s*;/i.test(contentType);
}

interface MultipartForm {
  /** The fields that are text, as a form without files would have sent them. */
  readonly text: string;
  readonly uploads: readonly Upload[];
}

interface MultipartLimits {
  /** Milliseconds in which the whole form must have come. */
  readonly time: number;
  readonly memory: Memory;
}

/** Bytes. */
export const multipartSize = mostFiles * largestFile + 1024 * 1024;
const textSize = 64 * 1024;
const mostParts = 200;
/** Bytes. Two forms that are full, and some that are not. */
const mostMemory = 128 * 1024 * 1024;

/** Bytes of a client's files that came and whose forms are not answered yet. */
export interface Memory {
  /** False where it would be too much. */
  take(bytes: number): boolean;
  release(bytes: number): void;
}

/** What the files of all forms under way may take, and those of one client half of it: others are to come through. */
export function createMemory(): (client: string) => Memory {
  const heldBy = new Map<string, number>();
  let held = 0;
  return (client) => ({
    take(bytes) {
      const own = (heldBy.get(client) ?? 0) + bytes;
      if (held + bytes > mostMemory || own > mostMemory / 2) return false;
      held += bytes;
      heldBy.set(client, own);
      return true;
    },
    release(bytes) {
      const own = (heldBy.get(client) ?? 0) - bytes;
      held -= bytes;
      if (own > 0) heldBy.set(client, own);
      else heldBy.delete(client);
    },
  });
}

/**
 * Reads a form with files as it comes. What a file holds beyond the largest size is dropped and the file marked, so that
 * the form can say so with all that was typed; files beyond the most are dropped but for the first of them. What the
 * files take of the memory is for the caller to release.
 */
export function readMultipart(
  request: IncomingMessage,
  { time, memory }: MultipartLimits,
): Promise<Result<MultipartForm, ErrorCode>> {
  const parser = parserOf(request.headers['content-type'] ?? '');
  if (!parser) return Promise.resolve(fail('form-malformed'));
  return new Promise((resolve) => {
    const fields: [string, string][] = [];
    const files: { upload: Omit<Upload, 'size'>; chunks: Uint8Array[]; size: number; isTooLarge: boolean }[] = [];
    let received = 0;
    let held = 0;
    let isSettled = false;

    const timer = setTimeout(() => settle(fail('body-slow')), time);
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
    parser
      .on('field', (name, value, isNameCut, isValueCut) => {
        fields.push([name, value]);
        if (isNameCut || isValueCut || lengthOf(fields) > textSize) settle(fail('body-large'));
      })
      .on('file', (field, stream, name = '') => {
        const isKept = files.length < mostFiles;
        const chunks: Uint8Array[] = [];
        const file = { upload: { field, name, chunks, isTooLarge: false }, chunks, size: 0, isTooLarge: false };
        stream.on('data', (chunk: Uint8Array) => {
          file.size += chunk.length;
          if (!isKept || file.isTooLarge || isSettled) return;
          if (!memory.take(chunk.length)) {
            settle(fail('busy'));
            return;
          }
          held += chunk.length;
          chunks.push(chunk);
        });
        // Told of the whole form as well, which then is refused.
        stream.on('error', ignore);
        stream.on('limit', () => {
          file.isTooLarge = true;
          drop(chunks);
        });
        // A browser sends a field in which nothing was chosen as a file without a name and without a byte.
        stream.on('end', () => {
          if ((name !== '' || file.size > 0) && files.length <= mostFiles) files.push(file);
          else drop(chunks);
        });
      })
      .on('partsLimit', () => settle(fail('files-large')))
      .on('error', () => settle(fail('form-malformed')))
      .on('finish', () => settle(finished()));

    function onData(chunk: Buffer): void {
      received += chunk.length;
      if (received > multipartSize) settle(fail('files-large'));
      if (isSettled || !parser || parser.write(chunk)) return;
      request.pause();
      parser.once('drain', () => {
        if (!isSettled) request.resume();
      });
    }

    function onEnd(): void {
      parser?.end();
    }

    function onClose(): void {
      if (!request.complete) settle(fail('request-malformed'));
    }

    function drop(chunks: Uint8Array[]): void {
      if (isSettled) return;
      const size = sizeOf(chunks);
      memory.release(size);
      held -= size;
      chunks.length = 0;
    }

    function finished(): Result<MultipartForm, ErrorCode> {
      const text = checkFields(new URLSearchParams(fields).toString());
      if (!text.ok) return text;
      const uploads = files.map(({ upload, size, isTooLarge }) => ({ ...upload, size, isTooLarge }));
      return succeed({ text: text.value, uploads });
    }

    function settle(result: Result<MultipartForm, ErrorCode>): void {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      request.on('error', ignore);
      if (!result.ok) {
        memory.release(held);
        files.length = 0;
        request.pause();
        parser?.on('error', ignore).destroy();
      }
      resolve(result);
    }
  });
}

export function releaseUploads(memory: Memory, uploads: readonly Upload[]): void {
  for (const { chunks } of uploads) memory.release(sizeOf(chunks));
}

/** Null where the type names no boundary. */
function parserOf(contentType: string): BusboyInstance | null {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      preservePath: true,
      limits: {
        fieldNameSize: 200,
        fieldSize: textSize,
        parts: mostParts,
        fileSize: largestFile,
        headerPairs: 20,
        headerSize: 8 * 1024,
      },
    });
  } catch {
    return null;
  }
}

function lengthOf(fields: readonly (readonly [string, string])[]): number {
  return fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

function ignore() {}
