/** What ends in a point and ends no sentence, in small letters and without its last point. */
const abbreviations: Readonly<Record<string, string>> = {
  en: 'e.g i.e etc cf vs no nos art arts para sec inc ltd u.s mr ms dr st',
  de: `abs allg alt anm art aufl ausschl az bd begr bes betr bl bsp bspw buchst bzgl bzw ca dr dgl d.h d. h e.v einschl entspr etc
    evtl exkl f ff fn geb gem ggf hins hs halbs i.d.f i. d. f i.d.r i. d. r i.s.d i. s. d i.s.v i. s. v i.v.m i. v. m inkl insb
    insbes kap lfd lit m.e max mind mio mrd mwst nr nrn o.ä o. ä o.g o. g prof rdnr rn s s.o s. o s.u s. u sog st str tel u.a u. a
    uabs unterabs u.u u. u urt usw v.a v. a vgl vs z.b z. b z.t z. t ziff zzgl`,
  fr: 'al art arts c.-à-d cf chap d dr éd etc ex fig l m mm no nos p p. ex pp r réf resp st sté tél vol',
};

/** Languages that write "the fourth" as "4.". */
const ordinals = new Set(['cs', 'da', 'de', 'et', 'fi', 'hr', 'hu', 'is', 'lv', 'nb', 'nn', 'no', 'sk', 'sl', 'sr']);

const known = new Map<string, RegExp>();

/** Whether a text that ends in a point may go on behind it: where it ends, one must know its language. */
export function goesOn(text: string, language: string): boolean {
  return patternOf(language.split('-')[0] ?? '').test(text);
}

function patternOf(language: string): RegExp {
  const found = known.get(language);
  if (found) return found;
  // "z. B." is two tokens to whoever reads along: its first letter goes on as well as the whole.
  const words = (abbreviations[language] ?? abbreviations['en'] ?? '').match(/(?:\S\. )+\S+|\S+/g) ?? [];
  const starts = words.flatMap((word) => (word.includes('. ') ? [word, word.slice(0, word.indexOf('.'))] : [word]));
  const numbers = ordinals.has(language) ? ['\\d{1,2}'] : [];
  const pattern = [...new Set(starts)].map((word) => word.replaceAll('.', '\\.').replaceAll(' ', '\\s*'));
  const made = new RegExp(`(?:^|[\\s(§„"“])(?:${[...pattern, ...numbers].join('|')})\\.$`, 'iu');
  known.set(language, made);
  return made;
}
