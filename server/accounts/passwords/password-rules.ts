import { longest, shortestPassword } from '../kinds.ts';

export type PasswordProblem =
  | 'password-missing'
  | 'password-short'
  | 'password-long'
  | 'password-malformed'
  | 'password-common'
  | 'password-personal';

/** So many characters of a password must be its own. */
const ownCharacters = 8;

/** What guessers try first; a password made of nothing else is no secret, however often or long it says it. */
const commonWords = [
  ...['password', 'passwort', 'passphrase', 'motdepasse', 'contrasena', 'senha', 'secret', 'changeme', 'default'],
  ...['letmein', 'welcome', 'iloveyou', 'trustno', 'login', 'admin', 'administrator', 'root', 'user', 'test', 'guest'],
  ...['qwertyuiop', 'qwerty', 'qwertz', 'azerty', 'asdfghjkl', 'asdfgh', 'asdf', 'zxcvbnm', 'qazwsxedc', 'qazwsx'],
  ...['monkey', 'dragon', 'sunshine', 'princess', 'football', 'baseball', 'superman', 'batman', 'master', 'shadow'],
  ...[
    'summer',
    'winter',
    'spring',
    'autumn',
    'company',
    'business',
    'correcthorsebatterystaple',
    'january',
    'december',
  ],
  ...['liverpool', 'manchester', 'schalke', 'chocolate', 'whatever', 'computer', 'internet', 'pokemon', 'starwars'],
  ...['charlie', 'michael', 'jessica', 'jennifer', 'willkommen', 'basketball', 'unbelievable', 'motherfucker'],
];
/** What fingers and children do without thinking: counting, the alphabet, and walks over the keys. */
const walks = [
  ...['01234567890123456789', 'abcdefghijklmnopqrstuvwxyzabc', 'a1b2c3d4e5f6g7h8i9j0', '1a2b3c4d5e6f7g8h9i0j'],
  ...['qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'qsdfghjklm', 'zxcvbnm', 'yxcvbnm'],
  ...['qweasdzxc123qweasdzxc', 'qazwsxedcrfvtgbyhnujm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm', '1qazxsw23edcvfr45tgbnhy67ujm'],
  ...['1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0', 'zaq1xsw2cde3vfr4bgt5nhy6', '147258369', '159753159753'],
].flatMap((walk) => [walk, reversed(walk)]);

/** Whose password it is, and what they sign in to. */
interface Person {
  readonly name: string;
  readonly email: string;
  readonly company: string;
}

/**
 * What is wrong with the length or the characters of a new password, or null. No rule asks for capitals, digits or signs
 * (NIST SP 800-63B section 3.1.1.2).
 */
export function checkLength(password: string, shortest = shortestPassword): PasswordProblem | null {
  if (password === '') return 'password-missing';
  if (password.length > 2 * longest.password) return 'password-long';
  if (!password.isWellFormed() || /[\p{Cc}\u2028\u2029]/u.test(password)) return 'password-malformed';
  const length = [...password.normalize('NFC')].length;
  if (length < shortest) return 'password-short';
  return length > longest.password ? 'password-long' : null;
}

/**
 * Whether a password of bearable length is common, or made of what everybody knows of the person. This is work: what
 * limits a form comes before it.
 */
export function checkSecrecy(password: string, person: Person): PasswordProblem | null {
  if (isCommon(password)) return 'password-common';
  return isPersonal(password, person) ? 'password-personal' : null;
}

function isCommon(password: string): boolean {
  const plain = password.normalize('NFKC').toLowerCase();
  if (new Set(plain).size < 5) return true;
  const readings = [plain, unmasked(plain), unshifted(plain)].map((text) => text.replaceAll(/[^\p{L}\p{N}]/gu, ''));
  return readings.some((text) => isMostlyCommon(text) || isWalk(text)) || isRepeated(plain);
}

/** Walks of three keys or more, one after the other, and nothing else. */
function isWalk(text: string): boolean {
  let rest = text;
  while (rest.length > 3) {
    let length = 3;
    if (!isStep(rest.slice(0, length))) return false;
    while (length < rest.length && isStep(rest.slice(0, length + 1))) length += 1;
    rest = rest.slice(length);
  }
  return text !== '' && (rest === '' || isStep(rest));
}

function isStep(part: string): boolean {
  return walks.some((walk) => walk.includes(part));
}

/** The same few characters over and over: no more of a secret than once. */
function isRepeated(text: string): boolean {
  return Array.from({ length: ownCharacters - 1 }, (_, at) => at + 1).some((length) =>
    [...text].every((character, at, all) => character === all[at % length]),
  );
}

function isMostlyCommon(text: string): boolean {
  const rest = without(text, commonWords);
  return rest !== text && ([...rest].length < 6 || !/\p{L}/u.test(rest));
}

function isPersonal(password: string, { name, email, company }: Person): boolean {
  // A name that no form takes is refused for itself, and costs no more than one that is taken.
  const known = [name.slice(0, longest.name), email.slice(0, longest.email), company];
  const words = [...new Set(known.flatMap(wordsIn))].filter((word) => [...word].length >= 3);
  const plain = password.normalize('NFKC').toLowerCase();
  const rest = [plain, unmasked(plain)].map((one) => [...without(one, words)].length);
  return (
    words.some((word) => plain.includes(word) || unmasked(plain).includes(word)) && Math.min(...rest) < ownCharacters
  );
}

function wordsIn(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** Longer words first, lest a shorter one inside them leaves their ends. */
function without(text: string, words: readonly string[]): string {
  return words
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, word) => rest.replaceAll(word, ''), text);
}

/** Signs and digits that stand for letters, back as letters. */
function unmasked(text: string): string {
  const letters: Record<string, string> = {
    '@': 'a',
    '4': 'a',
    '3': 'e',
    '1': 'i',
    '!': 'i',
    '0': 'o',
    '5': 's',
    $: 's',
    '7': 't',
  };
  return text.replaceAll(/[@431!05$7]/g, (sign) => letters[sign] ?? sign);
}

/** Signs back as the digits of their keys. */
function unshifted(text: string): string {
  const signs = ')!@#$%^&*(';
  return text.replaceAll(/[)!@#$%^&*(]/g, (sign) => String(signs.indexOf(sign)));
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}
