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

/** What `lang` says of words in this language, on a page that speaks English. */
export function foreign(language: string): string | undefined {
  return language === 'en' ? undefined : language;
}
