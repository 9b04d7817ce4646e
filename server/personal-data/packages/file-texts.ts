import { decode } from '../../requests/messages-by-mail/charset.ts';
import { htmlToText } from '../../requests/messages-by-mail/html-text.ts';

/**
 * What may be read in a file by whoever opens it: as it is, and as mails, pages and JSON write letters in other ways.
 * What stands in pictures, PDFs and packed files is not found.
 */
export function textsOf(name: string, file: Uint8Array): string[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const isMail = /\.eml$/i.test(name);
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = isWide ? bytes.toString('utf16le') : decode(bytes);
  // No text, but pictures and the like: the rest would only take its time.
  if (!isWide && !isMail && bytes.includes(0)) return [text];
  const read = isMail ? [text, ...ofMail(bytes.toString('latin1'))] : [text];
  return read.flatMap((one) => [
    one,
    ...(/\\u[\da-f]{4}/i.test(one) ? [withoutEscapes(one)] : []),
    ...(/<[a-z!/]|&#?\w+;/i.test(one) ? [htmlToText(one)] : []),
  ]);
}

/** Its parts, by how they may be encoded (RFC 2045 section 6, RFC 2047). */
function ofMail(mail: string): string[] {
  const inHead = [...mail.matchAll(/=\?[^?\s]+\?([bq])\?([^?]*)\?=/gi)].map(([, kind = '', word = '']) =>
    kind.toLowerCase() === 'b' ? fromBase64(word) : unquoted(word.replaceAll('_', ' ')),
  );
  const inLines: string[][] = [[]];
  for (const line of mail.split(/\r?\n/)) {
    if (/^[A-Za-z\d+/]{4,}={0,2}$/.test(line)) inLines.at(-1)?.push(line);
    else if (inLines.at(-1)?.length) inLines.push([]);
  }
  const inParts = inLines.map((lines) => fromBase64(lines.join('')));
  return [unquoted(mail.replaceAll(/=\r?\n/g, '')), ...inParts, inHead.join('')];
}

function unquoted(text: string): string {
  return decode(
    Buffer.from(
      text.replaceAll(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ),
  );
}

function fromBase64(text: string): string {
  return decode(Buffer.from(text, 'base64'));
}

function withoutEscapes(json: string): string {
  return json.replaceAll(/\\u([\da-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
