import { isUtf8 } from 'node:buffer';
import PostalMime, { type Email } from 'postal-mime';

/** A part of a mail, as the parser keeps it before it makes text of it. */
interface Part {
  readonly content: ArrayBuffer | null;
  readonly contentType: { readonly parsed: { value: string; params: Record<string, string> } };
  readonly childNodes: readonly Part[];
}

/**
 * Parses a mail. Old programs write what is no UTF-8 and do not say so: it is windows-1252 then, in which every byte
 * means something, or what a page says of itself (WHATWG HTML section 13.2.3). The parser would take it for UTF-8.
 */
export async function parseMail(raw: Uint8Array): Promise<Email> {
  const parser = new PostalMime();
  const inner = parser as unknown as { readonly root: Part; finalize(): Promise<void> };
  const finalize = inner.finalize.bind(parser);
  inner.finalize = async () => {
    await finalize();
    label(inner.root);
  };
  return await parser.parse(withReadableHead(raw));
}

/** Bytes of which nobody says what letters they are. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);
}

function label({ content, contentType, childNodes }: Part): void {
  for (const child of childNodes) label(child);
  const { value, params } = contentType.parsed;
  if (!content || !value.startsWith('text/') || !/^(utf-?8|us-ascii|ascii)?$/i.test(params['charset'] ?? '')) return;
  const bytes = Buffer.from(content);
  const said = params['charset'] || value !== 'text/html' ? undefined : charsetOfPage(bytes);
  params['charset'] = said ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252');
}

/** What a page says of itself within its first 1024 bytes; a page that can be read so is not in UTF-16. */
function charsetOfPage(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 1024).toString('latin1');
  const [, charset] = /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(head) ?? [];
  return charset && !/^(utf-?8|utf-?16)/i.test(charset) ? charset : undefined;
}

/** The headers in UTF-8. */
export function withReadableHead(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const ends = ['\r\n\r\n', '\n\n'].map((end) => bytes.indexOf(end)).filter((end) => end >= 0);
  const end = ends.length > 0 ? Math.min(...ends) : bytes.length;
  const head = bytes.subarray(0, end);
  return isUtf8(head) ? raw : Buffer.concat([Buffer.from(decode(head)), bytes.subarray(end)]);
}
