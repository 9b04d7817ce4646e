import type { FileType } from './kinds.ts';

/** Bytes: what pictures say of themselves before they begin has room in it. Nothing is ever unpacked. */
const beginning = 1024 * 1024;

/** What a file is by what it holds; null for all that we do not take. */
export async function typeOf(chunks: readonly Uint8Array[]): Promise<FileType | null> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(headOf(chunks));
  switch (found?.mime) {
    case 'application/pdf':
    case 'image/png':
    case 'image/jpeg':
    case 'application/zip':
      return found.mime;
    case 'image/apng':
      return 'image/png';
    // A text may begin with letters by which some type of file is known.
    default:
      return isPlainText(chunks) ? 'text/plain' : null;
  }
}

function headOf(chunks: readonly Uint8Array[]): Uint8Array {
  const head: Uint8Array[] = [];
  let size = 0;
  for (const chunk of chunks) {
    if (size >= beginning) break;
    head.push(chunk.subarray(0, beginning - size));
    size += chunk.length;
  }
  return new Uint8Array(Buffer.concat(head));
}

/** UTF-8 without controls but for tabs, ends of lines and of pages. */
function isPlainText(chunks: readonly Uint8Array[]): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const isText = (text: string) => !/[^\P{Cc}\t\n\f\r]/u.test(text);
  try {
    return chunks.every((chunk) => isText(decoder.decode(chunk, { stream: true }))) && isText(decoder.decode());
  } catch {
    return false;
  }
}
