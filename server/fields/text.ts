/**
 * What nobody can see, or what turns the words beside it: controls, bidirectional signs, spaces of no width, tags.
 * ZWNJ and ZWJ belong to scripts, and with the variation selectors to signs that are made of several.
 */
const unseen = /[\p{Cc}\u2028\u2029\ufff9-\ufffb]|(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/u;
const turning = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const visible = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Nothing, or one line of which something can be seen, and nothing is that cannot. */
export function isLine(value: string): boolean {
  return value === '' || (value.isWellFormed() && !unseen.test(value) && visible.test(value));
}

/** The same for text of several lines, with tabs. */
export function isText(value: string): boolean {
  return isLine(value.replaceAll(/\r\n|[\n\t]/g, ' ').trim());
}

/** Text that came as it came, and of which there is an original: what turns is marked, what is unseen left out. */
export function legible(text: string): string {
  const lines = text.toWellFormed().replaceAll(/\r\n?|[\u2028\u2029]/g, '\n');
  return lines
    .split(/([\n\t])/)
    .map((part) => (part === '\n' || part === '\t' ? part : withoutUnseen(part.replaceAll(turning, '\ufffd'))))
    .join('')
    .trim();
}

/** The same on one line, of at most so many UTF-16 units. */
export function legibleLine(text: string, longest: number): string {
  return cut(legible(text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')), longest).trim();
}

/** The beginning of a text, in at most so many UTF-16 units, and without half a character at its end. */
export function cut(text: string, longest: number): string {
  return text.slice(0, new Intl.Segmenter().segment(text).containing(longest)?.index);
}

function withoutUnseen(text: string): string {
  return text.replaceAll(new RegExp(unseen, 'gu'), '');
}
