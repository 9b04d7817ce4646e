import { pageLanguage } from '../../words/language.ts';

/** Attributes that say what language an element's words are in, where that is not the one around it. */
export interface Spoken {
  readonly lang?: string;
  readonly dir?: 'ltr' | 'rtl';
}

// Scripts, each for a class of signs in a pattern.

/** Words are not set apart, and a space without width says where a line may break (UAX 14, class SA). */
export const southEastAsian = '\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';

/** Those that leave no space between words. */
export const unspaced = `\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー${southEastAsian}`;

/** A sign of a script that is written from right to left. */
export const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const directions = new Map<string, 'ltr' | 'rtl'>();

/** The direction of a language's writing. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const known = directions.get(language);
  if (known) return known;
  const { script } = new Intl.Locale(language).maximize();
  const direction = /^(Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg|Mand|Samr)$/.test(script ?? '') ? 'rtl' : 'ltr';
  directions.set(language, direction);
  return direction;
}

/** What an element says of words in this language: nothing where it is the language of the page around them. */
export function inLanguage(language: string): Spoken {
  return language === pageLanguage ? {} : { lang: language, dir: directionOf(language) };
}

/** What an element says of the page's own words, inside words in this language. */
export function inPageLanguage(around: string): Spoken {
  return around === pageLanguage ? {} : { lang: pageLanguage, dir: directionOf(pageLanguage) };
}
