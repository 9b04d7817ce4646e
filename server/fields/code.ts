/** Characters: more than any code has, however it is written. */
const longest = 100;

/** A code or reference as people write it: in either case, with spaces or dashes, in the digits of any script. */
export function plainCode(written: string): string {
  if (written.length > longest) return '';
  return plainDigits(written)
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}\p{Cf}\u2212]/gu, '');
}

/** A day as people write it: `２０２６－１１－２０`, or in Arabic digits, is 2026-11-20. */
export function plainDay(written: string): string {
  if (written.length > longest) return '';
  return plainDigits(written)
    .replaceAll(/[\s\p{Cf}]/gu, '')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-');
}

/** Every script has its digits in one row of ten, which begins at the first or the seventh place of sixteen. */
function plainDigits(written: string): string {
  return written.normalize('NFKC').replaceAll(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const place = code % 16;
    const beginsRow = /\p{Nd}/u.test(String.fromCodePoint(code - place));
    return String(beginsRow ? place : place - 6);
  });
}
