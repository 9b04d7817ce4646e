/** Places where a word may break and the mark of a file's beginning are not seen; other signs without width join letters. */
const unseen = /[\u00ad\u200b\u2060\ufeff]/g;

/** Without the signs that nobody sees. */
export function visible(text: string): string {
  return text.replace(unseen, '').normalize('NFC');
}

/** The words of a line as they are read. */
export function readable(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}
