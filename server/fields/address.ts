import { domainToASCII } from 'node:url';

/** What is copied along with an address and cannot be seen. */
const unseenAtEnds = /^[\s\p{Default_Ignorable_Code_Point}]+|[\s\p{Default_Ignorable_Code_Point}]+$/gu;
const longestWritten = 300;

/**
 * One mail address in full, as we write it: the domain in ASCII and small letters, so that one mailbox is one person
 * however a browser spells it (RFC 5891). A dot at its end is none of it. Null for what is none, or could be mailed elsewhere than it reads: a list, a
 * quoted part, a comment, an invisible sign. Whether somebody is there, the mail that we send will tell.
 */
export function readAddress(value: string): string | null {
  const trimmed = value.trim();
  if (trimmed.length > longestWritten) return null;
  const written = pasted(trimmed.replaceAll(unseenAtEnds, ''));
  const at = Math.max(written.lastIndexOf('@'), 0);
  const local = written.slice(0, at);
  const domain = asciiDomain(written.slice(at + 1).replace(/(?<=.)[.\u3002\uff0e\uff61]$/u, ''));
  if (!domain || !isLocalPart(local)) return null;
  const address = `${local.normalize('NFC')}@${domain}`;
  return Buffer.byteLength(address) <= 254 ? address : null;
}

/**
 * As it comes from a link, from a mail program or from a Japanese keyboard: without `mailto:`, without the name beside it,
 * which must name no address of its own, and with the usual sign between its parts.
 */
function pasted(written: string): string {
  const named = /^[^<>@,;:\\\p{Cc}]*<([^<>]*)>$/u.exec(written.replaceAll(/[\uff20\ufe6b]/g, '@'))?.[1];
  return (named ?? written).replaceAll(/[\uff20\ufe6b]/g, '@').replace(/^mailto:/i, '');
}

/** The form in which addresses are compared: nobody has two mailboxes that differ in capitals alone. */
export function normalise(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return small(address);
  const domain = address.slice(at + 1).trim();
  return `${small(address.slice(0, at).trim())}@${asciiDomain(domain) ?? small(domain)}`;
}

/** Who a mail is from: an address, with the name that is shown beside it. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** `Name <address>`, or the address alone, of at most a line of a mail. */
export function readMailbox(value: string): Mailbox | null {
  if (value.length > 998) return null;
  const [, quoted, plain = '', between, alone = ''] =
    /^\s*(?:(?:"((?:[^"\\\p{Cc}]|\\[^\p{Cc}])*)"|([^"<>()@,;:\\[\]\p{Cc}]*?))\s*<([^<>\p{Cc}]*)>|([^<>\s]+))\s*$/u.exec(
      value.trim(),
    ) ?? [];
  const address = readAddress(between ?? alone);
  return address === null ? null : { name: quoted?.replaceAll(/\\(.)/gu, '$1').trim() ?? plain, address };
}

/** As RFC 5322 section 3.4 has it, quoted where there is a name. */
export function writeMailbox({ name, address }: Mailbox): string {
  return name === '' ? address : `"${name.replaceAll(/["\\]/g, '\\$&')}" <${address}>`;
}

/** The address in what `writeMailbox` wrote. */
export function addressIn(written: string): string {
  return /<([^<>]*)>$/.exec(written)?.[1] ?? written;
}

/** Not quoted (RFC 5321 section 4.1.2), and of letters that are what they look like. */
function isLocalPart(local: string): boolean {
  return (
    Buffer.byteLength(local) <= 64 &&
    /^(?:[\w.!#$%&'*+/=?^`{|}~-]|[^\p{ASCII}\p{C}\p{Z}])+$/u.test(local) &&
    // U+212A looks like a K and becomes a k among small letters; fullwidth letters likewise (RFC 8264 section 9.17).
    [...local].every((sign) => sign < '\u0080' || !/[\0-\x7f]/.test(sign.normalize('NFKC')))
  );
}

const label = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?';
const hostName = new RegExp(`^(?:${label}\\.)+(?!\\d+$)${label}$`);

/** Null where it is no name of a host with a dot in it. */
function asciiDomain(domain: string): string | null {
  // Node would read a path, a port or an escape, and go by what is left.
  if (!/^(?:[A-Za-z\d.-]|[^\p{ASCII}\p{C}\p{Z}])+$/u.test(domain)) return null;
  const ascii = domainToASCII(domain);
  return ascii.length <= 253 && hostName.test(ascii) ? ascii : null;
}

/** Letter for letter, so that no sign beyond ASCII becomes a letter of ASCII on the way. */
function small(text: string): string {
  return text.replaceAll(/[^\u212a]+/g, (letters) => letters.toLowerCase()).normalize('NFC');
}
