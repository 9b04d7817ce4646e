import { pageLanguage } from '../../words/language.ts';

/** Attributes that say what language an element's words are in, where that is not the one around it. */
export interface Spoken {
  readonly lang?: string;
  readonly dir?: 'ltr' | 'rtl';
}

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The direction of a language's writing. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const { script } = new Intl.Locale(language).maximize();
  return /^(Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg|Mand|Samr)$/.test(script ?? '') ? 'rtl' : 'ltr';
}

/** A text's markup in which each passage runs as its own words do, where any of them runs from right to left. */
export function withDirections(html: string): string {
  if (!rightToLeft.test(html)) return html;
  return html.replaceAll(/<(p|li|h[1-6]|th|td)(?=[ >])(?![^>]* dir=)/g, '<$1 dir="auto"');
}

/** What an element says of words in this language: nothing where it is the language of the page around them. */
export function inLanguage(language: string): Spoken {
  return language === pageLanguage ? {} : { lang: language, dir: directionOf(language) };
}

/** What an element says of the page's own words, inside words in this language. */
export function inPageLanguage(around: string): Spoken {
  return around === pageLanguage ? {} : { lang: pageLanguage, dir: directionOf(pageLanguage) };
}

/** A redline of a text in this language in which the page's own words say that they are the page's. */
export function withPageLanguage(html: string, language: string): string {
  const { lang, dir } = inPageLanguage(language);
  return lang ? html.replaceAll(/ class="(said|noted|tag|omitted|quiet)"/g, `$& lang="${lang}" dir="${dir}"`) : html;
}
