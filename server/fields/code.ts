/** Characters: more than any code has, however it is written. */
const longest = 100;

/** A code or reference as people write it: in either case, with spaces or dashes, in fullwidth digits. */
export function plainCode(written: string): string {
  if (written.length > longest) return '';
  return written
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}\p{Cf}\u2212]/gu, '');
}
