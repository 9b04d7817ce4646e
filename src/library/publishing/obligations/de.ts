import type { Obligations } from './terms.ts';

const lookalikes =
  /^(v[eo]r(trag|trä|kauf|käuf|leg|seh|sieht|fall|fäll|hab|schr[ei]|schrieb|stell|geb|gib|zug|züg|rat|lauf|läuf|gang|gäng|sorg|zeig|treten|tritt)\p{L}*|bei?tr(e|i)t\p{L}*|lei?sten|lei?stet|gelei?stet|lie?der|leider|r(ei|ie)se\p{L}*|ges(pe)?ichert\p{L}*|s(pe)?ichern|wie?der|weider|l[aä]nder|schuldig\p{L}*|schuld|bei?tr[aä]ge?s?|leis?tung(en)?|wa(h|a)?re[nrs]?|wag(en|ens)|waagen|einz?ige[mnrs]?|\p{L}*(g[ea]b|n[ea]hm|schr[ei]{2}b|bl[ei]{2}b|spr[ea]ch|tr[au]g|tr[ea]f|tr[ea]ff|tr[ea]t|f[ia]nd|b[ia]nd|w[ea]nd|st[ei]ll)en)$/u;

/** "Wir löschen", "wir löschten". */
function isPast(present: string, past: string): boolean {
  return present.replace(/e(n|t|st)?$/, 'te$1') === past;
}

export const de: Obligations = {
  terms:
    /^(m[uü]ss(t|en|te|ten)?|muß|d[aü]rf(en|t|te|ten|st)?|durfte[nt]?|soll(en|t|te|ten|st)?|kann(st)?|k[oö]nn(en|t|te|ten)|konnte[nt]?|wird|werden|würden?|nichts?|kein\p{L}*|nie|niemals|niemand\p{L}*|weder|ja|nein|nur|ausschließlich\p{L}*|lediglich|allein|immer|stets|jederzeit|ohne|sofern|soweit|falls|wenn|außer|ausgenommen|ausnahm\p{L}*|alle[mnrs]?|jede[mnrs]?|sämtlich\p{L}*|haft\p{L}*|(un)?beschränk\p{L}*|(un)?begrenz\p{L}*|(un)?befristet\p{L}*|(un)?wirksam\p{L}*|(un)?zulässig\p{L}*|verpflicht\p{L}*|\p{L}*pflicht(en|et)?|(un)?berechtig\p{L}*|\p{L}*recht(e|en|s)?|erlaub\p{L}*|verb[oie]t\p{L}*|untersag\p{L}*|verlang\p{L}*|gewährleist\p{L}*|garant\p{L}*|verzicht\p{L}*|einwillig\p{L}*|zustimm\p{L}*|widerr[uü]f\p{L}*|widersp\p{L}*|künd\p{L}*|unverzüglich|sofort\p{L}*|(un)?entgeltlich\p{L}*|kostenlos\p{L}*|jan(uar|ner)|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|(mon|diens|donners|frei|sams|sonn)tag\p{L}*|mittwoch\p{L}*|(werk|arbeits|kalender)?tag(e|en|s|es)?|\p{L}*frist(en)?|stunden?|wochen?|monat(e|en|s|es)?|quartal(e|en|s)?|jahr(e|en|s|es)?|\p{L}*(täglich|wöchentlich|stündig|tägig|wöchig|monatig|jährig)\p{L}*|(halb|viertel)?jährlich\p{L}*|monatlich\p{L}*|null|eins|einmal\p{L}*|((ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und)?(zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)|zwei\p{L}{0,4}|dreimal|drei(er)?|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|(drei|vier|fünf|sech|sieb|acht|neun)zehn|\p{L}*hundert|\p{L}*tausend|milli(on|arde)(en)?|halb\p{L}*|hälfte|drittel|viertel|doppelt\p{L}*|\p{L}+fach\p{L}*)$/iu,
  joints:
    /^(vor|nach|binnen|innerhalb|bis|ab|und|oder|aber|als|mindestens|höchstens|wenigstens|spätestens|frühestens|mehr|weniger)$/iu,
  slips: [/^(de[rnms]|die|das|eine?[nmrs]?)$/i, /^da(s|ss|ß)$/i, /^(ist|sind)$/i, /^(hat|haben)$/i, /^diese[nmrs]?$/i],
  endings: /(?<=\p{L}{3})(?:e[nmrs]?|n|s)$/iu,
  // An article or adjective that stays asks for the form.
  agrees: (before) => /^(\p{L}*e[nmrs]?|das|wir|ich|ihr|zwei|drei|vier|\p{N}\S*)$/iu.test(before),
  counted: /^(wenig|paar|bisschen|drittel|viertel|hälfte|dutzend)$/i,
  prefixes: /^(ab|an|auf|aus|bei|da|durch|ein|frei|fest|her|hin|in|los|mit|über|um|unter|vor|wieder|wider|zu)$/iu,
  capitals: /^(Sie|Ihr|Ihre[mnrs]?|Ihnen|Maßen?|Massen?|Bußen?|Bussen?)$/,
  namesAreCapital: false,
  isLookalike: (was, is) => lookalikes.test(was) || isPast(was, is) || isPast(is, was),
};
