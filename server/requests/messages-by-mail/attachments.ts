import PostalMime from 'postal-mime';
import { mostFiles } from '../../upload.ts';
import { type CheckedFile, checkUploads } from '../files/files.ts';
import type { FileProblem } from '../files/kinds.ts';
import { withReadableHead } from './charset.ts';

/** A file that came with a mail: one that we take is checked, and of any other it is said why we do not. */
export interface MailFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly taken: CheckedFile | null;
  readonly problem: FileProblem | null;
}

/** So much of a mail is looked at: parts, how deep one stands within another, bytes of what each says of itself. */
const most = { parts: 100, depth: 5, head: 16 * 1024 };
/** Lines that could end a part and do not. */
const mostTried = 10_000;

interface Attachment {
  readonly name: string;
  readonly content: Buffer;
  /** A picture that the words show, such as that of a company under them. */
  readonly isShown: boolean;
}

/** What the parser knows of a part from its head. */
interface Head {
  readonly contentType: { readonly multipart: string | false; readonly parsed: { params: Record<string, string> } };
  readonly contentTransferEncoding: { readonly encoding: string };
}

/** The files of a mail by the rules of a form that takes files. What we do not take stays in the original mail. */
export async function filesOf(raw: Uint8Array): Promise<MailFile[]> {
  const files: MailFile[] = [];
  const found = await attachmentsOf(raw);
  for (const { name, content } of found.toSorted((one, other) => Number(one.isShown) - Number(other.isShown))) {
    const upload = { field: 'eml', name, chunks: [content], size: content.length, isTooLarge: false };
    const checked = await checkUploads([upload]);
    const isOver = checked.ok && takenOf(files).length >= mostFiles;
    const taken = (checked.ok && !isOver && checked.value[0]) || null;
    const problem = isOver ? 'files-too-many' : checked.ok ? null : (checked.problems[0] ?? null);
    files.push({ name: taken?.name ?? name, size: content.length, taken, problem });
  }
  return files;
}

export function takenOf(files: readonly MailFile[]): CheckedFile[] {
  return files.flatMap(({ taken }) => taken ?? []);
}

/**
 * Cut out by the bytes, and only what each part says of itself is parsed: a parser that reads line by line takes minutes
 * and gigabytes for a mail of ten megabytes that was made for it.
 */
async function attachmentsOf(raw: Uint8Array): Promise<Attachment[]> {
  const found: Attachment[] = [];
  const waiting = [{ part: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), depth: 0 }];
  for (let looked = 0; looked < most.parts; looked += 1) {
    const next = waiting.shift();
    if (!next) break;
    const { head, body } = split(next.part);
    const part = await describe(head);
    if (!part) continue;
    if (part.boundary !== null) {
      const inner = next.depth < most.depth ? partsOf(body, part.boundary) : [];
      waiting.unshift(...inner.map((part) => ({ part, depth: next.depth + 1 })));
    } else found.push({ name: part.name, content: decode(body, part.encoding), isShown: part.isShown });
  }
  return found;
}

/** The boundary of a part that holds others, the name of one that is a file; null for words and for what makes no sense. */
async function describe(head: Buffer) {
  const parser = new PostalMime();
  try {
    // Of several such lines the first counts: what does not say whether it is to be shown is a file where it has a name.
    const end = Buffer.from('\r\nContent-Disposition: attachment\r\n\r\n');
    const { attachments } = await parser.parse(withReadableHead(Buffer.concat([head, end])));
    const { contentType, contentTransferEncoding } = (parser as unknown as { readonly root: Head }).root;
    if (contentType.multipart) return { boundary: contentType.parsed.params['boundary'] ?? '' };
    const [{ filename, mimeType, contentId } = {}] = attachments;
    if (!mimeType || (!filename && mimeType.startsWith('text/'))) return null;
    const isShown = contentId !== undefined && mimeType.startsWith('image/');
    return { boundary: null, name: filename ?? '', encoding: contentTransferEncoding.encoding, isShown };
  } catch {
    return null;
  }
}

function split(part: Buffer): { head: Buffer; body: Buffer } {
  const ends = ['\r\n\r\n', '\n\n'].flatMap((end) => {
    const at = part.subarray(0, most.head).indexOf(end);
    return at < 0 ? [] : [{ at, next: at + end.length }];
  });
  const end = ends.sort((one, other) => one.at - other.at)[0] ?? { at: most.head, next: part.length };
  return { head: part.subarray(0, end.at), body: part.subarray(end.next) };
}

/** RFC 2046 section 5.1.1: each begins after a line of its own, and the line's end before it is no part of it. */
function partsOf(body: Buffer, boundary: string): Buffer[] {
  if (boundary === '') return [];
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let begun = -1;
  let from = 0;
  for (let tried = 0; tried < mostTried && parts.length < most.parts; tried += 1) {
    const at = body.indexOf(delimiter, from);
    if (at < 0) break;
    from = at + delimiter.length;
    if (at > 0 && body[at - 1] !== 10) continue;
    const lineEnd = body.indexOf(10, from);
    const rest = body.subarray(from, lineEnd < 0 ? Math.min(body.length, from + 100) : Math.min(lineEnd, from + 100));
    const [, last] = /^(--)?\s*$/.exec(rest.toString('latin1')) ?? [null];
    if (last === null) continue;
    if (begun >= 0) parts.push(body.subarray(begun, at - (body[at - 2] === 13 ? 2 : 1)));
    begun = lineEnd < 0 ? body.length : lineEnd + 1;
    if (last) return parts;
  }
  // One that was cut off still holds what came of it.
  if (begun >= 0 && begun < body.length && parts.length < most.parts) parts.push(body.subarray(begun));
  return parts;
}

function decode(body: Buffer, encoding: string): Buffer {
  if (/base64/i.test(encoding)) return Buffer.from(body.toString('latin1'), 'base64');
  if (!/quoted-printable/i.test(encoding)) return body;
  const text = body.toString('latin1').replaceAll(/=[ \t]*\r?\n/g, '');
  const byte = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
  return Buffer.from(text.replaceAll(/=([\dA-F]{2})/gi, byte), 'latin1');
}
