import { fail, type Result, succeed } from '../../src/library/model/result.ts';

/**
 * What nobody can see, or what turns the words beside it: controls, bidirectional signs, spaces of no width, tags.
 * ZWNJ and ZWJ belong to scripts, and with the variation selectors to signs that are made of several.
 */
const unseen = /[\p{Cc}\u2028\u2029\ufff9-\ufffb]|(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/u;
/**
 * What keyboards and programs put into words of scripts that run both ways or have no spaces, and phones around numbers
 * that are copied: marks of direction, isolates, places to break. It makes no word read as another; an override does.
 */
const shaping = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff]/gu;
const turning = /(?![\n\t])[\p{Cc}\u2028\u2029\u202d\u202e]/gu;
const hidden = new RegExp(`(?!${shaping.source}|[\\n\\t])(?:${unseen.source})`, 'gu');
const visible = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Nothing, or one line of which something can be seen, and nothing is that cannot. */
export function isLine(value: string): boolean {
  return value === '' || (value.isWellFormed() && !unseen.test(value) && visible.test(value));
}

/** The same for text of several lines, with tabs. */
export function isText(value: string): boolean {
  return isLine(value.replaceAll(/\r\n|[\n\t]/g, ' ').trim());
}

/** The same for what somebody writes to somebody, as people of any script do. */
export function isMessage(value: string): boolean {
  const words = value.replaceAll(shaping, '');
  return isText(words) && (words !== '' || value === '');
}

/** What somebody has to write, in at most so many UTF-16 units. `name` is what its problems call it. */
export function readText<Name extends string>(
  name: Name,
  written: string,
  longest: number,
): Result<string, `${Name}-missing` | `${Name}-too-long` | `${Name}-invalid`> {
  const text = written.trim();
  if (text === '') return fail(`${name}-missing`);
  if (text.length > longest) return fail(`${name}-too-long`);
  return isMessage(text) ? succeed(text) : fail(`${name}-invalid`);
}

/** Text that came as it came, and of which there is an original: what turns is marked, what is unseen left out. */
export function legible(text: string): string {
  const lines = text.toWellFormed().replaceAll(/\r\n?|[\u2028\u2029]/g, '\n');
  return lines.replaceAll(turning, '\ufffd').replaceAll(hidden, '').trim();
}

/** The same on one line, of at most so many UTF-16 units. */
export function legibleLine(text: string, longest: number): string {
  return cut(legible(text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')).replaceAll(shaping, ''), longest).trim();
}

/** The beginning of a text, in at most so many UTF-16 units, and without half a character at its end. */
export function cut(text: string, longest: number): string {
  return text.slice(0, new Intl.Segmenter().segment(text).containing(longest)?.index);
}
