import { southEastAsian } from './direction.ts';

/** These letters stand apart; others take another form beside a joiner, or a non-joiner. */
const apart = '\\p{Script=Latn}\\p{Script=Cyrl}\\p{Script=Grek}';

/** Without width or control; joiners where no script joins by them. */
const hidden = new RegExp(
  [
    '(?![\\t\\r\\n])[\\p{Cc}\\u115f\\u1160\\u3164\\uffa0\\ufff9-\\ufffb\\u206a-\\u206f\\u2060-\\u2064\\u180e\\ufeff\\u2028\\u2029\\u{e0000}-\\u{e007f}]',
    `(?<![${southEastAsian}])\\u200b(?![${southEastAsian}])`,
    `(?<=[${apart}\\s])[\\u200c\\u200d](?!(?![${apart}])[\\p{L}\\p{M}])`,
  ].join('|'),
  'u',
);

/** After these, words run another way than they were typed. */
const turning = /[\u202a-\u202e\u2066-\u2069]/u;

export function turningSignIn(text: string): string | null {
  return turning.exec(text)?.[0] ?? null;
}

export function hiddenSignIn(text: string): string | null {
  return hidden.exec(text)?.[0] ?? null;
}

export function withoutHiddenSigns(text: string): string {
  return [hidden, turning].reduce((left, signs) => left.replace(new RegExp(signs, 'gu'), ''), text);
}

/** `U+202E` */
export function nameOfSign(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Each string of what was read that holds a sign that nobody sees, by where it stands, and the sign. */
export function hiddenSignsIn(
  value: unknown,
  path: readonly (string | number)[] = [],
): { path: typeof path; sign: string }[] {
  if (typeof value === 'string') {
    const sign = turningSignIn(value) ?? hiddenSignIn(value);
    return sign === null ? [] : [{ path, sign: nameOfSign(sign) }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([name, inner]) => hiddenSignsIn(inner, [...path, name]));
}

/** What runs a terminal or turns words about, shown as what it is. */
export function legible(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}|[\u2028-\u202e\u2066-\u2069]/gu, (sign) => `[${nameOfSign(sign)}]`);
}

export const notAsTyped = 'Remove it: what is typed would not be what is read.';

export function hiddenSignWords(where: string, sign: string): string {
  return `${where} holds a sign that nobody sees (${sign}).`;
}
