import { shortestPassword } from './kinds.ts';

export type PasswordProblem =
  | 'password-missing'
  | 'password-short'
  | 'password-long'
  | 'password-malformed'
  | 'password-common'
  | 'password-personal';

const longest = 256;
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
];
const runs = ['0123456789', 'abcdefghijklmnopqrstuvwxyz'].flatMap((run) => [run + run, reversed(run + run)]);

/**
 * The first thing that is wrong with a new password, or null. No rule asks for capitals, digits or signs (NIST SP
 * 800-63B section 3.1.1.2): what counts is its length, and that it is neither common nor made of what everybody knows
 * of the person.
 */
export function checkPassword(password: string, person: { name: string; email: string }): PasswordProblem | null {
  if (password === '') return 'password-missing';
  if (password.length > 2 * longest) return 'password-long';
  if (!password.isWellFormed() || /[\p{Cc}\u2028\u2029]/u.test(password)) return 'password-malformed';
  const length = [...password.normalize('NFC')].length;
  if (length < shortestPassword) return 'password-short';
  if (length > longest) return 'password-long';
  if (isCommon(password)) return 'password-common';
  return isPersonal(password, person) ? 'password-personal' : null;
}

function isCommon(password: string): boolean {
  const plain = password.normalize('NFKC').toLowerCase();
  if (new Set(plain).size < 5) return true;
  if ([plain, unmasked(plain)].some(isMostlyCommon)) return true;
  // Of a run up or down, such as 123456789012 or abcdefghijkl, no four characters in a row are anything else.
  return Array.from({ length: Math.ceil(plain.length / 4) }, (_, at) => plain.slice(4 * at, 4 * at + 4)).every((part) =>
    runs.some((run) => run.includes(part)),
  );
}

function isMostlyCommon(text: string): boolean {
  const rest = without(text, commonWords);
  return rest !== text && ([...rest].length < 6 || !/\p{L}/u.test(rest));
}

function isPersonal(password: string, { name, email }: { name: string; email: string }): boolean {
  const words = [...wordsIn(name), ...wordsIn(email), 'whitrack'].filter((word) => [...word].length >= 3);
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

function reversed(text: string): string {
  return [...text].reverse().join('');
}
