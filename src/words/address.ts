import { domainToASCII, domainToUnicode } from 'node:url';

/** Scripts that are read together; each label of a domain is of one of these, beside digits and hyphens. */
const scripts = [
  /^[\p{scx=Latin}\d-]+$/u,
  /^[\p{scx=Greek}\d-]+$/u,
  /^[\p{scx=Cyrillic}\d-]+$/u,
  /^[\p{scx=Armenian}\d-]+$/u,
  /^[\p{scx=Georgian}\d-]+$/u,
  /^[\p{scx=Hebrew}\d-]+$/u,
  /^[\p{scx=Arabic}\d-]+$/u,
  /^[\p{scx=Devanagari}\d-]+$/u,
  /^[\p{scx=Bengali}\d-]+$/u,
  /^[\p{scx=Tamil}\d-]+$/u,
  /^[\p{scx=Thai}\d-]+$/u,
  /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\d-]+$/u,
  /^[\p{scx=Han}\p{scx=Hangul}\d-]+$/u,
  /^[\p{scx=Han}\p{scx=Bopomofo}\d-]+$/u,
];

/** As its owner writes it; in ASCII, as it is kept, where scripts are mixed: there letters pass for others. */
export function showAddress(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  const shown = domainToUnicode(domain);
  const isPlain = shown.split('.').every((label) => scripts.some((script) => script.test(label)));
  return isPlain && domainToASCII(shown) === domain ? `${address.slice(0, at)}${shown}` : address;
}
