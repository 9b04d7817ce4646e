import { decodeWords, type Email } from 'postal-mime';
import { fill } from '../../../src/words/fill.ts';
import { receivedMail as words } from '../../../src/words/requests/received-mail.ts';
import { normalise, readAddress } from '../../fields/address.ts';
import { cut, legibleLine } from '../../fields/text.ts';
import { longest } from '../kinds.ts';
import { type Authorship, authorshipOf } from './authorship.ts';
import { decode, parseMail } from './charset.ts';
import { htmlToText } from './html-text.ts';

/** What is made out of a mail. The original is kept as well, so nothing is lost where this falls short. */
export interface ReadMail {
  readonly name: string;
  /** Null when there is none or more than one, or when a machine sent it: then nobody there can confirm anything. */
  readonly address: string | null;
  readonly text: string;
  /** One line of it; empty where there is none. */
  readonly subject: string;
  /** The one author, also where that is a machine, or ourselves. */
  readonly author: string | null;
  readonly isAutomatic: boolean;
  /** Whether it comes from its author. */
  readonly authorship: Authorship;
  /** When it arrived: the topmost Received header, then the Date header, as far as they can be read. */
  readonly times: readonly Date[];
}

/** Of a mail so much is read, in bytes and in lines: words come first, files after them, and each line takes its time. */
const read = { bytes: 256 * 1024, lines: 4_000 };
const longestText = 100_000;
const longestFrom = 2_000;
const longestSubject = 200;

/** Reads any mail, however broken. Our own address is not a person's. */
export async function readEml(raw: Uint8Array, ownAddress: string): Promise<ReadMail> {
  const beginning = beginningOf(raw);
  const email = await parse(beginning);
  if (!email) {
    const nobody = { name: '', address: null, author: null, subject: '', isAutomatic: false };
    return { ...nobody, authorship: 'unproven', text: asItIs(raw), times: [] };
  }

  const address = authorOf(email);
  const header = (key: string) => email.headers.find((header) => header.key === key)?.value ?? '';
  const times = [header('received').slice(header('received').lastIndexOf(';') + 1), header('date')];
  const isAutomatic = isOfMachine(email, address ?? '');
  const isOwn = address !== null && normalise(address) === normalise(ownAddress);
  return {
    name: address === null ? '' : legibleLine(email.from?.name ?? '', longest.name),
    address: isAutomatic || isOwn ? null : address,
    author: address,
    isAutomatic,
    authorship: authorshipOf(header('authentication-results'), address),
    subject: legibleLine((email.subject ?? '').slice(0, longestFrom), longestSubject),
    text: textOf(email, beginning.length < raw.length),
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

function textOf(email: Email, isCut: boolean): string {
  const { from, subject, attachments } = email;
  const authors = email.headers.flatMap(({ key, value }) => (key === 'from' ? decodeWords(value) : []));
  const files = attachments.map(({ filename, mimeType, content }) => {
    const bytes = typeof content === 'string' ? content.length : content.byteLength;
    return fill(words.attachment, { name: filename ?? words.unnamed, type: mimeType, size: inBytes(bytes) });
  });
  const author = authorOf(email) ? `${from?.name} <${from?.address}>`.trim() : authors.join('; ') || words.notGiven;
  const head = [fill(words.from, { author }), fill(words.subject, { subject: subject ?? '' }), ...files];
  const body = email.text?.trim() || htmlToText(email.html ?? '') || words.noText;
  return `${cut(head.join('\n'), longestText)}\n\n${shorten(body, isCut)}`;
}

function asItIs(raw: Uint8Array): string {
  return shorten(decode(raw.subarray(0, 4 * longestText)), raw.length > 4 * longestText);
}

function shorten(text: string, isCut: boolean): string {
  if (text.length <= longestText && !isCut) return text;
  return `${text.length <= longestText ? text : cut(text, longestText)}\n\n${words.rest}`;
}

function beginningOf(raw: Uint8Array): Uint8Array {
  let end = -1;
  for (let lines = 0; lines < read.lines; lines += 1) {
    const next = raw.indexOf(10, end + 1);
    if (next < 0 || next >= read.bytes) return raw.subarray(0, read.bytes);
    end = next;
  }
  return raw.subarray(0, end + 1);
}

/** RFC 3834: what a machine sent is not answered by a machine. A list that passes a mail on has not written it. */
function isOfMachine(email: Email, address: string): boolean {
  const header = (key: string) =>
    email.headers
      .find((header) => header.key === key)
      ?.value.trim()
      .toLowerCase();
  const submitted = header('auto-submitted');
  return (
    (submitted !== undefined && submitted !== 'no') ||
    /^(bulk|junk)$/.test(header('precedence') ?? '') ||
    header('return-path') === '<>' ||
    /^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)([+.-].*)?@/i.test(address.replaceAll('_', '-'))
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
