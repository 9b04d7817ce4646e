import { decodeWords, type Email } from 'postal-mime';
import { normalise, readAddress } from '../../fields/address.ts';
import { cut, legibleLine } from '../../fields/text.ts';
import { longest } from '../kinds.ts';
import { decode, parseMail } from './charset.ts';
import { htmlToText } from './html-text.ts';

/** What is made out of a mail. The original is kept as well, so nothing is lost where this falls short. */
export interface ReadMail {
  readonly name: string;
  /** Null when there is none or more than one, or when a machine sent it: then nobody there can confirm anything. */
  readonly address: string | null;
  readonly text: string;
  /** When it arrived: the topmost Received header, then the Date header, as far as they can be read. */
  readonly times: readonly Date[];
}

const longestText = 100_000;
const longestFrom = 2_000;

/** Reads any mail, however broken. Our own address is not a person's. */
export async function readEml(raw: Uint8Array, ownAddress: string): Promise<ReadMail> {
  const email = await parse(raw);
  if (!email) return { name: '', address: null, text: asItIs(raw), times: [] };

  const address = authorOf(email);
  const header = (key: string) => email.headers.find((header) => header.key === key)?.value ?? '';
  const times = [header('received').slice(header('received').lastIndexOf(';') + 1), header('date')];
  return {
    name: address === null ? '' : legibleLine(email.from?.name ?? '', longest.name),
    address: address !== null && isPerson(email, address, ownAddress) ? address : null,
    text: textOf(email),
    times: times.flatMap((time) => readTime(time) ?? []),
  };
}

/** Null when it is no mail at all, or nested beyond reason. */
async function parse(raw: Uint8Array): Promise<Email | null> {
  try {
    return await parseMail(raw);
  } catch {
    return null;
  }
}

/**
 * The one address of the one author, taken literally: what remains of a comment or a quoted part when a parser takes it
 * away is somebody else's address.
 */
function authorOf({ headers }: Email): string | null {
  const [from, ...others] = headers.filter(({ key }) => key === 'from');
  if (!from || others.length > 0) return null;
  const written = from.value.slice(0, longestFrom).replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const [, between, alone = ''] =
    /^(?:[^<>,:;]*<([^<>]*)>\s*(?:\([^()]*\))?|([^\s<>"(),:;]+)\s*(?:\([^()]*\))?)\s*$/.exec(written) ?? [];
  return readAddress(between ?? alone);
}

function textOf(email: Email): string {
  const { from, subject, attachments } = email;
  const authors = email.headers.flatMap(({ key, value }) => (key === 'from' ? decodeWords(value) : []));
  const files = attachments.map(({ filename, mimeType, content }) => {
    const bytes = typeof content === 'string' ? content.length : content.byteLength;
    return `Attachment: ${filename ?? 'without a name'} (${mimeType}, ${inBytes(bytes)})`;
  });
  const head = [
    `From: ${authorOf(email) ? `${from?.name} <${from?.address}>`.trim() : authors.join('; ') || 'not given'}`,
    `Subject: ${subject ?? ''}`,
    ...files,
  ];
  const body = email.text?.trim() || htmlToText(email.html ?? '') || '(The mail has no text.)';
  return `${cut(head.join('\n'), longestText)}\n\n${shorten(body)}`;
}

function asItIs(raw: Uint8Array): string {
  return shorten(decode(raw));
}

function shorten(text: string): string {
  return text.length <= longestText ? text : `${cut(text, longestText)}\n\n(The rest stands in the original mail.)`;
}

/** RFC 3834: what a machine sent is not answered by a machine. A list that passes a mail on has not written it. */
function isPerson(email: Email, address: string, ownAddress: string): boolean {
  const header = (key: string) =>
    email.headers
      .find((header) => header.key === key)
      ?.value.trim()
      .toLowerCase();
  const submitted = header('auto-submitted');
  return (
    (submitted === undefined || submitted === 'no') &&
    !/^(bulk|junk)$/.test(header('precedence') ?? '') &&
    header('return-path') !== '<>' &&
    normalise(address) !== normalise(ownAddress) &&
    !/^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)([+.-].*)?@/i.test(address.replaceAll('_', '-'))
  );
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dateTime = new RegExp(
  `(\\d{1,2}) (${months.join('|')}) (\\d{4}) \\d{2}:\\d{2}(:\\d{2})? ([+-]\\d{4}|GMT|UTC?|[ECMP][SD]T)`,
);

/** RFC 5322 section 3.3. */
function readTime(value: string): Date | null {
  const [written, day, month = '', year] = dateTime.exec(value.slice(0, 1000).replaceAll(/\s+/g, ' ')) ?? [];
  if (written === undefined) return null;
  const at = new Date(written);
  // Date takes September 31 for October 1.
  const isDay = Number(day) <= new Date(Date.UTC(Number(year), months.indexOf(month) + 1, 0)).getUTCDate();
  return isDay && !Number.isNaN(at.getTime()) ? at : null;
}

function inBytes(bytes: number): string {
  return bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1024 ** 2
      ? `${Math.round(bytes / 1024)} kB`
      : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
