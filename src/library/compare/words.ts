/** A word, a number that is whole, a sign, or the space between. */
interface Token {
  readonly text: string;
  readonly isWord: boolean;
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** In these languages the names of months make a date whole. */
const dated = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'sv', 'da', 'pl', 'cs', 'fi', 'bg', 'el', 'ru', 'uk', 'tr'];
const wholes = wholePattern();

/** The text in tokens, by the rules of its language: numbers, amounts and dates are whole. */
export function tokensIn(text: string): Token[] {
  if (!/\p{Nd}/u.test(text)) return segments(text);
  const tokens: Token[] = [];
  let end = 0;
  for (const { 0: whole, index } of text.matchAll(wholes)) {
    if (index > end) tokens.push(...segments(text.slice(end, index)));
    tokens.push({ text: whole, isWord: true });
    end = index + whole.length;
  }
  if (end < text.length) tokens.push(...segments(text.slice(end)));
  return tokens;
}

export function wordsIn(text: string): string[] {
  return tokensIn(text).flatMap(({ text, isWord }) => (isWord ? [text] : []));
}

/** What a reader sees as one letter. */
export function lettersIn(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function segments(text: string): Token[] {
  return Array.from(segmenter.segment(text), ({ segment, isWordLike }) => ({
    text: segment,
    isWord: isWordLike === true,
  }));
}

function wholePattern(): RegExp {
  const number = "\\p{Nd}+(?:[.,:/'’٫٬-]\\p{Nd}+)*";
  const currencies = Intl.supportedValuesOf('currency').join('|');
  const units = '%|‰|°[CF]?|[kKMGTP]i?[Bb]|k?m[²³]?|cm|mm|k?g|mg|[lL]|[km]?W|kWh|k?V|[kMG]?Hz|[mµ]?s|px|pt';
  const after = `\\p{Sc}|(?:${currencies}|${units})(?![\\p{L}\\p{N}])`;
  const amount = `(?:(?:[A-Z]{1,3})?\\p{Sc} ?|(?:${currencies}) ?)?(?:\\p{Nd}{1,3}(?: \\p{Nd}{3})+(?= ?(?:${after}))|${number})(?: ?(?:${after}))?`;
  const months = [...new Set(dated.flatMap(monthsIn))].toSorted((a, b) => b.length - a.length).join('|');
  const day = '\\p{Nd}{1,2}(?:st|nd|rd|th|er|º|\\.)?';
  const date = [
    `(?:${months})\\.? ${day}(?:,? \\p{Nd}{4})?`,
    `${day} (?:of |de |di |d’)?(?:${months})\\.?(?:,?(?: de)? \\p{Nd}{4})?`,
    `(?:${months}) \\p{Nd}{4}`,
    '\\p{Nd}+年(?:\\p{Nd}+月(?:\\p{Nd}+日)?)?|\\p{Nd}+月\\p{Nd}+日',
    '\\p{Nd}+년 ?\\p{Nd}+월(?: ?\\p{Nd}+일)?',
  ].join('|');
  return new RegExp(
    `(?<![\\p{L}\\p{N}_]|\\p{N}[.,])(?:${date}|${amount})(?!\\p{M}|[.,]?[\\p{N}_]|(?<=[\\p{N}])\\p{L})`,
    'gu',
  );
}

function monthsIn(language: string): string[] {
  return (['long', 'short'] as const).flatMap((month) =>
    Array.from({ length: 12 }, (_, at) => {
      const parts = new Intl.DateTimeFormat(language, { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' });
      const name = parts.formatToParts(Date.UTC(2026, at, 15)).find(({ type }) => type === 'month')?.value ?? '';
      return /^\p{L}{3,}$/u.test(name) ? name : 'January';
    }),
  );
}
