const upper: Record<string, string> = {
  ...Object.fromEntries([...'0123456789'].map((sign, index) => [sign, [...'⁰¹²³⁴⁵⁶⁷⁸⁹'][index] ?? ''])),
  '+': '⁺',
  '-': '⁻',
  '−': '⁻',
  '=': '⁼',
  '(': '⁽',
  ')': '⁾',
  n: 'ⁿ',
  i: 'ⁱ',
  '*': '*',
  '†': '†',
  '‡': '‡',
  '®': '®',
  '™': '™',
  '℠': '℠',
  '©': '©',
  ª: 'ª',
  º: 'º',
  '°': '°',
  ',': ',',
  ' ': ' ',
};
const under: Record<string, string> = {
  ...Object.fromEntries([...'0123456789'].map((sign, index) => [sign, [...'₀₁₂₃₄₅₆₇₈₉'][index] ?? ''])),
  '+': '₊',
  '-': '₋',
  '−': '₋',
  '=': '₌',
  '(': '₍',
  ')': '₎',
  ' ': ' ',
};

/** Raised for looks alone: 5th, 1er, No, 3rd. */
export function isRaisedEnding(words: string): boolean {
  return /^(st|nd|rd|th|e|er|re|ère|ème|eme|o|a|os|as|º|ª|mo|ma|do|da)\.?$/i.test(words.trim());
}

/** Superscript in signs that mean the same without markup: 2¹⁶, and `^(x)` where there are none. */
export function raise(words: string): string {
  const trade: Record<string, string> = { TM: '™', SM: '℠', R: '®', '(R)': '®', C: '©' };
  return trade[words.trim()] ?? signs(words, upper) ?? `^(${words.trim()})`;
}

/** Subscript: H₂O, and `_(x)` where there are no signs. */
export function lower(words: string): string {
  return signs(words, under) ?? `_(${words.trim()})`;
}

function signs(words: string, known: Record<string, string>): string | null {
  const found = [...words].map((sign) => known[sign]);
  return found.includes(undefined) ? null : found.join('');
}
