import { type Day, isDay } from '../model/days.ts';

/** A day of effect that a text names, with the words that name it. */
export interface NamedDay {
  readonly day: Day;
  readonly words: string;
}

const months = [
  ['january', 'januar', 'jänner', 'janvier', 'enero', 'jan'],
  ['february', 'februar', 'février', 'febrero', 'feb'],
  ['march', 'märz', 'mars', 'marzo', 'mar'],
  ['april', 'avril', 'abril', 'apr'],
  ['may', 'mai', 'mayo'],
  ['june', 'juni', 'juin', 'junio', 'jun'],
  ['july', 'juli', 'juillet', 'julio', 'jul'],
  ['august', 'août', 'agosto', 'aug'],
  ['september', 'septembre', 'septiembre', 'sept', 'sep'],
  ['october', 'oktober', 'octobre', 'octubre', 'oct', 'okt'],
  ['november', 'novembre', 'noviembre', 'nov'],
  ['december', 'dezember', 'décembre', 'diciembre', 'dec', 'dez'],
];
const monthOf = new Map(months.flatMap((names, index) => names.map((name) => [name, index + 1] as const)));
const month = `(?:${[...monthOf.keys()].sort((a, b) => b.length - a.length).join('|')})\\.?`;
const date = [
  '\\d{4}-\\d{2}-\\d{2}',
  `${month}\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+\\d{4}`,
  `\\d{1,2}(?:st|nd|rd|th|er|\\.)?\\s+(?:of\\s+|de\\s+)?${month},?\\s+(?:de\\s+)?\\d{4}`,
  '\\d{1,2}\\.\\s?\\d{1,2}\\.\\s?\\d{4}',
  '\\d{1,2}/\\d{1,2}/\\d{4}',
].join('|');
const begins = [
  '(?:effective|in (?:effect|force)|takes? effect|(?:comes?|enters?) into (?:effect|force))(?: date)?(?: is)?',
  '(?:gültig|wirksam|in kraft(?: getreten)?|inkrafttreten|gilt|gelten|tritt)',
  '(?:en vigueur|en vigor|vigente)',
].join('|');
const joins =
  '(?:\\s*:|\\s+(?:as of|as from|as at|from|on|since|starting|beginning|ab(?: dem)?|seit(?: dem)?|am|zum|vom|le|depuis(?: le)?|à compter du|à partir du|desde(?: el)?|a partir del?|el))?';
const pattern = new RegExp(`(?<!\\p{L})(?:${begins})${joins}\\s+(${date})(?!\\d)`, 'giu');

/** The days from which a text says that it applies, as "effective as of May 25, 2018". */
export function daysNamedIn(text: string): NamedDay[] {
  return [...text.matchAll(pattern)].flatMap(([words, written = '']) => {
    const day = dayOf(written);
    return day ? [{ day, words: words.replace(/\s+/g, ' ') }] : [];
  });
}

function dayOf(written: string): Day | null {
  if (isDay(written)) return written;
  const name = monthOf.get(
    /\p{L}{3,}/gu
      [Symbol.match](written)
      ?.find((word) => monthOf.has(word.toLowerCase()))
      ?.toLowerCase() ?? '',
  );
  const [first = 0, second = 0, third = 0] = (written.match(/\d+/g) ?? []).map(Number);
  if (name) return valid(second, name, first);
  if (written.includes('.')) return valid(third, second, first);
  // Whether the month or the day stands first is known where one of them is no month.
  if (first > 12 || first === second) return valid(third, second, first);
  return second > 12 ? valid(third, first, second) : null;
}

function valid(year: number, month: number, date: number): Day | null {
  const day = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  return isDay(day) ? day : null;
}
